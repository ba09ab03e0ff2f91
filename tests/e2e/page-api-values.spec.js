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
