// Files of messages: saved, shown and played, with the credentials of the session.

import { readFile } from 'node:fs/promises';
import { check } from './support/accessibility.js';
import { shot } from './support/screenshots.js';
import { strictPolicy } from './support/site.js';
import { FAILED_REQUEST, Widget, expect, test } from './support/test.js';

const ANSWER = 'I have made what you asked for.';
/** The widget tries to play a recording before it saves it. */
const MEDIA_POLICY = /media-src|^Media load rejected by URL safety check/;

/** Opens the chat and asks for files. */
async function askFor(widget, command) {
  await widget.open();
  await widget.ask(command, ANSWER);
}

const item = (widget, name) => widget.log.locator('.files li').filter({ hasText: name });
const announced = (widget) => widget.log.locator('[aria-live="polite"] p');

/** Opens a recording on a page that may play it. */
async function openRecording({ page, visit, scriptTag, api }) {
  await visit(scriptTag(), { policy: `${strictPolicy(api)}; media-src blob:` });
  const widget = new Widget(page);
  await askFor(widget, 'file voice.wav');
  await widget.button('Open voice.wav').click();
  return { widget, player: item(widget, 'voice.wav').locator('audio') };
}

/** Presses a button, and returns the name and the content of the file that is saved. */
async function save(page, button) {
  const saved = page.waitForEvent('download');
  await button.click();
  const file = await saved;
  return { name: file.suggestedFilename(), content: await readFile(await file.path(), 'utf8') };
}

/** Replaces a text in the JSON of answers. */
const replaceInAnswers = (page, text, replacement) =>
  page.route('**/poll/*', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace(text, replacement) });
  });

test('a link to the address of a file downloads it with the credentials of the session', async ({ page, widget, visit, scriptTag, chatbot }) => {
  await page.route('**/poll/*', async (route) => {
    const response = await route.fetch();
    const body = await response.json();
    const [{ download_url: url } = {}] = body.message?.attachments ?? [];
    if (url) body.message.content = `It is [here](${url}), and ![drawn](${url}).`;
    await route.fulfill({ response, json: body });
  });
  // Pictures of all hosts are shown at once.
  await visit(scriptTag('data-images="always"'));
  await widget.open();
  await widget.ask('file report.csv', 'It is here, and drawn.');
  expect((await save(page, widget.answers.getByRole('button', { name: 'here' }))).name).toBe('report.csv');
  expect((await save(page, widget.answers.getByRole('button', { name: 'drawn' }))).name).toBe('report.csv');
  expect(await chatbot.receivedRequests('download')).toHaveLength(1);
});

test('the size of a picture that is shown stays on one line', async ({ widget }) => {
  await askFor(widget, 'file chart.png');
  const size = item(widget, 'chart.png').locator('[part~="file-size"]');
  const before = await size.boundingBox();
  await item(widget, 'chart.png').locator('[part~="open-file"]').click();
  await expect(widget.log.locator('[part~="picture"]')).toBeVisible();
  expect((await size.boundingBox()).height).toBeCloseTo(before.height);
});

test('the names of files are not cut off on a narrow screen', async ({ page, widget }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await askFor(widget, 'files');
  const names = widget.log.locator('[part~="file-name"]');
  await expect(names).toHaveText(['report.csv', 'chart.png', 'voice.wav', 'letter.pdf']);
  // A name that is too long would end with an ellipsis.
  const parts = names.locator('span');
  expect(await parts.evaluateAll((all) => all.filter((part) => part.scrollWidth > part.clientWidth).map((part) => part.textContent))).toEqual([]);
});

test('the name of a file has a line of its own, above its size', async ({ page, widget }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await askFor(widget, 'file Physics handbook.csv');
  const name = widget.log.locator('[part~="file-name"]');
  const [above, below] = await Promise.all([name, widget.log.locator('[part~="file-size"]')].map((one) => one.boundingBox()));
  expect(below.y).toBeGreaterThanOrEqual(above.y + above.height - 1);
  expect(
    await name.evaluate(({ lastChild, firstChild }) => firstChild.scrollWidth - firstChild.clientWidth + lastChild.scrollWidth - lastChild.clientWidth),
  ).toBe(0);
});

test('a file of the bot is saved under its name, and announced', async ({ page, widget, chatbot }) => {
  await askFor(widget, 'file größe (2).csv');
  const button = widget.button('Download file: größe (2).csv');
  await button.focus();
  const saved = page.waitForEvent('download');
  await page.keyboard.press('Enter');
  const file = await saved;
  expect(file.suggestedFilename()).toBe('größe (2).csv');
  expect(await readFile(await file.path(), 'utf8')).toMatch(/^month,visits/);
  await expect(announced(widget).last()).toHaveText('Downloaded: größe (2).csv');
  // A screen reader that reads the conversation to its end does not find the announcement again.
  await expect(announced(widget)).toHaveCount(0);
  await expect(button).toBeFocused();
  const [{ headers }] = await chatbot.receivedRequests('download');
  expect(headers['x-session-token']).toBeTruthy();
  // The content is in memory already.
  expect((await save(page, button)).name).toBe('größe (2).csv');
  expect(await chatbot.receivedRequests('download')).toHaveLength(1);
});

test('the progress of a file whose message has no size is that of the response', async ({ page, widget, chatbot }) => {
  await replaceInAnswers(page, /"size": ?\d+/g, '"size":null');
  await askFor(widget, 'big 1');
  await chatbot.injectFault({ on: 'download', kind: 'slow_body', ms: 1_500 });
  const saved = page.waitForEvent('download');
  await widget.button('Download file: big.zip').click();
  await expect(item(widget, 'big.zip').locator('.size')).toHaveText(/^[1-9]\d?%$/);
  await saved;
});

test('while a file is downloaded its buttons are busy and the progress is shown', async ({ page, widget, chatbot }) => {
  await askFor(widget, 'big 1');
  await chatbot.injectFault({ on: 'download', kind: 'slow_body', ms: 1_500 });
  const saved = page.waitForEvent('download');
  const button = widget.button('Download file: big.zip');
  await button.click();
  await expect(item(widget, 'big.zip')).toHaveAttribute('aria-busy', 'true');
  await expect(button).toHaveAttribute('aria-disabled', 'true');
  await expect(item(widget, 'big.zip').locator('progress')).toHaveAttribute('aria-label', 'Download file: big.zip');
  await expect(item(widget, 'big.zip').locator('.size')).toHaveText(/^[1-9]\d?%$/);
  await button.click({ force: true });
  expect((await saved).suggestedFilename()).toBe('big.zip');
  await expect(button).not.toHaveAttribute('aria-disabled');
  await expect(item(widget, 'big.zip').locator('progress')).toHaveCount(0);
  await expect(item(widget, 'big.zip').locator('.size')).toHaveText(/kB|MB/);
  expect(await chatbot.receivedRequests('download')).toHaveLength(1);
});

test('a file that is cut off or refused can be downloaded again', async ({ page, widget, chatbot, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(FAILED_REQUEST);
  await askFor(widget, 'file');
  const button = widget.button('Download file: report.csv');
  for (const fault of [{ kind: 'cut_off' }, { kind: 'status', status: 500 }]) {
    await chatbot.injectFault({ on: 'download', times: 1, ...fault });
    await button.click();
    await expect(item(widget, 'report.csv')).toContainText('This file could not be downloaded.');
    await expect(announced(widget).last()).toHaveText('report.csv: This file could not be downloaded.');
    await check(page);
  }
  expect((await save(page, button)).content).toMatch(/^month,visits/);
  await expect(item(widget, 'report.csv')).not.toContainText('could not');
});

test('a part of the widget that cannot be loaded is reported in the message, and the visitor can try again', async ({
  page,
  visit,
  scriptTag,
  expectedConsoleMessages,
}) => {
  expectedConsoleMessages.push(FAILED_REQUEST, /a part of the widget \(file-card\) could not be loaded/);
  await page.clock.install();
  await visit(scriptTag());
  const widget = new Widget(page);
  await askFor(widget, 'file');
  await page.route('**/file-card-*.js*', (route) => route.abort());
  const button = widget.button('Download file: report.csv');
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(item(widget, 'report.csv')).toHaveAttribute('aria-busy', 'true');
  // Lets the pauses between the attempts pass.
  await expect(async () => {
    await page.clock.runFor(8_000);
    await expect(item(widget, 'report.csv')).toContainText('This file could not be downloaded.', { timeout: 500 });
  }).toPass();
  await expect(announced(widget).last()).toHaveText('report.csv: This file could not be downloaded.');
  await expect(item(widget, 'report.csv')).not.toHaveAttribute('aria-busy');
  await expect(button).toBeFocused();
  await check(page);
  await page.unroute('**/file-card-*.js*');
  expect((await save(page, button)).content).toMatch(/^month,visits/);
  await expect(item(widget, 'report.csv')).not.toContainText('could not');
  await expect(item(widget, 'report.csv').locator('.size')).toHaveText(/\d/);
});

test('a picture stays when the quick replies of its message are removed', async ({ page, visit, scriptTag }) => {
  await replaceInAnswers(page, ANSWER, `${ANSWER}\\n\\n[Thanks](reply:) [No](reply:)`);
  await visit(scriptTag('data-quick-replies="true"'));
  const widget = new Widget(page);
  await askFor(widget, 'file chart.png');
  const replies = widget.host.locator('[part~="quick-reply"]');
  await expect(replies).toHaveText(['Thanks', 'No']);
  await widget.button('Open chart.png').click();
  const picture = item(widget, 'chart.png').locator('canvas');
  await expect(picture).toBeVisible();
  const shown = await picture.elementHandle();
  await replies.first().click();
  await expect(widget.answers).toHaveCount(2);
  await expect(replies).toHaveCount(0);
  expect(await shown.isVisible()).toBe(true);
});

test('a file that is cut off without a length is not saved', async ({ page, visit, scriptTag }) => {
  await page.addInitScript(() => {
    const { fetch } = window;
    window.fetch = function (...parameters) {
      return String(parameters[0].url).endsWith('/content/') ? Promise.resolve(new Response('cut')) : fetch.apply(this, parameters);
    };
  });
  await visit(scriptTag());
  const widget = new Widget(page);
  await askFor(widget, 'file report.csv');
  await widget.button('Download file: report.csv').click();
  await expect(item(widget, 'report.csv')).toContainText('This file could not be downloaded.');
});

test('a file without a size is shown without one', async ({ page, widget }) => {
  await replaceInAnswers(page, /"size": ?\d+/g, '"size":null');
  await askFor(widget, 'file report.csv');
  await expect(item(widget, 'report.csv').locator('.size')).toHaveText('');
});

test('a file missing on the server is marked as no longer available', async ({ widget, chatbot, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(FAILED_REQUEST);
  await askFor(widget, 'file');
  await chatbot.changeNewestSession({ files_lost: true });
  await widget.button('Download file: report.csv').click();
  await expect(item(widget, 'report.csv')).toContainText('No longer available');
  expect(await chatbot.sessions()).toHaveLength(1);
});

test('a download waits for the end of the rate limit', async ({ page, widget, chatbot, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(FAILED_REQUEST);
  await askFor(widget, 'file');
  await chatbot.injectFault({ on: 'download', kind: 'status', status: 429, retry_after: 1, times: 1 });
  expect((await save(page, widget.button('Download file: report.csv'))).content).toMatch(/^month,visits/);
  expect(await chatbot.receivedRequests('download')).toHaveLength(2);
});

test('credentials are sent to the configured server only', async ({ page, visit, scriptTag, chatbot, expectedConsoleMessages }) => {
  await chatbot.update({ public_url: 'https://proxy.example' });
  const elsewhere = [];
  page.on('request', (request) => /proxy\.example/.test(request.url()) && elsewhere.push(request.url()));
  await visit(scriptTag());
  const widget = new Widget(page);
  await askFor(widget, 'file');
  expect((await save(page, widget.button('Download file: report.csv'))).content).toMatch(/^month,visits/);
  // Nor to the target of a redirect.
  expectedConsoleMessages.push(FAILED_REQUEST, /redirect/i, /connect-src/);
  await page.route(/\/files\/\d+\/content\/$/, (route) =>
    route.fulfill({ status: 302, headers: { location: 'https://proxy.example/x', 'access-control-allow-origin': '*' } }),
  );
  await askFor(widget, 'file other.csv');
  await widget.button('Download file: other.csv').click();
  await expect(item(widget, 'other.csv')).toContainText('This file could not be downloaded.');
  expect(elsewhere).toEqual([]);
});

test('files of a session that has ended, and those of the visitor, are downloaded', async ({ page, visit, scriptTag, chatbot }) => {
  await page.clock.install();
  await visit(scriptTag('data-allow-attachments="true"'));
  const widget = new Widget(page);
  await widget.open();
  await widget.attach({ name: 'notes.txt', body: 'four' });
  await widget.ask('Here are my notes');
  const button = widget.button('Download file: notes.txt');
  // The next poll of the session.
  await page.clock.fastForward(35_000);
  await expect(button).toBeVisible();
  await chatbot.changeNewestSession({ ended: true });
  expect(await save(page, button)).toEqual({ name: 'notes.txt', content: 'four' });
});

test('a file on a server without the download endpoint is marked as no longer available', async ({ widget, chatbot, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(FAILED_REQUEST);
  await chatbot.update({ missing_endpoints: ['download'] });
  await askFor(widget, 'file');
  await widget.button('Download file: report.csv').click();
  await expect(item(widget, 'report.csv')).toContainText('No longer available');
});

test('each of two tabs downloads by itself', async ({ page, widget, chatbot, openTab }) => {
  await askFor(widget, 'file');
  const other = await openTab();
  await other.open();
  for (const tab of [other, widget]) {
    await tab.page.bringToFront();
    expect((await save(tab.page, tab.button('Download file: report.csv'))).content).toMatch(/^month,visits/);
  }
  expect(await chatbot.receivedRequests('download')).toHaveLength(2);
  await expect(page.locator('ocs-chat')).toHaveCount(1);
});

for (const [name, options] of [
  ['light', {}],
  ['dark, right-to-left, on a phone', { colorScheme: 'dark', viewport: { width: 320, height: 640 }, locale: 'ar' }],
]) {
  test.describe(name, () => {
    test.use({ ...options, contextOptions: { reducedMotion: 'reduce' } });

    test('a picture is shown in its message and, by keyboard, in a dialog', async ({ page, widget }) => {
      await askInAnyLanguage(widget);
      const button = item(widget, 'chart.png').locator('[part~="open-file"]');
      for (const one of await widget.log.locator('.files button').all()) {
        const box = await one.boundingBox();
        expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(44);
        expect(
          await one.evaluate((element) => {
            const [inner, outer] = [element, element.closest('li')].map((one) => one.getBoundingClientRect());
            return inner.left >= outer.left && inner.right <= outer.right && inner.bottom <= outer.bottom;
          }),
        ).toBe(true);
      }
      await button.focus();
      await page.keyboard.press('Enter');
      const thumbnail = item(widget, 'chart.png').locator('[part~="picture"]');
      await expect(thumbnail).toBeFocused();
      expect(await thumbnail.locator('canvas').evaluate((canvas) => [canvas.width, canvas.height])).toEqual([320, 200]);
      expect(await widget.log.evaluate((log) => log.scrollWidth - log.clientWidth)).toBe(0);
      await shot(page, `picture-${name.replace(/\W+/g, '-')}`);
      await check(page);
      await page.keyboard.press('Enter');
      const dialog = widget.host.locator('dialog');
      await expect(dialog).toBeVisible();
      await expect(dialog.locator('[part~="picture-close"]')).toBeFocused();
      await shot(page, `picture-dialog-${name.replace(/\W+/g, '-')}`);
      await check(page);
      expect((await save(page, dialog.locator('[part~="picture-download"]'))).name).toBe('chart.png');
      await page.keyboard.press('Escape');
      await expect(dialog).toHaveCount(0);
      await expect(thumbnail).toBeFocused();
      await expect(widget.window).toBeVisible();
    });
  });
}

/** Opens a chat in any language, and asks for a file of each kind. */
async function askInAnyLanguage(widget) {
  await widget.host.locator('button[part~="launcher"]').click();
  const field = widget.host.locator('section.window textarea');
  await field.fill('files');
  await field.press('Enter');
  await expect(item(widget, 'letter.pdf')).toBeVisible();
}

test('a picture that the browser cannot decode is saved', async ({ page, widget }) => {
  await askFor(widget, 'file drawing.svg');
  expect((await save(page, widget.button('Open drawing.svg'))).name).toBe('drawing.svg');
  await expect(item(widget, 'drawing.svg').locator('canvas')).toHaveCount(0);
  expect(await page.evaluate(() => window.hacked)).toBeUndefined();
});

test('a recording is played where the policy of the page allows it', async ({ page, visit, scriptTag, api }) => {
  const { player } = await openRecording({ page, visit, scriptTag, api });
  await expect(player).toBeVisible();
  await expect.poll(() => player.evaluate(({ duration }) => duration)).toBeGreaterThan(0);
  await check(page);
});

for (const [what, act] of [
  ['a restart', (host) => (host.language = 'de')],
  ['the removal of the chat', (host) => host.remove()],
]) {
  test(`${what} frees a recording that is shown`, async ({ page, visit, scriptTag, api }) => {
    await page.addInitScript(() => {
      window.urls = { created: [], revoked: [] };
      const { createObjectURL, revokeObjectURL } = URL;
      URL.createObjectURL = (blob) => {
        const url = createObjectURL(blob);
        if (blob.type.startsWith('audio/')) window.urls.created.push(url);
        return url;
      };
      URL.revokeObjectURL = (url) => {
        window.urls.revoked.push(url);
        revokeObjectURL(url);
      };
    });
    const { widget, player } = await openRecording({ page, visit, scriptTag, api });
    await expect.poll(() => player.evaluate(({ duration }) => duration)).toBeGreaterThan(0);
    const urls = await page.evaluate(() => window.urls);
    expect(urls).toEqual({ created: [expect.stringContaining('blob:')], revoked: [] });
    await widget.host.evaluate(act);
    await expect.poll(() => page.evaluate(() => window.urls.revoked)).toEqual(urls.created);
  });
}

test('a recording is saved where the policy of the page forbids playing it', async ({ page, widget, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(MEDIA_POLICY);
  await askFor(widget, 'file voice.wav');
  expect((await save(page, widget.button('Open voice.wav'))).name).toBe('voice.wav');
  await expect(item(widget, 'voice.wav').locator('audio')).toHaveCount(0);
});

test('a file that was opened is saved if its message is rendered again meanwhile', async ({ page, widget, chatbot }) => {
  await askFor(widget, 'file drawing.png');
  await chatbot.injectFault({ on: 'download', kind: 'slow_body', ms: 1_500 });
  const download = page.waitForEvent('download');
  await widget.button('Open drawing.png').click();
  await expect(item(widget, 'drawing.png').locator('progress')).toBeVisible();
  // The row gets another button.
  await widget.host.evaluate((host) => (host.readAloud = true));
  await expect(widget.log.locator('[part~="read-aloud"]')).toBeVisible();
  expect((await download).suggestedFilename()).toBe('drawing.png');
});

test('the player of a recording is used by keyboard', async ({ page, visit, scriptTag, api }) => {
  const { player } = await openRecording({ page, visit, scriptTag, api });
  await expect.poll(() => player.evaluate(({ duration }) => duration)).toBeGreaterThan(0);
  await player.focus();
  await page.keyboard.press('End');
  await expect.poll(() => player.evaluate(({ currentTime, duration }) => duration - currentTime)).toBeLessThan(0.1);
  await page.keyboard.press('Home');
  await expect.poll(() => player.evaluate(({ currentTime }) => currentTime)).toBe(0);
});

test('Home and End in the player of a recording do not scroll the transcript', async ({ page, visit, scriptTag, api }) => {
  const { player } = await openRecording({ page, visit, scriptTag, api });
  await expect(player).toBeVisible();
  const isPrevented = await player.evaluate((audio) => {
    const event = new KeyboardEvent('keydown', { key: 'Home', bubbles: true, cancelable: true, composed: true });
    return !audio.dispatchEvent(event);
  });
  expect(isPrevented).toBe(false);
});
