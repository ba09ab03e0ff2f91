// Privacy: the data that the widget stores and the requests that it sends, before and after consent.

import { Widget, elementMarkup, expect, test } from './support/test.js';

const stored = (page) =>
  page.evaluate(async () => [
    ...Object.keys(localStorage),
    ...Object.keys(sessionStorage),
    ...(await indexedDB.databases()).map(({ name }) => `database ${name}`),
    ...(document.cookie ? [document.cookie] : []),
  ]);

test('before an action of the visitor the widget stores nothing and sends no request to another origin', async ({ page, visit, scriptTag, chatbot }) => {
  const requested = [];
  page.on('request', (request) => requested.push(request.url()));
  await visit(scriptTag('data-preload="eager" data-teaser="Hello?" data-language="de"'));
  const widget = new Widget(page);
  await expect(widget.host.getByText('Hello?')).toBeVisible();
  await page.waitForLoadState('networkidle');
  expect(await stored(page)).toEqual([]);
  expect(await chatbot.receivedRequests()).toEqual([]);
  expect(requested.filter((url) => new URL(url).origin !== new URL(page.url()).origin)).toEqual([]);
});

for (const attributes of ['data-visible="true"', 'data-mode="kiosk"', 'data-visible="true" data-welcome-messages="[\'Hello\']"']) {
  test(`a window that the page opens stores nothing and sends no API request: ${attributes}`, async ({ page, visit, scriptTag, chatbot }) => {
    await visit(scriptTag(attributes));
    const widget = new Widget(page);
    await expect(widget.field).toBeVisible();
    await expect(widget.host.locator('.root textarea')).toBeVisible();
    await page.waitForLoadState('networkidle');
    expect(await stored(page)).toEqual([]);
    expect(await chatbot.receivedRequests()).toEqual([]);
  });
}

test('the browser connects to the server when the window is opened, not for `visible` and not before', async ({ page, visit, scriptTag, chatbot, api }) => {
  const connections = page.locator('link[rel=preconnect]');
  await visit(scriptTag('data-visible="true"'));
  await expect(new Widget(page).host.locator('.root textarea')).toBeVisible();
  await expect(connections).toHaveCount(0);
  await visit(scriptTag('data-preload="eager" data-position="left"'));
  const widget = new Widget(page);
  await widget.host.evaluate((host) => (host.visible = false));
  await widget.launcher.hover();
  await expect(connections).toHaveCount(0);
  await page.reload();
  await widget.open();
  await expect(connections).toHaveCount(1);
  await expect(connections).toHaveAttribute('href', api);
  // Requests of the chat have no cookies of the server.
  await expect(connections).toHaveAttribute('crossorigin', '');
  expect(await chatbot.receivedRequests()).toEqual([]);
});

test('with consent pending the chat works without storage, and consent stores the conversation', async ({ page, visit, scriptTag, chatbot }) => {
  await visit(scriptTag('data-consent="pending"'));
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
  expect(await chatbot.receivedRequests('start')).toHaveLength(1);
});

/** Returns a widget with a stored conversation on a page with consent pending. */
async function returnWithPendingConsent(page, visit, scriptTag) {
  await visit(scriptTag('data-consent="granted"'));
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('before');
  await visit(scriptTag('data-consent="pending"'));
  await widget.open();
  return widget;
}

test('consent restores the stored conversation if there is no new one', async ({ page, visit, scriptTag }) => {
  const widget = await returnWithPendingConsent(page, visit, scriptTag);
  await expect(widget.own).toHaveCount(0);
  await widget.field.fill('half');
  await widget.host.evaluate((host) => (host.consent = 'granted'));
  await expect(widget.answers).toHaveText(['You said: before']);
  await expect(widget.field).toHaveValue('half');
});

test('consent replaces the stored conversation with the current one', async ({ page, visit, scriptTag }) => {
  const widget = await returnWithPendingConsent(page, visit, scriptTag);
  await widget.ask('meanwhile');
  await widget.host.evaluate((host) => (host.consent = 'granted'));
  await expect.poll(() => page.evaluate(() => JSON.stringify(localStorage))).toContain('meanwhile');
  await expect(widget.answers).toHaveText(['You said: meanwhile']);
  await widget.ask('after');
  await visit(scriptTag('data-consent="granted"'));
  await expect(widget.answers).toHaveText(['You said: meanwhile', 'You said: after']);
});

test('a conversation without consent ends with the page', async ({ page, visit, scriptTag }) => {
  await visit(scriptTag('data-consent="denied"'));
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('secret');
  await page.reload();
  await widget.open();
  await expect(widget.own).toHaveCount(0);
  expect(await stored(page)).toEqual([]);
});

for (const [result, answer, expected] of [
  ['that returns true', () => () => true, true],
  ['that returns false', () => () => false, false],
  ['whose promise resolves to true later', () => () => new Promise((yes) => (window.agree = () => yes(true))), 'later'],
  [
    'that throws',
    () => () => {
      throw new Error('broken');
    },
    false,
  ],
]) {
  test(`a consent function ${result} decides about storage`, async ({ page, visit, chatbot, api, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(/^ocs-chat: consent has failed: Error: broken/);
    await visit(`${elementMarkup(chatbot, api)}
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

for (const answer of [null, 'denied', 'no', { storage: true }, 'perhaps']) {
  test(`the answer ${JSON.stringify(answer)} of a consent function is no consent, and is reported unless it is a value of the option`, async ({
    page,
    visit,
    chatbot,
    api,
    expectedConsoleMessages,
  }) => {
    const INVALID = /^ocs-chat: consent must be/;
    const isReported = answer !== null && !/^(denied|no)$/.test(answer);
    // Without this, a message fails the test.
    if (isReported) expectedConsoleMessages.push(INVALID);
    const report = isReported && page.waitForEvent('console', (message) => INVALID.test(message.text()));
    await visit(`${elementMarkup(chatbot, api)}
      <script src="/embed.js"></script>`);
    const widget = new Widget(page);
    await widget.host.evaluate((host, answer) => (host.consent = async () => answer), answer);
    await widget.open();
    await widget.ask('hello', 'Hello');
    expect(await stored(page)).toEqual([]);
    await report;
  });
}

/** The storage key of the visitor id, which all chatbots of a site share. */
const VISITOR_ID = 'ocs-user-id';

test('destroy({ forget: true }) removes all data but the shared visitor id', async ({ widget, page }) => {
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

test('destroy({ forget: true }) removes stored data after consent is denied', async ({ page, visit, scriptTag }) => {
  await visit(scriptTag());
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('hello', 'Hello');
  await widget.host.evaluate((host) => (host.consent = 'denied'));
  await widget.host.evaluate((host) => host.destroy({ forget: true }));
  await expect.poll(() => page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)])).toEqual([VISITOR_ID]);
});

for (const consent of ['none', 'revoked', '', '{{ consent }}']) {
  test(`consent="${consent}" counts as denied`, async ({ page, visit, scriptTag, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(/^ocs-chat: consent must be/);
    await visit(scriptTag(`data-consent="${consent}"`));
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('hello', 'Hello');
    expect(await stored(page)).toEqual([]);
  });
}

test('a long conversation is stored when consent is granted', async ({ page, visit, scriptTag, chatbot, api }) => {
  await visit(scriptTag('data-consent="pending" data-visible="true"'));
  const widget = new Widget(page);
  await widget.ask('first');
  for (let number = 0; number < 140; number += 1) await chatbot.changeNewestSession({ say: `message ${number}` });
  await widget.host.evaluate((host) => host.send('more'));
  await expect(widget.answers.last()).toHaveText('You said: more', { timeout: 40_000 });
  await widget.host.evaluate((host) => (host.consent = 'granted'));
  await expect.poll(async () => (await stored(page)).filter((name) => name.includes('/')).length).toBeGreaterThan(0);
});

for (const [attributes, query] of [
  ['', ''],
  ['data-send-page-query="true"', '?page=5'],
]) {
  test(`the server gets the page's address without its fragment and ${query ? 'with' : 'without'} its query`, async ({ page, visit, scriptTag, chatbot }) => {
    await visit(scriptTag(attributes));
    await page.evaluate(() => history.replaceState(null, '', '?page=5#access_token=secret'));
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('hello', 'Hello');
    const { origin, pathname } = new URL(page.url());
    const [start] = await chatbot.receivedRequests();
    expect(start.body.session_data.page_url).toBe(origin + pathname + query);
  });
}
