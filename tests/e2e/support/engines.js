// Firefox and WebKitGTK for the tests in `engines/`, pages with a widget, and what a visitor sees and does there.

import assert from 'node:assert/strict';
import { after, before, describe, test as nodeTest } from 'node:test';
import { Chatbot, startServer } from './server.js';
import { startSite, strictPolicy } from './site.js';
import { Browser, until } from './webdriver.js';

const { FIREFOX, GECKODRIVER, WEBKIT_BROWSER, WEBKIT_DRIVER } = process.env;

/** Preferences that disable Firefox's own network requests, and let its scrollbars take room. */
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
  'widget.gtk.overlay-scrollbars.enabled': false,
};

const ENGINES = [
  {
    name: 'Firefox ESR',
    start: () =>
      Browser.start(GECKODRIVER, { browserName: 'firefox', 'moz:firefoxOptions': { binary: FIREFOX, args: ['-headless'], prefs: FIREFOX_PREFERENCES } }),
    verifiesWithTrustedTypes: true,
    canPrint: true,
    hasWideScrollbars: true,
    hidesTabs: true,
    namesOfDriver: [],
  },
  {
    name: 'WebKitGTK',
    start: () => Browser.start(WEBKIT_DRIVER, { 'webkitgtk:browserOptions': { binary: WEBKIT_BROWSER, args: ['--automation'] } }),
    // WebKit verifies script elements only. Trusted Types forbid these, and modules then load without verification.
    verifiesWithTrustedTypes: false,
    // Its driver has no command for printing, its scrollbars lie above the content, and without a window manager tabs that are not
    // in front count as visible.
    canPrint: false,
    hasWideScrollbars: false,
    hidesTabs: false,
    // Its driver runs in the page, and needs these globals as they are.
    namesOfDriver: ['setTimeout', 'clearTimeout', 'performance', 'Node', 'Window', 'Element'],
  },
];

/** Functions that run in the page and return the state of the widget. */
export const read = {
  launcher: () => document.querySelector('ocs-chat')?.shadowRoot.querySelector('.launcher')?.checkVisibility?.() ?? false,
  window: () => Boolean(document.querySelector('ocs-chat').shadowRoot.querySelector('section.window:not(.frame)')?.offsetWidth),
  field: () => {
    const { activeElement } = document.querySelector('ocs-chat').shadowRoot;
    return activeElement?.localName === 'textarea' && !activeElement.closest('.frame');
  },
  placeholderField: () => Boolean(document.querySelector('ocs-chat').shadowRoot.activeElement?.closest('.frame')),
  draft: () => document.querySelector('ocs-chat').shadowRoot.querySelector('section.window:not(.frame) textarea')?.value,
  /** Details for the message of a failed test. */
  state: () => {
    const { shadowRoot, outerHTML } = document.querySelector('ocs-chat');
    return {
      element: outerHTML,
      focus: shadowRoot.activeElement?.outerHTML,
      pageFocus: document.activeElement?.localName,
      hasFocus: document.hasFocus(),
      text: shadowRoot.textContent,
    };
  },
  text: () => document.querySelector('ocs-chat').shadowRoot.textContent,
  answers: () => [...document.querySelector('ocs-chat').shadowRoot.querySelectorAll('.row.bot .markdown')].map(({ textContent }) => textContent.trim()),
  own: () => [...document.querySelector('ocs-chat').shadowRoot.querySelectorAll('.row.own .plain-text')].map(({ textContent }) => textContent),
  picked: () => [...document.querySelector('ocs-chat').shadowRoot.querySelectorAll('.picked li')].map(({ textContent }) => textContent),
  placeOf: (selector) => {
    const { x, y, width, height } = document.querySelector('ocs-chat').shadowRoot.querySelector(selector).getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  },
};

/** Pages of one engine with a widget, and the actions of a visitor. */
export class Visit {
  #pages = 0;

  constructor(engine, server, site) {
    Object.assign(this, { engine, server, site });
  }

  async start() {
    this.browser = await this.engine.start();
  }

  run(script, ...args) {
    return this.browser.run(script, ...args);
  }

  /**
   * Opens a page with the widget of a new chatbot, which it returns. `before` and `after` are the texts of scripts around that of
   * the widget, `css` is a style sheet, and `wrap` puts markup around the widget's, if that is in the body.
   */
  async openPage({
    policy = strictPolicy(this.server.url),
    attributes = '',
    before = '',
    after = '',
    css = '',
    wrap = (markup) => markup,
    isElement = false,
    isInHead = false,
  } = {}) {
    const chatbot = await Chatbot.make(this.server.url, { think_ms: 100 });
    const path = `/engine-${(this.#pages += 1)}`;
    const options = `chatbot-id="${chatbot.id}" embed-key="${chatbot.key}" api-base-url="${this.server.url}" allow-attachments="true" language="en" ${attributes}`;
    const widget = isElement
      ? `<ocs-chat ${options}></ocs-chat><script src="/embed.js"></script>`
      : `<script src="/embed.js" ${options.replaceAll(/(?<=^| )(?=[\w-]+=)/g, 'data-')}></script>`;
    const files = { 'before.js': before, 'after.js': after, 'page.css': css };
    for (const [name, text] of Object.entries(files))
      this.site.put(`${path}-${name}`, text, { 'content-type': name.endsWith('.css') ? 'text/css' : 'text/javascript' });
    const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,">
      <link rel="stylesheet" href="${path}-page.css"><script src="${path}-before.js"></script>
      ${isInHead ? widget : ''}<h1>A page</h1>${isInHead ? '' : wrap(widget)}<script src="${path}-after.js"></script>`;
    this.site.put(path, html, { 'content-security-policy': policy, 'cache-control': 'no-cache' });
    await this.browser.go(this.site.url + path);
    await this.expectLauncher();
    return chatbot;
  }

  expectLauncher() {
    return until(() => this.run(read.launcher), 'the launcher is visible');
  }

  /** Presses an element of the widget. */
  async press(selector) {
    await this.browser.press(...(await this.run(read.placeOf, selector)));
  }

  async open() {
    await this.press('.launcher');
    await this.expectFocus();
  }

  expectFocus() {
    return this.#explain(until(() => this.run(read.field), 'the field has the focus'));
  }

  /** Adds what the page shows to the message of an error. */
  #explain(expectation) {
    return expectation.catch(async (error) => {
      error.message += `; the page shows: ${JSON.stringify(await this.run(read.state))}`;
      throw error;
    });
  }

  /** Types a message into the field, which has the focus, and sends it. */
  say(text) {
    return this.browser.type(...text, 'Enter');
  }

  /** Sends a message and waits for the answer. */
  async ask(text, answer = `You said: ${text}`) {
    await this.say(text);
    await this.expectAnswer(answer);
  }

  expectAnswer(part) {
    return this.#explain(until(async () => (await this.run(read.answers)).at(-1)?.includes(part), `the last answer contains ${JSON.stringify(part)}`));
  }

  expectText(part) {
    return this.#explain(until(async () => (await this.run(read.text)).includes(part), `the window shows ${JSON.stringify(part)}`));
  }

  async expectState(readState, expected) {
    const isExpected = async () => JSON.stringify(await this.run(readState)) === JSON.stringify(expected);
    await until(isExpected, `the page shows ${JSON.stringify(expected)}`).catch(async (error) => {
      assert.deepEqual(await this.run(readState), expected);
      throw error;
    });
  }
}

const test = (name, run, options = {}) => nodeTest(name, { timeout: 60_000, ...options }, run);

/** Adds a suite for each engine. `addTests` gets its visit, and a function that adds a test. */
export function describeEngines(addTests) {
  const visits = ENGINES.map((engine) => new Visit(engine));
  let server;
  let site;
  before(async () => {
    [server, site] = [await startServer(), await startSite()];
    for (const visit of visits) Object.assign(visit, { server, site });
  });
  after(() => {
    server.stop();
    site.stop();
  });
  for (const visit of visits) {
    describe(visit.engine.name, () => {
      before(() => visit.start());
      after(() => visit.browser?.stop());
      addTests(visit, test);
    });
  }
}
