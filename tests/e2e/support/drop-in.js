// Fixtures of the drop-in tests, which run each case on the element of the official widget and on `<ocs-chat>`.

import { Widget, elementMarkup, expect, test as base } from './test.js';

export const ELEMENTS = ['open-chat-studio-widget', 'ocs-chat'];

export const test = base.extend({
  /** Opens a page with one element of this name, and returns its widget. */
  embed: async ({ page, visit, chatbot, api }, use) => {
    await use(async (tag, attributes = '', { wrap = (markup) => markup } = {}) => {
      await visit(`<script type="module" src="/embed.js"></script>${wrap(elementMarkup(chatbot, api, attributes, tag))}`);
      await page.waitForFunction((name) => Boolean(customElements.get(name)), tag);
      return new Widget(page, tag);
    });
  },
});

/**
 * Returns the test function of a case on the element of this name.
 *
 * A case has a title, attributes of the element, markup around it (`wrap`), expected console messages (`expectedConsoleMessages`), a
 * function to call before the page opens (`before`), a script to run in the page before its own (`script`), and the
 * actions and expectations (`run`).
 */
export function testCase(tag, { attributes, wrap, before, script, expectedConsoleMessages: expected = [], run }) {
  return async ({ page, embed, chatbot, site, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(...expected);
    await before?.({ site, page });
    if (script) await page.addInitScript(script);
    const widget = await embed(tag, attributes, { wrap });
    widget.tag = tag;
    await run({ widget, page, chatbot, site });
  };
}

/** Bodies of the requests at one endpoint. */
export const bodies = async (chatbot, endpoint) => (await chatbot.receivedRequests(endpoint)).map(({ body }) => body);

export { expect };
