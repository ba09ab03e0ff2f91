// The chat works with full, blocked, missing or corrupt storage.

import { Widget, expect, test } from './support/test.js';

const STORAGE_FULL_NOTICE = /not have enough space to keep this conversation/;
/** The console message for the page's owner. */
const NO_STORAGE = /^ocs-chat: the browser does not let this page store anything/;

/** The console message for the page's owner if the storage is full. */
const FULL_STORAGE = /^ocs-chat: the storage of this site is full/;

/** Fills the storage so that not one more record fits. */
const fillStorage = () => {
  for (let size = 2 ** 22; size >= 1; size /= 2) {
    try {
      for (let n = 0; ; n += 1) localStorage.setItem(`page-${size}-${n}`, 'x'.repeat(size));
    } catch {
      // This size no longer fits.
    }
  }
};

/** Sends a message, and another one after a reload, which has to keep the first. Returns the widget. */
async function continueAfterReload(page) {
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('first');
  await page.reload();
  await widget.open();
  await expect(widget.own).toHaveText(['first']);
  await widget.ask('second');
  return widget;
}

test('full storage is reported to the visitor once, and the chat works', async ({ page, visit, scriptTag, chatbot, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(FULL_STORAGE);
  const reported = page.waitForEvent('console', (message) => FULL_STORAGE.test(message.text()));
  await page.addInitScript(fillStorage);
  await visit(scriptTag());
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('first');
  await widget.ask('second');
  await expect(widget.notices).toHaveText([STORAGE_FULL_NOTICE]);
  expect(await chatbot.receivedTexts()).toEqual(['first', 'second']);
  await reported;
});

test('with full storage, the newest part of the conversation is kept', async ({ page, visit, scriptTag, chatbot, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(FULL_STORAGE, /^Failed to load resource/);
  // The server's history confirms the messages: the server can return them again, but not immediately.
  await page.clock.install();
  await visit(scriptTag());
  const widget = new Widget(page);
  await widget.open();
  for (const text of ['one', 'two', 'three', 'four']) await widget.ask(text);
  await page.clock.runFor(48_000);
  await expect.poll(async () => (await chatbot.receivedRequests('poll')).length).toBe(1);
  await page.evaluate(fillStorage);
  await widget.ask('five');
  await widget.ask('six');
  await expect(widget.notices).toHaveText([STORAGE_FULL_NOTICE]);
  await chatbot.injectFault({ kind: 'offline' });
  await page.reload();
  await widget.open();
  await expect(widget.own.last()).toHaveText('six');
  await expect(widget.own).not.toHaveCount(1);
  await chatbot.clearFaults();
  await expect
    .poll(async () => {
      await page.clock.runFor(30_000);
      return widget.own.allTextContents();
    })
    .toEqual(['one', 'two', 'three', 'four', 'five', 'six']);
});

test('the conversation is kept on a page whose getItem parses JSON', async ({ page, visit, scriptTag }) => {
  await page.addInitScript(() => {
    const { getItem } = Storage.prototype;
    Storage.prototype.getItem = function (name) {
      const value = getItem.call(this, name);
      try {
        return JSON.parse(value);
      } catch {
        return value;
      }
    };
  });
  await visit(scriptTag());
  await continueAfterReload(page);
});

test('storage without any room does not lose the session of the tab', async ({ page, visit, scriptTag, chatbot, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(FULL_STORAGE);
  await page.addInitScript(fillStorage);
  await visit(scriptTag());
  const widget = await continueAfterReload(page);
  expect(await chatbot.receivedTexts()).toEqual(['first', 'second']);
  expect(await chatbot.sessions()).toHaveLength(1);
  // What the tab keeps is removed with everything else.
  await widget.host.evaluate((host) => host.destroy({ forget: true }));
  await expect.poll(() => page.evaluate(() => Object.keys(sessionStorage))).toEqual([]);
});

test('storage that fills up during a conversation keeps unsent messages', async ({ widget, page, chatbot, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(/^Failed to load resource/);
  const reports = [];
  page.on('console', (message) => FULL_STORAGE.test(message.text()) && reports.push(message));
  expectedConsoleMessages.push(FULL_STORAGE);
  await page.clock.install();
  await page.reload();
  await widget.open();
  await widget.ask('first');
  // The history now contains the whole conversation.
  await page.clock.runFor(48_000);
  await expect.poll(async () => (await chatbot.receivedRequests('poll')).length).toBe(1);
  await page.evaluate(() => {
    const original = Storage.prototype.setItem;
    Storage.prototype.setItem = function (name, value) {
      // The transcript no longer fits, unsent messages do.
      if (value.includes('You said') && value.includes('second')) throw new DOMException('full', 'QuotaExceededError');
      return original.call(this, name, value);
    };
  });
  await chatbot.injectFault({ kind: 'offline' });
  await widget.say('second');
  await expect(widget.notices).toHaveText([STORAGE_FULL_NOTICE]);
  await expect(widget.own).toHaveText(['first', 'second']);
  await expect.poll(() => reports.length).toBe(1);
  await page.reload();
  await chatbot.clearFaults();
  await widget.open();
  await page.clock.runFor(2_000);
  await expect(widget.own).toHaveText(['first', 'second']);
  await page.clock.runFor(20_000);
  await expect(widget.answers).toHaveText(['You said: first', 'You said: second']);
  expect(await chatbot.receivedTexts()).toEqual(['first', 'second']);
  expect(reports).toHaveLength(1);
});

for (const [problem, prepare] of [
  [
    'blocked',
    () => {
      for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) {
        Object.defineProperty(window, name, {
          get() {
            throw new DOMException('The operation is insecure.', 'SecurityError');
          },
        });
      }
    },
  ],
  [
    'missing',
    () => {
      for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) Object.defineProperty(window, name, { value: null });
    },
  ],
]) {
  test(`the chat works if storage is ${problem}`, async ({ page, visit, scriptTag, chatbot, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(NO_STORAGE);
    const reported = page.waitForEvent('console', (message) => NO_STORAGE.test(message.text()));
    await page.addInitScript(prepare);
    await visit(scriptTag('data-allow-attachments="true"'));
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('first');
    await widget.attach({ name: 'a.txt' });
    await widget.ask('second', 'a.txt');
    await expect(widget.own.last()).toContainText('second');
    await expect(widget.notices).toHaveText([/^Your browser does not let this page keep the conversation/]);
    await reported;
    expect(await chatbot.receivedTexts()).toEqual(['first', 'second']);
  });
}

test('the stored conversation of a newer version is left as it is, and the chat works', async ({ widget, page, chatbot }) => {
  await widget.open();
  await widget.ask('first');
  const storeAsNewer = () => {
    const name = Object.keys(localStorage).find((name) => localStorage[name].startsWith('{"version":'));
    localStorage[name] = '{"version":99,"transcript":"in another form"}';
  };
  // After the page has stored its last state.
  await page.addInitScript((store) => sessionStorage.newer || ((sessionStorage.newer = 'yes'), eval(store)()), String(storeAsNewer));
  await page.reload();
  await widget.open();
  await expect(widget.own).toHaveCount(0);
  await widget.ask('second');
  await expect(widget.notices).toHaveText([/It may be lost when you leave this page/]);
  expect(await page.evaluate(() => Object.values(localStorage))).toContain('{"version":99,"transcript":"in another form"}');
  expect(await chatbot.receivedTexts()).toEqual(['first', 'second']);
});

test('a corrupt stored conversation is replaced by a new one', async ({ widget, page, chatbot }) => {
  await widget.open();
  await widget.ask('first');
  await page.evaluate(() => {
    for (const name of Object.keys(localStorage)) if (name.startsWith('ocs-chat')) localStorage[name] = '{"version":2,"entr';
  });
  await page.reload();
  await widget.open();
  await expect(widget.own).toHaveCount(0);
  await widget.ask('second');
  await page.reload();
  await widget.open();
  await expect(widget.own).toHaveText(['second']);
  expect(await chatbot.receivedTexts()).toEqual(['first', 'second']);
});

test('a draft is kept when the storage of the site is full', async ({ page, visit, scriptTag, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(FULL_STORAGE);
  await visit(scriptTag());
  const widget = new Widget(page);
  await widget.open();
  await page.evaluate(fillStorage);
  await widget.field.fill('half a message');
  await expect.poll(() => page.evaluate(() => Object.values(sessionStorage))).toContain('half a message');
  await page.reload();
  await widget.open();
  await expect(widget.field).toHaveValue('half a message');
});
