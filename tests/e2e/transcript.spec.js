// The transcript: scrolling, dates and times, copying, pictures, downloads and the menu.

import { readFile } from 'node:fs/promises';
import { FAILED_REQUEST, Widget, expect, test } from './support/test.js';

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

const distanceToBottom = (widget) => widget.log.evaluate((log) => Math.round(log.scrollHeight - log.scrollTop - log.clientHeight));

test('new messages keep the scroll position of a visitor further up, and the jump-to-latest button counts them', async ({ widget, page }) => {
  await widget.open();
  await widget.ask('long', 'long');
  await widget.ask('long', 'long');
  await widget.say('slow 2');
  await expect(widget.host.getByText('Thinking…')).toBeVisible();
  await widget.log.evaluate((log) => log.scrollTo(0, 40));
  const newest = widget.host.locator('[part~="newest"]');
  await expect(newest).toHaveAccessibleName('Go to the newest message');
  const top = await widget.log.evaluate((log) => log.scrollTop);
  await expect(newest).toHaveAccessibleName('1 new message');
  expect(await widget.log.evaluate((log) => log.scrollTop)).toBe(top);
  await newest.press('Enter');
  await expect(newest).toBeHidden();
  await expect(widget.log).toBeFocused();
  expect(await distanceToBottom(widget)).toBeLessThan(2);
  await widget.log.press('PageUp');
  await expect(newest).toHaveAccessibleName('Go to the newest message');
});

test('scrolling up while an answer arrives keeps the scroll position', async ({ widget }) => {
  await widget.open();
  await widget.ask('long', 'long');
  const top = widget.log.evaluate(
    (log) =>
      new Promise((done) => {
        const seen = new MutationObserver(() => {
          if (log.querySelectorAll('.row.bot').length < 2) return;
          seen.disconnect();
          // Before the next frame, in which the transcript would scroll to the answer.
          log.scrollTop = 7;
          requestAnimationFrame(() => requestAnimationFrame(() => done(log.scrollTop)));
        });
        seen.observe(log, { childList: true });
      }),
  );
  await widget.ask('long', 'long');
  expect(await top).toBe(7);
});

test('a long answer that arrives with a second one is shown from its start', async ({ widget, chatbot }) => {
  // The session is polled every half a minute.
  test.setTimeout(90_000);
  await widget.open();
  await widget.ask('one');
  await chatbot.session({ say: `LONG ${'word '.repeat(600)}` });
  await chatbot.session({ say: 'short' });
  await expect(widget.answers).toHaveCount(3, { timeout: 60_000 });
  await expect(widget.answers.nth(1)).toBeInViewport();
  await expect
    .poll(() => widget.log.evaluate((log) => Math.abs(log.querySelectorAll('.row.bot')[1].getBoundingClientRect().top - log.getBoundingClientRect().top - 12)))
    .toBeLessThan(2);
});

test('a message of a visitor further up scrolls to its buttons when its file is refused', async ({ widget, chatbot, complaints }) => {
  complaints.push(FAILED_REQUEST);
  await widget.open();
  for (let count = 0; count < 6; count += 1) await widget.ask('short');
  await widget.log.evaluate((log) => log.scrollTo(0, 0));
  await expect(widget.host.locator('[part~="newest"]')).toBeVisible();
  // The upload may fail before the browser reports that the transcript has scrolled to the message.
  await widget.host.evaluate((host) => host.shadowRoot.addEventListener('scroll', (event) => event.stopPropagation(), true));
  await chatbot.fault({ on: 'upload', kind: 'status', status: 400, body: { error: 'Viruses are not welcome' }, times: 1 });
  await widget.attach({ name: 'a.txt' });
  await widget.say('A file');
  await expect(widget.failed.getByRole('button', { name: 'Delete' })).toBeInViewport({ ratio: 1 });
});

/** Replaces the answers of the bot. */
const answerWith = (page, text) =>
  page.route('**/api/chat/*/*/poll/', async (route) => {
    if (route.request().method() !== 'GET') return route.fallback();
    const response = await route.fetch();
    const body = await response.json();
    if (body.message?.content?.startsWith('You said')) body.message.content = text;
    return route.fulfill({ response, json: body });
  });

for (const [kind, part] of [
  ['paragraphs', 'A paragraph with **bold** words.\n\n'],
  ['words', 'word '],
]) {
  test(`an answer of a million characters (${kind}) is shown in steps`, async ({ widget, page }) => {
    const text = part.repeat(1_000_000 / part.length);
    await answerWith(page, text);
    await widget.open();
    await widget.log.evaluate((log) => {
      window.lengths = [];
      new MutationObserver(() => {
        const answer = log.querySelector('.row.bot .markdown');
        if (answer) window.lengths.push(answer.textContent.length);
      }).observe(log, { childList: true, subtree: true });
    });
    await widget.say('one');
    await expect(widget.answers).toHaveCount(1);
    const expected = text.replaceAll(/[*\n]/g, '').trim().length;
    await expect.poll(() => widget.answers.evaluate((answer) => answer.textContent.trim().length), { timeout: 20_000 }).toBe(expected);
    const lengths = await page.evaluate(() => window.lengths);
    const steps = lengths.map((length, index) => length - (lengths[index - 1] ?? 0));
    expect(steps[0]).toBeLessThan(60_000);
    expect(Math.max(...steps)).toBeLessThan(expected / 3);
    await expect(widget.answers).toHaveAttribute('dir', 'auto');
  });
}

test('browsers look for the direction of an answer once per step, not once per element', async ({ widget, page }) => {
  await answerWith(page, `> A quote\n>\n> - with a list\n> - of two\n\n1. One\n2. Two\n   - Three\n\n${'---\n'.repeat(20_000)}`);
  await widget.open();
  await page.evaluate(() => {
    // With the attribute `dir=auto` on an element, each change in it makes browsers look through its text again.
    window.found = { searches: 0, empty: [], late: [] };
    const isAuto = (element) => element.getAttribute('dir') === 'auto';
    const { setAttribute } = Element.prototype;
    Element.prototype.setAttribute = function (name, value) {
      if (name === 'dir' && value === 'auto' && this.matches('.markdown, .markdown *')) {
        window.found.searches += 1;
        if (!this.hasChildNodes()) window.found.empty.push(this.localName);
      }
      return setAttribute.call(this, name, value);
    };
    for (const method of ['appendChild', 'append', 'prepend', 'insertBefore']) {
      const prototype = method in Node.prototype ? Node.prototype : Element.prototype;
      const original = prototype[method];
      prototype[method] = function (...nodes) {
        for (let element = this; element?.closest?.('.markdown'); element = element.parentElement) if (isAuto(element)) window.found.late.push(element.localName);
        return original.apply(this, nodes);
      };
    }
  });
  await widget.say('one');
  await expect(widget.answers.locator('hr')).toHaveCount(20_000, { timeout: 20_000 });
  await expect(widget.answers.locator('[dir=auto]')).toHaveCount(4);
  const { searches, empty, late } = await page.evaluate(() => window.found);
  expect(empty).toEqual([]);
  expect(late).toEqual([]);
  expect(searches).toBeGreaterThan(5);
  expect(searches).toBeLessThan(40);
});

test('only short paragraphs have a direction for each line', async ({ widget, page }) => {
  const bidiOf = (locator) => locator.evaluate((element) => getComputedStyle(element).unicodeBidi);
  await widget.open();
  await widget.ask('short');
  expect(await bidiOf(widget.answers.locator('p'))).toBe('plaintext');
  expect(await bidiOf(widget.own)).toBe('plaintext');
  const text = 'word '.repeat(200_000);
  await answerWith(page, text);
  await widget.host.evaluate((host, text) => void host.send(text), text.slice(0, 20_000));
  await expect.poll(async () => (await widget.answers.last().textContent()).length, { timeout: 20_000 }).toBeGreaterThan(999_000);
  // One that looks through a megabyte for each line takes seconds.
  expect(await bidiOf(widget.answers.last().locator('p'))).not.toBe('plaintext');
  expect(await bidiOf(widget.own.last())).not.toBe('plaintext');
});

test('messages of earlier days have a date, those of today have none', async ({ page, visit, line }) => {
  await visit(line('data-persistent-session-expire="0"'));
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
    test('sees times in the format of that locale', async ({ page, visit, line }) => {
      await visit(line('data-language="en"'));
      const widget = new Widget(page);
      await widget.open();
      await widget.ask('what time is it');
      await expect(widget.log.locator('.row.bot time')).toHaveText(locale.startsWith('en') ? written : /\d/);
      await visit(line());
      await expect(page.locator('ocs-chat .row.bot time')).toHaveText(written);
    });
  });
}

test('the header has the text direction of its title', async ({ page, visit, line }) => {
  for (const [title, direction] of [['مساعد المتجر', 'rtl'], ['The shop', 'ltr']]) {
    await visit(line(`data-header-text="${title}"`));
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

  test('works without the Clipboard API', async ({ page, visit, line }) => {
    await page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
    await visit(line());
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

test('a picture of another origin loads after a click, without a referrer', async ({ page, visit, line, site }) => {
  const referrers = [];
  await page.route('https://pictures.example/**', async (route) => {
    referrers.push(await route.request().headerValue('referer'));
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="teal"/></svg>';
    await route.fulfill({ contentType: 'image/svg+xml', body: svg });
  });
  await visit(line(), { policy: null });
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

for (const [name, ending, expected] of [
  ['Download as text', 'txt', /^Echo\n\nEcho:\nHi there\n\nYou \(.+\):\nhello\n\nEcho \(.+\):\nHello!.*\n/],
  ['Download as Markdown', 'md', /^# Echo\n\n\*\*Echo\*\*\n\n\*\*Hi\*\* there\n\n\*\*You\*\* \(.+\)\n\nhello\n\n\*\*Echo\*\* \(.+\)\n\nHello!/],
]) {
  test(`${name} saves the conversation by keyboard`, async ({ widget, page }) => {
    await widget.open();
    await widget.say('hello');
    await expect(widget.answers).toHaveCount(1);
    await widget.host.evaluate((host) => (host.welcomeMessages = ['**Hi** there']));
    await widget.button('More options').press('Enter');
    const items = widget.host.getByRole('menuitem');
    await expect(items.first()).toBeFocused();
    if (ending === 'md') await page.keyboard.press('ArrowDown');
    await expect(widget.host.getByRole('menuitem', { name })).toBeFocused();
    const saved = page.waitForEvent('download');
    await page.keyboard.press('Enter');
    const file = await saved;
    expect(file.suggestedFilename()).toMatch(new RegExp(`^chat-\\d{4}-\\d\\d-\\d\\d\\.${ending}$`));
    expect(await readFile(await file.path(), 'utf8')).toMatch(expected);
    await expect(widget.button('More options')).toBeFocused();
    await expect(items).toHaveCount(0);
  });
}

test('the menu closes with Escape and when it loses the focus', async ({ widget, page }) => {
  await widget.open();
  await widget.ask('good day');
  const items = widget.host.getByRole('menuitem');
  await widget.button('More options').click();
  await expect(items.first()).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(items.last()).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(items).toHaveCount(0);
  await expect(widget.button('More options')).toBeFocused();
  await expect(widget.window).toBeVisible();
  await widget.button('More options').click();
  await widget.field.click();
  await expect(items).toHaveCount(0);
});
