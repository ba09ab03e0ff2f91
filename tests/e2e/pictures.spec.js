// Reference pictures of the main states, in `pictures/`. `cargo xtask pictures` renews those that differ.

import { readdir } from 'node:fs/promises';
import { STATES, showState } from './support/picture-states.js';
import { installedFonts, test } from './support/pictures.js';
import { expect } from './support/test.js';

const TOLERANCE = { threshold: 0.2, maxDiffPixels: 20 };

const isRenewing = () => !['none', 'missing'].includes(test.info().config.updateSnapshots);

for (const [name, state] of Object.entries(STATES)) {
  test.describe(name, () => {
    test.use({ fields: { think_ms: 100, ...state.fields } });

    test('looks like its picture', async ({ page, visit, scriptTag, chatbot, expectedConsoleMessages }) => {
      const { target, clip } = await showState(state, { page, visit, scriptTag, chatbot, expectedConsoleMessages });
      expect(await installedFonts(page)).toEqual([]);
      await expect(target).toHaveScreenshot(`${name}.png`, { ...TOLERANCE, clip });
    });
  });
}

// What the tolerance must not admit.
for (const [change, style] of [
  ['a button 2 px further to the left', 'ocs-chat::part(send) { translate: -2px }'],
  ['a slightly different colour of buttons', 'ocs-chat { --ocs-accent: #4f46e5 }'],
  ['a slightly different background', 'ocs-chat { --ocs-surface: #f6f6f6 }'],
  ['a title 1 px larger', 'ocs-chat::part(title) { font-size: 18px }'],
  ['a message 1 px higher', 'ocs-chat::part(status) { margin-top: 5px }'],
  ['smaller corners', 'ocs-chat { --ocs-radius: 12px }'],
]) {
  test(`a picture differs from one with ${change}`, async ({ page, visit, scriptTag, chatbot, expectedConsoleMessages }) => {
    test.skip(isRenewing(), 'the pictures are being renewed');
    const { target } = await showState(STATES.conversation, { page, visit, scriptTag, chatbot, expectedConsoleMessages });
    await page.addStyleTag({ content: style });
    await expect(target).not.toHaveScreenshot('conversation.png', TOLERANCE);
  });
}

test('each picture belongs to a state', async () => {
  const names = (await readdir(new URL('pictures', import.meta.url))).map((file) => file.replace(/\.png$/, ''));
  expect(names.filter((name) => !(name in STATES))).toEqual([]);
});
