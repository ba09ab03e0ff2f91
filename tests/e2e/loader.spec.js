// What a page pays before the chat is wanted, and what a visitor sees before all of it is there.

import { FAILED_REQUEST, Widget, expect, test } from './support/test.js';

/** Holds the rest of the widget back until it is let go. */
async function hold(page, files = '**/chat-*.js') {
  let release;
  const released = new Promise((resolve) => {
    release = resolve;
  });
  await page.route(files, async (route) => {
    await released;
    await route.continue();
  });
  return release;
}

/** Opens the window and sends something, whatever is still loading. */
async function sendInHaste(widget, text) {
  await widget.launcher.click();
  await widget.page.keyboard.type(text);
  await widget.page.keyboard.press('Enter');
}

const boxOf = (widget, selector) => widget.host.locator(selector).boundingBox();

test('the launcher is there in the task in which the script runs, and shifts nothing', async ({ page, visit, site, chatbot, api }) => {
  site.put('/after.js', 'window.drawn = document.querySelector("ocs-chat").shadowRoot.querySelector("button").getBoundingClientRect().width;', {
    'content-type': 'text/javascript',
  });
  await page.addInitScript(() => {
    window.told = [];
    const observe = (type, tell) => new PerformanceObserver((list) => window.told.push(...list.getEntries().flatMap(tell))).observe({ type, buffered: true });
    observe('layout-shift', ({ value }) => `a shift of ${value}`);
  });
  await visit(
    `<p>Text</p><ocs-chat chatbot-id="${chatbot.id}" embed-key="${chatbot.key}" api-base-url="${api}"></ocs-chat>
     <script src="/embed.js"></script><script src="/after.js"></script><p>More</p>`,
  );
  expect(await page.evaluate(() => window.drawn)).toBeGreaterThan(40);
  await page.waitForLoadState('networkidle');
  expect(await page.evaluate(() => window.told)).toEqual([]);
});

for (const [what, attributes] of [['', ''], [' beside the button for files', 'data-allow-attachments="true"']]) test(`the window opens with a field${what} in the next frame; what is written there goes on in the application, caret included`, async ({ page, visit, line, chatbot }) => {
  const release = await hold(page);
  await visit(line(attributes));
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
  // The window comes in with a movement.
  await widget.window.evaluate((window) => Promise.all(window.getAnimations().map(({ finished }) => finished)));
  const after = [await boxOf(widget, '.window'), await boxOf(widget, '.window header'), await boxOf(widget, '.window textarea')];
  const round = (boxes) => boxes.map((box) => Object.values(box).map(Math.round));
  expect(round(after)).toEqual(round(before));
  await page.keyboard.type('xy ');
  await expect(widget.field).toHaveValue('Good xy day');
  await page.keyboard.press('Enter');
  await expect(widget.answers).toHaveText(['You said: Good xy day']);
  expect(await chatbot.heard()).toEqual(['Good xy day']);
});

test('several messages that are sent before the application is there are as many when it is, and what is written after them stays', async ({ page, visit, line, chatbot }) => {
  const release = await hold(page, '**/*.wasm');
  await visit(line());
  const widget = new Widget(page);
  await widget.launcher.click();
  const frame = widget.host.locator('.frame');
  await expect(frame.getByRole('textbox')).toBeFocused();
  for (const text of ['first', 'second']) {
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
  }
  await page.keyboard.type('third');
  await expect(frame.getByText('first')).toBeVisible();
  await expect(frame.getByText('second')).toBeVisible();
  await expect(frame.getByRole('status')).toHaveText('Loading…');
  release();
  await expect(widget.own).toHaveText(['first', 'second']);
  await expect(widget.field).toHaveValue('third');
  await expect(widget.answers).toHaveCount(2);
  expect(await chatbot.heard()).toEqual(['first', 'second']);
});

test('what is typed and sent at once is not lost where the page sets properties', async ({ page, visit, chatbot, api }) => {
  const release = await hold(page);
  await visit('<script src="/embed.js"></script><p>A page</p>');
  await page.evaluate(
    ([chatbotId, embedKey, apiBaseUrl]) => void window.ocsChat.mount({ chatbotId, embedKey, apiBaseUrl, userName: 'Ann' }),
    [chatbot.id, chatbot.key, api],
  );
  const widget = new Widget(page);
  await sendInHaste(widget, 'Good day');
  release();
  await expect(widget.own).toHaveText(['Good day']);
  await expect(widget.field).toBeFocused();
  await expect(widget.answers).toHaveText(['You said: Good day']);
  expect(await chatbot.heard()).toEqual(['Good day']);
});

test('while the window is open there is no launcher, however fast it was opened', async ({ page, visit, line }) => {
  await visit(line());
  const widget = new Widget(page);
  await widget.launcher.dispatchEvent('click');
  await expect(widget.host.locator('.root textarea')).toBeVisible();
  await expect(widget.host.locator('[part~="launcher"]')).toBeHidden();
});

for (const what of ['icon', 'caption']) {
  test(`a press of the launcher's ${what} counts although what is on the launcher changes before the release`, async ({ page, visit, line }) => {
    await visit(line('data-button-text="Ask"'));
    const widget = new Widget(page);
    const launcher = widget.host.locator('.launcher');
    await launcher.locator(what === 'icon' ? 'i' : 'span').hover({ force: true });
    await page.mouse.down();
    await page.evaluate(() => document.querySelector('ocs-chat').setAttribute('button-text', 'Ask us'));
    await expect(launcher).toHaveText('Ask us');
    await page.mouse.up();
    await expect(widget.field).toBeFocused();
  });
}

test('a window that is closed before anything has come is closed', async ({ page, visit, line }) => {
  const release = await hold(page, '**/*.wasm');
  await visit(line());
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
    test(`${when} has the application ready`, async ({ page, visit, line }) => {
      await visit(line(`data-preload="${when}"`));
      await expect.poll(() => wasm(page)).toBe(1);
    });

    for (const connection of [{ saveData: true }, { effectiveType: '2g' }]) {
      test(`${when} does not, for a visitor with ${JSON.stringify(connection)}`, async ({ page, visit, line }) => {
        await page.addInitScript((told) => Object.defineProperty(navigator, 'connection', { value: told }), connection);
        await visit(line(`data-preload="${when}"`));
        await expect(new Widget(page).launcher).toBeVisible();
        await page.evaluate(() => new Promise((idle) => requestIdleCallback(idle)));
        await page.waitForLoadState('networkidle');
        expect(await wasm(page)).toBe(0);
      });
    }
  }

  test('coming near is enough, and the application is fetched once for two widgets', async ({ page, visit, line }) => {
    await visit(`${line()}<ocs-chat chatbot-id="22222222-2222-4222-8222-222222222222" position="left"></ocs-chat>`);
    const [one, two] = [page.locator('ocs-chat').first(), page.locator('ocs-chat').last()];
    await one.getByRole('button').hover();
    await two.getByRole('button').hover();
    await expect.poll(() => wasm(page)).toBe(1);
    await page.waitForLoadState('networkidle');
    expect(await wasm(page)).toBe(1);
  });
});

test('what is sent before the application is there is sent when it is', async ({ page, visit, line, chatbot }) => {
  const release = await hold(page);
  await visit(line());
  const widget = new Widget(page);
  await sendInHaste(widget, 'Good day');
  release();
  await expect(widget.own).toHaveText(['Good day']);
  await expect(widget.field).toHaveValue('');
  await expect(widget.field).toBeFocused();
  await expect(widget.answers).toHaveText(['You said: Good day']);
  expect(await chatbot.heard()).toEqual(['Good day']);
});

test.describe('one round trip', () => {
  const names = (site, from) => site.requests.slice(from).filter((path) => !/^\/(page-|favicon)/.test(path)).sort();

  for (const [language, texts] of [['en', 0], ['ar', 1]]) {
    test(`everything that a conversation needs is requested at the first sign of intent, in ${language}`, async ({ page, visit, line, site }) => {
      const from = site.requests.length;
      // Nothing has come yet: whatever is requested is known by embed.js.
      const release = await hold(page, /\/(chat-|ocs-chat-|ar-)/);
      const asked = [];
      page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      await visit(line(`data-language="${language}"`));
      const launcher = page.locator('ocs-chat button').first();
      await expect(launcher).toBeVisible();
      await launcher.hover();
      await expect.poll(() => asked.filter((path) => /chat-|\.json$/.test(path)).length).toBe(3 + texts);
      release();
      await launcher.click();
      await expect(page.locator('ocs-chat .root textarea')).toBeFocused();
      await page.keyboard.type('hello');
      await page.keyboard.press('Enter');
      await expect(page.locator('ocs-chat .row.bot .markdown')).toHaveCount(1);
      // Each file once, and no other: these are the files that the budget counts.
      const kinds = names(site, from).map((path) => path.replace(/-[\w-]{8}\./, '.')).sort();
      expect(kinds).toEqual([...(texts ? ['/ar.json'] : []), '/chat.js', '/embed.js', '/ocs-chat.css', '/ocs-chat.wasm'].sort());
    });
  }

  for (const connection of [{ saveData: true }, { effectiveType: '2g' }, { effectiveType: 'slow-2g' }]) {
    test(`hovering and focusing are no intent for a visitor with ${JSON.stringify(connection)}, a key is`, async ({ page, visit, line, site }) => {
      await page.addInitScript((told) => Object.defineProperty(navigator, 'connection', { value: told }), connection);
      const from = site.requests.length;
      await visit(line());
      const widget = new Widget(page);
      await widget.launcher.hover();
      await widget.launcher.focus();
      await page.evaluate(() => new Promise((idle) => requestIdleCallback(idle, { timeout: 2_000 })));
      await page.waitForLoadState('networkidle');
      expect(names(site, from)).toEqual(['/embed.js']);
      await widget.launcher.press('Enter');
      await expect(widget.field).toBeFocused();
      expect(names(site, from)).toHaveLength(4);
    });
  }

  test('files are requested once also where the widget was there before the visitor came near', async ({ page, visit, line, site }) => {
    const from = site.requests.length;
    await visit(line('data-teaser="Hello?"'));
    const widget = new Widget(page);
    await expect(widget.host.getByText('Hello?')).toBeVisible();
    await widget.open();
    await widget.ask('good day');
    expect(names(site, from).filter((path) => path.endsWith('.wasm'))).toHaveLength(1);
  });

  test('a file that was requested early in vain is requested again', async ({ page, visit, line, complaints }) => {
    complaints.push(FAILED_REQUEST);
    let failures = 0;
    await page.route('**/*.wasm', (route) => {
      failures += 1;
      return failures === 1 ? route.abort() : route.continue();
    });
    await visit(line());
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('good day');
    expect(failures).toBe(2);
  });
});

for (const [what, files] of [['everything but embed.js', /\/(chat-|ocs-chat-)/], ['the script', '**/chat-*.js*'], ['the application', '**/*.wasm']]) {
  test(`a visitor who sends at once gets an answer although the network is gone for a while: ${what}`, async ({ page, visit, line, chatbot, complaints }) => {
    test.setTimeout(60_000);
    complaints.push(FAILED_REQUEST, /could not be loaded/);
    await page.route(files, (route) => route.abort('internetdisconnected'));
    await visit(line());
    const widget = new Widget(page);
    await sendInHaste(widget, 'Good day');
    await page.keyboard.type('and more');
    await expect(widget.host.getByText('The chat could not be loaded.')).toBeVisible();
    await page.waitForEvent('requestfailed');
    await page.unroute(files);
    await expect(widget.answers).toHaveText(['You said: Good day'], { timeout: 40_000 });
    await expect(widget.field).toHaveValue('and more');
    expect(await chatbot.heard()).toEqual(['Good day']);
  });
}

test('what was typed and sent is not lost when the window is closed before anything has come', async ({ page, visit, line, chatbot }) => {
  const release = await hold(page, /\/(chat-|ocs-chat-)/);
  await visit(line());
  const widget = new Widget(page);
  await sendInHaste(widget, 'Good day');
  await page.keyboard.type('and more');
  await page.keyboard.press('Escape');
  await expect(widget.host.getByRole('dialog')).toHaveCount(0);
  release();
  await expect.poll(() => chatbot.heard()).toEqual(['Good day']);
  await widget.open();
  await expect(widget.answers).toHaveText(['You said: Good day']);
  await expect(widget.field).toHaveValue('and more');
});

test('what was typed and sent is not lost when the window is closed before the application has come', async ({ page, visit, line, chatbot }) => {
  const release = await hold(page, '**/*.wasm');
  await visit(line());
  const widget = new Widget(page);
  await sendInHaste(widget, 'Good day');
  await expect(widget.host.locator('.frame').getByRole('status')).toHaveText('Loading…');
  await page.keyboard.type('and more');
  await page.keyboard.press('Escape');
  release();
  await expect.poll(() => chatbot.heard()).toEqual(['Good day']);
  await widget.open();
  await expect(widget.answers).toHaveText(['You said: Good day']);
  await expect(widget.field).toHaveValue('and more');
});

test('what was typed and sent is there after the visitor has tried again', async ({ page, visit, line, complaints }) => {
  complaints.push(FAILED_REQUEST, /could not be loaded/);
  await page.route('**/chat-*.js*', (route) => route.abort());
  await visit(line());
  const widget = new Widget(page);
  await sendInHaste(widget, 'Good day');
  await page.keyboard.type('and more');
  await widget.button('Try again').click();
  await page.unroute('**/chat-*.js*');
  await widget.button('Try again').click();
  await expect(widget.answers).toHaveText(['You said: Good day']);
  await expect(widget.field).toHaveValue('and more');
});

test.describe('modules that only some visitors need', () => {
  test('a module that cannot be loaded at first is loaded later', async ({ page, visit, line, complaints }) => {
    complaints.push(FAILED_REQUEST);
    let failures = 0;
    await page.route('**/teaser-*.js*', (route) => {
      failures += 1;
      return failures === 1 ? route.abort() : route.continue();
    });
    await visit(line('data-teaser="Hello?"'));
    await expect(new Widget(page).host.getByText('Hello?')).toBeVisible();
    expect(failures).toBeGreaterThan(1);
  });

  test('a module that cannot be loaded is said to the owner, and the chat goes on', async ({ page, visit, line, complaints }) => {
    test.setTimeout(60_000);
    complaints.push(FAILED_REQUEST, /^ocs-chat: a part of the widget \(teaser\) could not be loaded: /);
    await page.route('**/teaser-*.js*', (route) => route.abort());
    await visit(line('data-teaser="Hello?"'));
    await page.waitForEvent('console', { predicate: (message) => /\(teaser\) could not be loaded/.test(message.text()), timeout: 30_000 });
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('good day');
  });

  for (const isReleased of [false, true]) test(`the launcher follows the pointer although the code that moves it comes late${isReleased ? ', after it was released' : ''}`, async ({ page, visit, line }) => {
    const release = await hold(page, '**/drag-*.js');
    await visit(line());
    const widget = new Widget(page);
    await widget.launcher.hover();
    // The badge comes with the widget.
    await expect(widget.launcher.locator('.badge')).toHaveCount(1);
    const { x, y, width, height } = await widget.launcher.boundingBox();
    const [fromX, fromY] = [x + width / 2, y + height / 2];
    const asked = page.waitForRequest('**/drag-*.js');
    await page.mouse.down();
    await page.mouse.move(fromX - 60, fromY - 60);
    await page.mouse.move(fromX - 100, fromY - 80);
    await asked;
    if (isReleased) await page.mouse.up();
    release();
    await expect.poll(async () => Math.round((await widget.launcher.boundingBox()).x)).toBe(Math.round(x - 100));
    if (!isReleased) await page.mouse.up();
    await expect(widget.host.getByRole('dialog')).toHaveCount(0);
  });
});
