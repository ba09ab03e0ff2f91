// A fault inside the widget never reaches the page: a new instance goes on from what was stored.

import { FAILED_REQUEST, Widget, expect, test } from './support/test.js';

const FAULT = /^ocs-chat: a fault in the chat\. It starts again\./;

/** The application panics when it next makes an element of this kind; `times` 0 means each time. */
const breakElements = (name, times) => {
  const original = Document.prototype.createElement;
  let left = times;
  Document.prototype.createElement = function (made, ...rest) {
    if (made === name && (times === 0 || left > 0)) {
      left -= 1;
      throw new Error('on purpose');
    }
    return original.call(this, made, ...rest);
  };
  window.mend = () => {
    Document.prototype.createElement = original;
  };
};

/** Lets the application panic now: the question whether to start over is not on the page yet. */
async function panic(widget) {
  await widget.page.evaluate(breakElements.toString().replace(/^/, '(') + ")('h3', 1)");
  await widget.button('Start new chat').click();
}

test.beforeEach(async ({ complaints, page }) => {
  complaints.push(FAULT, FAILED_REQUEST);
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
  { phase: 'nothing is under way', say: 'idle', ready: (widget) => expect(widget.answers).toHaveCount(2) },
  {
    phase: 'a session is being started',
    faults: [{ on: 'start', kind: 'delay', ms: 1_000, times: 1 }],
    fresh: true,
    ready: (widget) => expect(widget.own).toHaveCount(1),
  },
  {
    phase: 'a file is being uploaded',
    file: true,
    faults: [{ on: 'upload', kind: 'delay', ms: 1_000, times: 1 }],
    ready: (widget) => expect(widget.log.getByRole('progressbar')).toBeVisible(),
  },
  {
    phase: 'a message is being sent',
    faults: [{ on: 'message', kind: 'delay', ms: 1_000, times: 1 }],
    ready: (widget) => expect(widget.log.locator('[part~="state"]').last()).toHaveText('Sending'),
  },
  {
    phase: 'a message is looked for',
    faults: [{ on: 'message', kind: 'drop_after', times: 1 }],
    ready: (widget) => expect(widget.log.getByText('Checking whether it arrived')).toBeVisible(),
  },
  {
    phase: 'an answer is waited for',
    say: 'slow 2',
    answer: 'That took a while',
    ready: (widget) => expect(widget.log.getByText('Thinking…')).toBeVisible(),
  },
  {
    phase: 'there is no server',
    faults: [{ kind: 'offline' }],
    file: true,
    ready: (widget) => expect(widget.own).toHaveCount(2),
  },
];

for (const { phase, say = 'My question', answer = `You said: ${say}`, file, faults = [], fresh, ready } of phases) {
  test(`while ${phase}`, async ({ widget, chatbot }) => {
    await widget.open();
    if (!fresh) await widget.ask('first');
    for (const fault of faults) await chatbot.fault(fault);
    if (file) await widget.attach({ name: 'a.txt' });
    await widget.say(say);
    await ready(widget);
    await widget.field.fill('being written');
    await panic(widget);
    await chatbot.clearFaults();
    await expect(widget.field).toHaveValue('being written');
    await expect(widget.own).toHaveText(fresh ? [say] : ['first', say]);
    await expect(widget.answers.last()).toContainText(answer, { timeout: 25_000 });
    if (file) await expect(widget.answers.last()).toContainText('a.txt');
    await widget.ask('afterwards');
    const heard = (await chatbot.heard()).filter((text) => text !== 'first');
    expect(heard).toEqual([say, 'afterwards']);
  });
}

test('a file that only the page holds survives too', async ({ page, visit, line, chatbot, complaints }) => {
  complaints.push(/^ocs-chat: the browser does not let this page store anything/);
  await page.addInitScript(() => {
    for (const name of ['localStorage', 'indexedDB']) Object.defineProperty(window, name, { value: null });
  });
  await visit(line('data-allow-attachments="true"'));
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('first');
  await chatbot.fault({ kind: 'offline' });
  await widget.attach({ name: 'a.txt' });
  await widget.say('second');
  await expect(widget.own).toHaveCount(2);
  await panic(widget);
  await chatbot.clearFaults();
  await expect(widget.answers.last()).toContainText('a.txt', { timeout: 25_000 });
  expect(await chatbot.heard()).toEqual(['first', 'second']);
});

test('all widgets of a page go on', async ({ page, visit, chatbot, api }) => {
  const element = (id) =>
    `<ocs-chat id="${id}" chatbot-id="${chatbot.id}" embed-key="${chatbot.key}" api-base-url="${api}"
      position="${id === 'one' ? 'left' : 'right'}"></ocs-chat>`;
  await visit(`${element('one')}${element('two')}<script src="/embed.js"></script>`);
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

test('after three faults in a row there is a notice with a button', async ({ page, visit, line, complaints }) => {
  complaints.push(/^ocs-chat: a fault in the chat\. It does not start again by itself\./);
  await visit(line());
  await page.evaluate(breakElements.toString().replace(/^/, '(') + ")('h2', 0)");
  const heard = [];
  page.on('console', (message) => heard.push(message.text()));
  const widget = new Widget(page);
  await widget.launcher.click();
  await expect(widget.host.getByRole('status')).toHaveText('The chat could not be loaded.');
  expect(heard.filter((text) => FAULT.test(text))).toHaveLength(3);
  await page.evaluate(() => window.mend());
  await widget.button('Try again').click();
  await expect(widget.field).toBeFocused();
  await widget.ask('works');
});

test('behind a closed window it is tried again when the visitor opens it', async ({ page, visit, line, complaints, widget }) => {
  complaints.push(/^ocs-chat: a fault in the chat\. It does not start again by itself\./);
  await widget.open();
  await widget.ask('first');
  await widget.button('Close chat').click();
  await page.reload();
  await page.addInitScript(breakElements.toString().replace(/^/, '(') + ")('h2', 0)");
  await page.reload();
  // There is a conversation, so the application is loaded when the page is idle.
  await page.waitForEvent('console', { predicate: (message) => message.text().includes('does not start again by itself') });
  await expect(widget.launcher).toBeVisible();
  await page.evaluate(() => window.mend());
  await widget.open();
  await expect(widget.own).toHaveText(['first']);
});

/** Opens the window while the application is held back, sends two messages and begins a third. */
async function writeInPlaceholder(page, visit, line, attributes = '') {
  let release;
  const released = new Promise((resolve) => (release = resolve));
  await page.route('**/*.wasm', async (route) => {
    await released;
    await route.continue();
  });
  await visit(line(attributes));
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

/** The application panics once, when it makes its next element but so many. */
const breakElementAt = (place) => {
  const original = Document.prototype.createElement;
  let left = place;
  Document.prototype.createElement = function (...given) {
    left -= 1;
    if (left === -1) throw new Error('on purpose');
    return original.apply(this, given);
  };
};

// The window has some sixty elements, each message a dozen.
for (const place of [0, 1, 10, 30, 50, 55, 60, 65, 70, 80, 90, 100]) {
  test(`what was entered in the placeholder is not lost by a fault at element ${place}`, async ({ page, visit, line, chatbot }) => {
    const { widget, release } = await writeInPlaceholder(page, visit, line);
    const restarted = page.waitForEvent('console', (message) => FAULT.test(message.text()));
    await page.evaluate(`(${breakElementAt})(${place})`);
    release();
    await restarted;
    await expect(widget.own).toHaveText(['first', 'second']);
    await expect(widget.field).toHaveValue('third');
    // The answer to a message whose acceptance met the fault comes with a later poll of the session.
    await expect.poll(() => chatbot.heard(), { timeout: 25_000 }).toEqual(['first', 'second']);
    await expect(widget.failed).toHaveCount(0);
  });
}

test('what was entered is there after three faults, when the visitor tries again', async ({ page, visit, line, chatbot, complaints }) => {
  complaints.push(/^ocs-chat: a fault in the chat\. It does not start again by itself\./);
  const { widget, release } = await writeInPlaceholder(page, visit, line);
  await page.evaluate(`(${breakElements})('h2', 0)`);
  release();
  await expect(widget.host.getByRole('status')).toHaveText('The chat could not be loaded.');
  await page.evaluate(() => window.mend());
  await widget.button('Try again').click();
  await expect(widget.own).toHaveText(['first', 'second']);
  await expect(widget.field).toHaveValue('third');
  await expect(widget.answers).toHaveCount(2, { timeout: 25_000 });
  expect(await chatbot.heard()).toEqual(['first', 'second']);
});

test('what was entered is there on the next page, if the visitor leaves after three faults', async ({ page, visit, line, complaints }) => {
  complaints.push(/^ocs-chat: a fault in the chat\. It does not start again by itself\./);
  const { widget, release } = await writeInPlaceholder(page, visit, line);
  await page.evaluate(`(${breakElements})('h2', 0)`);
  release();
  await expect(widget.host.getByRole('status')).toHaveText('The chat could not be loaded.');
  await page.reload();
  await widget.open();
  await expect(widget.field).toHaveValue('first\nsecond\nthird');
});

test('a message that has waited a while in the placeholder is not in the field as well', async ({ page, visit, line, chatbot }) => {
  const { widget, release } = await writeInPlaceholder(page, visit, line);
  // A moment after the last key, what is being written is stored for the next page.
  await expect.poll(() => page.evaluate(() => Object.values(sessionStorage).join())).toContain('third');
  release();
  await expect(widget.own).toHaveText(['first', 'second']);
  await expect(widget.field).toHaveValue('third');
  await expect(widget.answers).toHaveCount(2);
  expect(await chatbot.heard()).toEqual(['first', 'second']);
});

test('a message of the page that meets a fault is sent once by the next instance', async ({ widget, page, chatbot }) => {
  await widget.open();
  await widget.ask('first');
  await page.evaluate(`(${breakElementAt})(3)`);
  await widget.host.evaluate((host) => host.send('second'));
  await expect(widget.own).toHaveText(['first', 'second']);
  await expect(widget.answers).toHaveCount(2, { timeout: 25_000 });
  expect(await chatbot.heard()).toEqual(['first', 'second']);
});
