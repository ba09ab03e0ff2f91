// The placeholder window looks like the application's window, and nothing moves when the window replaces it.

import { holdRequests } from './support/held-requests.js';
import { textsOf } from './support/language-files.js';
import { shot } from './support/screenshots.js';
import { Widget, expect, test } from './support/test.js';

const german = textsOf('de');

/** Pixels around the window: its shadow. */
const MARGIN = 12;
/** Of a colour channel's 256 levels. The edges of curves are not always rasterized identically. */
const TOLERANCE = 8;

/** Counts the pixels in which two pictures of the window differ: in the header, in the composer, and at the edges between them. */
const countDifferences = (page, pictures, { header, composer }) =>
  page.evaluate(
    async ([urls, top, bottom, margin, tolerance]) => {
      const [one, other] = await Promise.all(
        urls.map(async (url) => {
          const image = new Image();
          image.src = url;
          await image.decode();
          const canvas = document.createElement('canvas');
          [canvas.width, canvas.height] = [image.width, image.height];
          const context = canvas.getContext('2d');
          context.drawImage(image, 0, 0);
          return context.getImageData(0, 0, image.width, image.height);
        }),
      );
      const counts = { header: 0, composer: 0, edges: 0 };
      for (let y = 0; y < one.height; y += 1) {
        for (let x = 0; x < one.width; x += 1) {
          const at = (y * one.width + x) * 4;
          if (![0, 1, 2].some((channel) => Math.abs(one.data[at + channel] - other.data[at + channel]) > tolerance)) continue;
          if (y < top) counts.header += 1;
          else if (y >= bottom) counts.composer += 1;
          else if (x < margin + 4 || x >= one.width - margin - 4) counts.edges += 1;
        }
      }
      return counts;
    },
    [pictures.map((picture) => `data:image/png;base64,${picture.toString('base64')}`), header, composer, MARGIN, TOLERANCE],
  );

/** Waits for the animations of an element and its descendants. */
const animationsOf = (locator) => locator.evaluate((element) => Promise.all(element.getAnimations({ subtree: true }).map(({ finished }) => finished)));

/** Expects that nothing changes but messages when the application, which is released now, replaces the placeholder window. */
async function expectSamePixels(page, widget, release, viewport) {
  const placeholder = widget.host.locator('.frame');
  const frame = await boxOf(placeholder);
  const clip = {
    x: Math.max(0, frame.x - MARGIN),
    y: Math.max(0, frame.y - MARGIN),
    width: Math.min(frame.width + 2 * MARGIN, viewport.width),
    height: Math.min(frame.height + 2 * MARGIN, viewport.height),
  };
  const [header, composer] = [await boxOf(placeholder.locator('header')), await boxOf(placeholder.locator('footer'))];
  await page.mouse.move(0, 0);
  const before = await page.screenshot({ clip, path: test.info().outputPath('before.png') });
  release();
  await expect(placeholder).toHaveCount(0);
  await expect(widget.window).toBeVisible();
  expect(await widget.window.evaluate((window) => window.getAnimations().length), 'the window does not open again').toBe(0);
  const after = await page.screenshot({ clip, path: test.info().outputPath('after.png') });
  expect(await boxOf(widget.window)).toEqual(frame);
  const edges = { header: header.y + header.height - clip.y, composer: composer.y - clip.y };
  expect(await countDifferences(page, [before, after], edges)).toEqual({ header: 0, composer: 0, edges: 0 });
}

/** Box of an element, in whole pixels. */
const boxOf = async (locator) => Object.fromEntries(Object.entries(await locator.boundingBox()).map(([name, value]) => [name, Math.round(value)]));

const DESKTOP = { width: 1280, height: 800 };
const CASES = [
  { name: 'in the light theme' },
  { name: 'in the dark theme', attributes: 'data-theme="dark"' },
  { name: 'in the dark theme of the system', colorScheme: 'dark' },
  { name: 'in a right-to-left language', attributes: 'data-language="ar" data-allow-attachments="true"' },
  { name: 'on a phone', viewport: { width: 390, height: 720 } },
  { name: 'at a width of 320 pixels', viewport: { width: 320, height: 568 }, attributes: 'data-language="de" data-allow-attachments="true"' },
  {
    name: 'with a title, a placeholder and attachments',
    attributes: 'data-header-text="Help &amp; advice" data-placeholder="Ask away" data-allow-attachments="true"',
  },
  { name: 'without full screen, in the centre', attributes: 'data-allow-full-screen="false" data-position="center"' },
  { name: 'disabled', attributes: 'data-disabled="true"' },
  { name: 'outside of the opening hours', attributes: 'data-hours="Mon 00:00-00:01 UTC"', time: '2026-11-26T12:00:00Z' },
  { name: 'with a banner', attributes: 'data-banner-message="Closed on Friday" data-banner-style="info"' },
  { name: 'with a banner at the bottom', attributes: 'data-banner-message="Closed on Friday" data-banner-position="bottom"' },
  { name: 'with a menu', attributes: 'data-sound="true"' },
  { name: 'with reading aloud', attributes: 'data-read-aloud="true"' },
  { name: 'on a screen of a few lines', viewport: { width: 640, height: 200 } },
  {
    name: 'at high zoom with a banner of two lines',
    viewport: { width: 320, height: 256 },
    attributes: 'data-banner-message="Closed on Friday. We answer your questions again on Monday morning."',
  },
  { name: 'with dictation', attributes: 'data-dictation="true" data-allow-attachments="true"' },
  { name: 'with a draft of several lines', draft: ['one', 'two', 'three'] },
  { name: 'with a draft of another direction', attributes: 'data-language="ar"', draft: ['Good day'] },
  {
    name: 'with custom properties',
    style: 'ocs-chat { --ocs-accent: #a21caf; --ocs-radius: 4px; --ocs-density: 0.8; --header-bg-color: #fde68a; --ocs-width: 360px }',
  },
  {
    name: 'with names of custom properties that the page uses',
    style: ':root { --header-bg-color: red; --send-button-bg-color: red; --message-user-bg-color: red }',
  },
];

for (const { name, attributes = '', viewport = DESKTOP, colorScheme = 'light', draft = [], style = '', time } of CASES) {
  test(`the application's window has the pixels of the placeholder window ${name}`, async ({ page, visit, scriptTag }) => {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    if (time) await page.clock.setFixedTime(time);
    const release = await holdRequests(page, '**/*.wasm');
    await visit(scriptTag(attributes), { head: style && `<style nonce="n">${style}</style>`, policy: null });
    const widget = new Widget(page);
    await widget.host.getByRole('button').first().click();
    const placeholder = widget.host.locator('.frame');
    // The styles and texts of the window have loaded.
    await expect(placeholder.locator('textarea')).toHaveAttribute('placeholder', /./);
    for (const [index, text] of draft.entries()) {
      if (index) await page.keyboard.press('Shift+Enter');
      await page.keyboard.type(text);
    }
    await expectSamePixels(page, widget, release, viewport);
  });
}

test("the application's window has the pixels of the placeholder window for a visitor who has a conversation", async ({ page, visit, scriptTag }) => {
  await page.setViewportSize(DESKTOP);
  await visit(scriptTag());
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('good day');
  /** Opens the page again and compares the window with its placeholder. */
  const compare = async () => {
    await widget.button('Close chat').click();
    const release = await holdRequests(page, '**/*.wasm');
    await page.reload();
    await widget.host.getByRole('button').first().click();
    await expect(widget.host.locator('.frame textarea')).toHaveAttribute('placeholder', /./);
    await expectSamePixels(page, widget, release, DESKTOP);
  };
  await compare();
  await expect(widget.button('Start new chat')).toBeVisible();
  await widget.host.evaluate((host) => host.newSession());
  await expect(widget.own).toHaveCount(0);
  await compare();
  await expect(widget.button('Start new chat')).toBeHidden();
});

test('the greeting has the same place in the placeholder window and in the window', async ({ page, visit, scriptTag }) => {
  const release = await holdRequests(page, '**/*.wasm');
  await visit(scriptTag());
  const widget = new Widget(page);
  await widget.host.getByRole('button').first().click();
  const placeholder = widget.host.locator('.frame');
  const greeting = widget.host.locator('[part~="greeting"]');
  await expect(greeting).toBeVisible();
  await animationsOf(placeholder);
  const before = await boxOf(greeting);
  release();
  await expect(placeholder).toHaveCount(0);
  expect(await boxOf(greeting)).toEqual(before);
  await holdRequests(page, '**/*.wasm');
  await page.reload();
  await expect(greeting).toBeVisible();
  await placeholder.locator('textarea').fill('hello');
  await placeholder.locator('textarea').press('Enter');
  await expect(greeting).toHaveCount(0);
});

for (const [name, attributes, viewport] of [
  ['', '', DESKTOP],
  [' with attachments', 'data-allow-attachments="true"', DESKTOP],
  [' in a right-to-left language', 'data-language="ar" data-allow-attachments="true"', DESKTOP],
  [' on a phone', '', { width: 390, height: 720 }],
]) {
  test(`nothing moves in the placeholder window${name} when the styles of the window arrive`, async ({ page, visit, scriptTag }) => {
    await page.setViewportSize(viewport);
    const release = await holdRequests(page, '**/{chat-*.js,*.css}');
    await page.route('**/*.wasm', () => {});
    await visit(scriptTag(attributes));
    const widget = new Widget(page);
    await widget.host.getByRole('button').first().click();
    const placeholder = widget.host.locator('.frame');
    await expect(placeholder.locator('textarea')).toBeFocused();
    const parts = ['', 'header', 'header button', 'footer', 'textarea'].map((selector) => (selector ? placeholder.locator(selector) : placeholder));
    const before = await Promise.all(parts.map(boxOf));
    release();
    await expect(placeholder.locator('textarea')).toHaveAttribute('placeholder', /./);
    expect(await Promise.all(parts.map(boxOf))).toEqual(before);
    await expect(placeholder.locator('textarea')).toBeFocused();
  });
}

for (const [name, attributes, viewport] of [
  ['a wide place', '', { width: 1600, height: 900 }],
  ['a wide place, with attachments', 'data-allow-attachments="true"', { width: 1600, height: 900 }],
  ['a wide place, in a right-to-left language with attachments', 'data-language="ar" data-allow-attachments="true"', { width: 1280, height: 800 }],
  ['a narrow place, with attachments', 'data-allow-attachments="true"', { width: 390, height: 720 }],
]) {
  test(`in kiosk mode in ${name} the composer is at the same place in the placeholder window and in the window`, async ({ page, visit, scriptTag }) => {
    await page.setViewportSize(viewport);
    const release = await holdRequests(page, '**/*.wasm');
    await visit(`<div style="position: fixed; inset: 0">${scriptTag(`data-mode="kiosk" ${attributes}`)}</div>`, { policy: null });
    const { host, window } = new Widget(page);
    const placeholder = host.locator('.frame');
    await expect(placeholder.locator('textarea')).toHaveAttribute('placeholder', /./);
    await placeholder.locator('textarea').fill('sent before');
    await placeholder.locator('textarea').press('Enter');
    const composerOf = (parent) => Promise.all(['.composer', 'textarea', '.send'].map((selector) => boxOf(parent.locator(selector))));
    const [composer, sent] = [await composerOf(placeholder), await boxOf(placeholder.locator('p'))];
    await shot(page, `kiosk-placeholder-${viewport.width}`);
    release();
    await expect(placeholder).toHaveCount(0);
    // The row is rendered again when its status changes.
    const place = async () => {
      const { x, y } = (await window.locator('.own .bubble').boundingBox()) ?? {};
      return [Math.round(x), Math.round(y)];
    };
    await expect.poll(place).toEqual([sent.x, sent.y]);
    expect(await composerOf(window)).toEqual(composer);
  });
}

/** Welcome messages that are higher than the window. */
const LONG_WELCOME = `data-welcome-messages='${JSON.stringify(Array.from({ length: 8 }, (_, at) => `Welcome message ${at + 1}. ${'It has several lines. '.repeat(5)}`))}'`;

test('what does not fit into the placeholder window can be scrolled, begins at its start, and shows what is new', async ({ page, visit, scriptTag }) => {
  const release = await holdRequests(page, '**/*.wasm');
  await visit(scriptTag(`${LONG_WELCOME} data-starter-questions='["What is new?"]'`));
  const widget = new Widget(page);
  await widget.host.getByRole('button').first().click();
  const placeholder = widget.host.locator('.frame');
  const welcome = placeholder.locator('[part~="welcome-message"]');
  await expect(welcome.first()).toBeInViewport();
  const first = await boxOf(welcome.first());
  release();
  await expect(placeholder).toHaveCount(0);
  expect(await boxOf(widget.log.locator('[part~="welcome-message"]').first())).toEqual(first);
  await holdRequests(page, '**/*.wasm');
  await page.reload();
  await welcome.first().waitFor();
  await page.getByRole('textbox').fill('in view?');
  await page.keyboard.press('Enter');
  await expect(placeholder.locator('p')).toBeInViewport({ ratio: 1 });
});

test('a failure to load is in view below welcome messages', async ({ page, visit, scriptTag, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(/ERR_FAILED|could not be loaded/);
  await page.setViewportSize({ width: 360, height: 640 });
  await page.route('**/*.wasm', (route) => route.abort());
  await visit(scriptTag(LONG_WELCOME));
  const widget = new Widget(page);
  await widget.host.getByRole('button').first().click();
  await expect(widget.host.getByRole('button', { name: 'Try again' })).toBeInViewport({ ratio: 1 });
});

const WELCOME = `data-welcome-messages='["Hello! How can we help you today? Ask about orders, returns and shipping.", "A second one."]' data-starter-questions='["Where is my order?", "How do I return something that I have bought in a shop, and not on the website?"]'`;

for (const [name, attributes, viewport] of [
  ['', '', DESKTOP],
  [' in a right-to-left language on a phone', 'data-language="ar"', { width: 360, height: 640 }],
  [' in kiosk mode', 'data-mode="kiosk"', { width: 1600, height: 900 }],
]) {
  test(`welcome messages and questions have the same places in the placeholder window and in the window${name}`, async ({
    page,
    visit,
    scriptTag,
    chatbot,
  }) => {
    await page.setViewportSize(viewport);
    const release = await holdRequests(page, '**/*.wasm');
    await visit(`<div style="position: fixed; inset: 0">${scriptTag(`${WELCOME} ${attributes}`)}</div>`, { policy: null });
    const widget = new Widget(page);
    const placeholder = widget.host.locator('.frame');
    if (!attributes.includes('kiosk')) await widget.host.getByRole('button').first().click();
    const boxesOf = async (parent, part) => Promise.all((await parent.locator(`[part~="${part}"]`).all()).map(boxOf));
    const question = placeholder.getByRole('button', { name: 'Where is my order?' });
    await expect(question).toBeVisible();
    await animationsOf(placeholder);
    const messages = await boxesOf(placeholder, 'welcome-message');
    const questions = await boxesOf(placeholder, 'starter-question');
    expect([messages.length, questions.length]).toEqual([2, 2]);
    await question.click();
    await expect(question).toBeHidden();
    await expect(placeholder.locator('textarea')).toBeFocused();
    const sent = await boxOf(placeholder.locator('p'));
    release();
    await expect(placeholder).toHaveCount(0);
    await expect(widget.answers.last()).toHaveText('You said: Where is my order?');
    expect(await boxesOf(widget.window, 'welcome-message')).toEqual(messages);
    const { x, y } = await boxOf(widget.log.locator('[part~="own-message"]'));
    expect([x, y]).toEqual([sent.x, sent.y]);
    expect(await chatbot.receivedTexts()).toEqual(['Where is my order?']);
    await widget.host.evaluate((host) => host.newSession());
    await expect(widget.own).toHaveCount(0);
    expect(await boxesOf(widget.window, 'starter-question')).toEqual(questions);
  });
}

test('the focus stays on a starter question when the window replaces the placeholder window', async ({ page, visit, scriptTag }) => {
  const release = await holdRequests(page, '**/*.wasm');
  await visit(scriptTag(WELCOME));
  const widget = new Widget(page);
  await widget.host.getByRole('button').first().click();
  const placeholder = widget.host.locator('.frame');
  await placeholder.getByRole('button', { name: /^How do I return/ }).focus();
  release();
  await expect(placeholder).toHaveCount(0);
  await expect(widget.button(/^How do I return/)).toBeFocused();
});

for (const isLoading of [true, false]) {
  test(`an Enter key that is held down on a starter question does not send the draft${isLoading ? ' while the application loads' : ''}`, async ({
    page,
    visit,
    scriptTag,
    chatbot,
  }) => {
    const release = isLoading ? await holdRequests(page, '**/*.wasm') : () => {};
    await visit(scriptTag(WELCOME));
    const widget = new Widget(page);
    await widget.host.getByRole('button').first().click();
    const question = widget.host.getByRole('button', { name: 'Where is my order?' });
    await expect(question).toBeVisible();
    if (!isLoading) await expect(widget.log).toBeVisible();
    await page.keyboard.type('a draft');
    await question.focus();
    // The second event repeats the key.
    await page.keyboard.down('Enter');
    await page.keyboard.down('Enter');
    await page.keyboard.up('Enter');
    release();
    await expect(widget.answers.last()).toHaveText('You said: Where is my order?');
    await expect(widget.field).toHaveValue('a draft');
    await expect(widget.field).toBeFocused();
    expect(await chatbot.receivedTexts()).toEqual(['Where is my order?']);
  });
}

test('a message that was sent before the welcome messages were there does not move again, and stored messages take their place', async ({
  page,
  visit,
  scriptTag,
}) => {
  const releaseStyles = await holdRequests(page, '**/*.css');
  const release = await holdRequests(page, '**/*.wasm');
  await visit(scriptTag(WELCOME));
  const widget = new Widget(page);
  await widget.host.getByRole('button').first().click();
  const placeholder = widget.host.locator('.frame');
  await page.keyboard.type('early');
  await page.keyboard.press('Enter');
  releaseStyles();
  await expect(placeholder.locator('[part~="welcome-message"]')).toHaveCount(2);
  await expect(placeholder.locator('[part~="starter-question"]')).toHaveCount(0);
  const sent = await boxOf(placeholder.locator('p'));
  release();
  await expect(widget.answers.last()).toHaveText('You said: early');
  const { x, y } = await boxOf(widget.log.locator('[part~="own-message"]'));
  expect([x, y]).toEqual([sent.x, sent.y]);
  const releaseAgain = await holdRequests(page, '**/*.wasm');
  await page.reload();
  await expect(placeholder.locator('textarea')).toHaveAttribute('placeholder', /./);
  await expect(placeholder.locator('[part~="welcome-message"],[part~="starter-question"]')).toHaveCount(0);
  releaseAgain();
  await expect(widget.answers.last()).toHaveText('You said: early');
});

test('the placeholder window is in the language of the visitor as soon as its texts are there', async ({ page, visit, scriptTag }) => {
  await holdRequests(page, '**/*.wasm');
  const release = await holdRequests(page, '**/de-*.json');
  await visit(scriptTag('data-language="de"'));
  const widget = new Widget(page);
  await widget.host.getByRole('button').click();
  const placeholder = widget.host.locator('.frame');
  const status = placeholder.locator('output');
  await expect(status).toHaveText('Loading…');
  release();
  await expect(status).toHaveText(german['launcher.loading']);
  await expect(placeholder.getByRole('button', { name: german['launcher.close'] })).toBeVisible();
});

test('the send button of the placeholder window sends, and an empty field sends nothing', async ({ page, visit, scriptTag, chatbot }) => {
  const release = await holdRequests(page, '**/*.wasm');
  await visit(scriptTag());
  const widget = new Widget(page);
  await widget.launcher.click();
  const placeholder = widget.host.locator('.frame');
  const send = placeholder.getByRole('button', { name: 'Send message' });
  await expect(send).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Enter');
  await page.keyboard.type('  ');
  await page.keyboard.press('Enter');
  // Playwright does not click disabled elements.
  await send.dispatchEvent('click');
  await expect(placeholder.locator('p')).toHaveCount(0);
  await placeholder.getByRole('textbox').fill('Good day');
  await expect(send).toHaveAttribute('aria-disabled', 'false');
  await send.click();
  await expect(placeholder.locator('p')).toHaveText(['Good day']);
  await expect(placeholder.getByRole('textbox')).toBeFocused();
  await expect(send).toHaveAttribute('aria-disabled', 'true');
  release();
  await expect(widget.answers).toHaveText(['You said: Good day']);
  expect(await chatbot.receivedTexts()).toEqual(['Good day']);
});

test('in kiosk mode, Escape in the placeholder window does not remove the chat', async ({ page, visit, scriptTag }) => {
  const release = await holdRequests(page, '**/chat-*.js');
  await visit(`<div style="position: relative; height: 500px">${scriptTag('data-mode="kiosk"')}</div>`, { policy: null });
  const widget = new Widget(page);
  await widget.host.locator('.frame textarea').fill('half a sentence');
  await page.keyboard.press('Escape');
  release();
  await expect(widget.window).toBeVisible();
  await expect(widget.launcher).toBeHidden();
  await expect(widget.field).toHaveValue('half a sentence');
});

test('a window that cannot be loaded has no empty footer', async ({ page, visit, scriptTag, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(/chatbot-id/);
  await visit(scriptTag('data-mode="kiosk"').replace(/data-chatbot-id="[^"]*"/, 'data-chatbot-id="wrong"'));
  const placeholder = page.locator('ocs-chat .frame');
  await expect(placeholder.getByRole('status')).toHaveText('The chat could not be loaded.');
  await expect(placeholder.locator('footer')).toBeHidden();
});
