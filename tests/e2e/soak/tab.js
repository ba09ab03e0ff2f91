// A tab with the chat: what a visitor does in it, and what it shows.

import { readFile } from 'node:fs/promises';
import { Widget } from '../support/widget.js';

/**
 * Console messages that the documentation allows for the faults of the server and for lost connections. A refusal without its body looks
 * like the refusal of an origin.
 */
const EXPECTED_MESSAGES = [
  /^Failed to load resource/,
  /^ocs-chat: the server (rejected a valid request|does not allow this site)/,
  // Without a connection.
  /^(Error: )?ocs-chat: .* could not be loaded/,
];
/** How long elements may take to appear. */
const TIMEOUT_MS = 10_000;

export class Tab {
  /** `onProblem` receives the text of each error of the page. */
  constructor(context, url, onProblem) {
    Object.assign(this, { context, url, onProblem, isHidden: false });
  }

  async start() {
    this.page = await this.context.newPage();
    this.isHidden = false;
    this.widget = new Widget(this.page);
    this.page.setDefaultTimeout(TIMEOUT_MS);
    this.page.on('pageerror', (error) => this.onProblem(`uncaught: ${error.stack ?? error.message}`));
    this.page.on('console', (message) => {
      const text = message.text();
      if (['error', 'warning'].includes(message.type()) && !EXPECTED_MESSAGES.some((pattern) => pattern.test(text))) this.onProblem(`console: ${text}`);
    });
    await this.page.addInitScript(() => {
      addEventListener('unhandledrejection', ({ reason }) => console.error(`unhandled rejection: ${reason}`));
    });
    await this.page.goto(this.url);
  }

  async restart() {
    await this.page.close();
    await this.start();
  }

  async reload() {
    this.isHidden = false;
    await this.page.reload();
  }

  /** Opens the window, if it is closed, and waits for the application. */
  async open() {
    const { launcher, window: chat, field } = this.widget;
    const application = chat.and(this.page.locator(':not(.frame)'));
    await launcher.or(application).first().waitFor();
    if (await launcher.isVisible()) await launcher.click();
    await application.waitFor();
    await field.waitFor();
  }

  /** Types a message, and sends it. */
  async say(text) {
    await this.open();
    await this.widget.field.fill(text);
    await this.widget.field.press('Enter');
    await this.page.waitForFunction((sent) => {
      const { shadowRoot } = document.querySelector('ocs-chat');
      return shadowRoot.querySelector('section.window:not(.frame) textarea')?.value !== sent;
    }, text);
  }

  /** Presses a random button with this part, if there is one. Returns the text of its row, or `undefined`. */
  async pressInRow(random, part) {
    await this.open();
    const buttons = this.widget.log.locator(`[part~="${part}"]:visible`);
    const count = await buttons.count();
    if (count === 0) return undefined;
    const button = buttons.nth(random.between(0, count - 1));
    // In one step: a click by Playwright may have an effect although it ends with a timeout.
    const press = (element) => {
      const text = element.closest('.row')?.querySelector('.plain-text, .markdown')?.textContent ?? '';
      element.click();
      return text;
    };
    try {
      return await button.evaluate(press);
    } catch (error) {
      // The row has changed meanwhile.
      if (error.name === 'TimeoutError' || /detached|not attached/.test(error.message)) return undefined;
      throw error;
    }
  }

  async setHidden(isHidden) {
    this.isHidden = isHidden;
    await this.page.evaluate(
      (state) => {
        Object.defineProperty(Document.prototype, 'visibilityState', { value: state, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      },
      isHidden ? 'hidden' : 'visible',
    );
  }

  async startNewChat() {
    await this.open();
    await this.widget.button('Start new chat').click();
    await this.widget.host.getByRole('alertdialog').getByRole('button', { name: 'Start new chat' }).click();
    await this.widget.host.getByRole('alertdialog').waitFor({ state: 'hidden' });
  }

  /** The rows of the transcript that are in the document. */
  rows() {
    return this.page.evaluate(() => {
      const { shadowRoot } = document.querySelector('ocs-chat');
      const all = [...shadowRoot.querySelectorAll('.transcript .row')];
      const texts = (selector) =>
        all.filter((row) => row.matches(selector)).map((row) => row.querySelector('.plain-text, .markdown > :first-child')?.textContent.trim() ?? '');
      const isBusy = shadowRoot.querySelector('.transcript .typing:not([hidden])') !== null;
      const states = all.filter((row) => row.matches('.own:not(.failed)')).map((row) => row.querySelector('[part~="state"]')?.textContent ?? '');
      return { count: all.length, own: texts('.own'), bot: texts('.bot:not(.failed)'), isBusy, states };
    });
  }

  /** The whole conversation, from its download: the visitor's messages, with `failure` if they failed, and the texts of the bot. */
  async transcript() {
    await this.open();
    if (!(await this.widget.button('More options').isVisible())) return { own: [], bot: [] };
    await this.widget.button('More options').click();
    const saved = this.page.waitForEvent('download');
    await this.widget.host.getByRole('menuitem', { name: 'Download as text' }).click();
    const text = await readFile(await (await saved).path(), 'utf8');
    const [own, bot] = [[], []];
    const lines = text.split('\n');
    lines.forEach((line, index) => {
      if (/^You( \(.+\))?:$/.test(line)) {
        // The names of files come first.
        const last = lines.slice(index + 2).find((other) => !other.startsWith('- '));
        own.push({ text: lines[index + 1], failure: last?.match(/^\[(.+)\]$/)?.[1] });
      }
      if (/^Echo( \(.+\))?:$/.test(line)) bot.push(lines[index + 1]);
    });
    return { own, bot };
  }
}
