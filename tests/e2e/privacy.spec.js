// What is stored and asked for, and when.

import { Widget, expect, test } from './support/test.js';

const stored = (page) =>
  page.evaluate(async () => [
    ...Object.keys(localStorage),
    ...Object.keys(sessionStorage),
    ...(await indexedDB.databases()).map(({ name }) => `database ${name}`),
    ...(document.cookie ? [document.cookie] : []),
  ]);

test('nothing is stored and nobody is asked before the visitor does something', async ({ page, visit, line, chatbot }) => {
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  await visit(line('data-preload="eager" data-teaser="Hello?" data-language="de"'));
  const widget = new Widget(page);
  await expect(widget.host.getByText('Hello?')).toBeVisible();
  await page.waitForLoadState('networkidle');
  expect(await stored(page)).toEqual([]);
  expect(await chatbot.received()).toEqual([]);
  expect(asked.filter((url) => new URL(url).origin !== new URL(page.url()).origin)).toEqual([]);
});

for (const given of ['data-visible="true"', 'data-mode="kiosk"', 'data-visible="true" data-welcome-messages="[\'Hello\']"']) {
  test(`nothing is stored, and nobody is asked, where the page opens the window itself: ${given}`, async ({ page, visit, line, chatbot }) => {
    await visit(line(given));
    const widget = new Widget(page);
    await expect(widget.field).toBeVisible();
    await expect(widget.host.locator('.root textarea')).toBeVisible();
    await page.waitForLoadState('networkidle');
    expect(await stored(page)).toEqual([]);
    expect(await chatbot.received()).toEqual([]);
  });
}

test('until it is allowed the chat goes on without storing, and then keeps what there is', async ({ page, visit, line, chatbot }) => {
  await visit(line('data-consent="pending"'));
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('before');
  await widget.field.fill('half');
  expect(await stored(page)).toEqual([]);
  await widget.host.evaluate((host) => (host.consent = 'granted'));
  await expect.poll(async () => (await stored(page)).length).toBeGreaterThan(0);
  await expect(widget.answers).toHaveText(['You said: before']);
  await expect(widget.field).toHaveValue('half');
  await widget.ask('after');
  await page.reload();
  await expect(widget.launcher).toBeVisible();
  await widget.host.evaluate((host) => (host.consent = 'granted'));
  await widget.open();
  await expect(widget.answers).toHaveText(['You said: before', 'You said: after']);
  expect(await chatbot.received('start')).toHaveLength(1);
});

/** A visitor who has chatted before, on a page that does not know yet whether that may be read. */
async function comeBack(page, visit, line) {
  await visit(line('data-consent="granted"'));
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('before');
  await visit(line('data-consent="pending"'));
  await widget.open();
  return widget;
}

test('what was stored before is there as soon as it may be read, if nothing has been said meanwhile', async ({ page, visit, line }) => {
  const widget = await comeBack(page, visit, line);
  await expect(widget.own).toHaveCount(0);
  await widget.field.fill('half');
  await widget.host.evaluate((host) => (host.consent = 'granted'));
  await expect(widget.answers).toHaveText(['You said: before']);
  await expect(widget.field).toHaveValue('half');
});

test('what has been said meanwhile goes on, in place of what was stored before', async ({ page, visit, line }) => {
  const widget = await comeBack(page, visit, line);
  await widget.ask('meanwhile');
  await widget.host.evaluate((host) => (host.consent = 'granted'));
  await expect.poll(() => page.evaluate(() => JSON.stringify(localStorage))).toContain('meanwhile');
  await expect(widget.answers).toHaveText(['You said: meanwhile']);
  await widget.ask('after');
  await visit(line('data-consent="granted"'));
  await expect(widget.answers).toHaveText(['You said: meanwhile', 'You said: after']);
});

test('what was not allowed is gone with the page', async ({ page, visit, line }) => {
  await visit(line('data-consent="denied"'));
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('secret');
  await page.reload();
  await widget.open();
  await expect(widget.own).toHaveCount(0);
  expect(await stored(page)).toEqual([]);
});

for (const [what, answer, expected] of [
  ['yes', () => () => true, true],
  ['no', () => () => false, false],
  ['yes, later', () => () => new Promise((yes) => (window.agree = () => yes(true))), 'later'],
  ['nothing but a fault', () => () => { throw new Error('broken'); }, false],
]) {
  test(`a function of the page’s that says ${what}`, async ({ page, visit, chatbot, api, complaints }) => {
    complaints.push(/^ocs-chat: consent has failed: Error: broken/);
    await visit(`<ocs-chat chatbot-id="${chatbot.id}" embed-key="${chatbot.key}" api-base-url="${api}"></ocs-chat>
      <script src="/embed.js"></script>`);
    const widget = new Widget(page);
    await page.evaluate(`document.querySelector('ocs-chat').consent = (${answer})()`);
    await widget.open();
    await widget.ask('hello', 'Hello');
    expect((await stored(page)).length > 0).toBe(expected === true);
    if (expected !== 'later') return;
    await page.evaluate(() => window.agree());
    await expect.poll(async () => (await stored(page)).length).toBeGreaterThan(0);
    await expect(widget.own).toHaveText(['hello']);
  });
}

/** All chatbots of a site know the visitor by it. */
const VISITOR_ID = 'ocs-user-id';

test('destroy({ forget: true }) leaves nothing but the visitor id that chatbots share', async ({ widget, page }) => {
  await widget.open();
  await widget.ask('hello', 'Hello');
  await widget.attach({ name: 'a.txt' });
  await widget.say('with a file');
  await expect(widget.answers).toHaveCount(2);
  await widget.field.fill('half');
  expect((await stored(page)).length).toBeGreaterThan(1);
  await widget.host.evaluate((host) => host.destroy({ forget: true }));
  await expect(widget.host).toHaveCount(0);
  await expect.poll(() => page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)])).toEqual([VISITOR_ID]);
  await expect.poll(() => page.evaluate(() => indexedDB.databases())).toEqual([]);
});

test('what was allowed once is removed also when nothing is allowed any more', async ({ page, visit, line }) => {
  await visit(line());
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('hello', 'Hello');
  await widget.host.evaluate((host) => (host.consent = 'denied'));
  await widget.host.evaluate((host) => host.destroy({ forget: true }));
  await expect.poll(() => page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)])).toEqual([VISITOR_ID]);
});

for (const given of ['none', 'revoked', '', '{{ consent }}']) {
  test(`consent="${given}" is no consent`, async ({ page, visit, line, complaints }) => {
    complaints.push(/^ocs-chat: consent must be/);
    await visit(line(`data-consent="${given}"`));
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('hello', 'Hello');
    expect(await stored(page)).toEqual([]);
  });
}

test('a long conversation of before is kept from its beginning', async ({ page, visit, line, chatbot, api }) => {
  test.setTimeout(60_000);
  await visit(line('data-consent="pending" data-visible="true"'));
  const widget = new Widget(page);
  await widget.ask('first');
  for (let number = 0; number < 140; number += 1) await chatbot.session({ say: `message ${number}` });
  await widget.host.evaluate((host) => host.send('more'));
  await expect(widget.answers.last()).toHaveText('You said: more', { timeout: 40_000 });
  await widget.host.evaluate((host) => (host.consent = 'granted'));
  await expect.poll(async () => (await stored(page)).filter((name) => name.includes('/')).length).toBeGreaterThan(0);
});
