// Visitors leave pages, close tabs and come back: whatever state the conversation was in, it goes on.

import { FAILED_REQUEST, Widget, expect, test } from './support/test.js';

/** The stored conversation, and a way to change it. */
const stored = (page) =>
  page.evaluate(() => Object.fromEntries(Object.entries(localStorage).filter(([name]) => name.startsWith('ocs-chat:'))));

test('a message and its file that could not be sent go when the visitor comes back', async ({ widget, chatbot, openTab, complaints }) => {
  complaints.push(FAILED_REQUEST);
  await widget.open();
  await widget.ask('first');
  await chatbot.fault({ kind: 'offline' });
  await widget.attach({ name: 'notes.txt', body: 'kept over the end of the page' });
  await widget.say('with a file');
  await expect(widget.own).toHaveText(['first', 'with a file']);
  // Gone without a word, as in a crash.
  await widget.page.close({ runBeforeUnload: false });
  await chatbot.clearFaults();
  const later = await openTab();
  await later.open();
  await expect(later.own).toHaveText(['first', 'with a file']);
  await expect(later.answers.last()).toContainText('notes.txt, 29 bytes, text/plain');
  expect(await chatbot.heard()).toEqual(['first', 'with a file']);
  // Nobody needs its bytes any more.
  await expect
    .poll(() =>
      later.page.evaluate(
        () =>
          new Promise((tell) => {
            indexedDB.open('ocs-chat').onsuccess = ({ target }) => {
              const files = target.result.transaction('files').objectStore('files').count();
              files.onsuccess = () => tell(files.result);
              target.result.close();
            };
          }),
      ),
    )
    .toBe(0);
});

test('on another page of the site the answer arrives that was asked for on the first', async ({ widget, chatbot, visit, line, page }) => {
  await widget.open();
  await widget.say('slow 2');
  await expect.poll(async () => (await chatbot.received('message')).length).toBe(1);
  await visit(line('data-visible="true"'));
  const there = new Widget(page);
  await expect(there.own).toHaveText(['slow 2']);
  await expect(there.answers).toHaveText(['That took a while. Thank you for waiting.']);
  expect(await chatbot.received('message')).toHaveLength(1);
});

for (const moment of ['start', 'message', 'task']) {
  test(`a page that is left in the middle of ${moment} loses and doubles nothing`, async ({ widget, chatbot, page }) => {
    await chatbot.fault({ on: moment, kind: 'delay', ms: 1_500, times: 1 });
    await widget.open();
    await widget.say('My question');
    await expect.poll(async () => (await widget.own.count()) && (await inFlight(chatbot, moment))).toBeTruthy();
    await page.reload();
    await widget.open();
    await expect(widget.own).toHaveText(['My question']);
    await expect(widget.answers).toHaveText(['You said: My question'], { timeout: 40_000 });
    expect(await chatbot.heard()).toEqual(['My question']);
  });
}

/** Whether the server has begun to work on such a call. */
async function inFlight(chatbot, call) {
  return (await chatbot.received(call)).length > 0;
}

test.describe('a conversation that was left alone', () => {
  const leave = (page, minutes) =>
    page.evaluate((minutes) => {
      const name = Object.keys(localStorage).find((name) => localStorage[name].includes('"entries"'));
      const head = JSON.parse(localStorage[name]);
      localStorage[name] = JSON.stringify({ ...head, saved: Date.now() - minutes * 60_000 });
    }, minutes);

  for (const [expire, minutes, there] of [
    ['10', 9, true],
    ['10', 11, false],
    ['0', 100_000, true],
    [undefined, 1_439, true],
    [undefined, 1_441, false],
  ]) {
    test(`for ${minutes} minutes is ${there ? 'there' : 'forgotten'} if it expires after ${expire ?? 'the usual time'}`, async ({
      page,
      visit,
      line,
    }) => {
      await visit(line(expire === undefined ? '' : `data-persistent-session-expire="${expire}"`));
      const widget = new Widget(page);
      await widget.open();
      await widget.ask('years ago');
      await leave(page, minutes);
      await page.reload();
      await widget.open();
      await expect(widget.own).toHaveText(there ? ['years ago'] : []);
      await widget.ask('today');
      await expect(widget.own).toHaveText(there ? ['years ago', 'today'] : ['today']);
    });
  }

  test('is not kept at all if the page says so', async ({ page, visit, line }) => {
    await visit(line('data-persistent-session="false"'));
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('for now');
    expect(await stored(page)).toEqual({});
    await expect(widget.notices).toHaveCount(0);
    await page.reload();
    await widget.open();
    await expect(widget.own).toHaveCount(0);
  });

  test('is kept for the tab only if the page says so', async ({ page, visit, line, openTab }) => {
    await visit(line('data-persistent-session="tab"'));
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

test('a conversation with the widget that was here before goes on', async ({ page, visit, line, chatbot, api }) => {
  // A session as that widget would have left it, its own clock an hour ahead.
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
    (left) => {
      if (!sessionStorage.moved) Object.assign(localStorage, left);
      sessionStorage.moved = 'yes';
    },
    {
      [`ocs-chat-session-${chatbot.id}`]: session,
      [`ocs-chat-token-${chatbot.id}`]: token,
      [`ocs-chat-messages-${chatbot.id}`]: JSON.stringify(messages),
      [`ocs-chat-activity-${chatbot.id}`]: new Date().toISOString(),
      'ocs-user-id': 'ocs:123_abc',
    },
  );
  await visit(line());
  const widget = new Widget(page);
  await widget.open();
  await expect(widget.own).toHaveText(['asked before']);
  await expect(widget.answers).toHaveText(['Welcome!', 'You said: asked before']);
  await widget.ask('asked now');
  await expect(widget.own).toHaveText(['asked before', 'asked now']);
  await expect(widget.answers).toHaveText(['Welcome!', 'You said: asked before', 'You said: asked now']);
  expect(await chatbot.received('start')).toHaveLength(1);
  expect(await page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith('ocs-chat-')))).toEqual([]);
  await page.reload();
  await widget.open();
  await expect(widget.own).toHaveText(['asked before', 'asked now']);
});

test('what was being written is there on the next page, and what was sent is not', async ({ page, widget }) => {
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

test.describe('a session that the page gives', () => {
  const given = async (chatbot) => {
    const { id, token } = await chatbot.start();
    return `data-session-id="${id}" data-session-token="${token}"`;
  };

  test('is read from the server and gone on with, and cannot be started over', async ({ page, visit, line, chatbot }) => {
    const attributes = await given(chatbot);
    await chatbot.session({ say: 'Said before you came' });
    await visit(line(attributes));
    const widget = new Widget(page);
    await widget.open();
    await expect(widget.answers).toHaveText(['Said before you came']);
    await expect(widget.button('Start new chat')).toBeHidden();
    await widget.ask('good morning');
    expect(await chatbot.received('start')).toHaveLength(1);
    // It is the page's: other pages of the visitor's do not find it.
    expect(await stored(page)).toEqual({});
  });

  for (const [what, end] of [
    ['expired', { expired: true }],
    ['ended', { ended: true }],
  ]) {
    test(`is not replaced when it has ${what}`, async ({ page, visit, line, chatbot, complaints }) => {
      complaints.push(FAILED_REQUEST);
      await visit(line(await given(chatbot)));
      const widget = new Widget(page);
      await widget.open();
      await widget.ask('good morning');
      await chatbot.session(end);
      await widget.say('still there?');
      await expect(widget.notices).toHaveText(['This chat has ended. It cannot be continued here.']);
      await expect(widget.failed).toContainText('still there?');
      await expect(widget.failed.locator('[part~="failure"]')).toHaveText('Not sent: this chat has ended.');
      expect(await chatbot.received('start')).toHaveLength(1);
    });
  }
});
