// A trap inside the widget does not reach the page: a new instance continues from the stored state.

import { consoleMessages } from './support/console.js';
import { holdRequests } from './support/held-requests.js';
import { FAILED_REQUEST, Widget, elementMarkup, expect, test } from './support/test.js';

const RESTART_WARNING = /^ocs-chat: the chat crashed and is restarting\./;

/** Makes the application panic the next `times` times that it creates an element with this name, or every time if `times` is 0. */
const throwOnElements = (name, times) => {
  const original = Document.prototype.createElement;
  let remaining = times;
  Document.prototype.createElement = function (created, ...rest) {
    if (created === name && (times === 0 || remaining > 0)) {
      remaining -= 1;
      throw new Error('on purpose');
    }
    return original.call(this, created, ...rest);
  };
  window.restoreCreateElement = () => {
    Document.prototype.createElement = original;
  };
};

/** Makes the application panic now: the button opens the confirmation dialog, whose `h3` does not exist yet. */
async function panic(widget) {
  await widget.page.evaluate(throwOnElements.toString().replace(/^/, '(') + ")('h3', 1)");
  await widget.button('Start new chat').click();
}

test.beforeEach(async ({ expectedConsoleMessages, page }) => {
  expectedConsoleMessages.push(RESTART_WARNING, FAILED_REQUEST);
  await page.addInitScript(() => {
    window.errors = [];
    window.addEventListener('error', ({ message }) => window.errors.push(message));
    window.addEventListener('unhandledrejection', ({ reason }) => window.errors.push(String(reason)));
  });
});

test.afterEach(async ({ page }) => {
  if (!page.isClosed()) expect(await page.evaluate(() => window.errors)).toEqual([]);
});

const phases = [
  { phase: 'the conversation is idle', say: 'idle', ready: (widget) => expect(widget.answers).toHaveCount(2) },
  {
    phase: 'a session is starting',
    faults: [{ on: 'start', kind: 'delay', ms: 1_000, times: 1 }],
    isNewChat: true,
    ready: (widget) => expect(widget.own).toHaveCount(1),
  },
  {
    phase: 'a file is uploading',
    hasFile: true,
    faults: [{ on: 'upload', kind: 'delay', ms: 1_000, times: 1 }],
    ready: (widget) => expect(widget.log.getByRole('progressbar')).toBeVisible(),
  },
  {
    phase: 'a message is sending',
    faults: [{ on: 'message', kind: 'delay', ms: 1_000, times: 1 }],
    ready: (widget) => expect(widget.log.locator('[part~="state"]').last()).toHaveText('Sending'),
  },
  {
    phase: 'delivery of a message is being verified',
    faults: [{ on: 'message', kind: 'drop_after', times: 1 }],
    ready: (widget) => expect(widget.log.getByText('Checking whether it arrived')).toBeVisible(),
  },
  {
    phase: 'the bot is working on an answer',
    say: 'slow 2',
    answer: 'That took a while',
    ready: (widget) => expect(widget.log.getByText('Thinking…')).toBeVisible(),
  },
  {
    phase: 'the server is unreachable',
    faults: [{ kind: 'offline' }],
    hasFile: true,
    ready: (widget) => expect(widget.own).toHaveCount(2),
  },
];

for (const { phase, say = 'My question', answer = `You said: ${say}`, hasFile, faults = [], isNewChat, ready } of phases) {
  test(`the conversation continues after a panic while ${phase}`, async ({ widget, chatbot }) => {
    await widget.open();
    if (!isNewChat) await widget.ask('first');
    for (const fault of faults) await chatbot.injectFault(fault);
    if (hasFile) await widget.attach({ name: 'a.txt' });
    await widget.say(say);
    await ready(widget);
    await widget.field.fill('being written');
    await panic(widget);
    await chatbot.clearFaults();
    await expect(widget.field).toHaveValue('being written');
    await expect(widget.own).toHaveText(isNewChat ? [say] : ['first', say]);
    await expect(widget.answers.last()).toContainText(answer, { timeout: 45_000 });
    if (hasFile) await expect(widget.answers.last()).toContainText('a.txt');
    await widget.ask('afterwards');
    const sent = (await chatbot.receivedTexts()).filter((text) => text !== 'first');
    expect(sent).toEqual([say, 'afterwards']);
  });
}

test('an attached file survives a panic when no storage is available', async ({ page, visit, scriptTag, chatbot, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(/^ocs-chat: the browser does not let this page store anything/);
  await page.addInitScript(() => {
    for (const name of ['localStorage', 'indexedDB']) Object.defineProperty(window, name, { value: null });
  });
  await visit(scriptTag('data-allow-attachments="true"'));
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('first');
  await chatbot.injectFault({ kind: 'offline' });
  await widget.attach({ name: 'a.txt' });
  await widget.say('second');
  await expect(widget.own).toHaveCount(2);
  await panic(widget);
  await chatbot.clearFaults();
  await expect(widget.answers.last()).toContainText('a.txt', { timeout: 45_000 });
  expect(await chatbot.receivedTexts()).toEqual(['first', 'second']);
});

for (const [how, select] of [
  ['chosen', (widget) => widget.attach({ name: 'a.txt' })],
  ['attached by the page', (widget) => widget.host.evaluate((host) => host.attach([new File(['content'], 'a.txt', { type: 'text/plain' })]))],
  [
    'pasted',
    (widget) =>
      widget.field.evaluate((field) => {
        const clipboardData = new DataTransfer();
        clipboardData.items.add(new File(['content'], 'a.txt', { type: 'text/plain' }));
        field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, composed: true, cancelable: true }));
      }),
  ],
]) {
  test(`a file that was ${how} survives a panic when nothing is stored`, async ({ page, visit, scriptTag }) => {
    await page.clock.install();
    await visit(scriptTag('data-allow-attachments="true" data-persistent-session="false"'));
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('first');
    await select(widget);
    await expect(widget.selectedFiles).toHaveText(/a\.txt/);
    // The draft is saved.
    await page.clock.runFor(1_500);
    await panic(widget);
    await expect(widget.selectedFiles).toHaveText(/a\.txt/);
  });
}

test('a dropped file is stored with the draft', async ({ page, visit, scriptTag }) => {
  await visit(scriptTag('data-allow-attachments="true"'));
  const widget = new Widget(page);
  await widget.open();
  await widget.window.evaluate((window) => {
    const data = new DataTransfer();
    data.items.add(new File(['content'], 'dropped.txt', { type: 'text/plain' }));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, composed: true, cancelable: true }));
  });
  await expect.poll(() => page.evaluate(() => JSON.stringify(sessionStorage))).toContain('dropped.txt');
});

test('all widgets of a page continue after a panic in one of them', async ({ page, visit, chatbot, api }) => {
  const elements = ['id="one" position="left"', 'id="two" position="right"'].map((attributes) => elementMarkup(chatbot, api, attributes));
  await visit(`${elements.join('')}<script src="/embed.js"></script>`);
  const [one, two] = [new Widget(page, '#one'), new Widget(page, '#two')];
  await one.open();
  await one.ask('to the left');
  await two.open();
  await two.ask('to the right');
  await panic(one);
  await one.ask('left again');
  await two.ask('right again');
  await expect(one.own).toHaveText(['to the left', 'left again']);
  await expect(two.own).toHaveText(['to the right', 'right again']);
});

test('after three panics in a row a message with a retry button is shown', async ({ page, visit, scriptTag, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(/^ocs-chat: the chat crashed repeatedly and does not restart\./);
  await visit(scriptTag());
  await page.evaluate(throwOnElements.toString().replace(/^/, '(') + ")('h2', 0)");
  const messages = consoleMessages(page);
  const widget = new Widget(page);
  await widget.launcher.click();
  await expect(widget.host.getByRole('status')).toHaveText('The chat could not be loaded.');
  expect(messages.filter((text) => RESTART_WARNING.test(text))).toHaveLength(3);
  await page.evaluate(() => window.restoreCreateElement());
  await widget.button('Try again').click();
  await expect(widget.field).toBeFocused();
  await widget.ask('works');
});

test('after three panics with a closed window the application restarts when the visitor opens it', async ({
  page,
  visit,
  scriptTag,
  expectedConsoleMessages,
  widget,
}) => {
  expectedConsoleMessages.push(/^ocs-chat: the chat crashed repeatedly and does not restart\./);
  await widget.open();
  await widget.ask('first');
  await widget.button('Close chat').click();
  await page.reload();
  await page.addInitScript(throwOnElements.toString().replace(/^/, '(') + ")('h2', 0)");
  await page.reload();
  // The application loads when the page is idle, because a conversation is stored.
  await page.waitForEvent('console', { predicate: (message) => message.text().includes('does not restart') });
  await expect(widget.launcher).toBeVisible();
  await page.evaluate(() => window.restoreCreateElement());
  await widget.open();
  await expect(widget.own).toHaveText(['first']);
});

/** Opens the placeholder window while the application cannot load, enters two messages and begins a third. */
async function typeInPlaceholder(page, visit, scriptTag, attributes = '') {
  const release = await holdRequests(page, '**/*.wasm');
  await visit(scriptTag(attributes));
  const widget = new Widget(page);
  await widget.launcher.click();
  await expect(widget.host.locator('.frame').getByRole('textbox')).toBeFocused();
  for (const text of ['first', 'second']) {
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
  }
  await page.keyboard.type('third');
  return { widget, release };
}

/** Makes the application panic once, after it has created `count` more elements. Elements of scripts do not count. */
const throwAfterElements = (count) => {
  const original = Document.prototype.createElement;
  let remaining = count;
  let hasThrown = false;
  Document.prototype.createElement = function (...args) {
    if (!/wasm/.test(new Error().stack)) return original.apply(this, args);
    remaining -= 1;
    // A paragraph of an answer that cannot be created is left out, without a panic.
    if (remaining < 0 && !hasThrown && args[0] !== 'p') {
      hasThrown = true;
      throw new Error('on purpose');
    }
    return original.apply(this, args);
  };
};

// The window has about sixty elements, and each message about twelve.
for (const count of [0, 1, 10, 30, 50, 55, 60, 65, 70, 80, 90, 100]) {
  test(`input in the placeholder window survives a panic after ${count} elements`, async ({ page, visit, scriptTag, chatbot }) => {
    const { widget, release } = await typeInPlaceholder(page, visit, scriptTag);
    const restarted = page.waitForEvent('console', (message) => RESTART_WARNING.test(message.text()));
    await page.evaluate(`(${throwAfterElements})(${count})`);
    release();
    await restarted;
    await expect(widget.own).toHaveText(['first', 'second']);
    await expect(widget.field).toHaveValue('third');
    // If the panic interrupts the handling of a response, the answer arrives with a later poll of the session.
    await expect.poll(() => chatbot.receivedTexts(), { timeout: 45_000 }).toEqual(['first', 'second']);
    await expect(widget.failed).toHaveCount(0);
  });
}

test('input in the placeholder window survives three panics and a retry', async ({ page, visit, scriptTag, chatbot, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(/^ocs-chat: the chat crashed repeatedly and does not restart\./);
  const { widget, release } = await typeInPlaceholder(page, visit, scriptTag);
  await page.evaluate(`(${throwOnElements})('h2', 0)`);
  release();
  await expect(widget.host.getByRole('status')).toHaveText('The chat could not be loaded.');
  await page.evaluate(() => window.restoreCreateElement());
  await widget.button('Try again').click();
  await expect(widget.own).toHaveText(['first', 'second']);
  await expect(widget.field).toHaveValue('third');
  await expect(widget.answers).toHaveCount(2, { timeout: 45_000 });
  expect(await chatbot.receivedTexts()).toEqual(['first', 'second']);
});

test('input in the placeholder window is restored as a draft after three panics and a reload', async ({ page, visit, scriptTag, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(/^ocs-chat: the chat crashed repeatedly and does not restart\./);
  const { widget, release } = await typeInPlaceholder(page, visit, scriptTag);
  await page.evaluate(`(${throwOnElements})('h2', 0)`);
  release();
  await expect(widget.host.getByRole('status')).toHaveText('The chat could not be loaded.');
  await page.reload();
  await widget.open();
  await expect(widget.field).toHaveValue('first\nsecond\nthird');
});

test('a message that waits in the placeholder window is not also restored as a draft', async ({ page, visit, scriptTag, chatbot }) => {
  const { widget, release } = await typeInPlaceholder(page, visit, scriptTag);
  // The draft is stored shortly after the last key press.
  await expect.poll(() => page.evaluate(() => Object.values(sessionStorage).join())).toContain('third');
  release();
  await expect(widget.own).toHaveText(['first', 'second']);
  await expect(widget.field).toHaveValue('third');
  await expect(widget.answers).toHaveCount(2);
  expect(await chatbot.receivedTexts()).toEqual(['first', 'second']);
});

test('a message from the page that causes a panic is sent once by the next instance', async ({ widget, page, chatbot }) => {
  await widget.open();
  await widget.ask('first');
  await page.evaluate(`(${throwAfterElements})(3)`);
  await widget.host.evaluate((host) => host.send('second'));
  await expect(widget.own).toHaveText(['first', 'second']);
  await expect(widget.answers).toHaveCount(2, { timeout: 45_000 });
  expect(await chatbot.receivedTexts()).toEqual(['first', 'second']);
});
