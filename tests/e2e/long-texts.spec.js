// Long words and long texts of the page and the server on narrow screens.

import { FAILED_REQUEST, Widget, expect, test } from './support/test.js';

const ADDRESS = `https://${'abcdefghijklmnopqrstuvwxyz'.repeat(8)}.example`;

/** By how many pixels the texts of the transcript exceed its width. */
const overflow = (widget) =>
  widget.log.evaluate((log) => {
    const edge = log.getBoundingClientRect().right;
    const texts = [...log.querySelectorAll('.row span, .typing span, .starter')].filter((element) => !element.closest('.visually-hidden'));
    return Math.max(log.scrollWidth - log.clientWidth, ...texts.map((element) => element.getBoundingClientRect().right - edge));
  });

for (const width of [320, 400]) {
  test.describe(`at a width of ${width} pixels`, () => {
    test.use({ viewport: { width, height: 640 } });

    test('progress and questions break long words', async ({ page, visit, scriptTag, chatbot }) => {
      await chatbot.update({ progress: false });
      await visit(scriptTag(`data-typing-indicator-text="${ADDRESS}" data-starter-questions='["${ADDRESS}"]'`));
      const widget = new Widget(page);
      await widget.open();
      await expect(widget.log.getByRole('button', { name: ADDRESS })).toBeVisible();
      expect(await overflow(widget)).toBeLessThanOrEqual(0);
      await widget.say('slow 3');
      await expect(widget.log.locator('[part~="typing"]')).toContainText('abcdefghij');
      expect(await overflow(widget)).toBeLessThanOrEqual(0);
      await expect(widget.answers).toHaveCount(1);
    });

    test('the reason of a failure breaks long words', async ({ widget, chatbot, expectedConsoleMessages }) => {
      expectedConsoleMessages.push(FAILED_REQUEST, /^ocs-chat: /);
      await chatbot.update({ enabled: false, disabled_message: ADDRESS });
      await widget.open();
      await widget.say('good day');
      await expect(widget.failed).toHaveCount(1);
      expect(await overflow(widget)).toBeLessThanOrEqual(0);
    });

    test('a long banner scrolls and leaves room for the conversation', async ({ page, visit, scriptTag }) => {
      await visit(scriptTag(`data-banner-message="${'We are closed today. '.repeat(50)}"`));
      const widget = new Widget(page);
      await widget.open();
      await expect(widget.field).toBeInViewport({ ratio: 1 });
      await widget.ask('good day');
      await expect(widget.answers).toBeInViewport({ ratio: 1 });
      const banner = widget.host.locator('[part~="banner"]:visible');
      expect(await banner.evaluate((element) => element.scrollHeight > element.clientHeight)).toBe(true);
    });
  });
}
