// Playwright fixtures: an API server and a website for each worker, a chatbot and a page for each test.

import { test as base, expect } from '@playwright/test';
import { Chatbot, startServer } from './server.js';
import { startSite, strictPolicy } from './site.js';
import { Widget } from './widget.js';

let pageCount = 0;

export const test = base.extend({
  api: [
    async ({}, use) => {
      const server = await startServer();
      await use(server.url);
      server.stop();
    },
    { scope: 'worker' },
  ],
  site: [
    async ({}, use) => {
      const site = await startSite();
      await use(site);
      site.stop();
    },
    { scope: 'worker' },
  ],

  /** Fields of the test's chatbot. */
  fields: [{ think_ms: 100 }, { option: true }],
  chatbot: async ({ api, fields }, use) => {
    await use(await Chatbot.create(api, fields));
  },

  /** Patterns of expected console messages. Any other warning or error fails the test. */
  expectedConsoleMessages: async ({}, use) => {
    await use([]);
  },

  /** Collects a page's console messages, uncaught errors and policy violations. */
  watch: async ({ expectedConsoleMessages }, use) => {
    const messages = [];
    await use(async (page) => {
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) messages.push(message.text());
      });
      page.on('pageerror', (error) => messages.push(`uncaught: ${error.message}`));
      await page.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (event) => {
          console.error(`violates ${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
        });
      });
    });
    expect(messages.filter((text) => !expectedConsoleMessages.some((pattern) => pattern.test(text)))).toEqual([]);
  },

  page: async ({ page, watch }, use) => {
    await watch(page);
    await use(page);
  },

  /** Opens the same page in another tab of the same browser. */
  openTab: async ({ page, context, watch }, use) => {
    await use(async (prepare = async () => {}) => {
      const tab = await context.newPage();
      await watch(tab);
      await prepare(tab);
      await tab.goto(page.url());
      return new Widget(tab);
    });
  },

  /** Opens a page with this markup in its body. By default it has the strict policy and follows the system's colour scheme. */
  visit: async ({ page, site, api }, use) => {
    await use(async (body, { policy = strictPolicy(api), head = '', path = `/page-${(pageCount += 1)}-${process.pid}`, colorScheme = 'light dark' } = {}) => {
      const meta = colorScheme && `<meta name="color-scheme" content="${colorScheme}">`;
      site.put(path, html(body, meta + head), policy ? { 'content-security-policy': policy } : {});
      await page.goto(site.url + path);
      return path;
    });
  },

  /** The script element that embeds the widget, with additional attributes. */
  scriptTag: async ({ api, chatbot }, use) => {
    await use(
      (attributes = '') => `<script async src="/embed.js" data-chatbot-id="${chatbot.id}" data-embed-key="${chatbot.key}"
        data-api-base-url="${api}" ${attributes}></script>`,
    );
  },

  /** A widget on a page with that script element. */
  widget: async ({ page, visit, scriptTag, attributes }, use) => {
    await visit(scriptTag(attributes));
    await use(new Widget(page));
  },
  attributes: ['data-allow-attachments="true"', { option: true }],
});

/** The markup of a widget's element, with additional attributes. */
export const elementMarkup = (chatbot, api, attributes = '', tag = 'ocs-chat') =>
  `<${tag} chatbot-id="${chatbot.id}" embed-key="${chatbot.key}" api-base-url="${api}" ${attributes}></${tag}>`;

/** Opens a page with a widget whose script element has these attributes, and opens its window. */
export async function openWidget({ page, visit, scriptTag }, attributes = '') {
  await visit(scriptTag(attributes));
  const widget = new Widget(page);
  await widget.open();
  return widget;
}

/** An HTML document with this markup in its body and its head. */
export const html = (body, head = '') => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>
  <meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">${head}
  </head><body>${body}</body></html>`;

/** The browser's console message for a failed request. */
export const FAILED_REQUEST = /^Failed to load resource/;

export { expect, Widget };
