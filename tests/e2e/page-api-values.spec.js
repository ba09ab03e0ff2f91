// Unexpected values for the methods and properties of the element.

import { consoleMessages } from './support/console.js';
import { Widget, elementMarkup, expect, test } from './support/test.js';

/** Opens the chat of an element. */
async function openChat({ page, visit, chatbot, api }) {
  await visit(`<script async src="/embed.js"></script>${elementMarkup(chatbot, api)}`);
  const widget = new Widget(page);
  await widget.open();
  return widget;
}

for (const [call, args] of [
  ['send()', []],
  ['send(undefined)', [undefined]],
  ['send(null)', [null]],
  ['send(event)', [{ isTrusted: true }]],
]) {
  test(`${call} rejects: there is nothing to send`, async ({ page, visit, chatbot, api }) => {
    const widget = await openChat({ page, visit, chatbot, api });
    const refusal = widget.host.evaluate((host, values) => host.send(...values).then(String, ({ message }) => message), args);
    expect(await refusal).toBe('ocs-chat: there is nothing to send.');
    await widget.ask('good day');
    expect(await chatbot.receivedTexts()).toEqual(['good day']);
  });
}

for (const [call, args] of [
  ['prefill()', []],
  ['prefill(null)', [null]],
  ['prefill(event)', [{ isTrusted: true }]],
]) {
  test(`${call} empties the field`, async ({ page, visit, chatbot, api }) => {
    const widget = await openChat({ page, visit, chatbot, api });
    await widget.field.fill('half a sentence');
    await widget.host.evaluate((host, values) => host.prefill(...values), args);
    await expect(widget.field).toHaveValue('');
  });
}

for (const [kind, set] of [
  ['a date', (host) => (host.pageContext = new Date())],
  ['an object that becomes a number', (host) => (host.pageContext = { toJSON: () => 5 })],
]) {
  test(`${kind} as pageContext is reported, and the message is sent without it`, async ({ page, visit, chatbot, api, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(/^ocs-chat: pageContext cannot be sent/);
    const messages = consoleMessages(page);
    const widget = await openChat({ page, visit, chatbot, api });
    await widget.host.evaluate(set);
    await widget.ask('good day');
    expect(messages).toEqual([expect.stringMatching(/^ocs-chat: pageContext cannot be sent: /)]);
    const [{ body }] = await chatbot.receivedRequests('message');
    expect(body.context).toBeUndefined();
    await expect(widget.failed).toHaveCount(0);
  });
}

test('authTokenProvider that is not a function is reported', async ({ page, visit, chatbot, api, expectedConsoleMessages }) => {
  const sentence = 'ocs-chat: authTokenProvider must be a function, not "my-token".';
  expectedConsoleMessages.push(/^ocs-chat: authTokenProvider must be/);
  const messages = consoleMessages(page);
  const widget = await openChat({ page, visit, chatbot, api });
  await widget.host.evaluate((host) => (host.authTokenProvider = 'my-token'));
  await expect.poll(() => messages).toEqual([sentence]);
  await widget.ask('good day');
});

for (const [kind, value] of [
  ['a list', ['http://x.example']],
  ['an object', { href: 'http://x.example' }],
]) {
  test(`${kind} as apiBaseUrl is reported`, async ({ page, visit, chatbot, api, expectedConsoleMessages }) => {
    const sentence = /^ocs-chat: api-base-url must be an http or https URL, not /;
    expectedConsoleMessages.push(sentence);
    const messages = consoleMessages(page);
    const widget = await openChat({ page, visit, chatbot, api });
    await widget.host.evaluate((host, value) => (host.apiBaseUrl = value), value);
    await expect.poll(() => messages).toEqual([expect.stringMatching(sentence)]);
  });
}
