// Pages whose elements trap, clip or cover elements that are fixed to the viewport.

import { Widget, elementMarkup, expect, test } from './support/test.js';

const markup = (chatbot, api, attributes = '') => elementMarkup(chatbot, api, `language="en" ${attributes}`);

/** Waits until the launcher is in the corner of the viewport. */
const expectInCorner = (widget) =>
  expect
    .poll(async () => {
      const { x, y, width, height } = await widget.launcher.boundingBox();
      const viewport = widget.page.viewportSize();
      return [Math.round(viewport.width - x - width), Math.round(viewport.height - y - height)];
    })
    .toEqual([20, 20]);

for (const style of [
  'transform-style: preserve-3d',
  'content-visibility: auto',
  'will-change: translate',
  'will-change: scale',
  'will-change: offset-path',
  'will-change: contain',
  'offset-path: circle(1px)',
  'transform: translateX(0)',
  'perspective: 1px',
  'filter: blur(0)',
  'backdrop-filter: blur(1px)',
  'contain: paint',
  'container-type: size; overflow: hidden',
  'rotate: 1deg',
]) {
  test(`launcher and window are in the viewport inside an element with ${style}`, async ({ page, visit, chatbot, api }) => {
    await visit(`<div style="${style}; width: 300px; height: 200px">${markup(chatbot, api)}</div><script async src="/embed.js"></script>`, { policy: null });
    const widget = new Widget(page);
    await expectInCorner(widget);
    await widget.open();
    await widget.ask('good day');
    await expect(widget.button('Close chat')).toBeInViewport({ ratio: 1 });
    await widget.button('Close chat').click();
    await expectInCorner(widget);
  });
}

test('a launcher that is shown later is at its place, and not in the top layer', async ({ page, visit, chatbot, api }) => {
  await visit(`<div id="box" style="display: none">${markup(chatbot, api, 'preload="eager"')}</div><script async src="/embed.js"></script>`, { policy: null });
  const widget = new Widget(page);
  await page.waitForFunction(() => customElements.get('ocs-chat'));
  // Loads the widget bundle.
  await widget.host.evaluate((host) => host.getVersion());
  await page.evaluate(() => (document.querySelector('#box').style.display = 'block'));
  await expectInCorner(widget);
  await expect.poll(() => widget.launcher.evaluate((launcher) => Boolean(launcher.closest(':popover-open')))).toBe(false);
});

for (const [name, style] of [
  ['filtered', { filter: 'invert(1)' }],
  ['moved', { transform: 'translateX(250px)' }],
  ['zoomed', { zoom: '1.5' }],
]) {
  test(`window and launcher stay in the viewport when the body is ${name} while the window is open`, async ({ page, visit, chatbot, api }) => {
    await visit(`<style nonce="n">html { height: 3000px }</style>${markup(chatbot, api)}<script async src="/embed.js"></script>`, { policy: null });
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('good day');
    const { x, y } = await widget.window.boundingBox();
    await page.evaluate((style) => Object.assign(document.body.style, style), style);
    await expect
      .poll(async () => {
        const box = await widget.window.boundingBox();
        return [Math.round(box.x - x), Math.round(box.y - y)];
      })
      .toEqual([0, 0]);
    await widget.button('Close chat').click();
    await expectInCorner(widget);
  });
}

test('launcher and window are in the viewport inside an empty element at its left edge', async ({ page, visit, chatbot, api }) => {
  const style = 'position: fixed; left: 0; bottom: 0; width: 0; height: 0; overflow: hidden; will-change: transform';
  await visit(`<div style="${style}">${markup(chatbot, api)}</div><script async src="/embed.js"></script>`, { policy: null });
  const widget = new Widget(page);
  await expectInCorner(widget);
  await widget.open();
  await widget.ask('good day');
});

test('launcher and window are in the viewport inside a shadow root and a slot that trap them', async ({ page, visit, chatbot, api }) => {
  const shell = `<script>
    document.querySelector('#shell').attachShadow({ mode: 'open' }).innerHTML =
      '<div style="transform: translateX(0); width: 300px; height: 200px"><slot></slot></div>';
  </script>`;
  await visit(`<div id="shell">${markup(chatbot, api)}</div>${shell}<script async src="/embed.js"></script>`, { policy: null });
  const widget = new Widget(page);
  await expectInCorner(widget);
  await widget.open();
  await widget.ask('good day');
});

for (const [description, before, after] of [
  [
    'a stacking context under a fixed header',
    '<header style="position: fixed; inset: 0 0 auto; height: 120px; background: #fcc; z-index: 100">Header</header><footer style="position: relative; z-index: 1">',
    '</footer>',
  ],
  ['an element with a clip-path', '<div style="clip-path: inset(0); width: 300px; height: 200px">', '</div>'],
]) {
  test(`the window can be used inside ${description}`, async ({ page, visit, chatbot, api }) => {
    await visit(`${before}${markup(chatbot, api)}${after}<script async src="/embed.js"></script>`, { policy: null });
    const widget = new Widget(page);
    await page.waitForFunction(() => customElements.get('ocs-chat'));
    await widget.host.evaluate((host) => host.open());
    await expect(widget.field).toBeFocused();
    await widget.ask('good day');
    // A click waits until nothing covers the button.
    await widget.button('Close chat').click({ timeout: 15_000 });
    await expect(widget.window).toBeHidden();
  });
}

test('the launcher can be used while another element is full-screen', async ({ page, visit, scriptTag }) => {
  await visit(`<main id="app" style="background: #fff"><button>Full screen</button></main>${scriptTag()}`, { policy: null });
  const widget = new Widget(page);
  await widget.launcher.hover();
  await page.evaluate(() => document.querySelector('#app button').addEventListener('click', () => document.querySelector('#app').requestFullscreen()));
  for (let times = 0; times < 2; times += 1) {
    await page.getByRole('button', { name: 'Full screen' }).click();
    await page.waitForFunction(() => document.fullscreenElement);
    await widget.launcher.click({ timeout: 15_000 });
    await widget.ask('good day');
    await widget.button('Close chat').click();
    await page.evaluate(() => document.exitFullscreen());
    await page.waitForFunction(() => !document.fullscreenElement);
  }
});

test('the widget stays when the page removes the element that is full-screen', async ({ page, visit, chatbot, api }) => {
  const app = '<main id="app" style="background: #fff"><button>Full screen</button></main>';
  await visit(`${app}<script async src="/embed.js"></script>${elementMarkup(chatbot, api)}`, { policy: null });
  await page.evaluate(() => document.querySelector('#app button').addEventListener('click', () => document.querySelector('#app').requestFullscreen()));
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('good day');
  await widget.button('Close chat').click();
  await page.getByRole('button', { name: 'Full screen' }).click();
  await page.waitForFunction(() => document.querySelector('#app ocs-chat'));
  await page.evaluate(() => document.querySelector('#app').remove());
  await widget.open();
  await expect(widget.answers).toHaveText(['You said: good day']);
  await widget.host.evaluate((host) => host.remove());
  await expect(widget.host).toHaveCount(0);
});

test('the transcript keeps its place while another element goes full-screen', async ({ page, visit, scriptTag }) => {
  await page.setViewportSize({ width: 1280, height: 1000 });
  await visit(`<main id="app" style="background: #fff">A page</main>${scriptTag()}`, { policy: null });
  const widget = new Widget(page);
  await widget.open();
  for (let count = 0; count < 5; count += 1) await widget.ask('long', 'long');
  await widget.log.evaluate((log) => log.scrollTo({ top: 500, behavior: 'instant' }));
  const scrollTop = () => widget.log.evaluate((log) => log.scrollTop);
  await expect.poll(scrollTop).toBe(500);
  // Twice: the first time, the code that moves the widget has to load.
  for (let times = 0; times < 2; times += 1) {
    await page.evaluate(() => document.querySelector('#app').requestFullscreen());
    await page.waitForFunction(() => document.fullscreenElement?.querySelector('ocs-chat'));
    expect(await scrollTop()).toBe(500);
    await page.evaluate(() => document.exitFullscreen());
    await page.waitForFunction(() => !document.querySelector('#app ocs-chat'));
    expect(await scrollTop()).toBe(500);
  }
});

test('launcher and window are not printed', async ({ page, visit, scriptTag }) => {
  await visit(scriptTag());
  const widget = new Widget(page);
  await expect(widget.launcher).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await expect(widget.launcher).toBeHidden();
  await page.emulateMedia({ media: 'screen' });
  await widget.open();
  await page.emulateMedia({ media: 'print' });
  await expect(widget.window).toBeHidden();
});

test('a word of an answer can be selected on a page that forbids selection', async ({ page, visit, scriptTag, site }) => {
  site.put('/unselectable.css', 'body { user-select: none }', { 'content-type': 'text/css' });
  await visit(scriptTag(), { head: '<link rel="stylesheet" href="/unselectable.css">' });
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('good');
  await widget.answers.last().dblclick();
  expect(await page.evaluate(() => String(getSelection()))).not.toBe('');
});

test('the page does not scroll under header and text field', async ({ page, visit, scriptTag }) => {
  await visit(`<div style="height: 3000px">A page</div>${scriptTag()}`, { policy: null });
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('good day');
  for (const part of ['header', 'textarea', '.transcript']) {
    await widget.window.locator(part).first().hover();
    await page.mouse.wheel(0, 300);
  }
  // A wheel outside of the window scrolls the page, after any effect of the others.
  await page.mouse.move(10, 10);
  await page.mouse.wheel(0, 50);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(0);
  expect(await page.evaluate(() => scrollY)).toBeLessThanOrEqual(50);
});

test('a widget inside a native modal dialog works, and Escape closes only the window', async ({ page, visit, chatbot, api }) => {
  await visit(`<dialog style="transform: translateX(0)"><p>A dialog</p>${markup(chatbot, api)}</dialog><script async src="/embed.js"></script>`, {
    policy: null,
  });
  await page.evaluate(() => document.querySelector('dialog').showModal());
  const widget = new Widget(page);
  await expectInCorner(widget);
  await widget.open();
  await widget.ask('good day');
  for (const part of ['textarea', '[part~=close]']) {
    await widget.host.locator(`.window ${part}`).focus();
    await page.keyboard.press('Escape');
    await expect(widget.window).toBeHidden();
    expect(await page.evaluate(() => document.querySelector('dialog').open)).toBe(true);
    await widget.open();
  }
});

test('launcher and window are in the viewport of a page whose root element traps fixed elements', async ({ page, visit, scriptTag }) => {
  await visit(`<style>html { transform: translateX(0) }</style><div style="height: 3000px"></div>${scriptTag()}`, { policy: null });
  const widget = new Widget(page);
  await expectInCorner(widget);
  await widget.open();
  await expect(widget.window).toBeInViewport({ ratio: 1 });
});
