// Checks the accessibility of widgets with axe.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from './test.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Fails if axe finds violations in the widgets of a page. */
export async function check(page) {
  // `evaluate` bypasses the page's Content Security Policy.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    window.axe.run('ocs-chat', { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }),
  );
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
}
