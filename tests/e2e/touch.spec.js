// Phones: the Back button, and new lines with an on-screen keyboard.

import { holdRequests } from './support/held-requests.js';
import { Widget, expect, test } from './support/test.js';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

/** Opens the window by a tap. */
async function tapOpen(widget) {
  await widget.launcher.tap();
  await expect(widget.host.locator('section.window textarea')).toBeFocused();
}

/** Waits until the history has the entry that the Back button leaves, or does not have it. */
const expectEntry = (page, isThere) => expect.poll(() => page.evaluate(() => Boolean(history.state?.ocsChatWindow))).toBe(isThere);

test.describe('the Back button', () => {
  test('closes the window and stays on the page, with the state that the page has set', async ({ page, visit, scriptTag }) => {
    await visit(scriptTag());
    await page.evaluate(() => history.replaceState({ router: 7 }, ''));
    const url = page.url();
    const widget = new Widget(page);
    for (const text of ['first', 'second']) {
      await tapOpen(widget);
      await widget.ask(text);
      await expectEntry(page, true);
      await page.goBack();
      await expect(widget.window).toBeHidden();
      await expect(widget.launcher).toBeVisible();
    }
    expect(page.url()).toBe(url);
    expect(await page.evaluate(() => history.state)).toEqual({ router: 7 });
  });

  test('leaves the page after the window was closed by its own button', async ({ page, visit, scriptTag }) => {
    const before = await visit('<p>Before</p>');
    await visit(scriptTag());
    const widget = new Widget(page);
    await tapOpen(widget);
    await expectEntry(page, true);
    await widget.button('Close chat').tap();
    await expectEntry(page, false);
    await page.goBack();
    await expect(page).toHaveURL(new RegExp(`${before}$`));
  });

  test('closes a window that was open before a reload', async ({ page, visit, scriptTag }) => {
    await visit(scriptTag());
    const widget = new Widget(page);
    await tapOpen(widget);
    await widget.ask('hello', 'Hello');
    await expectEntry(page, true);
    await page.reload();
    await expect(widget.own).toHaveText(['hello']);
    const url = page.url();
    await page.goBack();
    await expect(widget.window).toBeHidden();
    expect(page.url()).toBe(url);
  });

  test('closes a window that has been open during a restart of the widget', async ({ page, visit, scriptTag }) => {
    await visit(scriptTag());
    const widget = new Widget(page);
    await tapOpen(widget);
    await widget.ask('hello', 'Hello');
    await expectEntry(page, true);
    const left = page.evaluate(() => new Promise((resolve) => addEventListener('popstate', resolve, { once: true })));
    await widget.host.evaluate((host) => (host.language = 'de'));
    await left;
    await expect(widget.host.getByRole('textbox', { name: 'Nachricht' })).toBeVisible();
    await expectEntry(page, true);
    await page.goBack();
    await expect(widget.window).toBeHidden();
  });

  test('goes through the entries of the page on a large screen', async ({ page, visit, scriptTag }) => {
    await page.setViewportSize({ width: 1000, height: 800 });
    await visit(scriptTag());
    const widget = new Widget(page);
    await tapOpen(widget);
    await widget.ask('hello', 'Hello');
    await expectEntry(page, false);
  });
});

test.describe('on touch screens', () => {
  test('Enter sends, and a button breaks the line', async ({ page, visit, scriptTag, chatbot }) => {
    await visit(scriptTag());
    const widget = new Widget(page);
    await tapOpen(widget);
    const newLine = widget.button('New line');
    await expect(newLine).toBeHidden();
    await page.keyboard.type('one');
    await newLine.tap();
    await expect(widget.field).toBeFocused();
    await page.keyboard.type('two');
    await expect(widget.field).toHaveValue('one\ntwo');
    await expect(widget.field).toHaveAttribute('enterkeyhint', 'send');
    await page.keyboard.press('Enter');
    await expect.poll(() => chatbot.receivedTexts()).toEqual(['one\ntwo']);
  });

  test('Enter breaks the line if the page sets that option', async ({ page, visit, scriptTag, chatbot }) => {
    await visit(scriptTag('data-touch-enter="newline"'));
    const widget = new Widget(page);
    await tapOpen(widget);
    await page.keyboard.type('one');
    await page.keyboard.press('Enter');
    await page.keyboard.type('two');
    await expect(widget.field).toHaveValue('one\ntwo');
    await expect(widget.field).toHaveAttribute('enterkeyhint', 'enter');
    await expect(widget.button('New line')).toBeHidden();
    await widget.button('Send message').tap();
    await expect.poll(() => chatbot.receivedTexts()).toEqual(['one\ntwo']);
  });

  test('Enter breaks the line while the application is loading, too', async ({ page, visit, scriptTag, chatbot }) => {
    const release = await holdRequests(page, '**/*.wasm');
    await visit(scriptTag('data-touch-enter="newline"'));
    const widget = new Widget(page);
    await widget.launcher.tap();
    const send = widget.host.locator('.frame [part=send]');
    await expect(send).toBeVisible();
    await page.keyboard.type('one');
    await page.keyboard.press('Enter');
    await page.keyboard.type('two');
    await expect(widget.host.locator('.frame textarea')).toHaveValue('one\ntwo');
    await send.tap();
    await expect(widget.host.locator('.frame textarea')).toHaveValue('');
    release();
    await expect.poll(() => chatbot.receivedTexts()).toEqual(['one\ntwo']);
  });
});

test('without a touch screen Enter always sends, and there is no button for new lines', async ({ browser, site, scriptTag, chatbot }) => {
  const context = await browser.newContext({ hasTouch: false, isMobile: false });
  const page = await context.newPage();
  site.put('/mouse', `<!doctype html><title>A page</title>${scriptTag('data-touch-enter="newline"')}`);
  await page.goto(`${site.url}/mouse`);
  const widget = new Widget(page);
  await widget.open();
  await page.keyboard.type('one');
  await expect(widget.button('New line')).toBeHidden();
  await page.keyboard.press('Enter');
  await expect.poll(() => chatbot.receivedTexts()).toEqual(['one']);
  await context.close();
});

test('a button that was tapped does not stay highlighted', async ({ page, visit, scriptTag }) => {
  await visit(scriptTag());
  const widget = new Widget(page);
  await tapOpen(widget);
  await widget.ask('hello', 'Hello');
  const menu = widget.button('More options');
  const background = () => menu.evaluate((button) => getComputedStyle(button).backgroundColor);
  const before = await background();
  await menu.tap();
  await expect(widget.host.getByRole('menu')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(widget.host.getByRole('menu')).toBeHidden();
  expect(await menu.evaluate((button) => button.matches(':hover'))).toBe(true);
  expect(await background()).toBe(before);
});

test('the buttons of the header do not overlap', async ({ page, visit, scriptTag }) => {
  await visit(scriptTag());
  const widget = new Widget(page);
  await tapOpen(widget);
  await widget.ask('hello', 'Hello');
  const boxes = await widget.host.locator('header button').evaluateAll((buttons) =>
    buttons
      .map((button) => button.getBoundingClientRect().toJSON())
      .filter(({ width }) => width)
      .sort((one, other) => one.left - other.left),
  );
  expect(boxes.length).toBeGreaterThan(2);
  for (const [index, { left }] of boxes.entries()) if (index) expect(left).toBeGreaterThan(boxes[index - 1].right - 0.1);
});

test('the button that repeats the load of the widget bundle can be pressed with a finger', async ({ page, visit, scriptTag, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(/ERR_FAILED|could not be loaded/);
  await page.route('**/chat-*.js*', (route) => route.abort());
  await visit(scriptTag());
  const widget = new Widget(page);
  await widget.launcher.tap();
  const { width, height } = await widget.button('Try again').boundingBox();
  expect(Math.min(width, height)).toBeGreaterThan(43.9);
});

test('sources can be pressed with a finger', async ({ page, visit, scriptTag }) => {
  await visit(scriptTag());
  const widget = new Widget(page);
  await tapOpen(widget);
  await widget.ask('cite adjacent', 'Water');
  const heights = await widget.answers
    .last()
    .locator('.sources :is(a, .cited-file)')
    .evaluateAll((links) => links.map((link) => link.getBoundingClientRect().height));
  expect(Math.min(...heights)).toBeGreaterThanOrEqual(44);
  const field = await widget.field.boundingBox();
  expect(field.height).toBe(44);
});
