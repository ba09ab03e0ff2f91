// What can be said of how a page looks without looking: axe's findings. For the rest, a picture is kept.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from './test.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SHOTS = `${process.env.OUTPUT}/screenshots`;

/** Fails with what axe finds in the widgets of a page. */
export async function check(page) {
  // Put in by the driver, past the page's policy.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    window.axe.run('ocs-chat', { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }),
  );
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
}

/** Keeps a picture. Chromium now and then says that it is unable to capture one, and is able the next moment. */
export const shot = (page, name) => expect(() => page.screenshot({ path: `${SHOTS}/${name}.png` })).toPass();
