// A page that the browser restores from its back/forward cache shows the conversation as it is after later pages.

import { Widget, expect, html, test as base } from './support/test.js';

const test = base.extend({
  /** Serves pages with the widget that the browser may cache, opens the first, and returns their addresses. */
  pages: async ({ page, site, scriptTag }, use) => {
    const urls = ['one', 'two', 'three'].map((name) => {
      site.put(`/kept-${name}`, html(scriptTag()), { 'cache-control': 'max-age=0' });
      return `${site.url}/kept-${name}`;
    });
    await page.goto(urls[0]);
    await page.evaluate(() => addEventListener('pageshow', ({ persisted }) => (window.isRestored = persisted)));
    await use(urls);
  },
});

test.use({
  // Playwright turns the cache off.
  launchOptions: async ({ launchOptions }, use) => {
    await use({ ...launchOptions, args: [...launchOptions.args, '--enable-features=BackForwardCache'], ignoreDefaultArgs: ['--disable-back-forward-cache'] });
  },
});

/** Goes back to the first page, which the browser has cached. */
async function goBack(page, steps = 1) {
  await page.evaluate((count) => setTimeout(() => history.go(-count)), steps);
  await page.waitForFunction(() => window.isRestored);
}

/** Starts a conversation on the first page, and opens the second one with it. */
async function continueOnNextPage(page, pages, text) {
  const widget = new Widget(page);
  await widget.open();
  await widget.ask(text);
  await page.goto(pages[1]);
  await widget.open();
  await expect(widget.own).toHaveText([text]);
  return widget;
}

/** The drafts that are stored for the tab. */
const drafts = (page) =>
  page.evaluate(() =>
    Object.keys(sessionStorage)
      .filter((name) => name.endsWith("'"))
      .map((name) => sessionStorage[name]),
  );
const stored = (page) => page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));

test('a conversation that was deleted on a later page stays deleted', async ({ page, pages }) => {
  const widget = await continueOnNextPage(page, pages, 'a secret');
  await widget.button('More options').click();
  await widget.host.getByRole('menuitem', { name: 'Delete this conversation from this device' }).click();
  await widget.host.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(widget.own).toHaveCount(0);
  await goBack(page);
  await expect(widget.own).toHaveCount(0);
  await widget.open();
  await widget.ask('good day');
  await expect(widget.own).toHaveText(['good day']);
  expect(await stored(page)).not.toContain('secret');
});

test('the conversation that was started on later pages is shown', async ({ page, pages }) => {
  const widget = await continueOnNextPage(page, pages, 'one');
  await widget.button('Start new chat').click();
  await widget.host.getByRole('alertdialog').getByRole('button', { name: 'Start new chat' }).click();
  await expect(widget.own).toHaveCount(0);
  await page.goto(pages[2]);
  await widget.open();
  await widget.ask('two');
  await goBack(page, 2);
  await expect(widget.own).toHaveText(['two']);
  await expect(widget.answers).toHaveText(['You said: two']);
});

test('a draft that was sent on a later page does not return', async ({ page, pages, chatbot }) => {
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('good day');
  await widget.field.fill('half a sentence');
  await page.goto(pages[1]);
  await widget.open();
  await expect(widget.field).toHaveValue('half a sentence');
  await widget.field.press('Enter');
  await expect(widget.answers).toHaveCount(2);
  // The draft is removed from the storage of the tab a moment after it was sent.
  await expect.poll(() => drafts(page)).toEqual([]);
  await goBack(page);
  await expect(widget.field).toHaveValue('');
  await expect(widget.own).toHaveText(['good day', 'half a sentence']);
  expect(await chatbot.receivedTexts()).toEqual(['good day', 'half a sentence']);
});

test('a draft does not return if the visitor goes back at once after it was sent', async ({ page, pages }) => {
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('good day');
  await widget.field.fill('half a sentence');
  await page.goto(pages[1]);
  await widget.open();
  await expect.poll(() => drafts(page)).toEqual(['half a sentence']);
  // The last writes of a page may reach the process of the next page late.
  await page.evaluate(() => addEventListener('pagehide', (event) => event.stopImmediatePropagation(), true));
  await widget.field.press('Enter');
  await expect(widget.own).toHaveText(['good day', 'half a sentence']);
  await goBack(page);
  await expect(widget.own).toHaveText(['good day', 'half a sentence']);
  await expect(widget.field).toHaveValue('');
});
