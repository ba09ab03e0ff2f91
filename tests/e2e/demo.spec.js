// The demo page with its configurator, and the command `cargo xtask demo` that serves it.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { OPTIONS } from '../../www/widget/options/options.ts';
import conversation from '../../www/demo/chat-api/conversation.json' with { type: 'json' };
import { PRESETS } from '../../www/demo/presets.ts';
import styling from '../../www/package/styling.json' with { type: 'json' };
import { check } from './support/accessibility.js';
import { leaveAndStop } from './support/leave-and-stop.js';
import { shot } from './support/screenshots.js';
import { serveFolder } from './support/static-server.js';
import { FAILED_REQUEST, Widget, expect, test } from './support/test.js';

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

/** Serves the bundle without a Chat API, like the published demo. */
async function servePublished() {
  const { url, stop } = await serveFolder(process.env.BUNDLE);
  return { site: url, stop };
}

/** The frame of a preview. */
async function previewOf(page, name) {
  await page.locator(`iframe[name=${name}]`).waitFor();
  const frame = page.frame({ name });
  await expect(frame.locator('ocs-chat')).toBeAttached();
  return frame;
}

const widgetOn = async (page, name = 'computer') => new Widget(await previewOf(page, name));

async function attach(page, widget, file) {
  const chooser = page.waitForEvent('filechooser');
  await widget.button('Attach files').click();
  await (await chooser).setFiles(file);
}

const choosePreset = (page, name) => page.getByRole('group', { name: 'Start from a preset' }).getByRole('button', { name }).click();

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

  const widget = await widgetOn(page);
  await widget.open();
  await attach(page, widget, { name: 'hello.txt', mimeType: 'text/plain', buffer: Buffer.from('hi') });
  await widget.ask('Good morning', 'hello.txt');
  await widget.ask('markdown', 'A heading');
  await widget.button('Enter full screen').click();
  await widget.button('Start new chat').click();
  await widget.button('Cancel').click();
  await widget.button('Close chat').click();
  for (const { name } of PRESETS) await choosePreset(page, name);

  expect(messages).toEqual([]);
  expect(await (await fetch(`${site}/csp-reports`)).json()).toEqual([]);
  await leaveAndStop(page, stop);
});

for (const [where, serve] of [
  ['the Chat API in memory', serveDemo],
  ['the stand-in of the published page', servePublished],
]) {
  test(`the conversation plays with ${where}, in both previews, and recovers from its failure`, async ({ page, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(FAILED_REQUEST);
    const { site, stop } = await serve();
    await page.goto(site);
    const [computer, phone] = [await widgetOn(page), await widgetOn(page, 'phone')];
    await page.getByRole('button', { name: 'Play a conversation' }).click();
    await expect(page.locator('#play-status')).toContainText('fails on purpose');
    await expect(computer.own).toHaveText(conversation.script.en);
    for (const widget of [computer, phone]) {
      const row = (text) => widget.log.locator('.row.bot', { hasText: text });
      await expect(row('six days a week').getByRole('table')).toBeVisible();
      await expect(row('For a first visit').locator('[part~=sources] li')).toHaveCount(2);
      await expect(row('Here it is').locator('[part~=file]')).toHaveCount(3);
      await expect(row('Copy the snippet').locator('[part~=code-block] span[class]').first()).toBeVisible();
    }
    // Playing moves no focus.
    await expect(page.getByRole('button', { name: 'Play a conversation' })).toBeFocused();
    const failure = computer.log.locator('.row.bot.failed');
    await expect(failure).toContainText('could not be answered');
    await shot(page, `demo-conversation-${where.split(' ')[1].toLowerCase()}`);
    await failure.getByRole('button', { name: 'Try again' }).click();
    for (const widget of [computer, phone]) {
      await expect(widget.log.locator('.row.bot', { hasText: 'Your visit is booked' })).toBeVisible();
      await expect(widget.button('Try again')).toHaveCount(0);
    }
    // Quick replies send a message.
    await computer.button('Send me the leaflet').click();
    await expect(computer.answers.last()).toContainText('Here it is');
    await leaveAndStop(page, stop);
  });
}

test('the conversation is played in Arabic on the Arabic page, and can be stopped', async ({ page }) => {
  const { site, stop } = await servePublished();
  await page.goto(site);
  await choosePreset(page, 'العربية');
  await expect(page.frameLocator('[name=computer]').locator('html')).toHaveAttribute('dir', 'rtl');
  const widget = await widgetOn(page);
  await page.getByRole('button', { name: 'Play a conversation' }).click();
  await expect(widget.own.first()).toHaveText(conversation.script.ar[0]);
  await expect(widget.answers.last()).toContainText('ستة أيام');
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('button', { name: 'Play a conversation' })).toBeVisible();
  await expect(widget.own).toHaveCount(1);
  await leaveAndStop(page, stop);
});

test('the published page answers by itself, keeps the conversation across a reload, and provides files', async ({ page }) => {
  const { site, stop } = await servePublished();
  const requested = [];
  page.on('request', (request) => requested.push(new URL(request.url()).host));
  await page.goto(site);
  await expect(page.getByText('does not leave your browser')).toBeVisible();
  let widget = await widgetOn(page);
  await widget.open();
  await attach(page, widget, { name: 'card.txt', mimeType: 'text/plain', buffer: Buffer.from('hi') });
  await widget.ask('What is the weather?', 'I have received card.txt');
  await widget.ask('And tomorrow?', 'know only a few answers');
  await widget.ask('send me the LEAFLET ', 'Here it is');

  await page.reload();
  widget = await widgetOn(page);
  await expect(widget.own).toHaveText([/What is the weather\?/, 'And tomorrow?', 'send me the LEAFLET']);
  const download = page.waitForEvent('download');
  await widget.log.getByRole('button', { name: 'Download file: opening-hours.csv' }).click();
  expect(await readFile(await (await download).path(), 'utf8')).toBe(await readFile('../../www/demo/files/opening-hours.csv', 'utf8'));
  expect(new Set(requested)).toEqual(new Set([new URL(site).host]));
  await leaveAndStop(page, stop);
});

test('the workflow that publishes the page links the book, and names a chatbot if the repository has one', async () => {
  const workflow = await readFile('../../.github/workflows/pages.yml', 'utf8');
  const [, program] = workflow.match(/--eval '\n(.*?)\n +'\n/s);
  const folder = await mkdtemp(join(tmpdir(), 'pages-'));
  const path = join(folder, 'target/pages/index.html');
  await mkdir(join(folder, 'target/pages'), { recursive: true });
  const publish = async (environment) => {
    await copyFile(join(process.env.BUNDLE, 'index.html'), path);
    execFileSync(process.execPath, ['--input-type=module', '--eval', program], { cwd: folder, env: { PATH: process.env.PATH, ...environment } });
    return readFile(path, 'utf8');
  };
  const page = await publish({ API: '', CHATBOT_ID: '', EMBED_KEY: '' });
  expect(page).toContain('data-api-base-url="https://chat-api.example"');
  expect(page).toMatch(/id="book">/);
  const withChatbot = await publish({ API: 'https://api.example', CHATBOT_ID: 'abc', EMBED_KEY: '' });
  expect(withChatbot).toContain('data-chatbot-id="abc"');
  expect(withChatbot).toContain('data-api-base-url="https://api.example"');
  expect(withChatbot).not.toContain('data-embed-key');
  await rm(folder, { recursive: true });
});

test.describe('the configurator', () => {
  let site;
  let stop;
  test.beforeAll(async () => {
    ({ site, stop } = await serveDemo());
  });
  test.afterAll(() => stop());

  test('it has every option and every custom property', async ({ page }) => {
    await page.goto(site);
    const names = await page.locator('#options code').allTextContents();
    expect(names.sort()).toEqual(OPTIONS.map(({ name }) => name).sort());
    const properties = await page.locator('#options .property input:not([type])').evaluateAll((inputs) => inputs.map(({ id }) => id.replace('property-', '')));
    expect(properties).toEqual(Object.keys(styling.customProperties));
  });

  test('choices made with the keyboard change the widgets and the snippet', async ({ page }) => {
    await page.goto(site);
    const snippet = page.locator('#snippet');
    const [widget, phone] = [await widgetOn(page), await widgetOn(page, 'phone')];
    await page.getByText('Look', { exact: true }).press('Enter');
    await page.getByRole('textbox', { name: 'Title of the window' }).press('ControlOrMeta+A');
    await page.keyboard.type('Ask "us"');
    await expect(snippet).toContainText('data-header-text="Ask &quot;us&quot;"');
    await page.getByRole('combobox', { name: 'Corner' }).press('ArrowDown');
    await expect(phone.launcher).toHaveClass(/center/);
    await page.getByRole('textbox', { name: 'Accent', exact: true }).press('ControlOrMeta+A');
    await page.keyboard.type('#0b6e4f');
    await expect(snippet).toContainText('--ocs-accent: #0b6e4f;');
    await page.getByRole('textbox', { name: 'Radius' }).fill('round');
    await expect(page.getByRole('textbox', { name: 'Radius' })).toHaveAttribute('aria-invalid', 'true');
    await expect(snippet).not.toContainText('round');
    await expect(widget.window.getByText('Ask "us"')).toBeVisible();
    await widget.field.focus();
    await page.keyboard.type('x');
    expect(await widget.host.locator('[part~="send"]').evaluate((node) => getComputedStyle(node).backgroundColor)).toBe('rgb(11, 110, 79)');
    await page.keyboard.press('Escape');
    await expect(widget.launcher).toBeFocused();
    await page.getByRole('button', { name: 'Element' }).press('Enter');
    await expect(snippet).toContainText('<ocs-chat');
    await page.getByRole('button', { name: 'npm' }).press('Enter');
    await expect(snippet).toContainText('headerText: "Ask \\"us\\"",');
  });

  test('presets, playing and the chat of a preview can be reached and used with the keyboard', async ({ page }) => {
    await page.goto(site);
    const widget = await widgetOn(page);
    await expect(widget.field).toBeVisible();
    for (const { name } of PRESETS) {
      await page.keyboard.press('Tab');
      await expect(page.locator(':focus')).toContainText(name);
    }
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: PRESETS.at(-2).name })).toHaveAttribute('aria-pressed', 'true');
    await expect(widget.page.locator('#kiosk')).toBeVisible();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await expect(widget.own.first()).toBeVisible();
    const stopButton = page.getByRole('button', { name: 'Stop' });
    // Playing moves no focus.
    await expect(stopButton).toBeFocused();
    await page.keyboard.press('Space');
    await expect(page.getByRole('button', { name: 'Play a conversation' })).toBeFocused();
    // On the way are the views, the colours and the page in the frame.
    await expect(async () => {
      await page.keyboard.press('Tab');
      await expect(widget.field).toBeFocused({ timeout: 50 });
    }).toPass({ intervals: [0] });
    await page.keyboard.type('Good evening');
    await page.keyboard.press('Enter');
    await expect(widget.own.last()).toHaveText('Good evening');
  });

  test('the previews have the colour scheme of the page', async ({ page }) => {
    await page.goto(site);
    const widget = await widgetOn(page);
    const isDark = (frame) => frame.evaluate(() => getComputedStyle(document.documentElement).colorScheme === 'dark');
    await expect(widget.host.locator('.root')).toHaveCount(1);
    await page.getByRole('button', { name: 'Dark', exact: true }).click();
    for (const frame of [page, widget.page]) expect(await isDark(frame)).toBe(true);
    await expect(widget.host.locator('.root.dark')).toHaveCount(1);
    await page.getByRole('button', { name: 'Light', exact: true }).click();
    await expect(widget.host.locator('.root.dark')).toHaveCount(0);
  });

  test('a preset replaces the options and custom properties of the one before', async ({ page }) => {
    await page.goto(site);
    for (const { name, options, customProperties } of [...PRESETS, PRESETS[0]]) {
      await choosePreset(page, name);
      const frame = await previewOf(page, 'computer');
      const expected = { ...options, ...customProperties };
      const state = () =>
        frame.locator('ocs-chat').evaluate((element) => {
          const ignored = /^(style|visible|user-id|chatbot-id|embed-key|api-base-url|data-.*)$/;
          const attributes = element.getAttributeNames().filter((attribute) => !ignored.test(attribute));
          const { style } = element;
          const properties = [...style].filter((property) => property.startsWith('--'));
          return Object.fromEntries([
            ...attributes.map((attribute) => [attribute, element.getAttribute(attribute)]),
            ...properties.map((property) => [property, style.getPropertyValue(property)]),
          ]);
        });
      await expect.poll(state).toEqual(expected);
      for (const value of Object.values(customProperties)) await expect(page.locator('#snippet')).toContainText(value);
    }
  });

  test('kiosk mode fills its container and can be turned off', async ({ page }) => {
    await page.goto(site);
    await choosePreset(page, 'Kiosk');
    const widget = await widgetOn(page);
    await widget.ask('Good day', 'a few answers');
    const [container, window] = await Promise.all([widget.page.locator('#kiosk').boundingBox(), widget.window.boundingBox()]);
    expect(Math.abs(window.width - container.width)).toBeLessThan(4);
    await choosePreset(page, 'Help desk');
    await expect(widget.page.locator('#kiosk')).toBeHidden();
    await expect(widget.launcher.or(widget.window)).toBeVisible();
  });

  test('buttons of the site open the chat', async ({ page }) => {
    await page.goto(site);
    const phone = await widgetOn(page, 'phone');
    await phone.page.getByRole('main').getByRole('button', { name: 'When are you open?' }).click();
    await expect(phone.answers.last()).toContainText('six days a week');
    const [window, width] = [await phone.window.boundingBox(), await page.locator('.is-phone .screen').evaluate((screen) => screen.clientWidth)];
    expect(Math.abs(window.width - width)).toBeLessThan(2);
  });

  test('the copied snippet creates the same widget', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto(site);
    await page.getByText('Look', { exact: true }).click();
    await page.getByRole('textbox', { name: 'Text on the button' }).fill('Ask us');
    await page.getByRole('button', { name: 'Copy' }).click();
    await expect(page.locator('#copied')).toHaveText('Copied');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toBe(await page.locator('#snippet').textContent());
    await page.route('**/copied', (route) =>
      route.fulfill({ contentType: 'text/html', body: `<!doctype html><body>${copied.replace(/https:[^"]*embed.js/, '/embed.js')}` }),
    );
    await page.goto(`${site}/copied`);
    await expect(new Widget(page).host.getByRole('button', { name: 'Ask us – Open chat' })).toBeVisible();
  });

  for (const [width, height, colorScheme, presets] of [
    [1280, 800, 'light', PRESETS],
    [375, 812, 'dark', PRESETS],
    [1440, 900, 'dark', PRESETS.slice(0, 1)],
    [820, 1100, 'light', PRESETS.slice(0, 1)],
    [375, 812, 'light', PRESETS.slice(0, 1)],
  ]) {
    test(`it is accessible and does not overflow at a width of ${width} px in ${colorScheme} mode, with ${presets.length} presets`, async ({ page }) => {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(site);
      for (const [index, { name, page: sitePage }] of presets.entries()) {
        if (index) await choosePreset(page, name);
        for (const preview of width < 760 ? ['phone'] : ['computer', 'phone']) {
          // A preset may replace the page of the preview.
          await expect.poll(() => page.frame({ name: preview })?.url()).toMatch(new RegExp(`/${sitePage}$`));
          const widget = await widgetOn(page, preview);
          await expect(widget.host.locator('[part~=launcher], [part~=window]').filter({ visible: true })).toHaveCount(1);
          await check(widget.page, 'html');
          expect(await widget.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
        }
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
        await check(page, 'html');
        await shot(page, `demo-${width}-${colorScheme}-${index}`);
      }
    });
  }
});

test('the demo page can use another server', async ({ page, api, chatbot }) => {
  const { site, stop } = await serveDemo('--api', `${api}/`, '--chatbot', chatbot.id, '--embed-key', chatbot.key);
  await page.goto(site);
  const widget = await widgetOn(page);
  await widget.open();
  await widget.ask('Who is there?');
  expect(await chatbot.receivedTexts()).toEqual(['Who is there?']);
  await leaveAndStop(page, stop);
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
