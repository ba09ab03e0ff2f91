// Citations: numbers in an answer, the list of its sources, and the buttons that lead from one to the other and back.

import { readFile } from 'node:fs/promises';
import { check } from './support/accessibility.js';
import { shot } from './support/screenshots.js';
import { Widget, expect, test } from './support/test.js';

const sourcesOf = (widget) => widget.answers.last().getByRole('list', { name: 'Sources' });

/** Asks for an answer with citations of a form. */
const cite = async (widget, form) => {
  await widget.ask(`cite ${form}`, 'Water');
  return sourcesOf(widget);
};

test('a number leads to its source by keyboard, and its button leads back', async ({ widget, page }) => {
  await widget.open();
  const sources = await cite(widget, 'adjacent');
  await expect(sources.getByRole('listitem')).toHaveText(['handbook.pdf', 'faq']);
  const marks = widget.answers.getByRole('button', { name: /^Source \d$/ });
  await expect(marks).toHaveText(['[1]', '[2]', '[1]']);
  await marks.nth(2).press('Enter');
  await expect(sources.getByRole('listitem').first()).toBeFocused();
  await expect(sources.getByRole('listitem').first()).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  const back = sources.getByRole('button', { name: 'Back to the text' });
  await expect(back.first()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(marks.nth(2)).toBeFocused();
  await marks.nth(0).press('Enter');
  await marks.nth(1).press('Enter');
  await expect(sources.getByRole('listitem').last()).toBeFocused();
  await back.first().press('Enter');
  await expect(marks.nth(0)).toBeFocused();
});

test('the button of a source leads to its first number if none was pressed', async ({ widget }) => {
  await widget.open();
  await cite(widget, 'spaced-name');
  // The numbers in other answers do not count.
  const sources = await cite(widget, 'adjacent');
  await sources.getByRole('button', { name: 'Back to the text' }).first().click();
  await expect(widget.answers.last().getByRole('button', { name: 'Source 1' }).first()).toBeFocused();
});

test('the whole name of a source can be pressed', async ({ widget }) => {
  await widget.open();
  const sources = await cite(widget, 'adjacent');
  const covered = await sources.locator('a, .cited-file').evaluateAll((links) =>
    links.flatMap((link) => {
      const { left, right, top, height } = link.getBoundingClientRect();
      const columns = Array.from({ length: Math.floor(right - left) - 2 }, (_, column) => left + column + 1.5);
      const at = (x) => link.getRootNode().elementFromPoint(x, top + height / 2);
      return columns.filter((x) => at(x) !== link && !link.contains(at(x)));
    }),
  );
  expect(covered).toEqual([]);
});

for (const [form, marks, sources] of [
  ['spaced-name', ['[1]', '[2]'], ['Physics handbook.pdf', 'faq']],
  ['plain-name', ['[1]', '[2]'], ['handbook.pdf', 'faq']],
  ['brackets', ['[1]', '[2]', '[3]'], ['Results [final].pdf', 'Prices (2026).csv', 'Notes [old] (draft).txt']],
  ['zero', ['[1]', '[2]'], ['handbook.pdf', 'faq list.md']],
  ['escaped', ['[1]'], ['Physics handbook.pdf']],
  ['plain', ['[1]'], ['https://example.org/faq']],
  ['unmarked', [], ['handbook.pdf']],
]) {
  test(`sources of the form "${form}" are listed`, async ({ widget }) => {
    await widget.open();
    const list = await cite(widget, form);
    await expect(list.getByRole('listitem')).toHaveText(sources);
    await expect(widget.answers.locator('[part~="citation"]')).toHaveText(marks);
    await expect(widget.answers).not.toContainText('[^');
  });
}

test('links of sources have the same attributes as other links', async ({ widget }) => {
  await widget.open();
  const sources = await cite(widget, 'brackets');
  const link = sources.getByRole('link', { name: 'Notes [old] (draft).txt' });
  await expect(link).toHaveAttribute('href', 'https://example.org/notes_(old)');
  await expect(link).toHaveAttribute('rel', 'noopener noreferrer nofollow ugc');
});

test('links to files of the message download and show them', async ({ widget, page }) => {
  await widget.open();
  await widget.ask('cite sandbox', 'The stored chart');
  const answer = widget.answers.last();
  const download = page.waitForEvent('download');
  await answer.getByRole('button', { name: 'the data', exact: true }).press('Enter');
  expect((await download).suggestedFilename()).toBe('data (1).csv');
  await expect(answer).toContainText('a lost file');
  await expect(answer.getByRole('button', { name: 'a lost file' })).toHaveCount(0);
  await answer.getByRole('button', { name: 'the same chart', exact: true }).click();
  await expect(widget.log.locator('.row.bot').last().locator('.thumbnail')).toBeVisible();
});

test('a source that is a file of the message is downloaded with the session, even if the host of its link is unreachable', async ({
  page,
  visit,
  scriptTag,
  chatbot,
}) => {
  await chatbot.update({ public_url: 'https://dead.example' });
  await visit(scriptTag());
  const widget = new Widget(page);
  await widget.open();
  const sources = await cite(widget, 'spaced-name');
  const download = page.waitForEvent('download');
  await sources.getByRole('button', { name: 'Physics handbook.pdf' }).click();
  expect((await download).suggestedFilename()).toBe('Physics handbook.pdf');
  expect(await chatbot.receivedRequests('download')).toHaveLength(1);
  await expect(sources.getByRole('link', { name: 'faq' })).toHaveAttribute('href', 'https://example.org/faq');
});

test('a link without a text has the name of its file', async ({ widget }) => {
  await widget.open();
  await widget.ask('cite links', 'See');
  await expect(widget.answers.last().locator('[part~="cited-file"]')).toHaveText(['handbook.pdf', 'chart.png', 'chart.png']);
});

test('a link without a text to a file that the message does not have shows its address', async ({ widget }) => {
  await widget.open();
  await widget.ask('See [](sandbox:/mnt/data/lost.csv)', 'See');
  await expect(widget.answers).toHaveText(['You said: See sandbox:/mnt/data/lost.csv']);
});

test('marks without a source stay text', async ({ widget }) => {
  await widget.open();
  await widget.ask('cite unlisted', 'Water boils at 100 °C [^1]. It freezes at 0 °C [^2].');
  await expect(sourcesOf(widget)).toHaveCount(0);
});

test.describe('as text', () => {
  test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

  test('copies, downloads and announcements have the numbers and the sources', async ({ widget, page, chatbot }) => {
    await widget.open();
    await cite(widget, 'plain-name');
    const text = /^Water boils at 100 °C \[1\]\. It freezes at 0 °C \[2\]\.\n+\[1\] .*handbook\.pdf.*\n\[2\] .*faq.*https:\/\/example\.org\/faq/m;
    await widget.answers.hover();
    await widget.log.locator('.row.bot').last().getByRole('button', { name: 'Copy', exact: true }).click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(text);
    await expect(widget.log.locator('[aria-live=polite]')).toContainText('[1]. It freezes at 0 °C [2].');
    await expect(widget.log.locator('[aria-live=polite]')).toContainText('[1] handbook.pdf');
    for (const name of ['Download as text', 'Download as Markdown']) {
      await widget.button('More options').click();
      const saved = page.waitForEvent('download');
      await widget.host.getByRole('menuitem', { name }).click();
      expect(await readFile(await (await saved).path(), 'utf8')).toMatch(text);
    }
  });
});

const PHONE = { width: 320, height: 640 };
for (const [name, language, colorScheme, viewport] of [
  ['light', 'en', 'light', { width: 1280, height: 800 }],
  ['dark', 'en', 'dark', PHONE],
  ['rtl', 'ar', 'light', PHONE],
]) {
  test.describe(name, () => {
    test.use({ viewport, colorScheme, contextOptions: { reducedMotion: 'reduce' } });

    test('citations are accessible', async ({ page, visit, scriptTag }) => {
      await visit(scriptTag(`data-language="${language}"`));
      const widget = new Widget(page);
      const host = widget.host;
      await host.locator('[part~="launcher"]').click();
      const field = host.locator('section.window textarea');
      await field.fill('cite brackets');
      await field.press('Enter');
      await expect(host.locator('[part~="sources"] li')).toHaveCount(3);
      await host.locator('[part~="citation"]').nth(1).press('Enter');
      await expect(host.locator('[part~="sources"] li').nth(1)).toBeFocused();
      await shot(page, `citations-${name}`);
      await check(page);
    });
  });
}
