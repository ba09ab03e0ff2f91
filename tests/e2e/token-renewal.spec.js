// Session tokens that expire while they are used, on channels that require an access token of the page.

import { consoleMessages } from './support/console.js';
import { FAILED_REQUEST, Widget, elementMarkup, expect, test } from './support/test.js';

const SCRIPT = '<script async src="/embed.js"></script>';

/** Adds a widget whose page provides these access tokens, one per request; for `null`, its function throws. */
async function open(page, visit, chatbot, api, tokens) {
  await visit(`${SCRIPT}<ocs-chat chatbot-id="${chatbot.id}" api-base-url="${api}"></ocs-chat>`);
  await page.waitForFunction(() => customElements.get('ocs-chat'));
  await page.locator('ocs-chat').evaluate((host, tokens) => {
    window.refreshFlags = [];
    host.authTokenProvider = ({ forceRefresh }) => {
      window.refreshFlags.push(forceRefresh);
      const token = tokens[Math.min(window.refreshFlags.length, tokens.length) - 1];
      if (token === null) throw new Error('broken');
      return token;
    };
  }, tokens);
  const widget = new Widget(page);
  await widget.open();
  return widget;
}

/** Waits until the token of the first session has expired. */
const waitUntilTokenExpires = (chatbot) =>
  expect.poll(async () => Date.now() - Date.parse((await chatbot.sessions())[0].messages[0].created_at)).toBeGreaterThan(4_500);

/** Sends a first message, and waits for the answer and until the session's token has expired. */
async function askAndWaitForExpiry(widget, chatbot, text = 'first', answer = undefined) {
  await widget.ask(text, answer);
  await waitUntilTokenExpires(chatbot);
}

test.beforeEach(async ({ chatbot, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(FAILED_REQUEST);
  await chatbot.update({ bearer: 'good', token_lifetime: 3 });
});

test('an answer that takes longer than the session token lasts arrives in the same session', async ({ page, visit, chatbot, api }) => {
  await chatbot.update({ think_ms: 4_000 });
  const widget = await open(page, visit, chatbot, api, ['good']);
  await widget.say('good day');
  await expect(widget.answers).toHaveText(['You said: good day'], { timeout: 15_000 });
  expect(await chatbot.sessions()).toHaveLength(1);
  expect(await chatbot.receivedTexts()).toEqual(['good day']);
  expect((await chatbot.receivedRequests('token')).length).toBe(1);
  expect(await page.evaluate(() => window.refreshFlags)).toEqual([false, false]);
});

test('a message that is written after the session token has expired is sent once, in the same session', async ({ page, visit, chatbot, api }) => {
  const widget = await open(page, visit, chatbot, api, ['good']);
  await askAndWaitForExpiry(widget, chatbot);
  await widget.ask('second');
  expect(await chatbot.sessions()).toHaveLength(1);
  expect(await chatbot.receivedTexts()).toEqual(['first', 'second']);
});

test('a file is downloaded with another token after the session token has expired', async ({ page, visit, chatbot, api }) => {
  const widget = await open(page, visit, chatbot, api, ['good']);
  await askAndWaitForExpiry(widget, chatbot, 'file', 'I have made');
  const saved = page.waitForEvent('download');
  await widget.button('Download file: report.csv').click();
  expect((await saved).suggestedFilename()).toBe('report.csv');
  expect(await chatbot.sessions()).toHaveLength(1);
  const requests = await chatbot.receivedRequests('download');
  expect(requests.length).toBeLessThanOrEqual(2);
});

test('an access token that the server refuses at a renewal is replaced once', async ({ page, visit, chatbot, api }) => {
  await chatbot.update({ think_ms: 4_000, bearer: ['good', 'old'] });
  const widget = await open(page, visit, chatbot, api, ['old', 'old', 'good']);
  await widget.say('good day');
  await expect.poll(() => chatbot.receivedTexts()).toEqual(['good day']);
  await chatbot.update({ expired_bearers: ['old'] });
  await expect(widget.answers).toHaveText(['You said: good day'], { timeout: 15_000 });
  expect(await chatbot.sessions()).toHaveLength(1);
  expect(await page.evaluate(() => window.refreshFlags)).toEqual([false, false, true]);
});

test('another session-token takes effect without a restart', async ({ page, visit, chatbot, api }) => {
  await chatbot.update({ token_lifetime: 3_600 });
  const call = async (path, body) => {
    const headers = { 'content-type': 'application/json', authorization: 'Bearer good', origin: 'http://localhost' };
    return (await fetch(`${api}/api/chat/${path}`, { method: 'POST', headers, body })).json();
  };
  const { session_id: id, session_token: token } = await call('start/', JSON.stringify({ chatbot_id: chatbot.id }));
  const { session_token: second } = await call(`${id}/token/`);
  await visit(SCRIPT + elementMarkup(chatbot, api, `session-id="${id}" session-token="${token}"`));
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('first');
  await widget.field.fill('half a mess');
  await widget.field.evaluate((field) => (field.isSame = true));
  await widget.host.evaluate((host, token) => (host.sessionToken = token), second);
  await expect(widget.field).toHaveValue('half a mess');
  await widget.field.press('Enter');
  await expect(widget.answers).toHaveText(['You said: first', 'You said: half a mess']);
  expect(await widget.field.evaluate((field) => field.isSame)).toBe(true);
  const tokens = (await chatbot.receivedRequests('message')).map(({ headers }) => headers['x-session-token']);
  expect(tokens).toEqual([token, second]);
});

test('a function of the page that throws at two renewals is reported, and the message starts another session', async ({
  page,
  visit,
  chatbot,
  api,
  expectedConsoleMessages,
}) => {
  expectedConsoleMessages.push(/^ocs-chat: authTokenProvider has failed/);
  const messages = consoleMessages(page);
  await page.clock.install();
  const widget = await open(page, visit, chatbot, api, ['good', null, null, 'good']);
  await askAndWaitForExpiry(widget, chatbot);
  await widget.say('second');
  await expect.poll(() => page.evaluate(() => window.refreshFlags.length)).toBe(2);
  // The renewal is tried once more, in case the failure was temporary.
  await page.clock.fastForward(31_000);
  await expect(widget.answers).toHaveText(['You said: first', 'You said: second'], { timeout: 15_000 });
  expect(await chatbot.sessions()).toHaveLength(2);
  expect(messages.filter((text) => /^ocs-chat: authTokenProvider has failed/.test(text))).toHaveLength(2);
});

test('two tabs renew the session token once, and lose nothing', async ({ page, visit, openTab, chatbot, api }) => {
  const widget = await open(page, visit, chatbot, api, ['good']);
  await widget.ask('first');
  const other = await openTab();
  await other.host.evaluate((host) => (host.authTokenProvider = () => 'good'));
  await other.open();
  await expect(other.own).toHaveText(['first']);
  await waitUntilTokenExpires(chatbot);
  await Promise.all([widget.say('second'), other.say('third')]);
  for (const tab of [widget, other]) await expect(tab.answers).toHaveCount(3, { timeout: 15_000 });
  expect((await chatbot.receivedTexts()).sort()).toEqual(['first', 'second', 'third']);
  expect(await chatbot.sessions()).toHaveLength(1);
  expect(await chatbot.receivedRequests('token')).toHaveLength(1);
});

test('a file is uploaded once, although the session token expires after the upload', async ({ page, visit, chatbot, api }) => {
  const widget = await open(page, visit, chatbot, api, ['good']);
  await widget.host.evaluate((host) => (host.allowAttachments = true));
  await widget.ask('first');
  await chatbot.injectFault({ on: 'message', kind: 'session_expired', times: 1 });
  await widget.attach({ name: 'a.txt' });
  await widget.ask('with a file');
  expect(await chatbot.receivedTexts()).toEqual(['first', 'with a file']);
  expect(await chatbot.sessions()).toHaveLength(1);
  expect((await chatbot.receivedRequests('upload')).filter(({ status }) => status === 201)).toHaveLength(1);
});
