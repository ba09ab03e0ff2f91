// Very long answers: they are shown in steps, and browsers do not search them for their direction again and again.

import { expect, test } from './support/test.js';

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

test('browsers determine the direction of an answer once per step, not once per element', async ({ widget, page }) => {
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
        for (let element = this; element?.closest?.('.markdown'); element = element.parentElement)
          if (isAuto(element)) window.found.late.push(element.localName);
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
  // A search through a megabyte for each line takes seconds.
  expect(await bidiOf(widget.answers.last().locator('p'))).not.toBe('plaintext');
  expect(await bidiOf(widget.own.last())).not.toBe('plaintext');
});

test('code and nested quotes have no boxes whose layout takes quadratic time', async ({ widget }) => {
  await widget.open();
  await widget.receive(`${'> '.repeat(12)}deep\n\n\`\`\`\none\ntwo\n\`\`\``);
  const quotes = widget.answers.last().locator('blockquote');
  await expect(quotes).toHaveCount(12);
  // The column does not become narrower without limit.
  await expect(quotes.last()).toHaveCSS('padding-inline-start', '0px');
  await expect(widget.answers.last().locator('pre code')).toHaveCSS('display', 'block');
});
