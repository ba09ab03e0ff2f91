// The theme `auto` follows the page: the nearest background or `color-scheme` around the element.

import { holdRequests } from './support/held-requests.js';
import { shot } from './support/screenshots.js';
import { Widget, elementMarkup, expect, test } from './support/test.js';

const PAGE = '<main><h1>A page</h1><p>Something to read.</p></main>';
const TEASER = 'data-teaser="Can I help you?"';
const styled = (css) => ({ head: `<style>${css}</style>`, policy: null, colorScheme: '' });

/** Waits until an element has a background of this theme. */
const expectTheme = async (locator, theme) => {
  const lightness = () => locator.evaluate((element) => Math.max(...getComputedStyle(element).backgroundColor.match(/\d+/g).slice(0, 3).map(Number)));
  if (theme === 'dark') await expect.poll(lightness).toBeLessThan(60);
  else await expect.poll(lightness).toBeGreaterThan(200);
};

for (const [name, system, css, theme] of [
  ['a page without colours, in a dark system', 'dark', '', 'light'],
  ['a page that follows the system, in a dark one', 'dark', ':root { color-scheme: light dark }', 'dark'],
  ['a page that follows the system, in a light one', 'light', ':root { color-scheme: light dark }', 'light'],
  ['a page with a dark color scheme', 'light', ':root { color-scheme: dark }', 'dark'],
  ['a page with a light color scheme, in a dark system', 'dark', ':root { color-scheme: only light }', 'light'],
  ['a dark page with a light body', 'light', ':root { color-scheme: dark } body { color-scheme: light }', 'light'],
  ['a dark background in a page with a light color scheme', 'light', ':root { color-scheme: light } body { background: #111 }', 'dark'],
  ['a white page that allows dark form controls, in a dark system', 'dark', ':root { color-scheme: light dark; background: #fff }', 'light'],
  ['a dark color scheme in a white page', 'light', ':root { background: #fff } body { color-scheme: dark }', 'dark'],
  ['a dark root', 'light', ':root { background: #0d1117 }', 'dark'],
  ['a dark body in a modern colour', 'light', 'body { background: oklch(0.25 0.02 260) }', 'dark'],
  ['a dark body in another colour space', 'light', 'body { background: color(display-p3 0.1 0.1 0.2) }', 'dark'],
  ['a light body in a modern colour, in a dark system', 'dark', 'body { background: lab(95 0 none) }', 'light'],
  ['a light body on a dark root', 'dark', ':root { background: #000 } body { background: #fafafa }', 'light'],
  ['a veil over a light page', 'dark', 'body { background: rgb(0 0 0 / 0.2) }', 'light'],
]) {
  test(`the theme is ${theme} on ${name}`, async ({ page, visit, scriptTag }) => {
    await page.emulateMedia({ colorScheme: system });
    const release = await holdRequests(page, '**/*.wasm');
    await visit(PAGE + scriptTag(TEASER), styled(css));
    const { host, launcher, window } = new Widget(page);
    await expectTheme(host.locator('.teaser'), theme);
    await launcher.click();
    await expect(host.locator('.frame textarea')).toHaveAttribute('placeholder', /./);
    await expectTheme(host.locator('.frame'), theme);
    release();
    await expect(window).toBeVisible();
    await expectTheme(window, theme);
    await shot(page, `theme-${name.replaceAll(/\W+/g, '-')}`);
  });
}

test('the placeholder window has the color scheme of the page before the widget bundle has loaded', async ({ page, visit, scriptTag }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.route('**/chat-*.js', () => {});
  await visit(PAGE + scriptTag(), styled(''));
  const { host, launcher } = new Widget(page);
  await launcher.click();
  await expectTheme(host.locator('.frame'), 'light');
  await page.evaluate(() => (document.documentElement.style.colorScheme = 'light dark'));
  await expectTheme(host.locator('.frame'), 'dark');
});

test('without colours of its own a page has the color scheme of its meta element', async ({ page, visit, scriptTag }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await visit(PAGE + scriptTag(), { colorScheme: 'light dark' });
  const widget = new Widget(page);
  await widget.open();
  await expectTheme(widget.window, 'dark');
});

test('the background of an element in whose shadow tree the widget is slotted counts', async ({ page, visit, chatbot, api }) => {
  const chat = elementMarkup(chatbot, api);
  const template = '<template shadowrootmode="open"><div id="around" style="background: #222"><slot></slot></div></template>';
  await visit(`${PAGE}<div>${template}${chat}</div><script src="/embed.js"></script>`, styled('body { background: #fff }'));
  const widget = new Widget(page);
  await widget.open();
  await expectTheme(widget.window, 'dark');
  await page.evaluate(() => (document.querySelector('div').shadowRoot.getElementById('around').style.background = '#eee'));
  await expectTheme(widget.window, 'light');
});

test('the theme that the page has set, and colours of the legacy widget, override the page', async ({ page, visit, scriptTag }) => {
  await visit(PAGE + scriptTag('data-theme="light"'), styled('body { background: #111 } .legacy { --header-bg-color: #fde68a }'));
  const widget = new Widget(page);
  await widget.open();
  await expectTheme(widget.window, 'light');
  await widget.host.evaluate((host) => (host.theme = 'auto'));
  await expectTheme(widget.window, 'dark');
  await widget.host.evaluate((host) => host.classList.add('legacy'));
  await expectTheme(widget.window, 'light');
  await widget.host.evaluate((host) => (host.theme = 'dark'));
  await expectTheme(widget.window, 'dark');
});

test('the attribute that pages of Open Chat Studio set works on the element of the legacy widget', async ({ page, visit, chatbot, api }) => {
  const tag = 'open-chat-studio-widget';
  await visit(`${PAGE}<script async src="/embed.js"></script>${elementMarkup(chatbot, api, 'theme="dark"', tag)}`);
  const widget = new Widget(page, tag);
  await widget.open();
  await expectTheme(widget.window, 'dark');
  await widget.host.evaluate((host) => host.setAttribute('theme', 'light'));
  await expectTheme(widget.window, 'light');
});

const CSS = `html { background: #fff }
  html.dark, [data-mode=dark] body { background: #101418 }
  .slow body { transition: background-color 0.2s; background: #fff }
  .slow.dark body { background: #101418 }
  .box, body:has(:checked), body:has([aria-pressed=true]) { background: #101418 }
  @media (prefers-color-scheme: dark) { .system body { background: #101418 } }`;

/** Elements whose states the `:has()` styles of the page depend on. */
const SWITCHES = '<input type="checkbox" aria-label="Dark"><button onclick="this.ariaPressed = true">Dark</button>';

for (const [name, change, className = ''] of [
  ['a class', (page) => page.evaluate(() => document.documentElement.classList.add('dark'))],
  ['an attribute', (page) => page.evaluate(() => (document.documentElement.dataset.mode = 'dark'))],
  ['a style', (page) => page.evaluate(() => document.body.style.setProperty('color-scheme', 'dark'))],
  [
    'a style sheet',
    (page) => page.evaluate(() => document.head.append(Object.assign(document.createElement('style'), { textContent: 'body { background: #000 }' }))),
  ],
  ["the system's theme", (page) => page.emulateMedia({ colorScheme: 'dark' }), 'system'],
  ['a transition', (page) => page.evaluate(() => document.documentElement.classList.add('dark')), 'slow'],
  ['a box that is checked', (page) => page.getByRole('checkbox').check()],
  ['a button that is pressed', (page) => page.getByRole('button', { name: 'Dark' }).click()],
  [
    'another place in the page',
    (page) =>
      page.evaluate(() => {
        const box = Object.assign(document.createElement('div'), { className: 'box' });
        document.body.append(box);
        box.append(document.querySelector('ocs-chat'));
      }),
  ],
]) {
  test(`the window changes with the page by ${name}`, async ({ page, visit, scriptTag }) => {
    await visit(`${PAGE}${SWITCHES}<script>document.documentElement.className = '${className}'</script>${scriptTag()}`, styled(CSS));
    const widget = new Widget(page);
    await widget.open();
    await expectTheme(widget.window, 'light');
    await widget.field.fill('a draft');
    await change(page);
    await expectTheme(widget.window, 'dark');
    await expect(widget.field).toHaveValue('a draft');
  });
}

test('the placeholder window and the teaser change with the page', async ({ page, visit, scriptTag }) => {
  const release = await holdRequests(page, '**/*.wasm');
  await visit(PAGE + scriptTag(TEASER), styled(CSS));
  const { host, launcher, window } = new Widget(page);
  const toggle = () => page.evaluate(() => document.documentElement.classList.toggle('dark'));
  const teaser = host.locator('.teaser');
  await expectTheme(teaser, 'light');
  const element = await teaser.elementHandle();
  await toggle();
  await expectTheme(teaser, 'dark');
  expect(await element.evaluate((teaser) => teaser.isConnected)).toBe(true);
  await launcher.click();
  await expectTheme(host.locator('.frame'), 'dark');
  await toggle();
  await expectTheme(host.locator('.frame'), 'light');
  release();
  await expect(window).toBeVisible();
  await expectTheme(window, 'light');
});

test('colours of the page can have a value for each theme', async ({ page, visit, scriptTag }) => {
  await visit(PAGE + scriptTag(), styled(`${CSS} ocs-chat { --ocs-surface: light-dark(#fffdf8, #14181c) }`));
  const widget = new Widget(page);
  await widget.open();
  await expect(widget.window).toHaveCSS('background-color', 'rgb(255, 253, 248)');
  await page.evaluate(() => document.documentElement.classList.add('dark'));
  await expect(widget.window).toHaveCSS('background-color', 'rgb(20, 24, 28)');
});
