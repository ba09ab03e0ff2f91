// The main flow and integrity checks in Firefox and WebKit, driven by WebDriver. Run by `cargo xtask test engines`.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Chatbot, startServer } from './support/server.js';
import { startSite, strictPolicy } from './support/site.js';
import { Browser, until } from './support/webdriver.js';

const { FIREFOX, GECKODRIVER, WEBKIT_BROWSER, WEBKIT_DRIVER } = process.env;

const ENGINES = {
  'Firefox ESR': {
    start: () => Browser.start(GECKODRIVER, { browserName: 'firefox', 'moz:firefoxOptions': { binary: FIREFOX, args: ['-headless'], prefs: FIREFOX_PREFERENCES } }),
    verifiesWithTrustedTypes: true,
  },
  WebKitGTK: {
    start: () => Browser.start(WEBKIT_DRIVER, { 'webkitgtk:browserOptions': { binary: WEBKIT_BROWSER, args: ['--automation'] } }),
    // WebKit verifies script elements only. Trusted Types forbid these, and modules then load without verification.
    verifiesWithTrustedTypes: false,
  },
};

/** Preferences that disable Firefox's own network requests. */
const FIREFOX_PREFERENCES = {
  'app.update.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.safebrowsing.downloads.enabled': false,
  'browser.newtabpage.enabled': false,
  'browser.startup.page': 0,
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.getAddons.cache.enabled': false,
  'extensions.systemAddon.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'network.prefetch-next': false,
  'services.settings.server': 'http://127.0.0.1:9',
  'toolkit.telemetry.enabled': false,
};

let server;
let site;
before(async () => {
  [server, site] = [await startServer(), await startSite()];
});
after(() => {
  server.stop();
  site.stop();
});

/** Functions that run in the page and return the state of the widget. */
const read = {
  launcher: () => document.querySelector('ocs-chat')?.shadowRoot.querySelector('.launcher')?.checkVisibility?.() ?? false,
  window: () => Boolean(document.querySelector('ocs-chat').shadowRoot.querySelector('section.window:not(.frame)')?.offsetWidth),
  field: () => {
    const { activeElement } = document.querySelector('ocs-chat').shadowRoot;
    return activeElement?.localName === 'textarea' && !activeElement.closest('.frame');
  },
  /** Details for the message of a failed test. */
  state: () => {
    const { shadowRoot, outerHTML } = document.querySelector('ocs-chat');
    return { element: outerHTML, focus: shadowRoot.activeElement?.outerHTML, pageFocus: document.activeElement?.localName, hasFocus: document.hasFocus(), text: shadowRoot.textContent };
  },
  answers: () => [...document.querySelector('ocs-chat').shadowRoot.querySelectorAll('.row.bot .markdown')].map(({ textContent }) => textContent.trim()),
  own: () => [...document.querySelector('ocs-chat').shadowRoot.querySelectorAll('.row.own .plain-text')].map(({ textContent }) => textContent),
  picked: () => document.querySelector('ocs-chat').shadowRoot.querySelectorAll('.picked li').length,
  placeOf: (selector) => {
    const { x, y, width, height } = document.querySelector('ocs-chat').shadowRoot.querySelector(selector).getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  },
};

for (const [name, { start, verifiesWithTrustedTypes }] of Object.entries(ENGINES)) {
  describe(name, () => {
    let browser;
    let pages = 0;
    before(async () => {
      browser = await start();
    });
    after(() => browser?.stop());

    /** Opens a page with the widget of a new chatbot, which it returns. */
    async function openPage(policy = strictPolicy(server.url)) {
      const chatbot = await Chatbot.make(server.url, { think_ms: 100 });
      const script = `<script async src="/embed.js" data-chatbot-id="${chatbot.id}" data-embed-key="${chatbot.key}" data-api-base-url="${server.url}" data-allow-attachments="true" data-language="en"></script>`;
      const path = `/engine-${(pages += 1)}`;
      site.put(path, `<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,"><h1>A page</h1>${script}`, { 'content-security-policy': policy, 'cache-control': 'no-cache' });
      await browser.go(site.url + path);
      await until(() => browser.run(read.launcher), 'the launcher is visible');
      return chatbot;
    }
    const open = async () => {
      await browser.press(...(await browser.run(read.placeOf, '.launcher')));
      await until(() => browser.run(read.field), 'the field has the focus').catch(async (error) => {
        error.message += `; the page shows: ${JSON.stringify(await browser.run(read.state))}`;
        throw error;
      });
    };
    const expectState = (readState, expected) =>
      until(async () => JSON.stringify(await browser.run(readState)) === JSON.stringify(expected), `the page shows ${JSON.stringify(expected)}`).catch(async (error) => {
        assert.deepEqual(await browser.run(readState), expected);
        throw error;
      });

    test('a conversation with a file continues after a reload, and Escape closes the window', async () => {
      const chatbot = await openPage();
      await open();
      await browser.type('good day', 'Enter');
      await expectState(read.answers, ['You said: good day']);
      const file = join(await mkdtemp(join(tmpdir(), 'ocs-chat-')), 'a.txt');
      await writeFile(file, 'x');
      await browser.pick(() => document.querySelector('ocs-chat').shadowRoot.querySelector('input[type=file]'), file);
      await until(async () => (await browser.run(read.picked)) === 1, 'the file is selected');
      await browser.press(...(await browser.run(read.placeOf, 'section.window textarea')));
      await browser.type('a file', 'Enter');
      await until(async () => (await browser.run(read.answers)).at(-1)?.includes('a.txt'), 'the answer names the file');
      await browser.type('slow 2', 'Enter');
      await until(async () => (await chatbot.heard()).includes('slow 2'), 'the server has received the message');
      await browser.reload();
      await until(async () => (await browser.run(read.answers)).at(-1)?.startsWith('That took a while'), 'the answer arrives after the reload');
      await expectState(read.own, ['good day', 'a file', 'slow 2']);
      assert.deepEqual(await chatbot.heard(), ['good day', 'a file', 'slow 2']);
      await browser.press(...(await browser.run(read.placeOf, 'section.window textarea')));
      await until(() => browser.run(read.field), 'the field has the focus');
      await browser.type('Escape');
      await until(async () => !(await browser.run(read.window)), 'the window is closed');
      await until(() => browser.run(read.launcher), 'the launcher is visible');
    });

    test('shortcuts of the page in the capture phase do not get what is typed in the chat', async () => {
      await openPage();
      await open();
      await browser.run(() => {
        window.keys = [];
        const shortcut = (event) => {
          window.keys.push(event.key);
          event.preventDefault();
        };
        for (const target of [window, document]) target.addEventListener('keydown', shortcut, true);
      });
      await browser.type('and/or', 'Enter');
      await expectState(read.answers, ['You said: and/or']);
      assert.deepEqual(await browser.run(() => window.keys), []);
    });

    test('the Home and End keys reach both ends of a long conversation', async () => {
      const chatbot = await openPage();
      const stored = Array.from({ length: 500 }, (_, number) => ({ created_at: new Date(Date.now() - 1_000_000 + number * 1_000).toISOString(), role: number % 2 ? 'assistant' : 'user', content: `Message ${number}`, attachments: [] }));
      const session = await chatbot.start();
      await browser.run(
        (id, { id: session, token }, messages) => {
          const values = { session, token, messages, activity: new Date().toISOString() };
          for (const [name, value] of Object.entries(values)) localStorage[`ocs-chat-${name}-${id}`] = value;
        },
        chatbot.id,
        session,
        JSON.stringify(stored),
      );
      await browser.reload();
      await until(() => browser.run(read.launcher), 'the launcher is visible');
      await open();
      const isInView = (text) => {
        const log = document.querySelector('ocs-chat').shadowRoot.querySelector('.transcript');
        const row = [...log.querySelectorAll('.row :is(.markdown, .plain-text)')].find(({ textContent }) => textContent.trim() === text);
        return row && row.getBoundingClientRect().bottom <= log.getBoundingClientRect().bottom && row.getBoundingClientRect().top >= log.getBoundingClientRect().top;
      };
      const expectInView = (text) => until(() => browser.run(isInView, text), `${text} is in view`);
      await expectInView('Message 499');
      await browser.run(() => document.querySelector('ocs-chat').shadowRoot.querySelector('.transcript').focus());
      await browser.type('Home');
      await expectInView('Message 0');
      await browser.type('End');
      await expectInView('Message 499');
    });

    test('a page whose chat was opened comes back from the back/forward cache, and the chat continues', async () => {
      await openPage();
      await open();
      await browser.type('before', 'Enter');
      await expectState(read.answers, ['You said: before']);
      site.put('/elsewhere', '<!doctype html><title>Elsewhere</title><link rel="icon" href="data:,">');
      await browser.run(() => {
        window.isSamePage = true;
        setTimeout(() => location.assign('/elsewhere'));
      });
      await until(() => browser.run(() => document.title === 'Elsewhere').catch(() => false), 'the other page is shown');
      await browser.back();
      await until(() => browser.run(() => document.title === 'A page').catch(() => false), 'the page is shown again');
      assert.equal(await browser.run(() => window.isSamePage), true);
      await browser.press(...(await browser.run(read.placeOf, 'section.window textarea')));
      await browser.type('after', 'Enter');
      await expectState(read.answers, ['You said: before', 'You said: after']);
    });

    test('modified files of the bundle are rejected', async () => {
      const policy = strictPolicy(server.url).replace(verifiesWithTrustedTypes ? '' : /require-trusted-types[^;]*;/, '');
      for (const pattern of [/^chat-.*js$/, /^ocs-chat-.*wasm$/]) {
        const [file] = (await readdir(process.env.BUNDLE)).filter((name) => pattern.test(name));
        const original = await readFile(join(process.env.BUNDLE, file));
        const isWasm = file.endsWith('.wasm');
        const headers = { 'content-type': isWasm ? 'application/wasm' : 'text/javascript' };
        site.put(`/${file}`, Buffer.concat([original, isWasm ? Buffer.from([0, 2, 1, 120]) : Buffer.from('\n')]), headers);
        await openPage(policy);
        await browser.press(...(await browser.run(read.placeOf, '.launcher')));
        await until(() => browser.run(() => document.querySelector('ocs-chat').shadowRoot.textContent.includes('could not be loaded')), `the window shows the failure of ${file}`);
        site.put(`/${file}`, original, headers);
      }
    });
  });
}
