// Fixtures of the drop-in tests, which run each case on the element of the incumbent and on `<ocs-chat>`.

import { Widget, expect, test as base } from './test.js';

export const ELEMENTS = ['open-chat-studio-widget', 'ocs-chat'];

export const test = base.extend({
  /** Opens a page with one element of this name, and returns its widget. */
  embed: async ({ page, visit, chatbot, api }, use) => {
    await use(async (tag, attributes = '', { wrap = (markup) => markup } = {}) => {
      const markup = `<${tag} chatbot-id="${chatbot.id}" embed-key="${chatbot.key}" api-base-url="${api}" ${attributes}></${tag}>`;
      await visit(`<script type="module" src="/embed.js"></script>${wrap(markup)}`);
      await page.waitForFunction((name) => Boolean(customElements.get(name)), tag);
      return new Widget(page, tag);
    });
  },
});

/**
 * Declares one test for each case and element.
 *
 * A case has a title, attributes of the element, markup around it (`wrap`), expected console messages (`complaints`), a
 * function to call before the page opens (`before`), a script to run in the page before its own (`script`), and the
 * actions and expectations (`run`).
 */
export function testEachElement(cases) {
  for (const tag of ELEMENTS) {
    test.describe(`<${tag}>`, () => {
      for (const { title, attributes, wrap, before, script, complaints: expected = [], run } of cases) {
        test(title, async ({ page, embed, chatbot, site, complaints }) => {
          complaints.push(...expected);
          await before?.({ site, page });
          if (script) await page.addInitScript(script);
          const widget = await embed(tag, attributes, { wrap });
          widget.tag = tag;
          await run({ widget, page, chatbot, site });
        });
      }
    });
  }
}

/** Bodies of the requests at one endpoint. */
export const bodies = async (chatbot, endpoint) => (await chatbot.received(endpoint)).map(({ body }) => body);

export { expect };
