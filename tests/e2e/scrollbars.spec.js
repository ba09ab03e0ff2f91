// Scrolling and focus where scrollbars take room. By default, Playwright hides the scrollbars of Chromium.

import config from './playwright.config.js';
import { nextFrames } from './support/frames.js';
import { Widget, expect, test } from './support/test.js';

test.use({ launchOptions: { ...config.use.launchOptions, ignoreDefaultArgs: ['--hide-scrollbars'] } });

/** By how many pixels the start of a row is below the upper edge of the transcript. */
const offsetOf = (widget, row) =>
  widget.log.locator(row).evaluate((element) => Math.round(element.getBoundingClientRect().top - element.closest('.transcript').getBoundingClientRect().top));

test('the first answer that overflows the transcript is shown from its start', async ({ widget, page }) => {
  await widget.open();
  const hasScrollbar = () => widget.log.evaluate((log) => log.clientWidth < log.offsetWidth);
  expect(await hasScrollbar()).toBe(false);
  await widget.ask('long', 'long');
  expect(await hasScrollbar()).toBe(true);
  await nextFrames(page, 3);
  expect(Math.abs((await offsetOf(widget, '.row.bot')) - 12)).toBeLessThan(2);
});

test('the transcript stays at its end when the composer grows', async ({ widget, page }) => {
  await widget.open();
  for (let count = 0; count < 8; count += 1) await widget.ask('short');
  await widget.field.fill('1\n2\n3\n4\n5');
  await nextFrames(page, 3);
  expect(await widget.log.evaluate((log) => Math.round(log.scrollHeight - log.scrollTop - log.clientHeight))).toBe(0);
});

test('the focus stays in a window that covers a page with a scrollbar', async ({ page, visit, scriptTag }) => {
  await page.setViewportSize({ width: 320, height: 600 });
  await visit(`<a href="#one">One</a><div style="height: 3000px"></div>${scriptTag()}<button>Two</button>`, { policy: null });
  expect(await page.evaluate(() => document.documentElement.clientWidth < innerWidth)).toBe(true);
  const widget = new Widget(page);
  await widget.open();
  for (const key of ['Tab', 'Shift+Tab']) {
    for (let times = 0; times < 8; times += 1) {
      await page.keyboard.press(key);
      await expect(widget.window.locator(':focus')).toHaveCount(1);
    }
  }
});
