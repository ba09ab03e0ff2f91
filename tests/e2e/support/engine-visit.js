// Opens pages with a widget in one engine, and acts there as a visitor.

import assert from 'node:assert/strict';
import { read } from './page-readers.js';
import { Chatbot } from './server.js';
import { strictPolicy } from './site.js';
import { until } from './webdriver.js';

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
   * Opens a page with the widget of a new chatbot, and returns the chatbot. `before` and `after` are scripts that run before and after
   * the widget's, `css` is a style sheet, and `wrap` puts markup around the widget's, unless `isInHead`.
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
    const chatbot = await Chatbot.create(this.server.url, { think_ms: 100 });
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
    await this.browser.press(...(await this.run(read.centerOf, selector)));
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
