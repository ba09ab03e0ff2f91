// Failures of the server, the network and the download: the visitor sees an explanation, can retry, and loses no input.

import { consoleMessages } from './support/console.js';
import { FAILED_REQUEST, Widget, expect, test } from './support/test.js';

const UNEXPLAINED_REFUSAL = /^ocs-chat: the server refused files of a visitor/;

test.beforeEach(({ expectedConsoleMessages }) => {
  expectedConsoleMessages.push(FAILED_REQUEST);
});

/** Expects a failed message with this explanation that can be sent again. */
async function expectFailed(widget, text, sentence) {
  await expect(widget.failed).toContainText(text);
  await expect(widget.failed.locator('[part~="failure"]')).toContainText(sentence);
  await expect(widget.failed.getByRole('button', { name: 'Try again' })).toBeVisible();
}

test.describe('starting a session', () => {
  const refusals = [
    {
      reason: 'a wrong embed key',
      change: { embed_key: 'another' },
      sentence: 'not set up correctly',
      warning: /^ocs-chat: the server does not accept embed-key/,
    },
    {
      reason: 'a site that is not allowed',
      change: { allowed_domains: ['other.example'] },
      sentence: 'not set up correctly',
      warning: /^ocs-chat: the server does not allow this site \(localhost\)/,
    },
    {
      reason: 'a disabled chatbot',
      change: { enabled: false },
      sentence: 'not available at the moment',
      warning: /^ocs-chat: the chatbot is switched off/,
    },
    {
      reason: 'a disabled chatbot with a message',
      change: { enabled: false, disabled_message: 'Back at 18:00.' },
      sentence: 'Back at 18:00.',
      warning: /^ocs-chat: the chatbot is switched off/,
    },
    {
      reason: 'a chatbot that requires a login',
      change: { bearer: 'secret' },
      sentence: 'not set up correctly',
      warning: /^ocs-chat: the chatbot requires visitors to be logged in/,
    },
  ];
  for (const { reason, change, sentence, warning } of refusals) {
    test(`${reason} is explained, and the message can be sent again`, async ({ widget, chatbot, expectedConsoleMessages }) => {
      expectedConsoleMessages.push(warning);
      await chatbot.update(change);
      await widget.open();
      await widget.say('My question');
      await expectFailed(widget, 'My question', sentence);
      expect(await chatbot.receivedRequests('start')).toHaveLength(1);
      await chatbot.update({
        embed_key: chatbot.key,
        allowed_domains: ['*'],
        enabled: true,
        disabled_message: '',
        bearer: null,
      });
      await widget.failed.getByRole('button', { name: 'Try again' }).click();
      await expect(widget.answers).toHaveText(['You said: My question']);
      await expect(widget.failed).toHaveCount(0);
    });
  }

  test('a start request that fails temporarily is repeated automatically', async ({ widget, chatbot }) => {
    await chatbot.injectFault({ on: 'start', kind: 'status', status: 503, times: 2 });
    await widget.open();
    await widget.ask('My question');
    await expect(widget.own).toHaveCount(1);
  });

  test('the first message waits until the server can be reached', async ({ widget, chatbot, page, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(/^ocs-chat: the server rejected a valid request/);
    await page.clock.install();
    await page.reload();
    await chatbot.injectFault({ on: 'start', kind: 'status', status: 503 });
    await widget.open();
    await widget.say('My question');
    // In steps that are shorter than the timeout of a request.
    await expect(async () => {
      await page.clock.runFor(5_000);
      expect((await chatbot.receivedRequests('start')).length).toBeGreaterThan(5);
    }).toPass({ intervals: [20] });
    await expect(widget.host.getByText('Trying again…')).toBeVisible();
    await expect(widget.log.getByText('Waiting', { exact: true })).toBeVisible();
    await chatbot.clearFaults();
    await expect(async () => {
      await page.clock.runFor(5_000);
      await expect(widget.answers).toHaveCount(1, { timeout: 300 });
    }).toPass();
    await expect(widget.own).toHaveText(['My question']);
    await expect(widget.log.getByText('Sent')).toBeVisible();
  });
});

test.describe('sending a message', () => {
  for (const fault of [{ kind: 'drop_before' }, { kind: 'drop_after' }, { kind: 'status', status: 500 }, { kind: 'broken_json' }, { kind: 'html' }]) {
    test(`a message is delivered and shown once after ${fault.kind} ${fault.status ?? ''}`, async ({ widget, chatbot, page }) => {
      await page.clock.install();
      await page.reload();
      await widget.open();
      await widget.ask('first');
      await chatbot.injectFault({ on: 'message', times: 1, ...fault });
      await widget.say('My question');
      await expect(widget.log.getByText('Checking whether it arrived')).toBeVisible();
      // Delivery is checked a few times before the message is sent again. If it was delivered, its answer arrives with
      // the next session poll.
      await expect(async () => {
        await page.clock.runFor(2_500);
        await expect(widget.answers).toHaveText(['You said: first', 'You said: My question'], { timeout: 50 });
      }).toPass({ intervals: [20] });
      await expect(widget.own).toHaveText(['first', 'My question']);
      expect(await chatbot.receivedTexts()).toEqual(['first', 'My question']);
    });
  }

  test('a 503 with a date in Retry-After is repeated only after that date', async ({ widget, chatbot }) => {
    const until = Date.now() + 5_000;
    const retry_after = new Date(until).toUTCString();
    await chatbot.injectFault({ on: 'start', kind: 'status', status: 503, retry_after, times: 1 });
    await widget.open();
    await widget.say('My question');
    await expect(widget.host.getByRole('status')).toHaveText(/The chat is very busy/);
    await expect(widget.answers).toHaveText(['You said: My question']);
    const [, second] = await chatbot.receivedRequests('start');
    expect(Date.now()).toBeGreaterThan(until - 1_000);
    expect(second).toBeDefined();
  });

  test('a rate limit is shown, and the message is sent after it', async ({ widget, chatbot }) => {
    await chatbot.injectFault({
      on: 'message',
      kind: 'status',
      status: 429,
      body: { detail: 'Rate limit exceeded.', available_in: 2 },
      retry_after: 2,
      times: 1,
    });
    await widget.open();
    const start = Date.now();
    await widget.say('My question');
    await expect(widget.host.getByRole('status')).toHaveText(/The chat is very busy/);
    await expect(widget.answers).toHaveText(['You said: My question']);
    expect(Date.now() - start).toBeGreaterThan(2000);
    await expect(widget.host.getByRole('status')).toBeHidden();
    expect(await chatbot.receivedTexts()).toEqual(['My question']);
  });

  test('a message written offline is sent when the connection returns', async ({ widget, chatbot, page, context }) => {
    await widget.open();
    await widget.ask('first');
    await context.setOffline(true);
    await widget.say('written in a tunnel');
    await expect(widget.host.getByRole('status').filter({ hasText: 'You are offline' })).toBeVisible();
    await expect(widget.own).toHaveText(['first', 'written in a tunnel']);
    expect(await chatbot.receivedTexts()).toEqual(['first']);
    await context.setOffline(false);
    await expect(widget.answers.last()).toHaveText('You said: written in a tunnel');
    await expect(widget.host.getByText('You are offline')).toBeHidden();
  });

  for (const [session, fault, notice] of [
    ['an expired session', { kind: 'session_expired' }, 'The previous chat has expired'],
    ['an ended session', { kind: 'session_ended' }, 'This chat has been closed'],
    ['an unknown session', { kind: 'status', status: 403, body: { detail: 'Session does not exist' } }, 'The previous chat has expired'],
  ]) {
    test(`${session} is replaced, and the message is sent in the new one`, async ({ widget, chatbot }) => {
      await widget.open();
      await widget.ask('first');
      await chatbot.injectFault({ on: 'message', times: 1, ...fault });
      await widget.ask('second');
      await expect(widget.notices).toHaveText([new RegExp(notice)]);
      await expect(widget.own).toHaveText(['first', 'second']);
      expect(await chatbot.receivedTexts()).toEqual(['first', 'second']);
      expect(await chatbot.receivedRequests('start')).toHaveLength(2);
    });
  }

  test('a failed message can be edited or deleted', async ({ widget, chatbot }) => {
    await chatbot.injectFault({ on: 'message', kind: 'status', status: 400, body: { message: ['Not a valid string.'] }, times: 2 });
    test.info().annotations.push({ type: 'console', description: 'the refusal is reported to the page owner' });
    await widget.open();
    await widget.say('Tyop');
    await expectFailed(widget, 'Tyop', 'does not accept this message');
    await expect(widget.failed.getByRole('button')).toHaveText(['Edit', 'Try again', 'Delete']);
    await widget.failed.getByRole('button', { name: 'Edit' }).click();
    await expect(widget.field).toHaveValue('Tyop');
    await expect(widget.field).toBeFocused();
    await expect(widget.failed).toHaveCount(0);
    await widget.field.press('Enter');
    await expect(widget.failed).toHaveCount(1);
    await widget.failed.getByRole('button', { name: 'Delete' }).click();
    await expect(widget.own).toHaveCount(0);
  });

  test('a message that is longer than the server accepts is reported as too long, also after a reload', async ({
    widget,
    chatbot,
    page,
    expectedConsoleMessages,
  }) => {
    expectedConsoleMessages.push(FAILED_REQUEST, /^ocs-chat: the server refused a request: the request is too long/);
    const body = { detail: 'Request body too large. The maximum is 600000 bytes.' };
    await chatbot.injectFault({ on: 'message', kind: 'status', status: 413, body, times: 1 });
    const explained = page.waitForEvent('console', (message) => message.text().includes('the request is too long'));
    await widget.open();
    await widget.field.evaluate((field) => {
      field.value = 'too long '.repeat(70_000);
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    });
    await widget.field.press('Enter');
    await expect(widget.failed.locator('[part~="failure"]')).toHaveText('Not sent: this message is too long. Please shorten it and try again.');
    await explained;
    await page.reload();
    await widget.open();
    await expect(widget.failed.locator('[part~="failure"]')).toHaveText(/too long/);
  });

  test('editing a failed message keeps the current draft and the files of both', async ({ widget, chatbot, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(UNEXPLAINED_REFUSAL);
    await chatbot.injectFault({ on: 'upload', kind: 'status', status: 400, body: { error: 'No.' }, times: 1 });
    await widget.open();
    await widget.attach({ name: 'one.txt' });
    await widget.say('first');
    await expect(widget.failed).toHaveCount(1);
    await widget.field.fill('second');
    await widget.attach({ name: 'two.txt' });
    await widget.failed.getByRole('button', { name: 'Edit' }).click();
    await expect(widget.field).toHaveValue('first\nsecond');
    await expect(widget.selectedFiles).toHaveText([/two\.txt/, /one\.txt/]);
    await widget.button('Remove one.txt').click();
    await widget.field.press('Enter');
    await expect(widget.answers.last()).toContainText('two.txt');
    expect(await chatbot.receivedTexts()).toEqual(['first\nsecond']);
  });

  test('an unreachable server is reported, and the message is sent when the server returns', async ({ widget, chatbot }) => {
    await widget.open();
    await widget.ask('first');
    await chatbot.injectFault({ kind: 'offline' });
    await widget.say('second');
    await expect(widget.host.getByRole('status')).toHaveText(/cannot be reached/);
    await chatbot.clearFaults();
    await expect(widget.answers.last()).toHaveText('You said: second', { timeout: 45_000 });
    expect(await chatbot.receivedTexts()).toEqual(['first', 'second']);
  });

  test.beforeEach(({ expectedConsoleMessages }) => {
    expectedConsoleMessages.push(/^ocs-chat: the server rejected a valid request/);
  });
});

test.describe('waiting for an answer', () => {
  test('after a minute of waiting a notice appears, whatever the progress message, and the visitor can stop waiting', async ({ widget, chatbot, page }) => {
    await page.clock.install();
    await page.reload();
    await widget.open();
    await widget.say('slow 600');
    await expect(widget.log.getByText('Thinking…')).toBeVisible();
    const stop = widget.button('Stop waiting');
    await expect(stop).toBeHidden();
    const late = 'The answer is taking longer than expected';
    const progress = widget.host.locator('[part~="progress-text"]');
    const hasWaited = async () => page.clock.runFor(2_000).then(() => stop.isVisible());
    await expect.poll(hasWaited, { timeout: 20_000, intervals: [50] }).toBe(true);
    await expect(progress).toContainText(late);
    await expect(widget.log.locator('[aria-live="polite"]')).toContainText(late);
    await stop.click();
    await expect(stop).toBeHidden();
    await expect(widget.field).toBeFocused();
    await expect(widget.log.locator('[part~="notice"]')).toContainText(late);
    const polls = (await chatbot.receivedRequests('task')).length;
    await page.clock.runFor(20_000);
    expect(await chatbot.receivedRequests('task')).toHaveLength(polls);
  });

  test('the focus stays in the window when the answer arrives and removes the button that stops waiting', async ({ widget, page }) => {
    await page.clock.install();
    await page.reload();
    await widget.open();
    await widget.say('slow 10');
    // The wait is counted from the server's acceptance.
    await expect(widget.log.getByText('Thinking…')).toBeVisible();
    const stop = widget.button('Stop waiting');
    const hasWaited = async () => page.clock.runFor(2_000).then(() => stop.isVisible());
    // Fires each timer once: more would take longer than the answer.
    await page.clock.fastForward(60_000);
    await expect.poll(hasWaited, { timeout: 20_000, intervals: [50] }).toBe(true);
    await stop.focus();
    await expect.poll(async () => page.clock.runFor(1_000).then(() => widget.answers.count()), { intervals: [50] }).toBe(1);
    await expect(stop).toBeHidden();
    await page.clock.runFor(1_000);
    await expect(widget.window.locator(':focus')).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expect(widget.window).toBeHidden();
  });

  for (const [command, sentence] of [
    ['fail', 'Sorry, your message could not be answered.'],
    ['fail 400', 'An attached image could not be processed. Supported types: GIF, JPEG, PNG, WEBP.'],
    ['fail unknown', 'Sorry, your message could not be answered.'],
  ]) {
    test(`a failed task (${command}) is shown once, keeps its text and can be retried`, async ({ widget, chatbot, page }) => {
      await page.clock.install();
      await page.reload();
      await widget.open();
      await widget.say(command);
      await page.clock.runFor(1_000);
      const failure = widget.log.locator('.row.bot.failed');
      await expect(widget.answers).toHaveText([sentence]);
      // The server stores a message about the failure, which the session poll returns.
      await chatbot.changeNewestSession({ say: 'By the way' });
      await page.clock.runFor(33_000);
      await expect(widget.answers).toHaveText([sentence, 'By the way']);
      expect(await chatbot.receivedRequests('poll')).toHaveLength(1);
      await page.reload();
      await widget.open();
      await expect(widget.answers).toHaveText([sentence, 'By the way']);
      await failure.getByRole('button', { name: 'Try again' }).click();
      await page.clock.runFor(1_000);
      await expect(widget.own).toHaveText([command, command]);
      await expect(widget.answers).toHaveText([sentence, 'By the way', sentence]);
      expect(await chatbot.receivedTexts()).toEqual([command, command]);
    });
  }

  test('a failed task can be retried immediately, with its file', async ({ widget, chatbot }) => {
    await widget.open();
    await widget.attach({ name: 'p.txt' });
    await widget.say('fail 400');
    const failure = widget.log.locator('.row.bot.failed');
    await failure.getByRole('button', { name: 'Try again' }).click();
    await expect(widget.field).toBeFocused();
    await expect(failure).toHaveCount(2);
    await expect(failure.first()).toContainText('could not be processed');
    expect((await chatbot.receivedRequests('upload')).map(({ body }) => body.files[0].name)).toEqual(['p.txt', 'p.txt']);
  });

  test('failed task polls do not prevent the answer', async ({ widget, chatbot }) => {
    await chatbot.injectFault({ on: 'task', kind: 'status', status: 502, times: 1 });
    await chatbot.injectFault({ on: 'task', kind: 'drop_before', times: 1 });
    await chatbot.injectFault({ on: 'task', kind: 'broken_json', times: 1 });
    await widget.open();
    await widget.ask('My question');
    await expect(widget.log.locator('.failed')).toHaveCount(0);
  });

  test('a visitor who is logged in to the server without access to the chatbot reads that, also after a reload', async ({
    widget,
    chatbot,
    page,
    expectedConsoleMessages,
  }) => {
    expectedConsoleMessages.push(FAILED_REQUEST, /^ocs-chat: .* has no access to the chatbot/);
    await chatbot.injectFault({ on: 'start', kind: 'status', status: 403, body: { error: 'You do not have access to this chatbot' } });
    await widget.open();
    await widget.say('Let me in');
    const reason = widget.failed.locator('[part~="failure"]');
    await expect(reason).toHaveText('Not sent: you do not have access to this chat.');
    await page.reload();
    await expect(reason).toHaveText('Not sent: you do not have access to this chat.');
  });

  test('a visitor without access sees the reason once', async ({ widget, chatbot, page }) => {
    await chatbot.update({ visitor_allowed: false });
    await page.clock.install();
    await page.reload();
    await widget.open();
    await widget.say('Let me in');
    await expect.poll(async () => (await chatbot.receivedRequests('message')).length).toBe(1);
    await page.clock.runFor(2_000);
    await expect(widget.answers).toHaveCount(1);
    await page.clock.runFor(48_000);
    await expect(widget.answers).toHaveText(['Sorry, you are not allowed to chat to this bot']);
  });
});

test.describe('uploading', () => {
  const refusals = [
    [{ name: 'p.png', type: 'image/png', body: 'no picture' }, 'This picture cannot be read'],
    [{ name: 'p.jpg', type: 'text/plain', body: 'no picture' }, 'This picture cannot be read'],
  ];
  for (const [file, reason] of refusals) {
    test(`${file.name} is marked when the server refuses it, and can be removed`, async ({ widget, chatbot }) => {
      await widget.open();
      await widget.attach({ name: 'fine.txt' }, file);
      await widget.say('Two files');
      await expectFailed(widget, 'Two files', 'remove the files that are not accepted');
      const refused = widget.failed.locator('li.refused');
      await expect(refused).toHaveText([new RegExp(`${file.name}.*${reason}`)]);
      await refused.getByRole('button', { name: `Remove ${file.name}` }).click();
      await expect(widget.failed.locator('[part~="failure"]')).toHaveText('Not sent yet. Choose “Try again” to send it.');
      await expect(widget.field).toBeFocused();
      await widget.failed.getByRole('button', { name: 'Try again' }).click();
      await expect(widget.answers.last()).toContainText('fine.txt');
      expect(await chatbot.receivedTexts()).toEqual(['Two files']);
    });
  }

  for (const [problem, status, body, reason, warnings] of [
    ['too large', 400, { error: "File 'a.txt' exceeds maximum size of 50MB" }, 'Larger than 50 MB', 0],
    ['too large together', 400, { error: 'Total file size exceeds maximum of 50MB' }, 'Larger than 50 MB in total', 0],
    ['of the wrong type', 400, { error: "File type '.txt' is not supported. Allowed types: .pdf" }, 'This type of file is not accepted', 0],
    ['refused for an unknown reason', 400, { error: 'Viruses are not welcome' }, 'This file was not accepted', 1],
    ['too large for a proxy', 413, undefined, 'This file was not accepted', 1],
  ]) {
    test(`files that are ${problem} are marked with an explanation`, async ({ widget, chatbot, page, expectedConsoleMessages }) => {
      expectedConsoleMessages.push(UNEXPLAINED_REFUSAL);
      const messages = consoleMessages(page);
      await chatbot.injectFault({ on: 'upload', kind: 'status', status, body, times: 1 });
      await widget.open();
      await widget.attach({ name: 'a.txt' });
      await widget.say('A file');
      await expect(widget.failed.locator('li.refused')).toContainText(reason);
      // The owner of the page can do something only about refusals that the server does not explain.
      await expect.poll(() => messages.filter((text) => UNEXPLAINED_REFUSAL.test(text)).length).toBe(warnings);
    });
  }

  test('an interrupted upload is repeated', async ({ widget, chatbot }) => {
    await chatbot.injectFault({ on: 'upload', kind: 'drop_before', times: 1 });
    await widget.open();
    await widget.attach({ name: 'a.txt' });
    await widget.say('A file');
    await expect(widget.answers.last()).toContainText('a.txt');
    expect(await chatbot.receivedTexts()).toEqual(['A file']);
  });

  test('an upload is repeated if the server does not accept its ids', async ({ widget, chatbot }) => {
    await chatbot.injectFault({ on: 'message', kind: 'status', status: 400, body: { error: 'One or more file IDs are invalid' }, times: 1 });
    await widget.open();
    await widget.attach({ name: 'a.txt' });
    await widget.say('A file');
    await expect(widget.answers.last()).toContainText('a.txt');
    expect(await chatbot.receivedRequests('upload')).toHaveLength(2);
  });
});

test.describe('loading the application', () => {
  test('a policy that forbids WebAssembly is reported to the visitor, and its fix in the console', async ({
    page,
    visit,
    scriptTag,
    expectedConsoleMessages,
    api,
  }) => {
    expectedConsoleMessages.push(/violates script-src/, /Content Security Policy/i, /^ocs-chat: .*add 'wasm-unsafe-eval' to script-src/);
    const messages = consoleMessages(page);
    await visit(scriptTag(), { policy: `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ${api}; img-src data:` });
    const widget = new Widget(page);
    await widget.launcher.click();
    await expect(widget.host.getByRole('status')).toHaveText('The chat could not be loaded.');
    expect(messages.filter((text) => /^ocs-chat: .*'wasm-unsafe-eval'/.test(text))).toHaveLength(1);
    await widget.button('Close').click();
    await expect(widget.launcher).toBeFocused();
  });

  test('a failed download is repeated when the visitor retries', async ({ page, visit, scriptTag, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(/^ocs-chat: the chat does not start/);
    // A 404 is not retried automatically.
    await page.route('**/*.wasm', (route) => route.fulfill({ status: 404 }));
    await visit(scriptTag());
    const widget = new Widget(page);
    await widget.launcher.click();
    await expect(widget.host.getByRole('status')).toHaveText('The chat could not be loaded.');
    await page.unroute('**/*.wasm');
    await widget.button('Try again').click();
    await expect(widget.field).toBeFocused();
  });

  test('a missing file of the application leads to an offer to reload the page, and the draft survives', async ({
    page,
    visit,
    scriptTag,
    expectedConsoleMessages,
  }) => {
    expectedConsoleMessages.push(/^ocs-chat: the chat does not start/, /404/);
    await page.route('**/*.wasm', (route) => route.fulfill({ status: 404 }));
    await visit(scriptTag());
    const widget = new Widget(page);
    await widget.launcher.click();
    await page.keyboard.type('half a mess');
    await widget.button('Try again').click();
    const reload = widget.button('Reload page');
    await expect(reload).toBeVisible();
    await page.unroute('**/*.wasm');
    await reload.click();
    await expect(widget.field).toHaveValue('half a mess');
  });

  test('a missing widget bundle leads to the advice to reload the page', async ({ page, visit, scriptTag, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(/404/, /the chat could not be loaded/);
    await page.route('**/chat-*.js*', (route) => route.fulfill({ status: 404 }));
    await visit(scriptTag());
    const widget = new Widget(page);
    await widget.launcher.click();
    await expect(widget.host.getByRole('status')).toHaveText('The chat could not be loaded. Reload the page.');
    await expect(widget.button('Try again')).toBeVisible();
  });

  test('a missing lazy module leads to an offer to reload the page, and the draft survives', async ({ page, visit, scriptTag, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(/^ocs-chat: a part of the widget \(file-card\) could not be loaded: .*answered 404$/);
    await page.route('**/file-card-*.js*', (route) => route.fulfill({ status: 404 }));
    await visit(scriptTag('data-language="de"'));
    const widget = new Widget(page);
    await widget.host.getByRole('button', { name: /Chat/ }).click();
    const field = widget.window.locator('textarea');
    await field.fill('file');
    await field.press('Enter');
    const file = widget.log.locator('.files .get');
    await file.click();
    const offer = widget.window.getByRole('alert');
    await expect(offer).toContainText('Ein Teil des Chats konnte nicht geladen werden.');
    // The offer appears once, and the chat works.
    await file.click();
    await field.fill('good day');
    await field.press('Enter');
    await expect(widget.answers).toHaveCount(2);
    await expect(offer).toHaveCount(1);
    await field.fill('half a mess');
    await page.unroute('**/file-card-*.js*');
    const reload = offer.getByRole('button', { name: 'Seite neu laden' });
    await reload.focus();
    const loaded = page.waitForEvent('load');
    await page.keyboard.press('Enter');
    await loaded;
    await expect(field).toHaveValue('half a mess');
    await expect(offer).toHaveCount(0);
    const saved = page.waitForEvent('download');
    await file.click();
    expect((await saved).suggestedFilename()).toBe('report.csv');
  });

  test('a part of the widget that fails to load once leads to no offer to reload the page', async ({ page, widget }) => {
    let requests = 0;
    await page.route('**/file-card-*.js*', (route) => ((requests += 1) > 1 ? route.continue() : route.abort()));
    await widget.open();
    await widget.ask('file', 'I have made');
    const saved = page.waitForEvent('download');
    await widget.button('Download file: report.csv').click();
    expect((await saved).suggestedFilename()).toBe('report.csv');
    expect(requests).toBeGreaterThan(1);
    await expect(widget.window.getByRole('alert')).toHaveCount(0);
  });

  test('an application that panics during its start is restarted', async ({ page, visit, scriptTag, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(/^ocs-chat: the chat crashed/);
    await page.addInitScript(() => {
      const original = Document.prototype.createElement;
      let throws = true;
      // Only the application creates an `h2`, and only during its start.
      Document.prototype.createElement = function (name) {
        if (throws && name === 'h2') {
          throws = false;
          throw new Error('broken by the page');
        }
        return original.call(this, name);
      };
    });
    await visit(scriptTag());
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('works');
  });

  test('WebAssembly with a wrong content type loads', async ({ page, visit, scriptTag, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(/WebAssembly.instantiateStreaming/);
    await page.route('**/*.wasm', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), 'content-type': 'application/octet-stream' } });
    });
    await visit(scriptTag());
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('works');
  });
});
