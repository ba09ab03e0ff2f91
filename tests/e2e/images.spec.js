// Pictures in answers with the option `images`: which ones are shown at once, and the dialog that shows them large. Without the
// option: transcript.spec.js.

import { pictureHosts } from '../../www/widget/options/parsers.ts';
import { check } from './support/accessibility.js';
import { nextFrames } from './support/frames.js';
import { holdRequests } from './support/held-requests.js';
import { textsOf } from './support/language-files.js';
import { shot } from './support/screenshots.js';
import { strictPolicy } from './support/site.js';
import { FAILED_REQUEST, Widget, expect, test } from './support/test.js';

const HOSTS = 'data-images="media.example.org *.cdn.example"';
const CAT = '![A cat](https://media.example.org/cat.svg)';
const FAILURE = 'The picture could not be loaded.';

const svg = (width, height) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><rect width="${width}" height="${height}"
    fill="teal"/><circle cx="${width / 2}" cy="${height / 2}" r="${height / 3}" fill="gold"/></svg>`;

/** Serves pictures at all hosts in `.example` and `.example.org`, and returns the requests for them. */
async function servePictures(page) {
  const requests = [];
  await page.route(/^https?:\/\/[^/]*\.example(\.org)?(:\d+)?\//, async (route) => {
    const request = route.request();
    const url = request.url();
    requests.push({ url, referrer: await request.headerValue('referer') });
    const [width, height] = /icon/.test(url) ? [20, 20] : /tall/.test(url) ? [300, 900] : [900, 600];
    await route.fulfill(/missing/.test(url) ? { status: 404, body: '' } : { contentType: 'image/svg+xml', body: svg(width, height) });
  });
  return requests;
}

const urls = (requests) => requests.map(({ url }) => url).sort();
const picture = (widget, name) => widget.log.locator('[part~="picture"]').filter({ has: widget.page.locator(`img[alt="${name}"]`) });
const offer = (widget, host) => widget.button(`Show picture from ${host}`);
const failures = (widget) => widget.log.locator('[part~="picture-failed"]');
const dialog = (widget) => widget.host.locator('dialog');

/** Resolves when the picture has loaded: browsers load those in view. */
async function loaded(locator) {
  await locator.scrollIntoViewIfNeeded();
  await expect.poll(() => locator.locator('img').evaluate((image) => image.complete && image.naturalWidth)).toBeGreaterThan(0);
}

/** Opens a chat on a page whose policy allows pictures of all hosts. */
async function openChat({ page, visit, scriptTag, api }, attributes = HOSTS, sources = 'https: http:') {
  await visit(`<main><h1>A page</h1></main>${scriptTag(attributes)}`, { policy: strictPolicy(api).replace("img-src 'self'", `img-src 'self' ${sources}`) });
  const widget = new Widget(page);
  await widget.host.locator('button[part~="launcher"]').click();
  await expect(widget.host.locator('section.window textarea')).toBeFocused();
  return widget;
}

test('pictures of trusted hosts are shown at once, without a referrer, and others on request', async ({ page, visit, scriptTag, api }) => {
  const requests = await servePictures(page);
  const widget = await openChat({ page, visit, scriptTag, api });
  await widget.receive(
    `${CAT} ![A dog](https://a.cdn.example/dog.svg) ![An owl](HTTPS://MEDIA.Example.ORG/owl.svg)
![A fox](https://cdn.example/fox.svg) ![A bat](https://media.example.org@evil.example/bat.svg)
![A ray](https://media.example.org:8443/ray.svg) ![A cow](http://media.example.org/cow.svg) ![A bee](https://media.example.org./bee.svg)`,
  );
  for (const name of ['A cat', 'A dog', 'An owl']) await loaded(picture(widget, name));
  expect(urls(requests)).toEqual(['https://a.cdn.example/dog.svg', 'https://media.example.org/cat.svg', 'https://media.example.org/owl.svg']);
  await expect(widget.log.locator('[part~="show-picture"]')).toHaveCount(5);
  await expect(offer(widget, 'evil.example')).toBeVisible();
  await offer(widget, 'cdn.example').click();
  await loaded(picture(widget, 'A fox'));
  await expect(widget.button('Open A fox')).toBeFocused();
  expect(requests.map(({ referrer }) => referrer)).toEqual([null, null, null, null]);
});

for (const [name, attributes] of [
  ['without the option', ''],
  ['with "ask"', 'data-images="ask"'],
]) {
  test(`no picture is shown at once ${name}, and none opens a dialog`, async ({ page, visit, scriptTag, api, site }) => {
    const requests = await servePictures(page);
    site.put('/waiting.svg', svg(900, 600), { 'content-type': 'image/svg+xml' });
    const widget = await openChat({ page, visit, scriptTag, api }, attributes);
    await widget.receive(`${CAT} ![A chart](${site.url}/waiting.svg)`);
    await expect(widget.log.getByRole('link', { name: 'Picture: A cat' })).toBeVisible();
    await offer(widget, 'media.example.org').click();
    await expect(widget.log.getByRole('link').getByRole('img', { name: 'Picture: A cat' })).toBeVisible();
    expect(urls(requests)).toEqual(['https://media.example.org/cat.svg']);
    expect(site.requests.includes('/waiting.svg')).toBe(false);
    await expect(widget.log.locator('[part~="picture"]')).toHaveCount(0);
  });
}

test('with "always" all pictures with https addresses are shown at once', async ({ page, visit, scriptTag, api }) => {
  const requests = await servePictures(page);
  const widget = await openChat({ page, visit, scriptTag, api }, 'data-images="always"');
  await widget.receive(`${CAT} ![A fox](https://any.example/fox.svg) ![A bat](https://me@any.example/bat.svg) ![A cow](http://any.example/cow.svg)`);
  for (const name of ['A cat', 'A fox']) await loaded(picture(widget, name));
  expect(urls(requests)).toEqual(['https://any.example/fox.svg', 'https://media.example.org/cat.svg']);
  await expect(widget.log.locator('[part~="show-picture"]')).toHaveCount(2);
});

test('pictures of the page’s own origin are shown at once', async ({ page, visit, scriptTag, api, site }) => {
  site.put('/chart.svg', svg(900, 600), { 'content-type': 'image/svg+xml' });
  const widget = await openChat({ page, visit, scriptTag, api });
  await widget.receive(`![A chart](${site.url}/chart.svg) ![Its path](/chart.svg?2) ![No path](//evil.example/chart.svg)`);
  for (const name of ['A chart', 'Its path']) await loaded(picture(widget, name));
  await expect(picture(widget, 'No path')).toHaveCount(0);
});

test('an invalid value is reported by name, and no picture is shown at once', async ({ page, visit, scriptTag, api, expectedConsoleMessages }) => {
  const message = 'ocs-chat: images must be "ask", "always", or hosts such as "media.example.org *.cdn.example", not "media.example.org https://b.example".';
  expectedConsoleMessages.push(/^ocs-chat: images must be/);
  const reported = page.waitForEvent('console', { predicate: (event) => event.text() === message });
  const requests = await servePictures(page);
  const widget = await openChat({ page, visit, scriptTag, api }, 'data-images="media.example.org https://b.example"');
  await reported;
  await widget.receive(CAT);
  await expect(offer(widget, 'media.example.org')).toBeVisible();
  expect(requests).toEqual([]);
});

test('hosts are separated by spaces or commas', () => {
  const parse = (input) => pictureHosts(input, 'images');
  expect(parse('ask')).toBe(null);
  expect(parse(' Always ')).toBe('always');
  expect(parse('Media.Example.org,  *.CDN.example\nxn--bcher-kva.example')).toBe('media.example.org *.cdn.example xn--bcher-kva.example');
  expect(parse(['a.example:8443', '10.0.0.1'])).toBe('a.example:8443 10.0.0.1');
  for (const input of [
    'allways',
    '*',
    '*.org',
    'a.*.example',
    'https://a.example',
    'a.example/x',
    'me@a.example',
    'a.example always',
    'a..example',
    '.example',
    'bücher.example',
    true,
    {},
  ]) {
    expect(parse(input), String(input)).toBe(undefined);
  }
});

test('a changed option applies to existing messages', async ({ page, visit, scriptTag, api }) => {
  await servePictures(page);
  const widget = await openChat({ page, visit, scriptTag, api }, '');
  await widget.receive(CAT);
  await expect(offer(widget, 'media.example.org')).toBeVisible();
  await widget.host.evaluate((host) => (host.images = ['media.example.org']));
  await loaded(picture(widget, 'A cat'));
});

test('pictures in older answers are shown at once', async ({ page, visit, scriptTag, api }) => {
  await servePictures(page);
  const widget = await openChat({ page, visit, scriptTag, api });
  await widget.receive(CAT);
  await widget.receive('Good day');
  await page.reload();
  await widget.open();
  await loaded(picture(widget, 'A cat'));
});

test('a closed window loads no pictures', async ({ page, visit, scriptTag, api }) => {
  const requests = await servePictures(page);
  const widget = await openChat({ page, visit, scriptTag, api });
  await widget.receive(CAT);
  await loaded(picture(widget, 'A cat'));
  await widget.button('Close chat').click();
  await page.reload();
  await expect(widget.host.locator('[part~="picture"] img')).toBeAttached();
  await nextFrames(page);
  expect(requests).toHaveLength(1);
  await widget.open();
  await loaded(picture(widget, 'A cat'));
});

test('pictures in lists and tables are buttons, and those in links belong to the link', async ({ page, visit, scriptTag, api }) => {
  await servePictures(page);
  const widget = await openChat({ page, visit, scriptTag, api });
  const at = (name) => `https://media.example.org/${name}.svg`;
  await widget.receive(
    `- ![In a list](${at('list')})\n\n| a | b |\n|-|-|\n| ![In a table](${at('table')}) | text |\n\n[![In a link](${at('link')})](https://shop.example/)`,
  );
  for (const name of ['In a list', 'In a table', 'In a link']) await loaded(picture(widget, name));
  await expect(widget.log.getByRole('listitem').getByRole('button', { name: 'Open In a list' })).toBeVisible();
  await expect(widget.log.getByRole('cell').getByRole('button', { name: 'Open In a table' })).toBeVisible();
  await expect(widget.log.getByRole('link', { name: 'In a link' })).toHaveAttribute('href', 'https://shop.example/');
  await expect(widget.button('Open In a link')).toHaveCount(0);
  await check(page);
});

test('of a thousand pictures in one answer 20 are shown at once', async ({ page, visit, scriptTag, api }) => {
  test.setTimeout(60_000);
  const requests = await servePictures(page);
  const widget = await openChat({ page, visit, scriptTag, api });
  await widget.receive(Array.from({ length: 1_000 }, (_, index) => `![P${index}](https://media.example.org/${index}.svg)`).join('\n'));
  await expect(widget.log.locator('[part~="show-picture"]')).toHaveCount(980);
  await expect(widget.log.locator('[part~="picture"]')).toHaveCount(20);
  await loaded(picture(widget, 'P0'));
  expect(new Set(urls(requests)).size).toBeLessThanOrEqual(20);
});

test('the text below does not move when a picture has loaded', async ({ page, visit, scriptTag, api }) => {
  await servePictures(page);
  const releasePictures = await holdRequests(page, '**/*.svg');
  const releaseModule = await holdRequests(page, '**/file-card-*.js*');
  const widget = await openChat({ page, visit, scriptTag, api });
  await widget.receive(`${CAT} ![A tree](https://media.example.org/tall.svg)\n\nThe end`);
  const end = widget.answers.last().getByText('The end');
  const position = () => end.evaluate((element) => element.getBoundingClientRect().top - element.closest('.row').getBoundingClientRect().top);
  await expect(widget.log.locator('.picture-box')).toHaveCount(2);
  await expect(widget.log.locator('[part~="show-picture"]')).toHaveCount(2);
  const before = await position();
  releaseModule();
  await expect(picture(widget, 'A tree')).toBeVisible();
  expect(await position()).toBe(before);
  releasePictures();
  for (const name of ['A cat', 'A tree']) await loaded(picture(widget, name));
  expect(await position()).toBe(before);
  // The whole picture is shown.
  expect(
    await picture(widget, 'A tree')
      .locator('img')
      .evaluate((image) => getComputedStyle(image).objectFit),
  ).toBe('scale-down');
});

test('an icon has its own size, with space to touch it', async ({ page, visit, scriptTag, api }) => {
  await servePictures(page);
  const widget = await openChat({ page, visit, scriptTag, api });
  await widget.receive('![An icon](https://media.example.org/icon.svg)');
  await expect.poll(async () => (await picture(widget, 'An icon').boundingBox()).height).toBe(44);
  expect((await picture(widget, 'An icon').locator('img').boundingBox()).width).toBe(20);
});

test('a missing picture is replaced by its description as a link, and a sentence', async ({ page, visit, scriptTag, api, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(FAILED_REQUEST);
  await servePictures(page);
  const widget = await openChat({ page, visit, scriptTag, api });
  const address = 'https://media.example.org/missing.svg';
  await widget.receive(`![Gone](${address})`);
  await expect(failures(widget)).toHaveText(FAILURE);
  await widget.receive(`[![Lost](${address}?2)](https://shop.example/)`);
  await expect(failures(widget)).toHaveText([FAILURE, FAILURE]);
  await expect(widget.log.getByRole('link', { name: 'Picture: Gone' })).toHaveAttribute('href', address);
  await expect(widget.log.getByRole('link', { name: `Picture: Lost ${FAILURE}` })).toHaveAttribute('href', 'https://shop.example/');
  await check(page);
  // The visitor can request it again, and is told that it fails again.
  await offer(widget, 'media.example.org').focus();
  await page.keyboard.press('Enter');
  await expect(widget.log.locator('[aria-live="polite"] p').last()).toHaveText(`Gone: ${FAILURE}`);
  await expect(widget.log.getByRole('link', { name: 'Picture: Gone' })).toBeFocused();
  await expect(failures(widget)).toHaveText([FAILURE, FAILURE]);
});

test('a picture that the policy of the page forbids is replaced by a failure note', async ({ page, visit, scriptTag, api, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(/img-src/);
  const requests = await servePictures(page);
  const widget = await openChat({ page, visit, scriptTag, api }, HOSTS, '');
  await widget.receive(CAT);
  await expect(failures(widget)).toHaveText(FAILURE);
  await expect(widget.log.getByRole('link', { name: 'Picture: A cat' })).toBeVisible();
  expect(requests).toEqual([]);
});

test('a picture stays behind a button if its module cannot be loaded', async ({ page, visit, scriptTag, api, expectedConsoleMessages }) => {
  test.setTimeout(60_000);
  const problem = /^ocs-chat: a part of the widget \(file-card\) could not be loaded: /;
  expectedConsoleMessages.push(FAILED_REQUEST, problem);
  await page.route('**/file-card-*.js*', (route) => route.fulfill({ status: 404, body: '' }));
  const reported = page.waitForEvent('console', { predicate: (event) => problem.test(event.text()), timeout: 30_000 });
  const widget = await openChat({ page, visit, scriptTag, api });
  await widget.receive(CAT);
  await reported;
  await expect(widget.log.locator('.picture-box')).toHaveCount(0);
  await expect(widget.log.getByRole('link', { name: 'Picture: A cat' })).toBeVisible();
  await expect(offer(widget, 'media.example.org')).toBeVisible();
});

for (const [name, language, colorScheme, viewport] of [
  ['light', 'en', 'light', { width: 1280, height: 800 }],
  ['dark', 'de', 'dark', { width: 320, height: 640 }],
  ['rtl', 'ar', 'light', { width: 320, height: 640 }],
]) {
  test.describe(name, () => {
    test.use({ colorScheme, viewport, contextOptions: { reducedMotion: 'reduce' } });

    test('a picture is shown large by keyboard, and the focus returns', async ({ page, visit, scriptTag, api, expectedConsoleMessages }) => {
      expectedConsoleMessages.push(FAILED_REQUEST);
      await servePictures(page);
      const widget = await openChat({ page, visit, scriptTag, api }, `${HOSTS} data-language="${language}"`);
      await widget.receive(`${CAT}\n\n![Gone](https://media.example.org/missing.svg)\n\n![A fox](https://any.example/fox.svg)`);
      const small = picture(widget, 'A cat');
      await loaded(small);
      await widget.log.evaluate((log) => log.scrollTo(0, log.scrollHeight));
      await expect(failures(widget)).toHaveText(textsOf(language)['picture.failed']);
      expect(await widget.log.evaluate((log) => log.scrollWidth - log.clientWidth)).toBe(0);
      await small.focus();
      await shot(page, `images-${name}`);
      await check(page);
      await page.keyboard.press('Enter');
      await expect(dialog(widget)).toBeVisible();
      await expect(dialog(widget)).toHaveAttribute('aria-label', 'A cat');
      await expect(dialog(widget).locator('[part~="picture-close"]')).toBeFocused();
      await expect(dialog(widget).getByRole('img', { name: 'A cat' })).toBeVisible();
      await expect(dialog(widget).getByRole('link', { name: 'media.example.org' })).toHaveAttribute('href', 'https://media.example.org/cat.svg');
      const box = await dialog(widget).boundingBox();
      expect(box.x >= 0 && box.x + box.width <= viewport.width && box.y >= 0 && box.y + box.height <= viewport.height).toBe(true);
      await shot(page, `images-large-${name}`);
      await check(page);
      await page.keyboard.press('Escape');
      await expect(dialog(widget)).toHaveCount(0);
      await expect(small).toBeFocused();
      await expect(widget.window).toBeVisible();
      await small.click();
      await dialog(widget).locator('[part~="picture-close"]').click();
      await expect(small).toBeFocused();
    });
  });
}

test('the dialog is inside the viewport in full screen', async ({ page, visit, scriptTag, api }) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  await servePictures(page);
  const widget = await openChat({ page, visit, scriptTag, api });
  await widget.button('Enter full screen').click();
  await widget.receive(CAT);
  await loaded(picture(widget, 'A cat'));
  await picture(widget, 'A cat').click();
  await loaded(dialog(widget));
  await expect(dialog(widget)).toBeInViewport({ ratio: 1 });
  await expect(dialog(widget).getByRole('img', { name: 'A cat' })).toBeInViewport({ ratio: 1 });
});

test('a picture has a border in forced colors', async ({ page, visit, scriptTag, api }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await servePictures(page);
  const widget = await openChat({ page, visit, scriptTag, api });
  await widget.receive(CAT);
  await expect(picture(widget, 'A cat')).toHaveCSS('border-top-style', 'solid');
});
