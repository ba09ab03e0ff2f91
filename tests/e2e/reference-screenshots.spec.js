// Reference screenshots of the main states, in `reference-screenshots/`. `cargo xtask pictures` updates those that differ.

import { readdir } from 'node:fs/promises';
import { STATES, showState } from './support/screenshot-states.js';
import { installedFonts, test } from './support/screenshot-fixtures.js';
import { expect } from './support/test.js';

/**
 * Tolerated differences: a few pixels by much, and a thousandth of the screenshot by little. Pixels of the window's 264,000 that differ by
 * more than a threshold, in Chromium 148:
 *
 * | screenshot taken | 0.2 | 0.02 |
 * |---|---|---|
 * | again | 0 | 0 |
 * | with the rasterizer for GPUs, which draws edges of shapes and of letters differently | 0 to 1 | 23 to 124 |
 * | with a button moved by 2 px | 50 | 174 |
 * | with an icon moved by 2 px | 37 | 41 |
 * | with the accent #4f46e5 in place of #4338ca | 0 | 23,967 |
 * | with the surface #f6f6f6 in place of #fff | 0 | 210,746 |
 */
const TOLERANCES = [
  { threshold: 0.2, maxDiffPixels: 20 },
  { threshold: 0.02, maxDiffPixelRatio: 0.001 },
];

const isUpdating = () => !['none', 'missing'].includes(test.info().config.updateSnapshots);

for (const [name, state] of Object.entries(STATES)) {
  test.describe(name, () => {
    test.use({ fields: { think_ms: 100, ...state.fields } });

    test('looks like its reference screenshot', async ({ page, visit, scriptTag, chatbot, expectedConsoleMessages }) => {
      const { target, clip } = await showState(state, { page, visit, scriptTag, chatbot, expectedConsoleMessages });
      for (const tolerance of TOLERANCES) await expect(target).toHaveScreenshot(`${name}.png`, { ...tolerance, clip });
      expect(await installedFonts(page)).toEqual([]);
    });
  });
}

// Changes that the tolerances must detect.
const [EDGES, AREAS] = TOLERANCES;
for (const [change, style, tolerance] of [
  ['a button 2 px further to the left', 'ocs-chat::part(send) { translate: -2px }', EDGES],
  ['an icon 2 px further to the right', 'ocs-chat::part(close) { translate: 2px }', EDGES],
  ['a title 1 px larger', 'ocs-chat::part(title) { font-size: 17px }', EDGES],
  ['messages at other places', 'ocs-chat::part(status) { margin-top: 5px }', EDGES],
  ['a slightly different colour of buttons', 'ocs-chat { --ocs-accent: #4f46e5 }', AREAS],
  ['a slightly different background', 'ocs-chat { --ocs-surface: #f6f6f6 }', AREAS],
  ['a lighter line', 'ocs-chat::part(composer) { border-top-color: #eee }', AREAS],
]) {
  test(`a screenshot differs from one with ${change}`, async ({ page, visit, scriptTag, chatbot, expectedConsoleMessages }) => {
    test.skip(isUpdating(), 'the screenshots are being updated');
    const { target } = await showState(STATES.conversation, { page, visit, scriptTag, chatbot, expectedConsoleMessages });
    await expect(target).toHaveScreenshot('conversation.png', tolerance);
    await page.addStyleTag({ content: style });
    await expect(target).not.toHaveScreenshot('conversation.png', tolerance);
  });
}

test('each reference screenshot belongs to a state', async () => {
  const names = (await readdir(new URL('reference-screenshots', import.meta.url))).map((file) => file.replace(/\.png$/, ''));
  expect(names.filter((name) => !(name in STATES))).toEqual([]);
});
