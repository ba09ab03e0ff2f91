// An API of the page's own origin: request headers, and response headers that only such a page can read.

import { startSite } from './support/site.js';
import { Widget, elementMarkup, expect, test as base } from './support/test.js';

const test = base.extend({
  site: [
    async ({ api }, use) => {
      const site = await startSite(api);
      await use(site);
      site.stop();
    },
    { scope: 'worker' },
  ],
});

const element = (site, chatbot, attributes = '') =>
  `<script async src="/embed.js"></script>${elementMarkup(chatbot, site.url, attributes, 'open-chat-studio-widget')}`;

test('requests carry cookies, and POST requests the CSRF token', async ({ page, visit, site, chatbot, context }) => {
  await context.addCookies([
    { name: 'csrftoken', value: 'abc123', url: site.url },
    { name: 'sessionid', value: 's', url: site.url },
  ]);
  await visit(element(site, chatbot, 'allow-attachments="true"'));
  const widget = new Widget(page, 'open-chat-studio-widget');
  await widget.open();
  await widget.attach({ name: 'a.txt' });
  await widget.ask('mine');
  for (const { headers, method } of await chatbot.receivedRequests()) {
    expect(headers.cookie).toContain('sessionid=s');
    expect(headers['x-csrftoken']).toBe(method === 'POST' ? 'abc123' : undefined);
  }
});

test('a deprecated version is reported once in the console', async ({ page, visit, site, chatbot, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(/^ocs-chat: the server/);
  const messages = [];
  page.on('console', (message) => messages.push([message.type(), message.text()]));
  await chatbot.update({ deprecated: true });
  await visit(element(site, chatbot));
  const widget = new Widget(page, 'open-chat-studio-widget');
  await widget.open();
  await widget.ask('one');
  await widget.button('Start new chat').click();
  await widget.host.getByRole('alertdialog').getByRole('button', { name: 'Start new chat' }).click();
  await widget.ask('two');
  const reports = messages.filter(([, text]) => text.startsWith('ocs-chat:'));
  expect(reports).toEqual([['error', expect.stringContaining('does not support this version of the widget since Thu, 01 Oct 2026')]]);
  expect(reports[0][1]).toContain('https://docs.openchatstudio.com/chat_widget/');
});

test('diagnose reports a version that the server no longer supports', async ({ page, visit, site, chatbot, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(/^ocs-chat: the server does not support/, /^Failed to load resource/);
  await chatbot.update({ deprecated: true });
  await visit(element(site, chatbot));
  await page.waitForFunction(() => customElements.get('ocs-chat'));
  const { findings } = await page.locator('open-chat-studio-widget').evaluate((host) => host.diagnose());
  expect(findings).toEqual([expect.stringMatching(/^the server does not support this version of the widget since/)]);
});
