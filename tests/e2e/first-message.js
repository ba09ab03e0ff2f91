// Which functions of the application run until the first message is sent, told by an instrumented build of it.
//
// Run by `cargo xtask profile`, which sets the environment and reads what is printed: the numbers of the functions.

import { readFile } from 'node:fs/promises';
import { chromium, devices } from '@playwright/test';
import { Chatbot, startServer } from './support/server.js';
import { startSite, strictPolicy } from './support/site.js';
import { Widget } from './support/widget.js';

/** @type {{ attributes?: string, device?: object, act?: (visit: { page: any, widget: Widget, context: any }) => Promise<void> }[]} */
const VISITS = [
  {},
  { attributes: 'allow-attachments="true" header-text="Support" starter-questions=\'["What is this?", "And that?"]\'', device: devices['Pixel 7'] },
  { attributes: 'language="ar" persistent-session="false"', device: { colorScheme: 'dark' } },
  { attributes: 'mode="kiosk"' },
  {
    async act({ page, widget, context }) {
      await page.keyboard.press('Escape');
      await widget.open();
      await page.keyboard.type('one');
      await page.keyboard.press('Shift+Enter');
      await page.keyboard.press('Backspace');
      await widget.host.evaluate((host) => (host.headerText = 'Another'));
      await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
      await page.setViewportSize({ width: 700, height: 500 });
      await page.route('**/api/chat/start/', (route) => route.abort());
      await Promise.all([page.waitForEvent('requestfailed'), widget.say('no answer')]);
      await context.setOffline(true);
      await widget.say('good day');
      await widget.own.nth(1).waitFor();
    },
  },
];

const wasm = await readFile(process.env.INSTRUMENTED);
const [server, site] = [await startServer(), await startSite()];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: process.env.CHROMIUM_SWITCHES.split(' ').filter((name) => name && name !== '--headless') });
const ran = new Set();
for (const [at, { attributes = '', device = {}, act }] of VISITS.entries()) {
  const chatbot = await Chatbot.make(server.url, { think_ms: 100 });
  const context = await browser.newContext({ locale: 'en-US', ...device });
  const page = await context.newPage();
  await page.route('**/ocs-chat-*.wasm', (route) => route.fulfill({ body: wasm, contentType: 'application/wasm' }));
  // What is done with an answer waits for the later part.
  await page.route('**/later-*.wasm', () => {});
  await page.addInitScript(() => {
    window.ran = new Set();
    const instantiate = WebAssembly.instantiateStreaming;
    WebAssembly.instantiateStreaming = (source, imports) =>
      instantiate(source, { ...imports, profile: { note: (place) => window.ran.add(place) } });
  });
  const markup = `<ocs-chat chatbot-id="${chatbot.id}" embed-key="${chatbot.key}" api-base-url="${server.url}" ${attributes}></ocs-chat>`;
  site.put(`/${at}`, `<!doctype html><meta charset="utf-8"><title>A page</title><body>${markup}<script src="/embed.js"></script></body>`, {
    'content-security-policy': strictPolicy(server.url),
  });
  await page.goto(`${site.url}/${at}`);
  const widget = new Widget(page);
  if (attributes.includes('language')) widget.field = widget.host.getByRole('textbox');
  if (attributes.includes('kiosk')) await widget.field.focus();
  else if (attributes.includes('language')) await widget.host.locator('button[part~="launcher"]').click();
  else await widget.open();
  // The application has taken the place of what stood in for it.
  await widget.host.locator('section textarea').waitFor();
  if (act) {
    await act({ page, widget, context });
  } else {
    await page.keyboard.type('good day');
    await page.keyboard.press('Enter');
    await page.waitForResponse((response) => /\/message\/$/.test(response.url()));
  }
  await page.evaluate(() => new Promise((idle) => requestIdleCallback(idle)));
  for (const place of await page.evaluate(() => [...window.ran])) ran.add(place);
  await context.close();
}
await browser.close();
server.stop();
site.stop();
console.log(JSON.stringify([...ran].sort((one, other) => one - other)));
