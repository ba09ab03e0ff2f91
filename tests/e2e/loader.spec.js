// What a page pays before the chat is wanted, and what a visitor sees before all of it is there.

import { Widget, expect, test } from './support/test.js';

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

/** Holds the later part back, and notes who asks for it in haste. */
async function holdLater(page) {
  const inHaste = [];
  let release;
  const released = new Promise((resolve) => (release = resolve));
  await page.route('**/later-*.wasm', async (route) => {
    if (route.request().resourceType() === 'xhr') inHaste.push(route.request().url());
    else await released;
    await route.continue().catch(() => {});
  });
  return { inHaste, release };
}

test('what is sent before the application is there is sent when it is, by its first part', async ({ page, visit, line, chatbot }) => {
  const { inHaste, release: releaseLater } = await holdLater(page);
  const release = await hold(page);
  await visit(line());
  const widget = new Widget(page);
  await sendInHaste(widget, 'Good day');
  release();
  await expect(widget.own).toHaveText(['Good day']);
  await expect(widget.field).toHaveValue('');
  await expect(widget.field).toBeFocused();
  await expect.poll(() => chatbot.heard()).toEqual(['Good day']);
  expect(inHaste, 'run cargo xtask profile').toEqual([]);
  releaseLater();
  await expect(widget.answers).toHaveText(['You said: Good day']);
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

test('pages come and go, and the page sends, before the later part is there', async ({ page, visit, site, line, chatbot, openTab }) => {
  const { inHaste, release } = await holdLater(page);
  const path = await visit(line());
  const widget = new Widget(page);
  await widget.host.evaluate((host) => host.prefill('half'));
  await widget.host.evaluate((host) => host.send('one'));
  await expect.poll(() => chatbot.heard()).toEqual(['one']);
  // Another page of the site has a conversation now, so it begins with all of it.
  const other = await openTab();
  await other.open();
  await other.ask('two');
  for (const persisted of [true, false]) {
    for (const type of ['pagehide', 'pageshow']) {
      await page.evaluate(([type, init]) => void dispatchEvent(new PageTransitionEvent(type, init)), [type, { persisted }]);
    }
  }
  await page.bringToFront();
  await widget.open();
  site.put('/elsewhere', '<!doctype html><title>Elsewhere</title><link rel="icon" href="data:,">');
  await page.goto(`${site.url}/elsewhere`);
  await page.goto(site.url + path);
  expect(inHaste, 'run cargo xtask profile').toEqual([]);
  release();
  await expect(widget.answers).toHaveText(['You said: one', 'You said: two']);
});

test('a later part that does not come is said to the visitor and the owner, and can be fetched again', async ({ page, visit, line, chatbot, complaints }) => {
  test.setTimeout(60_000);
  complaints.push(/Failed to load resource/, /^ocs-chat: the chat does not start: its files could not be loaded/);
  await page.route('**/later-*.wasm', (route) => route.abort());
  await visit(line());
  const widget = new Widget(page);
  await widget.open();
  await widget.say('good day');
  await expect.poll(() => chatbot.heard()).toEqual(['good day']);
  await widget.field.fill('half a thought');
  await expect(widget.host.getByRole('status').filter({ hasText: 'could not be loaded' })).toBeVisible({ timeout: 40_000 });
  await page.unroute('**/later-*.wasm');
  await widget.button('Try again').click();
  await expect(widget.field).toHaveValue('half a thought');
  await expect(widget.own).toHaveText(['good day']);
  await expect(widget.answers).toHaveText(['You said: good day']);
  expect(await chatbot.heard()).toEqual(['good day']);
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

test('a first message is written and sent by the first part alone; the later part is there before the answer', async ({ page, visit, line, chatbot, site }) => {
  const from = site.requests.length;
  const { inHaste, release } = await holdLater(page);
  await visit(line('data-allow-attachments="true" data-starter-questions=\'["What is this?"]\''));
  const widget = new Widget(page);
  await widget.open();
  await widget.field.pressSequentially('good day');
  await expect(widget.host.locator('.frame')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await widget.open();
  await page.keyboard.press('Enter');
  await expect(widget.own).toHaveText(['good day']);
  await expect.poll(() => chatbot.heard()).toEqual(['good day']);
  expect(inHaste, 'run cargo xtask profile').toEqual([]);
  await expect(widget.answers).toHaveCount(0);
  release();
  await expect(widget.answers).toHaveText(['You said: good day']);
  expect(inHaste).toEqual([]);
  expect(site.requests.slice(from).filter((path) => path.startsWith('/later-'))).toHaveLength(1);
});

test('what is called of the later part waits for it', async ({ page, visit, line, chatbot }) => {
  const { inHaste, release } = await holdLater(page);
  await visit(line());
  const widget = new Widget(page);
  await widget.open();
  await widget.say('one');
  await expect.poll(() => chatbot.heard()).toEqual(['one']);
  const begun = widget.host.evaluate((host) => host.newSession());
  release();
  await begun;
  await expect(widget.own).toHaveCount(0);
  expect(inHaste).toEqual([]);
});

test('what a visitor does that needs the later part brings it at once', async ({ page, visit, line, chatbot }) => {
  const { inHaste } = await holdLater(page);
  await visit(line('data-allow-attachments="true"'));
  const widget = new Widget(page);
  await widget.open();
  await expect(widget.host.locator('.frame')).toHaveCount(0);
  await widget.attach({ name: 'a.txt' });
  await expect(widget.picked).toHaveCount(1);
  expect(inHaste).toHaveLength(1);
  await widget.say('see');
  await expect.poll(() => chatbot.received('upload')).toHaveLength(1);
});

test('a fault while another widget waits for the later part leaves one window in each', async ({ page, visit, chatbot, api, complaints }) => {
  complaints.push(/^ocs-chat: a fault in the chat\. It starts again\./);
  const { release } = await holdLater(page);
  const element = (more) => `<ocs-chat chatbot-id="${chatbot.id}" embed-key="${chatbot.key}" api-base-url="${api}" ${more}></ocs-chat>`;
  await visit(`${element(`position="left" welcome-messages='["Hello"]'`)}${element('')}<script src="/embed.js"></script>`);
  const [two, one] = [new Widget(page, 'ocs-chat >> nth=0'), new Widget(page, 'ocs-chat >> nth=1')];
  await one.open();
  await expect(one.host.locator('.frame')).toHaveCount(0);
  await two.launcher.click();
  await expect(two.host.locator('.frame')).toHaveCount(1);
  await page.evaluate(() => {
    const original = Document.prototype.createElement;
    Document.prototype.createElement = () => {
      Document.prototype.createElement = original;
      throw new Error('on purpose');
    };
  });
  await one.say('hello');
  release();
  for (const widget of [one, two]) {
    await expect(widget.host.locator('.frame')).toHaveCount(0);
    await expect(widget.host.locator('.window')).toHaveCount(1);
  }
  await expect(two.answers).toHaveText(['Hello']);
});
