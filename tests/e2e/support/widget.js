// Page object of a widget: its elements, and the actions of a visitor.

import { expect } from '@playwright/test';

export class Widget {
  constructor(page, selector = 'ocs-chat') {
    this.page = page;
    this.host = page.locator(selector);
    this.launcher = this.host.getByRole('button', { name: /^Open chat/ });
    this.window = this.host.locator('section.window');
    this.field = this.host.getByRole('textbox', { name: 'Message' });
    this.log = this.host.getByRole('log');
    /** Messages of the bot, messages of the visitor, and notices of the widget. */
    this.answers = this.log.locator('.row.bot .markdown');
    this.own = this.log.locator('.row.own .plain-text');
    this.notices = this.log.locator('.row.notice');
    this.failed = this.log.locator('.row.own.failed');
    this.selectedFiles = this.host.locator('.selected-files li');
  }

  /** Opens the window, and waits until it is the application's and no longer moves. */
  async open() {
    // A window that was open on the previous page opens by itself, without taking the focus.
    await expect(async () => {
      if (await this.launcher.isVisible()) await this.launcher.click({ timeout: 1_000 });
      else await this.field.focus({ timeout: 1_000 });
      await expect(this.field).toBeFocused({ timeout: 4_000 });
    }).toPass({ intervals: [50] });
    // Not `evaluate`: some pages replace the globals that it needs.
    const window = await this.window.elementHandle();
    await window.waitForElementState('stable');
  }

  /** Sends a message. */
  async say(text) {
    await this.field.fill(text);
    await this.field.press('Enter');
  }

  /** Sends a message and waits for the answer. */
  async ask(text, answer = `You said: ${text}`) {
    const before = await this.answers.count();
    await this.say(text);
    await expect.poll(() => this.answers.count()).toBeGreaterThan(before);
    await expect(this.answers.last()).toContainText(answer);
  }

  /** Makes the bot answer with this Markdown, in any language of the interface. */
  async receive(markdown) {
    const count = await this.answers.count();
    const field = this.window.locator('textarea');
    await field.fill(`say ${markdown}`);
    await field.press('Enter');
    await expect(this.answers).toHaveCount(count + 1);
  }

  button(name) {
    return this.host.getByRole('button', { name });
  }

  /** Selects files in the file dialog. */
  async attach(...files) {
    const chooser = this.page.waitForEvent('filechooser');
    await this.button('Attach files').click();
    await (await chooser).setFiles(files.map(({ name, type = 'text/plain', body = 'x' }) => ({ name, mimeType: type, buffer: Buffer.from(body) })));
  }
}
