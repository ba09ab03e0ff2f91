// Faults of the official widget that the drop-in element must not have and that no other test covers.

import { FAILED_REQUEST, Widget, elementMarkup, expect, test } from './support/test.js';

const TAG = 'open-chat-studio-widget';
const element = (chatbot, api, attributes = '') => `<script async src="/embed.js"></script>${elementMarkup(chatbot, api, attributes, TAG)}`;

test('a changed embed key is used for the next request', async ({ page, visit, chatbot, api, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(FAILED_REQUEST, /^ocs-chat: the server does not accept embed-key/);
  await visit(element(chatbot, api));
  const widget = new Widget(page, TAG);
  await widget.open();
  await widget.ask('one');
  await chatbot.update({ embed_key: 'another-key' });
  await widget.host.evaluate((host) => (host.embedKey = 'another-key'));
  await widget.ask('two');
  expect((await chatbot.receivedRequests('message')).map(({ headers }) => headers['x-embed-key'])).toEqual([chatbot.key, 'another-key']);
});

test('a translations-url that does not respond does not prevent the chat', async ({ page, visit, chatbot, api, site }) => {
  await page.route('**/slow-texts.json', () => {});
  await visit(element(chatbot, api, 'translations-url="/slow-texts.json"'));
  const widget = new Widget(page, TAG);
  await expect(widget.launcher).toBeVisible({ timeout: 5_000 });
  await widget.open();
  await widget.ask('here');
  expect(site.requests).not.toContain('/slow-texts.json');
});

test('a wrong system clock neither duplicates nor loses messages', async ({ page, visit, chatbot, api }) => {
  for (const ahead of [3_600_000, -3_600_000]) {
    await page.addInitScript((ahead) => {
      const { now } = Date;
      Date.now = () => now() + ahead;
    }, ahead);
    await page.clock.install({ time: Date.now() + ahead });
    await visit(element(chatbot, api, 'persistent-session="false"'));
    const widget = new Widget(page, TAG);
    await widget.open();
    await widget.say('one');
    await expect.poll(async () => (await chatbot.receivedRequests('message')).length).toBeGreaterThan(0);
    await page.clock.runFor(2_000);
    await expect(widget.answers).toHaveText(['You said: one']);
    await chatbot.changeNewestSession({ say: 'By the way' });
    await page.clock.runFor(48_000);
    await expect(widget.answers).toHaveText(['You said: one', 'By the way']);
    await expect(widget.own).toHaveText(['one']);
  }
});

test('a pending answer does not appear in a chat that starts after it', async ({ page, visit, chatbot, api }) => {
  await visit(element(chatbot, api));
  const widget = new Widget(page, TAG);
  await widget.open();
  await widget.say('slow 1');
  await expect(widget.log.getByText('Thinking…')).toBeVisible();
  await widget.button('Start new chat').click();
  await widget.host.getByRole('alertdialog').getByRole('button', { name: 'Start new chat' }).click();
  await widget.ask('slow 1', 'That took a while');
  await expect(widget.answers).toHaveCount(1);
  await expect(widget.own).toHaveCount(1);
});

test('a long history of a session from session-id is shown completely', async ({ page, visit, chatbot, api }) => {
  const { id, token } = await chatbot.startSession();
  for (let number = 1; number <= 70; number += 1) await chatbot.changeNewestSession({ say: `message ${number}` });
  await visit(element(chatbot, api, `session-id="${id}" session-token="${token}" visible="true"`));
  const widget = new Widget(page, TAG);
  await expect(widget.answers).toHaveCount(70);
  await expect(widget.answers.last()).toHaveText('message 70');
});

test('messages of the visitor are shown as plain text', async ({ page, visit, chatbot, api }) => {
  await visit(element(chatbot, api));
  const widget = new Widget(page, TAG);
  await widget.open();
  await widget.ask('**a** <b>c</b> [d](javascript:e)', 'You said');
  await expect(widget.own).toHaveText(['**a** <b>c</b> [d](javascript:e)']);
  await expect(widget.own.locator('*')).toHaveCount(0);
});

test('an answer does not take the focus from the page', async ({ page, visit, chatbot, api }) => {
  await visit(`<input aria-label="Name">${element(chatbot, api, 'visible="true"')}`);
  const widget = new Widget(page, TAG);
  await widget.say('slow 1');
  await page.getByLabel('Name').focus();
  await expect(widget.answers).toHaveCount(1);
  await page.keyboard.type('Pat');
  await expect(page.getByLabel('Name')).toHaveValue('Pat');
});

test('a fixed element of the page does not cover the window', async ({ page, visit, chatbot, api }) => {
  await visit(`${element(chatbot, api)}<div id="cover"></div>`);
  await page.locator('#cover').evaluate((cover) => {
    Object.assign(cover.style, { position: 'fixed', inset: '0', zIndex: '99999', background: '#eee' });
  });
  const widget = new Widget(page, TAG);
  await widget.open();
  await widget.ask('on top');
});

test('launcher and window keep their position inside a transformed element', async ({ page, visit, chatbot, api }) => {
  await visit(`<main>${element(chatbot, api)}</main>`);
  await page.locator('main').evaluate((main) => {
    Object.assign(main.style, { transform: 'translateX(0)', height: '3000px', width: '300px', overflow: 'hidden' });
    const widget = main.querySelector('open-chat-studio-widget');
    widget.remove();
    setTimeout(() => main.append(widget), 20);
  });
  const widget = new Widget(page, TAG);
  await expect.poll(async () => widget.launcher.boundingBox()).toMatchObject({ x: 1204, y: 724 });
  await widget.open();
  const { x, y, width, height } = await widget.window.boundingBox();
  expect(x + width).toBe(1260);
  expect(Math.round(y + height)).toBeGreaterThan(775);
  await widget.ask('seen');
});

test('the window fits the viewport after each change of its size', async ({ page, visit, chatbot, api }) => {
  await visit(element(chatbot, api));
  const widget = new Widget(page, TAG);
  await widget.open();
  for (const [width, height] of [
    [1000, 600],
    [1000, 1000],
    [1000, 500],
    [640, 400],
    [844, 390],
    [390, 844],
  ]) {
    await page.setViewportSize({ width, height });
    await expect
      .poll(async () => {
        const boxes = await Promise.all([widget.window, widget.button('Close chat'), widget.button('Send message')].map((locator) => locator.boundingBox()));
        return boxes.every((box) => box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height);
      })
      .toBe(true);
  }
});
