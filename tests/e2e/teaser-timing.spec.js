// When the teaser is shown: `teaser-after` and `teaser-on`.

import { parseDelay, parseTriggers } from '../../www/widget/launcher/teaser-timing.ts';
import { nextFrames } from './support/frames.js';
import { holdRequests } from './support/held-requests.js';
import { Widget, expect, test } from './support/test.js';

const teaser = (widget) => widget.host.locator('[part~="teaser"]');

const ON_EXIT = 'data-teaser="Can I help you?" data-teaser-on="exit"';

/** A page that is five screens high. */
const LONG = '<main style="display: block; height: 4000px"><h1>A page</h1></main>';

/** Waits until the teaser's code has loaded and waits for its triggers. */
async function waitUntilArmed(page) {
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => new Promise((idle) => requestIdleCallback(() => requestAnimationFrame(idle))));
}

/** Moves the mouse out of the page at the top. */
async function leave(page) {
  await page.mouse.move(300, 5);
  await page.evaluate(() => document.documentElement.dispatchEvent(new MouseEvent('mouseleave', { clientX: 300, clientY: -1 })));
}

test('the teaser is not shown to a visitor who has used the launcher while its code was loading', async ({ page, visit, scriptTag }) => {
  const release = await holdRequests(page, '**/teaser-*.js');
  const requested = page.waitForRequest('**/teaser-*.js');
  await visit(scriptTag('data-teaser="Can I help you?"'));
  const widget = new Widget(page);
  await requested;
  await widget.open();
  await widget.button('Close chat').click();
  release();
  await waitUntilArmed(page);
  await expect(teaser(widget)).toHaveCount(0);
});

for (const [text, delay] of [
  ['20s', 20_000],
  ['20', 20_000],
  [' 1.5 m ', 90_000],
  ['.5MIN', 30_000],
  ['800ms', 800],
  ['0', 0],
  ['400000h', undefined],
  ['-1s', undefined],
  ['soon', undefined],
  ['', undefined],
  ['999999999m', 2 ** 31 - 1],
]) {
  test(`teaser-after="${text}" is ${delay} milliseconds`, () => expect(parseDelay(text)).toBe(delay));
}

for (const [text, triggers] of [
  ['exit', { exit: true }],
  ['scroll:60%', { exit: false, scroll: 0.6 }],
  ['Scroll:100 | EXIT', { exit: true, scroll: 1 }],
  ['exit,scroll:12.5%', { exit: true, scroll: 0.125 }],
  ['scroll:0%', undefined],
  ['scroll:101%', undefined],
  ['scroll', undefined],
  ['exit leave', undefined],
]) {
  test(`teaser-on="${text}" is ${JSON.stringify(triggers)}`, () => expect(parseTriggers(text)).toEqual(triggers));
}

test('the teaser is not shown with the value false', async ({ page, visit, scriptTag }) => {
  await visit(scriptTag('data-teaser="false"'));
  const widget = new Widget(page);
  await waitUntilArmed(page);
  await expect(teaser(widget)).toHaveCount(0);
  await widget.host.evaluate((host) => (host.teaser = 'Can I help you?'));
  await expect(teaser(widget)).toContainText('Can I help you?');
  await widget.host.evaluate((host) => (host.teaser = false));
  await expect(teaser(widget)).toHaveCount(0);
});

test('the teaser waits for the time of teaser-after', async ({ page, visit, scriptTag }) => {
  await page.clock.install();
  await visit(scriptTag('data-teaser="Can I help you?" data-teaser-after="20s"'));
  const widget = new Widget(page);
  await page.waitForRequest('**/teaser-*.js');
  await page.waitForLoadState('networkidle');
  await page.clock.runFor(15_000);
  await expect(teaser(widget)).toHaveCount(0);
  await page.clock.runFor(6_000);
  await expect(teaser(widget)).toContainText('Can I help you?');
});

test('the teaser waits for the mouse to leave the page at the top', async ({ page, visit, scriptTag }) => {
  await visit(scriptTag(ON_EXIT));
  const widget = new Widget(page);
  await waitUntilArmed(page);
  await page.evaluate(() => document.documentElement.dispatchEvent(new MouseEvent('mouseleave', { clientX: -1, clientY: 300 })));
  await expect(teaser(widget)).toHaveCount(0);
  await leave(page);
  await expect(teaser(widget)).toBeVisible();
});

for (const [where, markup, scroll] of [
  ['the page', LONG, (top) => scrollTo(0, top)],
  [
    'an element that fills the page',
    `<main id="app" style="position: fixed; inset: 0; overflow: auto">${LONG}</main>`,
    (top) => document.querySelector('#app').scrollTo(0, top),
  ],
]) {
  test(`the teaser waits until ${where} is scrolled as far as teaser-on says`, async ({ page, visit, scriptTag }) => {
    await visit(`${markup}${scriptTag('data-teaser="Can I help you?" data-teaser-on="exit|scroll:60%"')}`, { policy: '' });
    const widget = new Widget(page);
    await waitUntilArmed(page);
    await page.evaluate(() => {
      window.scrolled = new Promise((resolve) => document.addEventListener('scroll', () => requestAnimationFrame(resolve), { capture: true, once: true }));
    });
    await page.evaluate(scroll, 1_000);
    await page.evaluate(() => window.scrolled);
    await expect(teaser(widget)).toHaveCount(0);
    await page.evaluate(scroll, 3_000);
    await expect(teaser(widget)).toBeVisible();
  });
}

test('the teaser is shown on a page that was scrolled that far while its code was loading', async ({ page, visit, scriptTag }) => {
  const release = await holdRequests(page, '**/teaser-*.js');
  const requested = page.waitForRequest('**/teaser-*.js');
  await visit(`${LONG}${scriptTag('data-teaser="Can I help you?" data-teaser-on="scroll:60%"')}`, { policy: '' });
  await requested;
  await page.evaluate(() => scrollTo(0, 3_000));
  // The event of that scrolling has been dispatched.
  await nextFrames(page, 3);
  release();
  await expect(teaser(new Widget(page))).toBeVisible();
});

test('the teaser is shown once per visit', async ({ page, visit, scriptTag, openTab }) => {
  await visit(scriptTag(ON_EXIT));
  const widget = new Widget(page);
  await waitUntilArmed(page);
  await leave(page);
  await expect(teaser(widget)).toBeVisible();
  await widget.host.evaluate((host) => (host.theme = 'dark'));
  await expect(teaser(widget)).toHaveClass(/dark/);
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
  await page.reload();
  await expect(widget.launcher).toBeVisible();
  await waitUntilArmed(page);
  await leave(page);
  await expect(teaser(widget)).toHaveCount(0);
  // Another visit.
  const other = await openTab();
  await waitUntilArmed(other.page);
  await leave(other.page);
  await expect(teaser(other)).toBeVisible();
});

test('the teaser stores nothing without consent', async ({ page, visit, scriptTag }) => {
  await visit(scriptTag('data-teaser="Can I help you?" data-teaser-after="0s" data-consent="pending"'));
  const widget = new Widget(page);
  await expect(teaser(widget)).toBeVisible();
  expect(await page.evaluate(() => [Object.keys(localStorage), Object.keys(sessionStorage)])).toEqual([[], []]);
});

test('the teaser is not shown after it was hidden in another tab, the chat was opened, or a message was sent', async ({ page, visit, scriptTag, openTab }) => {
  await visit(scriptTag(ON_EXIT));
  const widget = new Widget(page);
  await waitUntilArmed(page);
  const other = await openTab();
  await waitUntilArmed(other.page);
  await leave(other.page);
  await other.button('Hide message').click();
  await other.page.close();
  await leave(page);
  await expect(teaser(widget)).toHaveCount(0);
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await expect(widget.launcher).toBeVisible();
  await waitUntilArmed(page);
  await widget.open();
  await widget.button('Close chat').click();
  await leave(page);
  await expect(teaser(widget)).toHaveCount(0);
  await widget.open();
  await widget.ask('good day');
  await widget.button('Close chat').click();
  await page.reload();
  await expect(widget.launcher).toBeVisible();
  await waitUntilArmed(page);
  await leave(page);
  await expect(teaser(widget)).toHaveCount(0);
});

test.describe('a field in use', () => {
  const field = (style) => `<main><h1>A page</h1><input id="field" aria-label="Name"><input id="other" aria-label="Place"></main>
    <style>#field { position: fixed; ${style} }</style>`;

  test('is not covered', async ({ page, visit, scriptTag }) => {
    await visit(`${field('right: 20px; bottom: 90px; width: 200px')}${scriptTag(ON_EXIT)}`, { policy: '' });
    const widget = new Widget(page);
    await waitUntilArmed(page);
    await page.locator('#field').focus();
    await leave(page);
    await expect(teaser(widget)).toHaveCount(1);
    await expect(teaser(widget)).toBeHidden();
    await page.locator('#field').fill('Ann');
    await page.locator('#other').focus();
    await expect(teaser(widget)).toBeVisible();
    await page.locator('#field').evaluate((element) => element.focus());
    await expect(teaser(widget)).toBeHidden();
  });

  test('is not covered by a teaser that is shown at once', async ({ page, visit, scriptTag }) => {
    await visit(`${field('right: 20px; bottom: 90px; width: 200px')}${scriptTag('data-teaser="Questions?"')}`, { policy: '' });
    const widget = new Widget(page);
    await page.locator('#field').focus();
    await expect(teaser(widget)).toHaveCount(1);
    await expect(teaser(widget)).toBeHidden();
    await page.locator('#other').focus();
    await expect(teaser(widget)).toBeVisible();
  });

  test('that is elsewhere does not hide the teaser', async ({ page, visit, scriptTag }) => {
    await visit(`${field('left: 20px; top: 90px')}${scriptTag(ON_EXIT)}`, { policy: '' });
    await waitUntilArmed(page);
    await page.locator('#field').focus();
    await leave(page);
    await expect(teaser(new Widget(page))).toBeVisible();
  });

  for (const mode of ['open', 'closed']) {
    test(`in a shadow tree that is ${mode} is not covered`, async ({ page, visit, scriptTag }) => {
      await visit(`<text-editor style="display: block; position: fixed; right: 20px; bottom: 90px"></text-editor>${scriptTag(ON_EXIT)}`, { policy: '' });
      await page.evaluate((mode) => {
        const editor = document.createElement('p');
        editor.contentEditable = 'true';
        editor.textContent = 'An editor';
        document.querySelector('text-editor').attachShadow({ mode }).append(editor);
        editor.focus();
      }, mode);
      const widget = new Widget(page);
      await waitUntilArmed(page);
      await leave(page);
      await expect(teaser(widget)).toHaveCount(1);
      await expect(teaser(widget)).toBeHidden();
    });
  }
});

for (const [attribute, value, message] of [
  ['teaser-after', 'soon', 'teaser-after must be a time such as "20s", not "soon".'],
  ['teaser-on', 'leave', 'teaser-on must be "exit", "scroll:60%" or both, not "leave".'],
]) {
  test(`${attribute}="${value}" is reported, and the teaser is shown at once`, async ({ page, visit, scriptTag, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(/^ocs-chat: teaser-/);
    const reported = page.waitForEvent('console', (entry) => entry.text() === `ocs-chat: ${message}`);
    await visit(scriptTag(`data-teaser="Can I help you?" data-${attribute}="${value}"`));
    await expect(teaser(new Widget(page))).toBeVisible();
    await reported;
    expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual([]);
  });
}
