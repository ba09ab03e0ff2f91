// Every language has all texts, loads alone and on demand, and is shown in its direction.

import { readdirSync } from 'node:fs';
import { directionOf } from '../../www/loader/language-tag.ts';
import { FOLDER, textsOf } from './support/language-files.js';
import { shot } from './support/screenshots.js';
import { expect, test } from './support/test.js';

const LANGUAGES = readdirSync(FOLDER).map((name) => name.replace('.json', ''));

test('the required languages exist', () => {
  for (const language of 'ar en es fr hi it pt sw uk de nl pl ru tr zh ja ko vi id bn ur fa am'.split(' ')) {
    expect(LANGUAGES).toContain(language);
  }
});

test('only Arabic, Persian and Urdu are written from right to left', () => {
  for (const tag of ['ar', 'ar-EG', 'ar_EG', 'AR', 'fa', 'ur-PK']) expect(directionOf(tag), tag).toBe('rtl');
  for (const tag of ['en', 'arn', 'fat', 'urd-PK', '']) expect(directionOf(tag), tag).toBe('ltr');
});

for (const language of LANGUAGES) {
  test(`${language} has a text for each plural category`, () => {
    const texts = textsOf(language);
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    for (const name of ['launcher.unread', 'transcript.new']) {
      const forms = Object.keys(texts)
        .filter((key) => key.startsWith(`${name}.`))
        .map((key) => key.slice(name.length + 1));
      expect(forms.sort()).toEqual([...pluralCategories].sort());
    }
  });

  test(`the interface is shown in ${language}`, async ({ page, visit, scriptTag, site }) => {
    const texts = textsOf(language);
    const from = site.requests.length;
    await visit(scriptTag(`data-language="${language}" data-allow-attachments="true"`));
    const host = page.locator('ocs-chat');
    const launcher = host.locator('button[part~="launcher"]');
    // The launcher starts with a short name. All texts load when the visitor hovers over it.
    await expect(launcher).toHaveAccessibleName(language === 'en' ? texts['launcher.open'] : texts['launcher.name']);
    await launcher.hover();
    await expect(launcher).toHaveAccessibleName(texts['launcher.open']);
    await launcher.click();
    const field = host.getByRole('textbox', { name: texts['composer.label'], exact: true });
    await expect(field).toBeFocused();
    await expect(field).toHaveAttribute('placeholder', texts['composer.placeholder']);
    await field.fill('hi');
    await field.press('Enter');
    await expect(host.locator('.row.bot')).toHaveCount(1);
    await expect(host.getByRole('button', { name: texts['window.menu'] })).toBeVisible();
    const isMirrored = ['ar', 'fa', 'ur'].includes(language);
    const box = (selector) => host.locator(selector).first().boundingBox();
    const [own, bot] = [await box('.row.own .bubble'), await box('.row.bot .bubble')];
    expect(own.x < bot.x).toBe(isMirrored);
    expect(await host.locator('header').evaluate((header) => header.scrollWidth - header.clientWidth)).toBe(0);
    await shot(page, `language-${language}`);
    const requested = site.requests.slice(from).filter((path) => path.endsWith('.json'));
    expect(requested).toHaveLength(1);
  });
}

test('in Urdu, the digits of a time are to the left of "PM"', async ({ page, visit, scriptTag }) => {
  await page.clock.setFixedTime(new Date(2026, 10, 28, 20, 54));
  await visit(scriptTag('data-language="ur"'));
  const host = page.locator('ocs-chat');
  await host.locator('button[part~="launcher"]').click();
  await host.locator('section.window textarea').fill('hi');
  await page.keyboard.press('Enter');
  const time = host.locator('.row.own time');
  await expect(time).toHaveText(/^8:54\sPM$/);
  const leftEdges = () =>
    time.evaluate(({ firstChild }) =>
      [0, firstChild.length - 1].map((index) => {
        const range = document.createRange();
        range.setStart(firstChild, index);
        range.setEnd(firstChild, index + 1);
        return range.getBoundingClientRect().left;
      }),
    );
  // Both are 0 while the time is hidden.
  await expect.poll(async () => (await leftEdges())[1]).toBeGreaterThan(0);
  const [digit, letter] = await leftEdges();
  expect(digit).toBeLessThan(letter);
});
