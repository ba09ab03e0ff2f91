// Checks the accessibility of widgets with axe.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from './test.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Fails if axe finds violations in the widgets of a page or a frame, or anywhere in it with the context `html`. */
export async function check(page, context = 'ocs-chat') {
  // `evaluate` bypasses the page's Content Security Policy.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(
    (selector) =>
      window.axe.run(selector, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        iframes: false,
      }),
    context,
  );
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
}
