// The integrity hash of embed.js covers every file that it loads, transitively: modified files are refused.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { consoleMessages } from './support/console.js';
import { strictPolicy } from './support/site.js';
import { Widget, expect, test } from './support/test.js';

const FILE_CHANGED = /has been changed since the widget was built, and is not used/;

/** Serves these files with one bit changed in the middle. */
async function modify(page, files) {
  await page.route(files, async (route) => {
    const response = await route.fetch();
    const body = Buffer.from(await response.body());
    body[body.length >> 1] ^= 1;
    await route.fulfill({ response, body });
  });
}

/** Collects console messages. Returns a function that waits for one that matches a pattern. */
function collectMessages(page) {
  const messages = consoleMessages(page);
  return (pattern) =>
    expect.poll(() => messages.filter((text) => pattern.test(text)).length, { message: messages.join('\n'), timeout: 40_000 }).toBeGreaterThan(0);
}

test('the integrity attribute of the script element accepts the original embed.js only', async ({ page, visit, scriptTag, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(/integrity/);
  const hash = createHash('sha384')
    .update(await readFile(join(process.env.BUNDLE, 'embed.js')))
    .digest('base64');
  await visit(scriptTag(`integrity="sha384-${hash}" crossorigin="anonymous"`));
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('one');
  await modify(page, '**/embed.js');
  await page.reload();
  await page.waitForLoadState('networkidle');
  await expect(page.locator('ocs-chat')).toHaveCount(0);
});

/** Sets `navigator.vendor` to that of Safari, by which the loader detects WebKit. */
const emulateSafari = (page) => page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'vendor', { value: 'Apple Computer, Inc.' }));

test('Safari, which ignores the integrity of link elements, loads scripts with script elements', async ({ page, visit, scriptTag, api }) => {
  await emulateSafari(page);
  await visit(scriptTag(), { policy: strictPolicy(api).replace(/require-trusted-types[^;]*;/, '') });
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('one');
  expect(await page.evaluate(() => document.querySelectorAll('head script[integrity]').length)).toBe(1);
});

test('Safari loads scripts without integrity if Trusted Types forbid script elements', async ({ page, visit, scriptTag, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(/trusted-types-sink|TrustedScriptURL/);
  await emulateSafari(page);
  await visit(scriptTag());
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('one');
});

for (const [name, files, pattern] of [
  ['the script that embed.js loads', '**/chat-*.js', /^Error: ocs-chat: the chat could not be loaded: http.*chat-/],
  ['the application', '**/ocs-chat-*.wasm', FILE_CHANGED],
  ['the styles', '**/ocs-chat-*.css', FILE_CHANGED],
]) {
  test(`a modified file is refused: ${name}`, async ({ page, visit, scriptTag, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(/integrity/);
    const waitForMessage = collectMessages(page);
    expectedConsoleMessages.push(pattern);
    await modify(page, files);
    await visit(scriptTag());
    const widget = new Widget(page);
    await widget.launcher.click();
    await expect(widget.host.getByText('The chat could not be loaded.')).toBeVisible();
    await waitForMessage(pattern);
    await page.unrouteAll({ behavior: 'wait' });
    await widget.button('Try again').click();
    await widget.ask('one');
  });
}

test('a modified lazy module is refused', async ({ page, visit, scriptTag, expectedConsoleMessages }) => {
  const waitForMessage = collectMessages(page);
  const pattern = /^ocs-chat: a part of the widget \(teaser\) could not be loaded: /;
  expectedConsoleMessages.push(/integrity/, pattern);
  await modify(page, '**/teaser-*.js*');
  await visit(scriptTag('data-teaser="Hello?"'));
  await waitForMessage(pattern);
  await expect(page.locator('ocs-chat').getByText('Hello?')).toHaveCount(0);
});

test('modified texts of a language are refused, and English is used', async ({ page, visit, scriptTag, expectedConsoleMessages }) => {
  const waitForMessage = collectMessages(page);
  const pattern = /^ocs-chat: the texts of language "de" could not be loaded, so it is English: .*has been changed/;
  expectedConsoleMessages.push(pattern);
  await modify(page, '**/de-*.json');
  await visit(scriptTag('data-language="de"'));
  const widget = new Widget(page);
  await widget.host.locator('button[part~="launcher"]').click();
  await expect(widget.host.getByRole('button', { name: 'Close' })).toBeVisible();
  await waitForMessage(pattern);
});

test('modified texts in English are refused, and nothing replaces them', async ({ page, visit, scriptTag, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(FILE_CHANGED);
  await modify(page, '**/en-*.json');
  await visit(scriptTag());
  const widget = new Widget(page);
  await widget.host.locator('button[part~="launcher"]').click();
  await expect(widget.host.getByText('The chat could not be loaded.')).toBeVisible();
});

test.describe('outside of a secure context', () => {
  test('a modified file is refused', async ({ page, visit, scriptTag, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(/integrity/, FILE_CHANGED);
    // `crypto.subtle` exists in secure contexts only.
    await page.addInitScript(() => Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined }));
    await visit(scriptTag());
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('one');
    await modify(page, '**/ocs-chat-*.wasm');
    await page.reload();
    await expect(widget.host.getByText('The chat could not be loaded.')).toBeVisible();
  });

  test('a modified file that hovering over the launcher has preloaded is refused', async ({ page, visit, scriptTag, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(/integrity/, FILE_CHANGED);
    await page.addInitScript(() => Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined }));
    await modify(page, '**/ocs-chat-*.wasm');
    await visit(scriptTag());
    const widget = new Widget(page);
    await widget.launcher.hover();
    await widget.launcher.click();
    await expect(widget.host.getByText('The chat could not be loaded.')).toBeVisible();
  });
});

for (const isSecure of [true, false]) {
  const place = isSecure ? 'a secure context' : 'an insecure context';
  for (const [name, files, pattern, most] of [
    ['the application', '**/ocs-chat-*.wasm', FILE_CHANGED, isSecure ? 1 : 2],
    ['a lazy module', '**/teaser-*.js*', /\(teaser\) could not be loaded: .*has been changed/, 3],
  ]) {
    test(`in ${place} a modified file is requested at most ${most} times and reported once: ${name}`, async ({
      page,
      visit,
      scriptTag,
      expectedConsoleMessages,
    }) => {
      expectedConsoleMessages.push(/integrity|SRI/, pattern);
      const messages = consoleMessages(page);
      if (!isSecure) await page.addInitScript(() => Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined }));
      await modify(page, files);
      let requests = 0;
      page.on('request', (request) => (requests += Number(/ocs-chat-.*\.wasm|teaser-/.test(request.url()))));
      await visit(scriptTag('data-teaser="Hello?"'));
      const widget = new Widget(page);
      if (name === 'the application') {
        await widget.launcher.hover();
        await widget.launcher.click();
        await expect(widget.host.getByText('The chat could not be loaded.')).toBeVisible({ timeout: 10_000 });
      }
      await expect.poll(() => messages.filter((text) => pattern.test(text)).length).toBe(1);
      const before = requests;
      // Longer than the first delays between attempts after temporary failures.
      await page.waitForTimeout(3_000);
      expect(requests).toBe(before);
      if (name === 'a lazy module') expect(requests).toBeLessThanOrEqual(most);
    });
  }
}
