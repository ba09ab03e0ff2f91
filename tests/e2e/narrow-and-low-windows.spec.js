// The window in little space: on low and on narrow screens.

import { FAILED_REQUEST, Widget, expect, test } from './support/test.js';

/** The boxes of elements, in pixels of the viewport. */
const boxes = (locator) => locator.evaluateAll((elements) => elements.map((element) => element.getBoundingClientRect().toJSON()));

test.describe('consent in a low window', () => {
  test.use({ fields: { consent: { id: 3, text: `<p>${'We store what you write. '.repeat(80)}</p>` } } });

  for (const [width, height] of [
    [1000, 420],
    [640, 300],
    [320, 256],
  ]) {
    test(`both buttons are in a window of ${width} × ${height} px`, async ({ page, visit, scriptTag }) => {
      await page.setViewportSize({ width, height });
      await visit(scriptTag());
      const widget = new Widget(page);
      await widget.open();
      await widget.field.fill('hello');
      await widget.field.press('Enter');
      for (const name of ['I agree', 'Cancel']) await expect(widget.window.getByRole('button', { name, exact: true })).toBeInViewport({ ratio: 1 });
    });
  }
});

for (const [width, height] of [
  [1000, 420],
  [480, 568],
]) {
  test(`a long question before a new chat is scrolled in a window of ${width} × ${height} px, its buttons are not`, async ({ page, visit, scriptTag }) => {
    await page.setViewportSize({ width, height });
    await visit(scriptTag(`data-new-chat-confirmation-message="${'All messages are removed. '.repeat(40)}"`));
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('good day');
    await widget.button('Start new chat').click();
    const dialog = widget.host.getByRole('alertdialog');
    for (const name of ['Cancel', 'Start new chat']) await expect(dialog.getByRole('button', { name })).toBeInViewport({ ratio: 1 });
    await expect(dialog.getByRole('heading')).toBeInViewport({ ratio: 1 });
    await page.keyboard.press('End');
    await expect.poll(() => dialog.evaluate((one) => one.scrollTop)).toBeGreaterThan(100);
    await dialog.getByRole('button', { name: 'Start new chat' }).click();
    await expect(widget.own).toHaveCount(0);
  });
}

test('text in a low and wide window has the width of a column', async ({ page, visit, scriptTag }) => {
  await page.setViewportSize({ width: 1920, height: 420 });
  await visit(scriptTag());
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('good day');
  const [line] = await boxes(widget.host.locator('[part~="line"]'));
  const [own] = await boxes(widget.host.locator('.row.own .bubble'));
  expect(line.width).toBe(760);
  expect(own.right).toBeLessThanOrEqual(line.right + 8);
});

test('a launcher in the centre is as wide as its content', async ({ page, visit, scriptTag }) => {
  await visit(scriptTag('data-position="center"'));
  const [launcher] = await boxes(page.locator('ocs-chat').getByRole('button'));
  expect(launcher.width).toBe(56);
  expect(launcher.left + launcher.width / 2).toBeCloseTo((await page.evaluate(() => document.documentElement.clientWidth)) / 2, 0);
});

test('the reason of a refusal has a line of its own below the name of the file', async ({ page, visit, scriptTag, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(FAILED_REQUEST);
  await page.setViewportSize({ width: 320, height: 600 });
  await visit(scriptTag('data-allow-attachments="true"'));
  const widget = new Widget(page);
  await widget.open();
  await widget.attach({ name: 'annual report 2026.png', type: 'image/png', body: 'no picture' });
  await widget.say('a picture');
  const item = widget.host.locator('li.refused');
  await expect(item).toBeVisible();
  const [name] = await boxes(item.locator('.name'));
  const [reason] = await boxes(item.locator('.size'));
  expect(reason.top).toBeGreaterThanOrEqual(name.bottom - 1);
  expect(name.width).toBeGreaterThan(100);
});

test('in a right-to-left interface, Latin names of files begin beside the icon', async ({ page, visit, scriptTag }) => {
  await visit(scriptTag('data-language="ar" data-allow-attachments="true"'));
  const widget = new Widget(page);
  await widget.host.getByRole('button').first().click();
  const chooser = page.waitForEvent('filechooser');
  await widget.host.locator('[part="attach"]').click();
  await (await chooser).setFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('x') });
  const item = widget.host.locator('.selected-files li');
  await expect(item).toBeVisible();
  const [icon] = await boxes(item.locator('> svg'));
  const text = await item.locator('.name').evaluate((name) => {
    const range = document.createRange();
    range.selectNodeContents(name);
    return range.getBoundingClientRect().right;
  });
  expect(Math.abs(icon.left - text - 8)).toBeLessThan(2);
});
