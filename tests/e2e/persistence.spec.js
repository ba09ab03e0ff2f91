// A conversation continues after a navigation, a reload and a closed tab, and expires as the page configures it.

import { storedFiles } from './support/stored-files.js';
import { FAILED_REQUEST, Widget, expect, test } from './support/test.js';

/** The items that the widget has in `localStorage`. */
const storedItems = (page) => page.evaluate(() => Object.fromEntries(Object.entries(localStorage).filter(([name]) => name.startsWith('ocs-chat:'))));

test('an unsent message and its file are sent when the visitor returns', async ({ widget, chatbot, openTab, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(FAILED_REQUEST);
  await widget.open();
  await widget.ask('first');
  await chatbot.injectFault({ kind: 'offline' });
  await widget.attach({ name: 'notes.txt', body: 'kept over the end of the page' });
  await widget.say('with a file');
  await expect(widget.own).toHaveText(['first', 'with a file']);
  await expect.poll(() => storedFiles(widget.page)).toHaveLength(1);
  // Without `beforeunload`, as in a crash.
  await widget.page.close({ runBeforeUnload: false });
  await chatbot.clearFaults();
  const later = await openTab();
  await later.open();
  await expect(later.own).toHaveText(['first', 'with a file']);
  await expect(later.answers.last()).toContainText('notes.txt, 29 bytes, text/plain');
  expect(await chatbot.receivedTexts()).toEqual(['first', 'with a file']);
  // A file that was sent is no longer stored.
  await expect.poll(() => storedFiles(later.page)).toEqual([]);
});

test('the answer to a message sent on one page arrives on the next page', async ({ widget, chatbot, visit, scriptTag, page }) => {
  await widget.open();
  await widget.say('slow 2');
  await expect.poll(async () => (await chatbot.receivedRequests('message')).length).toBe(1);
  await visit(scriptTag('data-visible="true"'));
  const next = new Widget(page);
  await expect(next.own).toHaveText(['slow 2']);
  await expect(next.answers).toHaveText(['That took a while. Thank you for waiting.']);
  expect(await chatbot.receivedRequests('message')).toHaveLength(1);
});

for (const endpoint of ['start', 'message', 'task']) {
  test(`a reload during a ${endpoint} request neither loses nor duplicates a message`, async ({ widget, chatbot, page }) => {
    await chatbot.injectFault({ on: endpoint, kind: 'delay', ms: 1_500, times: 1 });
    await widget.open();
    await widget.say('My question');
    await expect.poll(async () => (await widget.own.count()) && (await hasReceived(chatbot, endpoint))).toBeTruthy();
    await page.reload();
    await widget.open();
    await expect(widget.own).toHaveText(['My question']);
    await expect(widget.answers).toHaveText(['You said: My question'], { timeout: 40_000 });
    expect(await chatbot.receivedTexts()).toEqual(['My question']);
  });
}

/** Whether the server has received a request at this endpoint. */
async function hasReceived(chatbot, endpoint) {
  return (await chatbot.receivedRequests(endpoint)).length > 0;
}

test.describe('a stored conversation', () => {
  /** Moves the time of the last activity into the past. */
  const age = (page, minutes) =>
    page.evaluate((minutes) => {
      const name = Object.keys(localStorage).find((name) => localStorage[name].includes('"entries"'));
      const head = JSON.parse(localStorage[name]);
      localStorage[name] = JSON.stringify({ ...head, saved: Date.now() - minutes * 60_000 });
    }, minutes);

  for (const [expiry, minutes, isRestored] of [
    ['10', 9, true],
    ['10', 11, false],
    ['0', 100_000, true],
    [undefined, 1_439, true],
    [undefined, 1_441, false],
  ]) {
    test(`is ${isRestored ? 'restored' : 'discarded'} ${minutes} minutes later if persistent-session-expire is ${expiry ?? 'the default'}`, async ({
      page,
      visit,
      scriptTag,
    }) => {
      await visit(scriptTag(expiry === undefined ? '' : `data-persistent-session-expire="${expiry}"`));
      const widget = new Widget(page);
      await widget.open();
      await widget.ask('years ago');
      await age(page, minutes);
      await page.reload();
      await widget.open();
      await expect(widget.own).toHaveText(isRestored ? ['years ago'] : []);
      await widget.ask('today');
      await expect(widget.own).toHaveText(isRestored ? ['years ago', 'today'] : ['today']);
    });
  }

  test('is not created if persistent-session is false', async ({ page, visit, scriptTag }) => {
    await visit(scriptTag('data-persistent-session="false"'));
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('for now');
    expect(await storedItems(page)).toEqual({});
    await expect(widget.notices).toHaveCount(0);
    await page.reload();
    await widget.open();
    await expect(widget.own).toHaveCount(0);
  });

  test('is restored in its own tab only if persistent-session is tab', async ({ page, visit, scriptTag, openTab }) => {
    await visit(scriptTag('data-persistent-session="tab"'));
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('for this tab');
    await page.reload();
    await widget.open();
    await expect(widget.own).toHaveText(['for this tab']);
    const other = await openTab();
    await other.open();
    await expect(other.own).toHaveCount(0);
  });
});

for (const [storage, attributes] of [
  ['localStorage', ''],
  ['sessionStorage', 'data-persistent-session="tab"'],
]) {
  test(`a conversation that the official widget stored in ${storage} continues`, async ({ page, visit, scriptTag, chatbot, api }) => {
    // A session as the official widget stores it, on a device whose clock is an hour ahead.
    const call = async (path, body, token) => {
      const headers = { 'content-type': 'application/json', 'x-embed-key': chatbot.key, origin: 'http://localhost' };
      const response = await fetch(`${api}/api/chat/${path}`, {
        method: 'POST',
        headers: token ? { ...headers, 'x-session-token': token } : headers,
        body: JSON.stringify(body),
      });
      return response.json();
    };
    const { session_id: session, session_token: token } = await call('start/', { chatbot_id: chatbot.id });
    await call(`${session}/message/`, { message: 'asked before' }, token);
    await expect.poll(async () => (await chatbot.sessions())[0].messages.length).toBe(2);
    const [, answer] = (await chatbot.sessions())[0].messages;
    const ahead = new Date(Date.now() + 3_600_000).toISOString();
    const messages = [
      { role: 'assistant', content: 'Welcome!', created_at: ahead },
      { role: 'user', content: 'asked before', created_at: ahead },
      answer,
      { role: 'system', content: '**Error:** something. Please try again.', created_at: ahead },
    ];
    await page.addInitScript(
      ([name, items]) => {
        if (!localStorage.moved) Object.assign(window[name], items);
        localStorage.moved = 'yes';
      },
      [
        storage,
        {
          [`ocs-chat-session-${chatbot.id}`]: session,
          [`ocs-chat-token-${chatbot.id}`]: token,
          [`ocs-chat-messages-${chatbot.id}`]: JSON.stringify(messages),
          [`ocs-chat-activity-${chatbot.id}`]: new Date().toISOString(),
          'ocs-user-id': 'ocs:123_abc',
        },
      ],
    );
    await visit(scriptTag(attributes));
    const widget = new Widget(page);
    await widget.open();
    await expect(widget.own).toHaveText(['asked before']);
    await expect(widget.answers).toHaveText(['Welcome!', 'You said: asked before']);
    await widget.ask('asked now');
    await expect(widget.own).toHaveText(['asked before', 'asked now']);
    await expect(widget.answers).toHaveText(['Welcome!', 'You said: asked before', 'You said: asked now']);
    expect(await chatbot.receivedRequests('start')).toHaveLength(1);
    expect(await page.evaluate((name) => Object.keys(window[name]).filter((key) => key.startsWith('ocs-chat-')), storage)).toEqual([]);
    await page.reload();
    await widget.open();
    await expect(widget.own).toHaveText(['asked before', 'asked now']);
  });
}

test('a conversation that is not stored survives a restart of the widget after a link to a mail program', async ({ page, visit, scriptTag }) => {
  await page.clock.install();
  await visit(`<a href="mailto:a@b.example">Write to us</a>${scriptTag('data-persistent-session="false"')}`);
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('for now');
  await page.evaluate(() => addEventListener('beforeunload', () => (window.unloads = (window.unloads ?? 0) + 1)));
  for (const unloads of [1, 2]) {
    await page.getByText('Write to us').click();
    await expect.poll(() => page.evaluate(() => window.unloads)).toBe(unloads);
    // After this time, the widget no longer expects that the page is left.
    await page.clock.runFor(4_000);
  }
  await widget.host.evaluate((host) => (host.language = 'de'));
  await expect(widget.button('Senden')).toBeVisible();
  await expect(widget.own).toHaveText(['for now']);
});

test('the draft is restored after a reload, and is empty once it is sent', async ({ page, widget }) => {
  await widget.open();
  await widget.ask('good morning');
  await widget.field.fill('half a sent');
  await page.reload();
  await expect(widget.field).toHaveValue('half a sent');
  await widget.field.press('Enter');
  await expect(widget.answers).toHaveText(['You said: good morning', 'You said: half a sent']);
  await page.reload();
  await expect(widget.own).toHaveText(['good morning', 'half a sent']);
  await expect(widget.field).toHaveValue('');
});

test.describe('a page that ends without an event', () => {
  test.beforeEach(async ({ page }) => {
    await page.addInitScript(() => {
      for (const type of ['pagehide', 'beforeunload']) addEventListener(type, (event) => event.stopImmediatePropagation(), true);
    });
  });

  const drafts = (page) =>
    page.evaluate(() =>
      Object.keys(sessionStorage)
        .filter((name) => name.endsWith("'"))
        .map((name) => sessionStorage[name]),
    );

  /** Sends a message that exceeds the rate limit, so that later messages wait for it. */
  async function sendRateLimited(widget, chatbot) {
    await widget.open();
    await chatbot.injectFault({ on: 'message', kind: 'status', status: 429, retry_after: 60, times: 1 });
    await widget.say('first');
    await expect.poll(async () => (await chatbot.receivedRequests('message')).length).toBe(1);
  }

  test('does not leave a message that waits for its turn as the draft', async ({ page, widget, chatbot, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(FAILED_REQUEST);
    await sendRateLimited(widget, chatbot);
    await widget.field.fill('wait for me');
    await expect.poll(() => drafts(page)).toEqual(['wait for me']);
    await widget.field.press('Enter');
    await expect(widget.own).toHaveText(['first', 'wait for me']);
    await expect.poll(() => drafts(page)).toEqual([]);
    await page.reload();
    await expect(widget.own).toHaveText(['first', 'wait for me']);
    await expect(widget.field).toHaveValue('');
  });

  test('leaves a message that was taken back as the draft', async ({ page, widget, chatbot, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(FAILED_REQUEST);
    await sendRateLimited(widget, chatbot);
    await widget.say('a long important text');
    await widget.log.locator('[part~="cancel"]').last().click();
    await expect(widget.field).toHaveValue('a long important text');
    await expect.poll(() => drafts(page)).toEqual(['a long important text']);
    await page.reload();
    await expect(widget.own).toHaveText(['first']);
    await expect(widget.field).toHaveValue('a long important text');
  });

  test('leaves a restored draft as the draft again', async ({ page, widget }) => {
    await widget.open();
    await widget.ask('first');
    await widget.field.fill('half a sent');
    for (let times = 0; times < 2; times += 1) {
      await expect.poll(() => drafts(page)).toEqual(['half a sent']);
      await page.reload();
      await expect(widget.field).toHaveValue('half a sent');
    }
  });
});

test('a tab without a draft keeps that of a tab that was closed', async ({ page, widget, openTab }) => {
  await widget.open();
  await widget.ask('good morning');
  const other = await openTab();
  await other.open();
  await other.field.fill('half a sent');
  await other.page.close({ runBeforeUnload: true });
  await expect.poll(() => page.evaluate(() => JSON.stringify({ ...localStorage }))).toContain('half a sent');
  await page.reload();
  await expect(widget.field).toHaveValue('half a sent');
});

test('a window that is in use stays open on the next page, however long ago it was opened', async ({ page, visit, scriptTag }) => {
  await visit(scriptTag('data-persistent-session-expire="30"'));
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('first');
  await page.evaluate(() => {
    const name = Object.keys(localStorage).find((key) => key.endsWith('='));
    localStorage[name] = String(Number(localStorage[name]) - 31 * 60_000);
  });
  await widget.ask('second');
  await page.reload();
  await expect(widget.own).toHaveText(['first', 'second']);
  await expect(widget.window).toBeVisible();
});

test.describe('a session that the page provides', () => {
  const sessionAttributes = async (chatbot) => {
    const { id, token } = await chatbot.startSession();
    return `data-session-id="${id}" data-session-token="${token}"`;
  };

  test('is loaded from the server and continued, and can be neither restarted nor deleted', async ({ page, visit, scriptTag, chatbot }) => {
    const attributes = await sessionAttributes(chatbot);
    await chatbot.changeNewestSession({ say: 'Said before you came' });
    await visit(scriptTag(attributes));
    const widget = new Widget(page);
    await widget.open();
    await expect(widget.answers).toHaveText(['Said before you came']);
    await expect(widget.button('Start new chat')).toBeHidden();
    await widget.ask('good morning');
    // On a narrow screen, the menu would have the item for a new chat.
    await page.setViewportSize({ width: 320, height: 640 });
    await widget.button('More options').click();
    await expect(widget.host.getByRole('menuitem')).toHaveText([/text$/, /Markdown$/]);
    await page.keyboard.press('Escape');
    expect(await chatbot.receivedRequests('start')).toHaveLength(1);
    // The page owns the session, so other pages must not restore it.
    expect(await storedItems(page)).toEqual({});
  });

  for (const [event, change, ...sentences] of [
    ['expired', { expired: true }, /^ocs-chat: the server does not accept session-id/],
    ['ended', { ended: true }],
  ]) {
    test(`is not replaced after it has ${event}`, async ({ page, visit, scriptTag, chatbot, expectedConsoleMessages }) => {
      expectedConsoleMessages.push(FAILED_REQUEST, ...sentences);
      await visit(scriptTag(await sessionAttributes(chatbot)));
      const widget = new Widget(page);
      await widget.open();
      await widget.ask('good morning');
      await chatbot.changeNewestSession(change);
      await widget.say('still there?');
      await expect(widget.notices).toHaveText(['This chat has ended. It cannot be continued here.']);
      await expect(widget.failed).toContainText('still there?');
      await expect(widget.failed.locator('[part~="failure"]')).toHaveText('Not sent: this chat has ended.');
      expect(await chatbot.receivedRequests('start')).toHaveLength(1);
    });
  }
});
