// Criteria that axe does not check: the spacing of texts, the visibility of the focus, and the contrast of icons and borders.
// `docs/accessibility.md` lists the criteria of WCAG.

import { defineContrast } from './support/contrast.js';
import { Widget, expect, test } from './support/test.js';

/** The values of WCAG 1.4.12. */
const TEXT_SPACING =
  '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }';
const ANSWER = 'say See [all plans](https://example.org/plans):\n\n- **Small** and `simple`\n- *Large*\n\n| Plan | Price |\n|--|--|\n| Small | 9 € |';

for (const viewport of [
  { width: 1280, height: 800 },
  { width: 320, height: 640 },
]) {
  test(`no text is cut off with more space between letters, words and lines, ${viewport.width} px wide`, async ({ page, visit, scriptTag }) => {
    await page.setViewportSize(viewport);
    await visit(scriptTag(`data-allow-attachments="true" data-welcome-messages='["Welcome! How can we help?"]'`));
    const widget = new Widget(page);
    await widget.open();
    await widget.ask(ANSWER, 'See all plans');
    await widget.attach({ name: 'report.txt' });
    await expect(widget.selectedFiles).toHaveCount(1);
    await widget.host.evaluate((host, style) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(style);
      host.shadowRoot.adoptedStyleSheets = [...host.shadowRoot.adoptedStyleSheets, sheet];
    }, TEXT_SPACING);
    await expect(widget.answers.last()).toHaveCSS('word-spacing', '2.4px');
    const cut = await widget.window.evaluate((window) => {
      const bounds = window.getBoundingClientRect();
      return [...window.querySelectorAll('*')]
        .filter((element) => element.checkVisibility() && !element.closest('.visually-hidden, svg'))
        .filter((element) => {
          const { left, right } = element.getBoundingClientRect();
          const isHidden = getComputedStyle(element).overflowX === 'hidden' && element.scrollWidth > element.clientWidth + 1;
          return isHidden || (!element.closest('.scroll, pre') && (left < bounds.left - 1 || right > bounds.right + 1));
        })
        .map((element) => element.outerHTML.slice(0, 100));
    });
    expect(cut).toEqual([]);
    for (const name of ['More options', 'Close chat', 'Remove report.txt', 'Send message']) await expect(widget.button(name)).toBeInViewport({ ratio: 1 });
  });
}

for (const theme of ['light', 'dark']) {
  test.describe(theme, () => {
    test.use({ attributes: `data-theme="${theme}" data-allow-attachments="true"`, contextOptions: { reducedMotion: 'reduce' } });
    test.beforeEach(async ({ page }) => page.addInitScript(defineContrast));

    test('each element that the keyboard reaches has a visible ring, and nothing covers it', async ({ widget, page }) => {
      await widget.open();
      await widget.ask('cite adjacent', 'Water');
      await widget.ask('code', 'Like this');
      await widget.button('Start new chat').focus();
      const names = [];
      for (let name = ''; name !== 'Send message'; names.push(name)) {
        await page.keyboard.press('Tab');
        const focus = await widget.host.evaluate(({ shadowRoot }) => {
          const { activeElement } = shadowRoot;
          const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(activeElement);
          const { x, y, width, height } = activeElement.getBoundingClientRect();
          const hit = shadowRoot.elementFromPoint(x + width / 2, y + height / 2);
          return {
            name: activeElement.getAttribute('aria-label') ?? activeElement.textContent.slice(0, 20),
            hasRing: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1,
            isClear: window.contrast(outlineColor, window.backgroundOf(activeElement.parentElement)) >= 3,
            isUncovered: activeElement.contains(hit),
          };
        });
        ({ name } = focus);
        expect(focus).toEqual({ name, hasRing: true, isClear: true, isUncovered: true });
        expect(names.length).toBeLessThan(40);
      }
      expect(names).toEqual(
        expect.arrayContaining(['More options', 'Close chat', 'Conversation', 'Source 1', 'Back to the text', 'Copy', 'Copy code', 'Message']),
      );
    });

    test('icons and the border of the field have enough contrast', async ({ widget }) => {
      await widget.open();
      await widget.ask('hello', 'Hello');
      await widget.field.fill('A draft');
      await widget.button('Close chat').focus();
      const { count, low } = await widget.window.evaluate((section) => {
        const icons = [...section.querySelectorAll('button:has(svg)')].filter((button) => button.checkVisibility());
        const pairs = icons.map((button) => [button.getAttribute('aria-label'), getComputedStyle(button).color, window.backgroundOf(button)]);
        const field = section.querySelector('textarea');
        for (const inside of [field, field.parentElement]) pairs.push(['the field', getComputedStyle(field).borderTopColor, window.backgroundOf(inside)]);
        return { count: pairs.length, low: pairs.filter(([, color, background]) => window.contrast(color, background) < 3) };
      });
      expect(low).toEqual([]);
      expect(count).toBeGreaterThan(6);
    });
  });
}
