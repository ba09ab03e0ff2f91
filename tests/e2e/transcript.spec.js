// The transcript: dates and times, text direction, copying and pictures.

import { holdRequests } from './support/held-requests.js';
import { Widget, expect, test } from './support/test.js';

/** Moves the clock of the page this many days ahead of the server's. */
const shiftClock = (days) => {
  const NativeDate = Date;
  const shift = days * 86_400_000;
  window.Date = class extends NativeDate {
    constructor(...args) {
      super(...(args.length ? args : [NativeDate.now() + shift]));
    }

    static now() {
      return NativeDate.now() + shift;
    }
  };
};

test('messages of earlier days have a date, and messages of today have none', async ({ page, visit, scriptTag }) => {
  await visit(scriptTag('data-persistent-session-expire="0"'));
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('one');
  const days = widget.log.locator('[part~="day"]');
  await expect(days).toHaveCount(0);
  await page.addInitScript(shiftClock, 1);
  await page.reload();
  await expect(days).toHaveText(['yesterday']);
  await page.addInitScript(shiftClock, 100);
  await page.reload();
  await expect(days).toHaveText([/^\w+day, \w+ \d+/]);
});

test('dates are updated after midnight', async ({ page, widget }) => {
  await widget.open();
  await widget.ask('one');
  const days = widget.log.locator('[part~="day"]');
  await expect(days).toHaveCount(0);
  await page.evaluate(shiftClock, 1);
  // Any event updates the dates, at the latest a session poll.
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await expect(days).toHaveText(['yesterday']);
});

for (const [locale, written] of [
  ['en-US', /^\d{1,2}:\d\d\s[AP]M$/],
  ['en-GB', /^\d\d:\d\d$/],
  ['de-DE', /^\d\d:\d\d$/],
]) {
  test.describe(`a visitor from ${locale}`, () => {
    test.use({ locale });
    test('sees times in the format of that locale', async ({ page, visit, scriptTag }) => {
      await visit(scriptTag('data-language="en"'));
      const widget = new Widget(page);
      await widget.open();
      await widget.ask('what time is it');
      await expect(widget.log.locator('.row.bot time')).toHaveText(locale.startsWith('en') ? written : /\d/);
      await visit(scriptTag());
      await expect(page.locator('ocs-chat .row.bot time')).toHaveText(written);
    });
  });
}

test('the header has the text direction of its title', async ({ page, visit, scriptTag }) => {
  for (const [title, direction] of [
    ['مساعد المتجر', 'rtl'],
    ['The shop', 'ltr'],
  ]) {
    await visit(scriptTag(`data-header-text="${title}"`));
    const widget = new Widget(page);
    await widget.open();
    const heading = widget.host.getByRole('heading', { name: title });
    expect(await heading.evaluate((heading) => getComputedStyle(heading).direction)).toBe(direction);
  }
});

test.describe('copying', () => {
  test.use({ permissions: ['clipboard-read', 'clipboard-write'] });
  const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

  test('copies the Markdown of a message and the text of a code block', async ({ widget, page }) => {
    await widget.open();
    await widget.ask('say Some **bold** words', 'Some bold words');
    const copy = widget.log.locator('.row.bot').last().getByRole('button', { name: 'Copy', exact: true });
    await copy.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => clipboard(page)).toBe('Some **bold** words');
    await expect(widget.log.getByRole('button', { name: 'Copied' })).toBeFocused();
    await widget.ask('code', 'Like this');
    await widget.log.getByRole('button', { name: 'Copy code' }).first().click();
    const code = await widget.log.locator('pre').first().textContent();
    await expect.poll(() => clipboard(page)).toBe(code);
  });

  test('copies the text of a message of the visitor', async ({ widget, page }) => {
    await widget.open();
    await widget.ask('say **as** it stands', 'as it stands');
    await widget.log.locator('.row.own').getByRole('button', { name: 'Copy', exact: true }).click();
    await expect.poll(() => clipboard(page)).toBe('say **as** it stands');
  });

  test('works without the Clipboard API', async ({ page, visit, scriptTag }) => {
    await page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
    await visit(scriptTag());
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('copy me');
    await widget.log.locator('.row.bot').last().getByRole('button', { name: 'Copy', exact: true }).click();
    await expect(widget.log.getByRole('button', { name: 'Copied' })).toBeVisible();
    await widget.field.focus();
    await page.keyboard.press('Control+V');
    await expect(widget.field).toHaveValue('You said: copy me');
  });
});

test('a picture of another origin loads after a click, without a referrer', async ({ page, visit, scriptTag, site }) => {
  const referrers = [];
  await page.route('https://pictures.example/**', async (route) => {
    referrers.push(await route.request().headerValue('referer'));
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="teal"/></svg>';
    await route.fulfill({ contentType: 'image/svg+xml', body: svg });
  });
  await visit(scriptTag(), { policy: null });
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('say ![A cat](https://pictures.example/cat.svg)', 'A cat');
  expect(referrers).toEqual([]);
  await widget.log.getByRole('button', { name: 'Show picture from pictures.example' }).click();
  await expect(widget.log.getByRole('img', { name: 'Picture: A cat' })).toBeVisible();
  expect(referrers).toEqual([null]);
  await expect(widget.log.getByRole('link', { name: 'A cat' })).toHaveAttribute('rel', /noopener/);
  expect(site.requests.some((path) => path.includes('cat.svg'))).toBe(false);
});

for (const [where, leave, hasFocus] of [
  ['moves to the link of a picture that has been requested', async () => {}, (widget) => expect(widget.log.getByRole('link', { name: 'A cat' })).toBeFocused()],
  ['stays where the visitor has moved it before the picture loads', (widget) => widget.field.focus(), (widget) => expect(widget.field).toBeFocused()],
]) {
  test(`the focus ${where}`, async ({ page, visit, scriptTag }) => {
    await page.route('https://pictures.example/**', (route) =>
      route.fulfill({ contentType: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' }),
    );
    const release = await holdRequests(page, '**/file-card-*.js*');
    await visit(scriptTag(), { policy: null });
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('say ![A cat](https://pictures.example/cat.svg)', 'A cat');
    const button = widget.log.getByRole('button', { name: 'Show picture from pictures.example' });
    await button.click();
    await leave(widget);
    release();
    await expect(button).toHaveCount(0);
    await hasFocus(widget);
  });
}
