// As much of WebDriver (https://www.w3.org/TR/webdriver2/) as the tests of other engines need.

import { spawn } from 'node:child_process';
import { freePort } from './free-port.js';

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
/** Keys that are no letters. */
export const KEYS = { Enter: '\uE007', Escape: '\uE00C' };

export class Browser {
  /** Starts a driver, and a browser with it. */
  static async start(driver, capabilities) {
    const port = await freePort();
    const child = spawn(driver, [`--port=${port}`], { stdio: 'ignore' });
    const browser = new Browser(child, `http://127.0.0.1:${port}`);
    await until(() => browser.ask('GET', '/status').then(() => true, () => false), 'the driver answers');
    const { sessionId } = await browser.ask('POST', '/session', { capabilities: { alwaysMatch: capabilities } });
    browser.session = `/session/${sessionId}`;
    return browser;
  }

  constructor(child, url) {
    this.child = child;
    this.url = url;
  }

  async ask(method, path, body) {
    const response = await fetch(this.url + path, { method, body: body && JSON.stringify(body), headers: { 'content-type': 'application/json' } });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${path}: ${value.error}: ${value.message}`);
    return value;
  }

  go(url) {
    return this.ask('POST', `${this.session}/url`, { url });
  }

  reload() {
    return this.ask('POST', `${this.session}/refresh`, {});
  }

  /** Runs a function in the page. */
  run(script, ...args) {
    return this.ask('POST', `${this.session}/execute/sync`, { script: `return (${script})(...arguments)`, args });
  }

  /** Presses a place of the page as a pointer does. */
  async press(x, y) {
    const actions = [
      { type: 'pointerMove', x: Math.round(x), y: Math.round(y), duration: 0 },
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ];
    await this.ask('POST', `${this.session}/actions`, { actions: [{ type: 'pointer', id: 'pointer', parameters: { pointerType: 'mouse' }, actions }] });
  }

  /** Types into whatever has the focus. */
  async type(...keys) {
    const letters = keys.flatMap((key) => (KEYS[key] ? [KEYS[key]] : [...key]));
    const actions = letters.flatMap((value) => [{ type: 'keyDown', value }, { type: 'keyUp', value }]);
    await this.ask('POST', `${this.session}/actions`, { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  /** Picks a file where a function of the page finds the field for it. */
  async pick(find, path) {
    const element = await this.run(find);
    await this.ask('POST', `${this.session}/element/${element[ELEMENT]}/value`, { text: path });
  }

  async stop() {
    if (this.session) await this.ask('DELETE', this.session).catch(() => {});
    this.child.kill();
  }
}

/** Looks again and again until something is so. */
export async function until(holds, what, patience = 20_000) {
  const end = Date.now() + patience;
  let last;
  while (Date.now() < end) {
    last = await holds();
    if (last) return last;
    await new Promise((again) => setTimeout(again, 50));
  }
  throw new Error(`it never came so far that ${what}`);
}
