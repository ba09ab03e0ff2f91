// Which functions of the application run until the first message is sent, told by an instrumented build of it.
//
// Run by `cargo xtask profile`, which sets the environment and reads what is printed: the numbers of the functions.

import { readFile } from 'node:fs/promises';
import { chromium, devices } from '@playwright/test';
import { Chatbot, startServer } from './support/server.js';
import { startSite, strictPolicy } from './support/site.js';
import { Widget } from './support/widget.js';

/**
 * What a visitor does who does not just write and press Enter. `open` says that the application is not waited for.
 *
 * @typedef {object} Visit
 * @property {string} [attributes]
 * @property {object} [device]
 * @property {(visit: { page: any, widget: Widget }) => Promise<void>} [open]
 * @property {(visit: { page: any, widget: Widget, context: any, again: () => Promise<void> }) => Promise<void>} [act]
 */

const hasSent = (page) => page.waitForResponse((response) => /\/message\/$/.test(response.url()));

/** The page goes and comes back, as far as its scripts can see. */
const leave = (page) =>
  page.evaluate(() => {
    for (const persisted of [true, false]) {
      for (const type of ['pagehide', 'pageshow']) dispatchEvent(new PageTransitionEvent(type, { persisted }));
    }
  });

/** @type {Visit[]} */
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
      await leave(page);
    },
  },
  {
    // Enter while the application is on its way.
    async open({ page, widget }) {
      let release;
      const released = new Promise((resolve) => (release = resolve));
      await page.route('**/ocs-chat-*.js', async (route) => {
        await released;
        await route.continue();
      });
      await widget.launcher.click();
      await widget.host.locator('.frame textarea').waitFor();
      await page.keyboard.type('in haste');
      await page.keyboard.press('Enter');
      const sent = hasSent(page);
      release();
      await sent;
    },
    async act({ page, widget }) {
      for (const key of ['Home', 'End', 'PageUp']) await widget.host.getByRole('log').press(key);
      // Somebody is waiting, and nothing comes.
      await page.waitForTimeout(8_000);
      await leave(page);
      await widget.host.evaluate((host) => host.remove());
    },
  },
  {
    // The page writes and sends, before it is open and after.
    async open({ page, widget }) {
      const sent = hasSent(page);
      await widget.host.evaluate((host) => host.prefill('half').then(() => host.send('whole')));
      await sent;
      await widget.open();
    },
    async act({ page, widget }) {
      await leave(page);
      await widget.host.evaluate((host) => Object.assign(host, { headerText: 'Changed', position: 'left' }));
      await widget.host.evaluate((host) => host.destroy());
    },
  },
  {
    attributes: 'starter-questions=\'["What is this?"]\'',
    async act({ page, widget }) {
      const sent = hasSent(page);
      await widget.host.getByRole('button', { name: 'What is this?' }).click();
      await sent;
    },
  },
  {
    // Two pages of a site.
    async act({ page, context, again }) {
      const other = await context.newPage();
      await again(other);
      await other.keyboard.type('from here');
      await other.keyboard.press('Enter');
      await new Widget(other).own.waitFor();
      await other.bringToFront();
      await page.keyboard.type('from there');
      await page.keyboard.press('Enter');
      await hasSent(page).catch(() => {});
    },
  },
  {
    attributes: 'banner-message="Closed today" user-name="Ann" typing-indicator-text="One moment" position="left" persistent-session-expire="60"',
    async act({ page, widget }) {
      await widget.host.evaluate((host) => Object.assign(host, { pageContext: { page: 'a' }, authTokenProvider: async () => 'token' }));
      await widget.button('Enter full screen').click();
      // The server knows no such visitor.
      const asked = page.waitForResponse(/start/);
      await widget.say('hello');
      await asked;
      await widget.host.evaluate((host) => (host.disabled = true));
    },
  },
  {
    // A server that talks nonsense.
    async act({ page, widget }) {
      await page.route('**/api/chat/start/', (route) => route.fulfill({ json: [], headers: { 'access-control-allow-origin': '*' } }));
      const answered = page.waitForResponse(/start/);
      await widget.say('hello');
      await answered;
    },
  },
];

const wasm = await readFile(process.env.INSTRUMENTED);
const [server, site] = [await startServer(), await startSite()];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: process.env.CHROMIUM_SWITCHES.split(' ').filter((name) => name && name !== '--headless') });
site.put('/instrumented.wasm', wasm, { 'content-type': 'application/wasm' });
const ran = new Set();
for (const [at, { attributes = '', device = {}, open, act }] of VISITS.entries()) {
  const chatbot = await Chatbot.make(server.url, { think_ms: 100 });
  const context = await browser.newContext({ locale: 'en-US', ...device });
  // What is done with an answer waits for the later part.
  await context.route('**/later-*.wasm', () => {});
  await context.addInitScript(() => {
    window.ran = new Set();
    const { compileStreaming, instantiate } = WebAssembly;
    // What is in the bundle is as it was built; what runs is the same with notes.
    WebAssembly.compileStreaming = async (source) =>
      compileStreaming(/ocs-chat/.test((await source).url) ? fetch('/instrumented.wasm') : source);
    WebAssembly.instantiate = (module, imports) =>
      instantiate(module, { ...imports, profile: { note: (place) => window.ran.add(place) } });
  });
  const markup = `<ocs-chat chatbot-id="${chatbot.id}" embed-key="${chatbot.key}" api-base-url="${server.url}" ${attributes}></ocs-chat>`;
  site.put(`/${at}`, `<!doctype html><meta charset="utf-8"><title>A page</title><body>${markup}<script src="/embed.js"></script></body>`, {
    'content-security-policy': strictPolicy(server.url),
  });
  const begin = async (page) => {
    await page.goto(`${site.url}/${at}`);
    const widget = new Widget(page);
    if (attributes.includes('language')) widget.field = widget.host.getByRole('textbox');
    if (open) await open({ page, widget });
    else if (attributes.includes('kiosk')) await widget.field.focus();
    else if (attributes.includes('language')) await widget.host.locator('button[part~="launcher"]').click();
    else await widget.open();
    // The application has taken the place of what stood in for it.
    await widget.host.locator('section:not(.frame) textarea').waitFor();
    return widget;
  };
  const page = await context.newPage();
  const widget = await begin(page);
  if (act) {
    await act({ page, widget, context, again: begin });
  } else {
    const sent = hasSent(page);
    await page.keyboard.type('good day');
    await page.keyboard.press('Enter');
    await sent;
  }
  for (const one of context.pages()) {
    await one.evaluate(() => new Promise((idle) => requestIdleCallback(idle)));
    for (const place of await one.evaluate(() => [...window.ran])) ran.add(place);
  }
  await context.close();
}
await browser.close();
server.stop();
site.stop();
console.log(JSON.stringify([...ran].sort((one, other) => one - other)));
