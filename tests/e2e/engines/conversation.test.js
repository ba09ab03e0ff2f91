// The conversation in Firefox and WebKit, driven by WebDriver. Run by `cargo xtask test engines`.

import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeEngines } from '../support/engines.js';
import { read } from '../support/page-readers.js';
import { until } from '../support/webdriver.js';

/** Makes the application panic when it creates the next element with this name. */
const throwOnElement = (name) => {
  const original = Document.prototype.createElement;
  Document.prototype.createElement = function (created, ...rest) {
    if (created !== name) return original.call(this, created, ...rest);
    Document.prototype.createElement = original;
    throw new Error('on purpose');
  };
};

/** Stores a conversation of a session as the official widget does. */
const storeConversation = (id, { id: session, token }, messages) => {
  const values = { session, token, messages, activity: new Date().toISOString() };
  for (const [name, value] of Object.entries(values)) localStorage[`ocs-chat-${name}-${id}`] = value;
};

const conversationOf = (length) =>
  JSON.stringify(
    Array.from({ length }, (_, number) => ({
      created_at: new Date(Date.now() - 1_000_000 + number * 1_000).toISOString(),
      role: number % 2 ? 'assistant' : 'user',
      content: `Message ${number}`,
      attachments: [],
    })),
  );

const isInView = (text) => {
  const log = document.querySelector('ocs-chat').shadowRoot.querySelector('.transcript');
  const row = [...log.querySelectorAll('.row :is(.markdown, .plain-text)')].find(({ textContent }) => textContent.trim() === text);
  return row && row.getBoundingClientRect().bottom <= log.getBoundingClientRect().bottom && row.getBoundingClientRect().top >= log.getBoundingClientRect().top;
};

describeEngines((visit, test) => {
  test('a conversation with a file continues after a reload, and Escape closes the window', async () => {
    const chatbot = await visit.openPage();
    await visit.open();
    await visit.ask('good day');
    const file = join(await mkdtemp(join(tmpdir(), 'ocs-chat-')), 'a.txt');
    await writeFile(file, 'x');
    await visit.browser.pick(() => document.querySelector('ocs-chat').shadowRoot.querySelector('input[type=file]'), file);
    await until(async () => (await visit.run(read.selectedFiles)).length === 1, 'the file is selected');
    await visit.press('section.window textarea');
    await visit.ask('a file', 'a.txt');
    await visit.say('slow 2');
    await until(async () => (await chatbot.receivedTexts()).includes('slow 2'), 'the server has received the message');
    await visit.browser.reload();
    await visit.expectAnswer('That took a while');
    await visit.expectState(read.ownMessages, ['good day', 'a file', 'slow 2']);
    assert.deepEqual(await chatbot.receivedTexts(), ['good day', 'a file', 'slow 2']);
    await visit.press('section.window textarea');
    await visit.expectFocus();
    await visit.browser.type('Escape');
    await until(async () => !(await visit.run(read.window)), 'the window is closed');
    await visit.expectLauncher();
  });

  test('text typed and sent before the application has loaded arrives once, and the field keeps the focus', async () => {
    const release = visit.site.hold(/\.wasm$/);
    const chatbot = await visit.openPage();
    await visit.press('.launcher');
    await until(() => visit.run(read.placeholderField), 'the field of the placeholder window has the focus');
    await visit.say('first');
    await visit.say('second');
    await visit.browser.type(...'third');
    release();
    await visit.expectState(read.answers, ['You said: first', 'You said: second']);
    await visit.expectFocus();
    assert.equal(await visit.run(read.draft), 'third');
    await visit.ask('', 'You said: third');
    assert.deepEqual(await chatbot.receivedTexts(), ['first', 'second', 'third']);
    assert.deepEqual(await visit.run(read.ownMessages), ['first', 'second', 'third']);
  });

  test('conversation and draft are restored after a crash of the application', async () => {
    const chatbot = await visit.openPage();
    await visit.open();
    await visit.ask('before');
    await visit.browser.type(...'half');
    await visit.run(() => {
      window.crashedWindow = document.querySelector('ocs-chat').shadowRoot.querySelector('section.window');
      window.errors = [];
      addEventListener('error', ({ message }) => window.errors.push(message));
    });
    await visit.run(throwOnElement, 'h3');
    // The confirmation dialog of this button has the first `h3`.
    await visit.run(() => document.querySelector('ocs-chat').shadowRoot.querySelector('[part~="new-chat"]').click());
    await until(() => visit.run(() => !window.crashedWindow.isConnected), 'the window is replaced');
    await visit.expectState(read.ownMessages, ['before']);
    await visit.expectState(read.answers, ['You said: before']);
    await visit.expectState(read.draft, 'half');
    await visit.press('section.window textarea');
    await visit.browser.type('End');
    await visit.ask(' time', 'You said: half time');
    assert.deepEqual(await chatbot.receivedTexts(), ['before', 'half time']);
    assert.deepEqual(await visit.run(() => window.errors), []);
  });

  test('messages sent in quick succession are stored in their order, although the first is picked up late', async () => {
    const chatbot = await visit.openPage();
    await visit.open();
    await visit.ask('start');
    await chatbot.update({ pickup_ms: 1_500 });
    await visit.say('one');
    await until(async () => (await chatbot.receivedRequests('message')).length === 2, 'the server has the message');
    await chatbot.update({ pickup_ms: 0 });
    for (const text of ['two', 'three', 'four']) await visit.say(text);
    await visit.expectState(
      read.answers,
      ['start', 'one', 'two', 'three', 'four'].map((text) => `You said: ${text}`),
    );
    assert.deepEqual(await chatbot.receivedTexts(), ['start', 'one', 'two', 'three', 'four']);
  });

  test('a first message waits while the server is down, and is then sent automatically', async () => {
    const chatbot = await visit.openPage();
    await visit.open();
    await chatbot.injectFault({ on: 'start', kind: 'drop_before' });
    await visit.say('good day');
    await until(async () => (await chatbot.receivedRequests('start')).length >= 4, 'the widget has tried four times', 40_000);
    await visit.expectText('Waiting');
    await chatbot.clearFaults();
    await until(async () => (await chatbot.receivedTexts()).length > 0, 'the message arrives', 40_000);
    await visit.expectState(read.answers, ['You said: good day']);
    assert.deepEqual(await chatbot.receivedTexts(), ['good day']);
  });

  test('an answer arrives while the tab is hidden', async () => {
    const chatbot = await visit.openPage();
    await visit.open();
    await visit.ask('before');
    await visit.run(() => {
      document.querySelector('ocs-chat').addEventListener('ocs:message:received', ({ detail }) => {
        localStorage.received = JSON.stringify([document.visibilityState, detail.message.content]);
      });
    });
    await visit.say('slow 1');
    await until(async () => (await chatbot.receivedTexts()).length === 2, 'the server has received the message');
    const first = await visit.browser.currentTab();
    if (visit.engine.hidesTabs) {
      visit.site.put('/other-tab', '<!doctype html><title>Another tab</title><link rel="icon" href="data:,">');
      await visit.browser.openTab(`${visit.site.url}/other-tab`);
    } else {
      await visit.run(() => {
        Object.defineProperty(Document.prototype, 'visibilityState', { value: 'hidden', configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      });
    }
    try {
      const received = await until(() => visit.run(() => localStorage.received), 'the answer arrives', 30_000);
      assert.deepEqual(JSON.parse(received), ['hidden', 'That took a while. Thank you for waiting.']);
    } finally {
      if (visit.engine.hidesTabs) await visit.browser.closeTab(first);
      await visit.run(() => localStorage.clear());
    }
  });

  test('with full storage, the newest part of the conversation is kept and the visitor is told', async () => {
    const chatbot = await visit.openPage();
    await visit.run(storeConversation, chatbot.id, await chatbot.startSession(), conversationOf(100));
    try {
      await visit.browser.reload();
      await visit.expectLauncher();
      await visit.open();
      await visit.expectText('Message 99');
      // The records of the legacy widget are replaced by one of ours, which takes a moment after the messages are shown.
      const isReplaced = () => !Object.keys(localStorage).some((key) => key.startsWith('ocs-chat-messages-'));
      await until(() => visit.run(isReplaced), 'the conversation is stored in our form');
      await visit.run(() => {
        for (let size = 2 ** 22; size >= 8; size /= 2) {
          try {
            for (let n = 0; ; n += 1) localStorage.setItem(`page-${size}-${n}`, 'x'.repeat(size));
          } catch {
            // This size no longer fits.
          }
        }
      });
      await visit.ask('the newest message of the visitor');
      await visit.expectText('does not have enough space to keep this conversation');
      await chatbot.injectFault({ kind: 'offline' });
      await visit.browser.reload();
      await until(async () => (await visit.run(read.ownMessages)).at(-1) === 'the newest message of the visitor', 'the message is back');
      assert.ok((await visit.run(read.ownMessages)).includes('Message 98'));
    } finally {
      await visit.run(() => localStorage.clear());
    }
  });

  for (const [description, isFull, expected] of [
    ['that cannot be stored as a file is kept', false, /^notes\.txt.*4 bytes/],
    ['that cannot be stored at all is marked as lost', true, /^notes\.txt.*No longer available/],
  ]) {
    test(`a selected file ${description}`, async () => {
      const before = `const { put } = IDBObjectStore.prototype;
        IDBObjectStore.prototype.put = function (value, key) {
          if (${isFull} || value instanceof Blob) throw new DOMException('This value cannot be stored', 'DataCloneError');
          const request = put.call(this, value, key);
          request.transaction.addEventListener('complete', () => (document.documentElement.dataset.stored = ''));
          return request;
        };`;
      const chatbot = await visit.openPage({ before });
      await visit.open();
      const file = join(await mkdtemp(join(tmpdir(), 'ocs-chat-')), 'notes.txt');
      await writeFile(file, 'four');
      await visit.browser.pick(() => document.querySelector('ocs-chat').shadowRoot.querySelector('input[type=file]'), file);
      await until(async () => (await visit.run(read.selectedFiles)).length === 1, 'the file is selected');
      if (!isFull) await until(() => visit.run(() => 'stored' in document.documentElement.dataset), 'the file is stored');
      await visit.press('section.window textarea');
      await visit.browser.type(...'Here they are');
      await visit.browser.reload();
      await until(async () => expected.test((await visit.run(read.selectedFiles))[0]), `the file is shown as ${expected}`).catch(async (error) => {
        assert.match((await visit.run(read.selectedFiles)).join(), expected);
        throw error;
      });
      await visit.expectState(read.draft, 'Here they are');
      await visit.press('section.window textarea');
      if (isFull) {
        await visit.browser.type('Enter');
        await visit.expectText('Remove the files');
        assert.deepEqual(await chatbot.receivedTexts(), []);
      } else {
        await visit.ask('', 'notes.txt');
      }
    });
  }

  test('the first answer that overflows the transcript is shown from its start', async () => {
    await visit.openPage();
    await visit.open();
    await visit.run(() => {
      const log = document.querySelector('ocs-chat').shadowRoot.querySelector('.transcript');
      window.measure = () => ({
        scrollbar: log.offsetWidth - log.clientWidth,
        offset: Math.round(log.querySelector('.row.bot').getBoundingClientRect().top - log.getBoundingClientRect().top),
      });
    });
    await visit.ask('long', 'A long answer');
    await visit.browser.runAsync((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))));
    const { scrollbar, offset } = await visit.run(() => window.measure());
    assert.equal(scrollbar > 0, visit.engine.hasWideScrollbars);
    assert.ok(Math.abs(offset - 12) < 2, `the answer starts ${offset} pixels below the edge`);
  });

  test('a table whose rows are shorter than its head is shown without delay', async () => {
    await visit.openPage();
    await visit.open();
    const table = `say |${'a|'.repeat(1_000)}\n|${'-|'.repeat(1_000)}\n${'|b\n'.repeat(1_000)}`;
    await visit.run((text) => void document.querySelector('ocs-chat').send(text), table);
    await visit.expectAnswer('b');
    const elements = await visit.run(() => document.querySelector('ocs-chat').shadowRoot.querySelectorAll('.row.bot *').length);
    assert.ok(elements < 20_000, `the answer has ${elements} elements`);
    await visit.ask('afterwards');
  });

  test('the Home and End keys reach both ends of a long conversation', async () => {
    const chatbot = await visit.openPage();
    await visit.run(storeConversation, chatbot.id, await chatbot.startSession(), conversationOf(500));
    await visit.browser.reload();
    await visit.expectLauncher();
    await visit.open();
    const expectInView = (text) => until(() => visit.run(isInView, text), `${text} is in view`);
    await expectInView('Message 499');
    await visit.run(() => document.querySelector('ocs-chat').shadowRoot.querySelector('.transcript').focus());
    await visit.browser.type('Home');
    await expectInView('Message 0');
    await visit.browser.type('End');
    await expectInView('Message 499');
  });
});
