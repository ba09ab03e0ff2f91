// The hash of embed.js vouches for all that it loads: a file that is not what it was when the widget was built is refused.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { strictPolicy } from './support/site.js';
import { Widget, expect, test } from './support/test.js';

const IS_CHANGED = /has been changed since the widget was built, and is not used/;

/** Serves a file with another byte in the middle. */
async function change(page, files) {
  await page.route(files, async (route) => {
    const answer = await route.fetch();
    const body = Buffer.from(await answer.body());
    body[body.length >> 1] ^= 1;
    await route.fulfill({ response: answer, body });
  });
}

/** What a page says in its console, to be waited for. */
function listen(page) {
  const heard = [];
  page.on('console', (message) => heard.push(message.text()));
  return (sentence) => expect.poll(() => heard.filter((text) => sentence.test(text)).length, { message: heard.join('\n'), timeout: 40_000 }).toBeGreaterThan(0);
}

test('the hash in the line lets the file as it is run, and no other', async ({ page, visit, line, complaints }) => {
  complaints.push(/integrity/);
  const hash = createHash('sha384').update(await readFile(join(process.env.BUNDLE, 'embed.js'))).digest('base64');
  await visit(line(`integrity="sha384-${hash}" crossorigin="anonymous"`));
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('one');
  await change(page, '**/embed.js');
  await page.reload();
  await page.waitForLoadState('networkidle');
  await expect(page.locator('ocs-chat')).toHaveCount(0);
});

/** What Safari says that it is. */
const pretendApple = (page) => page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'vendor', { value: 'Apple Computer, Inc.' }));

test('Safari, which does not hold links to their hashes, loads scripts by elements', async ({ page, visit, line, api }) => {
  await pretendApple(page);
  await visit(line(), { policy: strictPolicy(api).replace(/require-trusted-types[^;]*;/, '') });
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('one');
  expect(await page.evaluate(() => document.querySelectorAll('head script[integrity]').length)).toBe(1);
});

test('Safari, where Trusted Types forbid that, loads them as they come', async ({ page, visit, line, complaints }) => {
  complaints.push(/trusted-types-sink|TrustedScriptURL/);
  await pretendApple(page);
  await visit(line());
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('one');
});

for (const [name, files, sentence] of [
  ['the script that embed.js loads', '**/chat-*.js', /^Error: ocs-chat: the chat could not be loaded: http.*chat-/],
  ['the application', '**/ocs-chat-*.wasm', IS_CHANGED],
  ['the styles', '**/ocs-chat-*.css', IS_CHANGED],
]) {
  test(`${name}, changed, is refused`, async ({ page, visit, line, complaints }) => {
    complaints.push(/integrity/);
    const says = listen(page);
    complaints.push(sentence);
    await change(page, files);
    await visit(line());
    const widget = new Widget(page);
    await widget.launcher.click();
    await expect(widget.host.getByText('The chat could not be loaded.')).toBeVisible();
    await says(sentence);
    await page.unrouteAll({ behavior: 'wait' });
    await widget.button('Try again').click();
    await widget.ask('one');
  });
}

test('a module for what only some visitors need, changed, is refused', async ({ page, visit, line, complaints }) => {
  test.setTimeout(60_000);
  const says = listen(page);
  const sentence = /^ocs-chat: a part of the widget \(teaser\) could not be loaded: /;
  complaints.push(/integrity/, sentence);
  await change(page, '**/teaser-*.js*');
  await visit(line('data-teaser="Hello?"'));
  await says(sentence);
  await expect(page.locator('ocs-chat').getByText('Hello?')).toHaveCount(0);
});

test('texts of a language, changed, are refused, and it is English', async ({ page, visit, line, complaints }) => {
  const says = listen(page);
  const sentence = /^ocs-chat: the texts of language "de" could not be loaded, so it is English: .*has been changed/;
  complaints.push(sentence);
  await change(page, '**/de-*.json');
  await visit(line('data-language="de"'));
  const widget = new Widget(page);
  await widget.host.locator('button[part~="launcher"]').click();
  await expect(widget.host.getByRole('button', { name: 'Close' })).toBeVisible();
  await says(sentence);
});

test.describe('on a page that is not secure', () => {
  test('a changed file is refused as well', async ({ page, visit, line, complaints }) => {
    complaints.push(/integrity/, /^ocs-chat: the chat does not start: its files could not be loaded/);
    // What such pages do not have.
    await page.addInitScript(() => Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined }));
    await visit(line());
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('one');
    await change(page, '**/ocs-chat-*.wasm');
    await page.reload();
    await expect(widget.host.getByText('The chat could not be loaded.')).toBeVisible();
  });

  test('a changed file is refused also where the visitor has only come near', async ({ page, visit, line, complaints }) => {
    complaints.push(/integrity/, /^ocs-chat: the chat does not start: its files could not be loaded/);
    await page.addInitScript(() => Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined }));
    await change(page, '**/ocs-chat-*.wasm');
    await visit(line());
    const widget = new Widget(page);
    await widget.launcher.hover();
    await widget.launcher.click();
    await expect(widget.host.getByText('The chat could not be loaded.')).toBeVisible();
  });
});
