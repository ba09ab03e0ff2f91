// The demo page with its configurator, and the command `cargo xtask demo` that serves it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { OPTIONS } from '../../www/widget/options/options.ts';
import { check } from './support/accessibility.js';
import { Widget, expect, test } from './support/test.js';

/** Starts the Chat API server and the site as `cargo xtask demo` does, with additional arguments. */
async function serveDemo(...args) {
  const child = spawn(process.env.CHAT_SERVER, ['--api-port', '0', '--site-port', '0', '--site', process.env.BUNDLE, '--until-stdin-ends', ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const stop = async () => {
    child.stdin.end();
    await once(child, 'exit');
  };
  return { ...JSON.parse(line), stop };
}

test('the demo page causes no warning, error or policy violation', async ({ page }) => {
  const { site, api, stop } = await serveDemo();
  const messages = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && messages.push(message.text()));
  const response = await page.goto(site);
  const policy = response.headers()['content-security-policy'];
  for (const directive of ["script-src 'self' 'wasm-unsafe-eval'", "style-src 'self'", "require-trusted-types-for 'script'"]) {
    expect(policy).toContain(directive);
  }
  expect(new URL(api).origin).not.toBe(new URL(site).origin);

  const widget = new Widget(page);
  await widget.open();
  await widget.attach({ name: 'hello.txt', body: 'hi' });
  await widget.ask('Good morning', 'hello.txt, 2 bytes');
  await widget.ask('markdown', 'A heading');
  await widget.button('Enter full screen').click();
  await widget.button('Start new chat').click();
  await widget.button('Cancel').click();
  await widget.button('Close chat').click();

  expect(messages).toEqual([]);
  expect(await (await fetch(`${site}/csp-reports`)).json()).toEqual([]);
  await stop();
});

test.describe('the configurator', () => {
  let site;
  let stop;
  test.beforeAll(async () => {
    ({ site, stop } = await serveDemo());
  });
  test.afterAll(() => stop());

  test('it has every option', async ({ page }) => {
    await page.goto(site);
    const names = await page.locator('#options code').allTextContents();
    expect(names.sort()).toEqual(OPTIONS.map(({ name }) => name).sort());
  });

  test('choices made with the keyboard change the widget and the snippet', async ({ page }) => {
    await page.goto(site);
    const snippet = page.locator('#snippet');
    const widget = new Widget(page);
    await page.getByRole('textbox', { name: 'Title of the window' }).press('End');
    await page.keyboard.type('Ask "us"');
    await expect(snippet).toContainText('data-header-text="Ask &quot;us&quot;"');
    await page.getByRole('combobox', { name: 'Corner' }).press('ArrowDown');
    await expect(widget.launcher).toHaveClass(/center/);
    await page.getByRole('button', { name: 'Forest' }).press('Enter');
    await expect(snippet).toContainText('--ocs-accent: #0b6e4f;');
    await page.getByRole('button', { name: 'Open the chat' }).press('Enter');
    await expect(widget.window.getByText('Ask "us"')).toBeVisible();
    await expect(widget.field).toBeFocused();
    await page.keyboard.type('x');
    expect(await widget.host.locator('[part~="send"]').evaluate((node) => getComputedStyle(node).backgroundColor)).toBe('rgb(11, 110, 79)');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Element' }).press('Enter');
    await expect(snippet).toContainText('<ocs-chat');
    await page.getByRole('button', { name: 'npm' }).press('Enter');
    await expect(snippet).toContainText('headerText: "Ask \\"us\\"",');
  });

  test('kiosk mode fills its container and can be turned off', async ({ page }) => {
    await page.goto(site);
    const widget = new Widget(page);
    await page.getByRole('combobox', { name: 'Mode' }).selectOption('kiosk');
    await widget.ask('good day');
    const [container, window] = await Promise.all([page.locator('#kiosk').boundingBox(), widget.window.boundingBox()]);
    expect(window.width).toBeLessThanOrEqual(container.width);
    await page.getByRole('combobox', { name: 'Mode' }).selectOption('standard');
    await expect(page.locator('#kiosk')).toBeHidden();
  });

  test('the copied snippet creates the same widget', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto(site);
    await page.getByRole('textbox', { name: 'Text on the button' }).fill('Ask us');
    await page.getByRole('button', { name: 'Copy' }).click();
    await expect(page.getByRole('status')).toHaveText('Copied');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toBe(await page.locator('#snippet').textContent());
    await page.route('**/copied', (route) =>
      route.fulfill({ contentType: 'text/html', body: `<!doctype html><body>${copied.replace(/https:[^"]*embed.js/, '/embed.js')}` }),
    );
    await page.goto(`${site}/copied`);
    await expect(new Widget(page).host.getByRole('button', { name: 'Ask us – Open chat' })).toBeVisible();
  });

  for (const [width, height] of [
    [1280, 800],
    [390, 844],
  ]) {
    for (const colorScheme of ['light', 'dark']) {
      test(`it is accessible and does not overflow at a width of ${width} px in ${colorScheme} mode`, async ({ page }) => {
        await page.setViewportSize({ width, height });
        await page.emulateMedia({ colorScheme });
        await page.goto(site);
        await expect(new Widget(page).launcher).toBeVisible();
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
        await check(page);
        await page.screenshot({ path: `${process.env.OUTPUT}/screenshots/demo-${width}-${colorScheme}.png` });
      });
    }
  }
});

test('the demo page can use another server', async ({ page, api, chatbot }) => {
  const { site, stop } = await serveDemo('--api', `${api}/`, '--chatbot', chatbot.id, '--embed-key', chatbot.key);
  await page.goto(site);
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('Who is there?');
  expect(await chatbot.heard()).toEqual(['Who is there?']);
  await stop();
});

test('the demo command serves until Ctrl-C, and then stops both servers', async () => {
  test.setTimeout(120_000);
  const child = spawn(process.env.XTASK, ['demo', '--api-port', '0', '--site-port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const addresses = [];
  for await (const line of lines) {
    addresses.push(...line.matchAll(/http:\/\/127\.0\.0\.1:\d+/g));
    if (line.startsWith('Ctrl-C')) break;
  }
  const [[site], [api]] = addresses;
  const isServing = async () => {
    const [page, received] = await Promise.all([fetch(site), fetch(`${api}/control/received`)]);
    return page.ok && received.ok;
  };
  // The servers must also keep running after the start.
  for (let i = 0; i < 3; i += 1) {
    expect(await isServing()).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  child.kill('SIGINT');
  await once(child, 'exit');
  await expect.poll(() => isServing().catch(() => false)).toBe(false);
});
