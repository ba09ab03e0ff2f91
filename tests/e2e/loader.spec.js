// Loading: the requests that a page causes before the visitor opens the chat, and the placeholder window while files load.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { holdRequests } from './support/held-requests.js';
import { FAILED_REQUEST, Widget, elementMarkup, expect, test } from './support/test.js';

const WIDGET_BUNDLE = '**/chat-*.js';

/** Opens the window and sends a message without waiting for files to load. */
async function sendImmediately(widget, text) {
  await widget.launcher.click();
  await widget.page.keyboard.type(text);
  await widget.page.keyboard.press('Enter');
}

const boxOf = (widget, selector) => widget.host.locator(selector).boundingBox();

test('the launcher is rendered synchronously when the script runs, without a layout shift', async ({ page, visit, site, chatbot, api }) => {
  site.put('/after.js', 'window.launcherWidth = document.querySelector("ocs-chat").shadowRoot.querySelector("button").getBoundingClientRect().width;', {
    'content-type': 'text/javascript',
  });
  await page.addInitScript(() => {
    window.shifts = [];
    const observe = (type, describe) =>
      new PerformanceObserver((list) => window.shifts.push(...list.getEntries().flatMap(describe))).observe({ type, buffered: true });
    observe('layout-shift', ({ value }) => `a shift of ${value}`);
  });
  await visit(
    `<p>Text</p>${elementMarkup(chatbot, api)}
     <script src="/embed.js"></script><script src="/after.js"></script><p>More</p>`,
  );
  expect(await page.evaluate(() => window.launcherWidth)).toBeGreaterThan(40);
  await page.waitForLoadState('networkidle');
  expect(await page.evaluate(() => window.shifts)).toEqual([]);
});

for (const [button, attributes] of [
  ['', ''],
  [' and an attach button', 'data-allow-attachments="true"'],
])
  test(`the placeholder window with its field${button} opens in the next frame and hands over text and caret`, async ({ page, visit, scriptTag, chatbot }) => {
    const release = await holdRequests(page, WIDGET_BUNDLE);
    await visit(scriptTag(attributes));
    const widget = new Widget(page);
    await page.evaluate(() => {
      const { shadowRoot } = document.querySelector('ocs-chat');
      shadowRoot.querySelector('button').addEventListener('click', () => {
        requestAnimationFrame(() => {
          window.inFrame = shadowRoot.activeElement?.localName;
        });
      });
    });
    await widget.launcher.click();
    await expect.poll(() => page.evaluate(() => window.inFrame)).toBe('textarea');
    await page.keyboard.type('Good day');
    for (let times = 0; times < 3; times += 1) await page.keyboard.press('ArrowLeft');
    const before = [await boxOf(widget, '.frame'), await boxOf(widget, '.frame header'), await boxOf(widget, '.frame textarea')];
    release();
    await expect(widget.field).toBeFocused();
    await expect(widget.field).toHaveValue('Good day');
    expect(await widget.field.evaluate((field) => field.selectionStart)).toBe(5);
    await expect(widget.host.locator('.frame')).toHaveCount(0);
    // The window opens with an animation.
    await widget.window.evaluate((window) => Promise.all(window.getAnimations().map(({ finished }) => finished)));
    const after = [await boxOf(widget, '.window'), await boxOf(widget, '.window header'), await boxOf(widget, '.window textarea')];
    const round = (boxes) => boxes.map((box) => Object.values(box).map(Math.round));
    expect(round(after)).toEqual(round(before));
    await page.keyboard.type('xy ');
    await expect(widget.field).toHaveValue('Good xy day');
    await page.keyboard.press('Enter');
    await expect(widget.answers).toHaveText(['You said: Good xy day']);
    expect(await chatbot.receivedTexts()).toEqual(['Good xy day']);
  });

test('messages sent in the placeholder window are delivered in order, and the draft after them remains', async ({ page, visit, scriptTag, chatbot }) => {
  const release = await holdRequests(page, '**/*.wasm');
  await visit(scriptTag());
  const widget = new Widget(page);
  await widget.launcher.click();
  const placeholder = widget.host.locator('.frame');
  await expect(placeholder.getByRole('textbox')).toBeFocused();
  for (const text of ['first', 'second']) {
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
  }
  await page.keyboard.type('third');
  await expect(placeholder.getByText('first')).toBeVisible();
  await expect(placeholder.getByText('second')).toBeVisible();
  await expect(placeholder.getByRole('status')).toHaveText('Loading…');
  release();
  await expect(widget.own).toHaveText(['first', 'second']);
  await expect(widget.field).toHaveValue('third');
  await expect(widget.answers).toHaveCount(2);
  expect(await chatbot.receivedTexts()).toEqual(['first', 'second']);
});

test('a message sent while the bundle loads is delivered if the page sets properties', async ({ page, visit, chatbot, api }) => {
  const release = await holdRequests(page, WIDGET_BUNDLE);
  await visit('<script src="/embed.js"></script><p>A page</p>');
  await page.evaluate(
    ([chatbotId, embedKey, apiBaseUrl]) => void window.ocsChat.mount({ chatbotId, embedKey, apiBaseUrl, userName: 'Ann' }),
    [chatbot.id, chatbot.key, api],
  );
  const widget = new Widget(page);
  await sendImmediately(widget, 'Good day');
  release();
  await expect(widget.own).toHaveText(['Good day']);
  await expect(widget.field).toBeFocused();
  await expect(widget.answers).toHaveText(['You said: Good day']);
  expect(await chatbot.receivedTexts()).toEqual(['Good day']);
});

test('the launcher is hidden while the window is open, even if it is clicked immediately', async ({ page, visit, scriptTag }) => {
  await visit(scriptTag());
  const widget = new Widget(page);
  await widget.launcher.dispatchEvent('click');
  await expect(widget.host.locator('.root textarea')).toBeVisible();
  await expect(widget.host.locator('[part~="launcher"]')).toBeHidden();
});

for (const target of ['icon', 'caption']) {
  test(`a click on the launcher's ${target} opens the window even if the launcher's text changes before the button is released`, async ({
    page,
    visit,
    scriptTag,
  }) => {
    await visit(scriptTag('data-button-text="Ask"'));
    const widget = new Widget(page);
    const launcher = widget.host.locator('.launcher');
    await launcher.locator(target === 'icon' ? 'i' : 'span').hover({ force: true });
    await page.mouse.down();
    await page.evaluate(() => document.querySelector('ocs-chat').setAttribute('button-text', 'Ask us'));
    await expect(launcher).toHaveText('Ask us');
    await page.mouse.up();
    await expect(widget.field).toBeFocused();
  });
}

test('a placeholder window that is closed before the application loads stays closed', async ({ page, visit, scriptTag }) => {
  const release = await holdRequests(page, '**/*.wasm');
  await visit(scriptTag());
  const widget = new Widget(page);
  await widget.launcher.click();
  await page.keyboard.type('half');
  await page.keyboard.press('Escape');
  await expect(widget.launcher).toBeFocused();
  await expect(widget.host.getByRole('dialog')).toHaveCount(0);
  release();
  await widget.launcher.click();
  await expect(widget.field).toBeFocused();
});

test.describe('preload', () => {
  const wasm = (page) => page.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.wasm')).length);

  for (const when of ['idle', 'eager']) {
    test(`${when} preloads the application`, async ({ page, visit, scriptTag }) => {
      await visit(scriptTag(`data-preload="${when}"`));
      await expect.poll(() => wasm(page)).toBe(1);
    });

    for (const connection of [{ saveData: true }, { effectiveType: '2g' }]) {
      test(`${when} does not preload with ${JSON.stringify(connection)}`, async ({ page, visit, scriptTag }) => {
        await page.addInitScript((value) => Object.defineProperty(navigator, 'connection', { value }), connection);
        await visit(scriptTag(`data-preload="${when}"`));
        await expect(new Widget(page).launcher).toBeVisible();
        await page.evaluate(() => new Promise((idle) => requestIdleCallback(idle)));
        await page.waitForLoadState('networkidle');
        expect(await wasm(page)).toBe(0);
      });
    }
  }

  test('hovering over launchers fetches the application once for two widgets', async ({ page, visit, scriptTag }) => {
    await visit(`${scriptTag()}<ocs-chat chatbot-id="22222222-2222-4222-8222-222222222222" position="left"></ocs-chat>`);
    const [one, two] = [page.locator('ocs-chat').first(), page.locator('ocs-chat').last()];
    await one.getByRole('button').hover();
    await two.getByRole('button').hover();
    await expect.poll(() => wasm(page)).toBe(1);
    await page.waitForLoadState('networkidle');
    expect(await wasm(page)).toBe(1);
  });
});

test('a message sent while the bundle loads is delivered once it has loaded', async ({ page, visit, scriptTag, chatbot }) => {
  const release = await holdRequests(page, WIDGET_BUNDLE);
  await visit(scriptTag());
  const widget = new Widget(page);
  await sendImmediately(widget, 'Good day');
  release();
  await expect(widget.own).toHaveText(['Good day']);
  await expect(widget.field).toHaveValue('');
  await expect(widget.field).toBeFocused();
  await expect(widget.answers).toHaveText(['You said: Good day']);
  expect(await chatbot.receivedTexts()).toEqual(['Good day']);
});

test.describe('one round trip', () => {
  const names = (site, from) =>
    site.requests
      .slice(from)
      .filter((path) => !/^\/(page-|favicon)/.test(path))
      .sort();

  for (const language of ['en', 'ar']) {
    test(`hovering over the launcher requests every file that a conversation in ${language} needs`, async ({ page, visit, scriptTag, site }) => {
      const from = site.requests.length;
      // No response arrives yet, so embed.js alone causes these requests.
      const release = await holdRequests(page, /\/(chat-|ocs-chat-|ar-|en-)/);
      const requested = [];
      page.on('request', (request) => requested.push(new URL(request.url()).pathname));
      await visit(scriptTag(`data-language="${language}"`));
      const launcher = page.locator('ocs-chat button').first();
      await expect(launcher).toBeVisible();
      await launcher.hover();
      await expect.poll(() => requested.filter((path) => /chat-|\.json$/.test(path)).length).toBe(4);
      release();
      await launcher.click();
      await expect(page.locator('ocs-chat .root textarea')).toBeFocused();
      await page.keyboard.type('hello');
      await page.keyboard.press('Enter');
      await expect(page.locator('ocs-chat .row.bot .markdown')).toHaveCount(1);
      // Each file once, and no other file: the size budget counts these files.
      const kinds = names(site, from)
        .map((path) => path.replace(/-[\w-]{8}\./, '.'))
        .sort();
      expect(kinds).toEqual([`/${language}.json`, '/chat.js', '/embed.js', '/ocs-chat.css', '/ocs-chat.wasm'].sort());
    });
  }

  for (const connection of [{ saveData: true }, { effectiveType: '2g' }, { effectiveType: 'slow-2g' }]) {
    test(`with ${JSON.stringify(connection)} a key press loads the widget, hovering and focus do not`, async ({ page, visit, scriptTag, site }) => {
      await page.addInitScript((value) => Object.defineProperty(navigator, 'connection', { value }), connection);
      const from = site.requests.length;
      await visit(scriptTag());
      const widget = new Widget(page);
      await widget.launcher.hover();
      await widget.launcher.focus();
      await page.evaluate(() => new Promise((idle) => requestIdleCallback(idle, { timeout: 2_000 })));
      await page.waitForLoadState('networkidle');
      expect(names(site, from)).toEqual(['/embed.js']);
      await widget.launcher.press('Enter');
      await expect(widget.field).toBeFocused();
      expect(names(site, from)).toHaveLength(5);
    });
  }

  test('the application is requested once if a teaser loads the bundle before the visitor hovers over the launcher', async ({
    page,
    visit,
    scriptTag,
    site,
  }) => {
    const from = site.requests.length;
    await visit(scriptTag('data-teaser="Hello?"'));
    const widget = new Widget(page);
    await expect(widget.host.getByText('Hello?')).toBeVisible();
    await widget.open();
    await widget.ask('good day');
    expect(names(site, from).filter((path) => path.endsWith('.wasm'))).toHaveLength(1);
  });

  test('a file whose preload fails is requested again', async ({ page, visit, scriptTag, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(FAILED_REQUEST);
    let failures = 0;
    await page.route('**/*.wasm', (route) => {
      failures += 1;
      return failures === 1 ? route.abort() : route.continue();
    });
    await visit(scriptTag());
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('good day');
    expect(failures).toBe(2);
  });
});

for (const [name, files] of [
  ['all files but embed.js', /\/(chat-|ocs-chat-)/],
  ['the bundle', '**/chat-*.js*'],
  ['the application', '**/*.wasm'],
]) {
  test(`a message sent immediately is answered after a network failure of ${name}`, async ({ page, visit, scriptTag, chatbot, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(FAILED_REQUEST, /could not be loaded/);
    await page.route(files, (route) => route.abort('internetdisconnected'));
    await visit(scriptTag());
    const widget = new Widget(page);
    await sendImmediately(widget, 'Good day');
    await page.keyboard.type('and more');
    await expect(widget.host.getByText('The chat could not be loaded.')).toBeVisible();
    await page.waitForEvent('requestfailed');
    await page.unroute(files);
    await expect(widget.answers).toHaveText(['You said: Good day'], { timeout: 40_000 });
    await expect(widget.field).toHaveValue('and more');
    expect(await chatbot.receivedTexts()).toEqual(['Good day']);
  });
}

test('message and draft are kept if the window closes before the bundle loads', async ({ page, visit, scriptTag, chatbot }) => {
  const release = await holdRequests(page, /\/(chat-|ocs-chat-)/);
  await visit(scriptTag());
  const widget = new Widget(page);
  await sendImmediately(widget, 'Good day');
  await page.keyboard.type('and more');
  await page.keyboard.press('Escape');
  await expect(widget.host.getByRole('dialog')).toHaveCount(0);
  release();
  await expect.poll(() => chatbot.receivedTexts()).toEqual(['Good day']);
  await widget.open();
  await expect(widget.answers).toHaveText(['You said: Good day']);
  await expect(widget.field).toHaveValue('and more');
});

test('message and draft are kept if the window closes before the application loads', async ({ page, visit, scriptTag, chatbot }) => {
  const release = await holdRequests(page, '**/*.wasm');
  await visit(scriptTag());
  const widget = new Widget(page);
  await sendImmediately(widget, 'Good day');
  await expect(widget.host.locator('.frame').getByRole('status')).toHaveText('Loading…');
  await page.keyboard.type('and more');
  await page.keyboard.press('Escape');
  release();
  await expect.poll(() => chatbot.receivedTexts()).toEqual(['Good day']);
  await widget.open();
  await expect(widget.answers).toHaveText(['You said: Good day']);
  await expect(widget.field).toHaveValue('and more');
});

test('message and draft are kept after the visitor retries loading', async ({ page, visit, scriptTag, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(FAILED_REQUEST, /could not be loaded/);
  await page.route('**/chat-*.js*', (route) => route.abort());
  await visit(scriptTag());
  const widget = new Widget(page);
  await sendImmediately(widget, 'Good day');
  await page.keyboard.type('and more');
  await widget.button('Try again').click();
  await page.unroute('**/chat-*.js*');
  await widget.button('Try again').click();
  await expect(widget.answers).toHaveText(['You said: Good day']);
  await expect(widget.field).toHaveValue('and more');
});

test.describe('lazy modules', () => {
  test('a module that fails to load is loaded again later', async ({ page, visit, scriptTag, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(FAILED_REQUEST);
    let failures = 0;
    await page.route('**/teaser-*.js*', (route) => {
      failures += 1;
      return failures === 1 ? route.abort() : route.continue();
    });
    await visit(scriptTag('data-teaser="Hello?"'));
    await expect(new Widget(page).host.getByText('Hello?')).toBeVisible();
    expect(failures).toBeGreaterThan(1);
  });

  test('a module that keeps failing to load is reported in the console, and the chat works', async ({ page, visit, scriptTag, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(FAILED_REQUEST, /^ocs-chat: a part of the widget \(teaser\) could not be loaded: /);
    await page.route('**/teaser-*.js*', (route) => route.abort());
    await visit(scriptTag('data-teaser="Hello?"'));
    await page.waitForEvent('console', { predicate: (message) => /\(teaser\) could not be loaded/.test(message.text()), timeout: 30_000 });
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('good day');
  });

  for (const isReleased of [false, true])
    test(`the launcher follows a drag that ${isReleased ? 'ends' : 'starts'} before the drag module loads`, async ({ page, visit, scriptTag }) => {
      const release = await holdRequests(page, '**/drag-*.js');
      await visit(scriptTag());
      const widget = new Widget(page);
      await widget.launcher.hover();
      // The widget bundle adds the badge.
      await expect(widget.launcher.locator('.badge')).toHaveCount(1);
      const { x, y, width, height } = await widget.launcher.boundingBox();
      const [fromX, fromY] = [x + width / 2, y + height / 2];
      const request = page.waitForRequest('**/drag-*.js');
      await page.mouse.down();
      await page.mouse.move(fromX - 60, fromY - 60);
      await page.mouse.move(fromX - 100, fromY - 80);
      await request;
      if (isReleased) await page.mouse.up();
      release();
      await expect.poll(async () => Math.round((await widget.launcher.boundingBox()).x)).toBe(Math.round(x - 100));
      if (!isReleased) await page.mouse.up();
      await expect(widget.host.getByRole('dialog')).toHaveCount(0);
    });

  test('a click with a moving mouse, before the widget bundle loads, leaves the launcher where it is', async ({ page, visit, scriptTag }) => {
    const release = await holdRequests(page, WIDGET_BUNDLE);
    await visit(scriptTag());
    const widget = new Widget(page);
    const before = await widget.launcher.boundingBox();
    await widget.launcher.hover();
    await page.mouse.down();
    await page.mouse.move(before.x + 8, before.y + 8);
    await page.mouse.up();
    // The placeholder window.
    await expect(widget.host.getByRole('dialog')).toBeVisible();
    release();
    await expect(widget.field).toBeFocused();
    await expect(widget.window).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(widget.launcher).toBeVisible();
    expect(await widget.launcher.boundingBox()).toEqual(before);
  });

  test.describe('with a touch', () => {
    test.use({ hasTouch: true });

    for (const isReleased of [false, true])
      test(`the launcher follows a drag that ${isReleased ? 'ends' : 'starts'} before the widget bundle loads`, async ({ page, visit, scriptTag }) => {
        const release = await holdRequests(page, WIDGET_BUNDLE);
        await visit(scriptTag());
        const widget = new Widget(page);
        const { x, y, width, height } = await widget.launcher.boundingBox();
        const session = await page.context().newCDPSession(page);
        const touch = (type, offset) =>
          session.send('Input.dispatchTouchEvent', {
            type,
            touchPoints: /End|Cancel/.test(type) ? [] : [{ x: x + width / 2 + offset, y: y + height / 2 + offset }],
          });
        await touch('touchStart', 0);
        await touch('touchMove', -40);
        await touch('touchMove', -100);
        if (isReleased) await touch('touchEnd');
        release();
        await expect.poll(async () => Math.round((await widget.launcher.boundingBox()).x)).toBe(Math.round(x - 100));
        if (isReleased) {
          // Another touch, at another place of the launcher, that moves less than a drag does.
          const before = await widget.launcher.boundingBox();
          await widget.launcher.evaluate((button) => {
            window.moved = new Promise((resolve) => button.addEventListener('pointermove', () => resolve(), { once: true }));
          });
          await touch('touchStart', -85);
          await touch('touchMove', -83);
          await page.evaluate(() => window.moved);
          expect(await widget.launcher.boundingBox()).toEqual(before);
          await touch('touchCancel');
        } else {
          await touch('touchMove', -150);
          await expect.poll(async () => Math.round((await widget.launcher.boundingBox()).y)).toBe(Math.round(y - 150));
          await touch('touchEnd');
        }
        await expect(widget.host.getByRole('dialog')).toHaveCount(0);
        // Chromium ignores a tap that follows a swipe at once.
        await widget.launcher.click();
        await expect(widget.field).toBeFocused();
      });
  });
});

test.describe('the script element', () => {
  test('is recognised as a module beside an embed.js of another service', async ({ page, visit, scriptTag, site, chatbot }) => {
    site.put('/another/embed.js', '', { 'content-type': 'text/javascript' });
    await visit(
      `<script src="/another/embed.js"></script><script type="module" src="/another/embed.js"></script>${scriptTag().replace('async', 'type="module"')}`,
    );
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('good day');
    expect(await chatbot.receivedTexts()).toEqual(['good day']);
  });

  for (const kind of ['async', 'type="module"']) {
    test(`adds one widget for each of two elements with ${kind}`, async ({ page, visit, scriptTag }) => {
      const other = scriptTag('data-position="left"').replace(/data-chatbot-id="[^"]*"/, 'data-chatbot-id="22222222-2222-4222-8222-222222222222"');
      await visit((scriptTag() + other).replaceAll('async', kind));
      await expect(page.locator('ocs-chat')).toHaveCount(2);
    });
  }

  test('finds its files by data-assets-url if embed.js has been moved', async ({ page, visit, scriptTag, site, chatbot }) => {
    site.put('/cache/min/combined.js', await readFile(join(process.env.BUNDLE, 'embed.js')), { 'content-type': 'text/javascript' });
    await visit(scriptTag('data-assets-url="/"').replace('/embed.js', '/cache/min/combined.js?ver=1'));
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('good day');
    expect(await chatbot.receivedTexts()).toEqual(['good day']);
  });

  test('finds its files by data-assets-url if embed.js has been inlined', async ({ page, visit, scriptTag, chatbot }) => {
    const script = await readFile(join(process.env.BUNDLE, 'embed.js'), 'utf8');
    const open = scriptTag('data-assets-url="/"').replace('async src="/embed.js"', '').replace('</script>', '');
    await visit(`${open}${script}</script>`, { policy: null, path: '/a/folder/page' });
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('good day');
    expect(await chatbot.receivedTexts()).toEqual(['good day']);
  });

  test('twice, with the id in different case, adds one widget', async ({ page, visit, scriptTag, chatbot }) => {
    await visit(`${scriptTag()}${scriptTag().replaceAll(chatbot.id, chatbot.id.toUpperCase())}`);
    await expect(page.locator('ocs-chat')).toHaveCount(1);
    await page.evaluate(() => new Promise((done) => setTimeout(done)));
    await expect(page.locator('ocs-chat')).toHaveCount(1);
  });

  test('without attributes and without an element is reported in one sentence', async ({ page, visit }) => {
    const message = page.waitForEvent('console');
    await visit('<script async src="/embed.js"></script>');
    expect((await message).text()).toBe('ocs-chat: no data-chatbot-id');
  });
});

test('an element without an end tag does not hide the rest of the page', async ({ page, visit, chatbot, api }) => {
  await visit(`<script async src="/embed.js"></script>
    <ocs-chat chatbot-id="${chatbot.id}" embed-key="${chatbot.key}" api-base-url="${api}" /><main>The rest of the page</main>`);
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('good day');
  await expect(page.getByText('The rest of the page')).toBeVisible();
});
