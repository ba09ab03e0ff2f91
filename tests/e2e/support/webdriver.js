// A minimal WebDriver client (https://www.w3.org/TR/webdriver2/) for browsers other than Chromium.

import { spawn } from 'node:child_process';
import { freePort } from './free-port.js';

/** The key of an element's id in responses. */
const ELEMENT_KEY = 'element-6066-11e4-a52e-4f735466cecf';
/** Code points of special keys. */
export const KEYS = { Enter: '\uE007', Escape: '\uE00C', End: '\uE010', Home: '\uE011' };

export class Browser {
  /** Starts a driver and a browser. */
  static async start(driver, capabilities) {
    const port = await freePort();
    const child = spawn(driver, [`--port=${port}`], { stdio: 'ignore' });
    const browser = new Browser(child, `http://127.0.0.1:${port}`);
    await until(
      () =>
        browser.request('GET', '/status').then(
          () => true,
          () => false,
        ),
      'the driver answers',
    );
    const { sessionId } = await browser.request('POST', '/session', { capabilities: { alwaysMatch: capabilities } });
    browser.session = `/session/${sessionId}`;
    return browser;
  }

  constructor(child, url) {
    this.child = child;
    this.url = url;
  }

  async request(method, path, body) {
    const response = await fetch(this.url + path, { method, body: body && JSON.stringify(body), headers: { 'content-type': 'application/json' } });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${path}: ${value.error}: ${value.message}`);
    return value;
  }

  go(url) {
    return this.request('POST', `${this.session}/url`, { url });
  }

  reload() {
    return this.request('POST', `${this.session}/refresh`, {});
  }

  back() {
    return this.request('POST', `${this.session}/back`, {});
  }

  /** Runs a function in the page and returns its result. */
  run(script, ...args) {
    return this.request('POST', `${this.session}/execute/sync`, { script: `return (${script})(...arguments)`, args });
  }

  /** Runs a function in the page, and waits until it calls its last argument. */
  runAsync(script, ...args) {
    return this.request('POST', `${this.session}/execute/async`, { script: `(${script})(...arguments)`, args });
  }

  currentTab() {
    return this.request('GET', `${this.session}/window`);
  }

  /** Opens a page in a new tab, which hides the current one. */
  async openTab(url) {
    const { handle } = await this.request('POST', `${this.session}/window/new`, { type: 'tab' });
    await this.request('POST', `${this.session}/window`, { handle });
    await this.go(url);
  }

  /** Closes the current tab and returns to another one. */
  async closeTab(next) {
    await this.request('DELETE', `${this.session}/window`);
    await this.request('POST', `${this.session}/window`, { handle: next });
  }

  /** Prints the page, and returns the PDF in base64. */
  print() {
    return this.request('POST', `${this.session}/print`, {});
  }

  /** Moves the pointer to a position in the page. */
  async hover(x, y) {
    const actions = [{ type: 'pointerMove', x: Math.round(x), y: Math.round(y), duration: 0 }];
    await this.request('POST', `${this.session}/actions`, { actions: [{ type: 'pointer', id: 'pointer', parameters: { pointerType: 'mouse' }, actions }] });
  }

  /** Clicks at a position in the page. */
  async press(x, y) {
    const actions = [
      { type: 'pointerMove', x: Math.round(x), y: Math.round(y), duration: 0 },
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ];
    await this.request('POST', `${this.session}/actions`, { actions: [{ type: 'pointer', id: 'pointer', parameters: { pointerType: 'mouse' }, actions }] });
  }

  /** Types into the focused element. */
  async type(...keys) {
    const values = keys.flatMap((key) => (KEYS[key] ? [KEYS[key]] : [...key]));
    const actions = values.flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]);
    await this.request('POST', `${this.session}/actions`, { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  /** Selects a file in the input that `find` returns in the page. */
  async pick(find, path) {
    const element = await this.run(find);
    await this.request('POST', `${this.session}/element/${element[ELEMENT_KEY]}/value`, { text: path });
  }

  async stop() {
    if (this.session) await this.request('DELETE', this.session).catch(() => {});
    this.child.kill();
  }
}

/** Polls until `condition` returns a truthy value, and returns it. `description` completes the error message. */
export async function until(condition, description, timeoutMs = 20_000) {
  const end = Date.now() + timeoutMs;
  while (Date.now() < end) {
    const result = await condition();
    if (result) return result;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`timed out after ${timeoutMs} ms waiting until ${description}`);
}
