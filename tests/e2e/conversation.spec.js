// The main flow: a visitor opens the chat, sends messages and files, reads the answers, and starts a new chat.

import { FAILED_REQUEST, expect, test } from './support/test.js';

test('a message is sent and its answer shown', async ({ widget, chatbot }) => {
  await widget.open();
  await widget.ask('Good morning');
  await expect(widget.own).toHaveText(['Good morning']);
  await expect(widget.answers).toHaveText(['You said: Good morning']);
  await expect(widget.field).toBeFocused();
  await expect(widget.field).toHaveValue('');
  expect(await chatbot.receivedTexts()).toEqual(['Good morning']);
});

test('a closed page requests only embed.js', async ({ widget, page, site, chatbot }) => {
  await expect(widget.launcher).toBeVisible();
  await page.waitForLoadState('networkidle');
  expect(await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname))).toEqual(['/embed.js']);
  expect(await page.evaluate(() => ({ ...localStorage }))).toEqual({});
  expect(await chatbot.receivedRequests()).toEqual([]);
  await widget.open();
  expect(await chatbot.receivedRequests()).toEqual([]);
});

test.describe('requests to the server', () => {
  test.use({ attributes: 'data-user-id="visitor-7" data-user-name="Pat" data-allow-attachments="true"' });

  test('every request has the embed key, the version and, after start, the session token', async ({ widget, chatbot, page }) => {
    await widget.open();
    await widget.attach({ name: 'a.txt', body: 'one' });
    await widget.ask('With a file');
    const received = await chatbot.receivedRequests();
    expect(received.map(({ call }) => call).slice(0, 4)).toEqual(['start', 'upload', 'message', 'task']);
    for (const { headers, call } of received) {
      expect(headers['x-embed-key']).toBe(chatbot.key);
      expect(headers['x-ocs-widget-version']).toMatch(/^[1-9]\d*\.\d+\.\d+$/);
      expect(Boolean(headers['x-session-token'])).toBe(call !== 'start');
      expect(headers.cookie).toBeUndefined();
      expect(new URL(headers.origin).hostname).toBe('localhost');
    }
    const [start, , message] = received;
    expect(start.body).toEqual({
      chatbot_id: chatbot.id,
      session_data: { source: 'widget', page_url: page.url() },
      participant_remote_id: 'visitor-7',
      participant_name: 'Pat',
      timezone: await page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone),
    });
    expect(message.body).toEqual({ message: 'With a file', attachment_ids: [expect.any(Number)] });
  });
});

test('a channel without session tokens works', async ({ widget, chatbot }) => {
  await chatbot.update({ auth_level: 'embed_key' });
  await widget.open();
  await widget.ask('No token');
  expect((await chatbot.receivedRequests()).some(({ headers }) => 'x-session-token' in headers)).toBe(false);
});

test('a session without token is replaced when its channel starts to require tokens', async ({ widget, chatbot, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(FAILED_REQUEST);
  await chatbot.update({ auth_level: 'embed_key' });
  await widget.open();
  await widget.ask('Before');
  await chatbot.update({ auth_level: 'session_token' });
  await widget.ask('After');
  await expect(widget.log.getByText('The previous chat has expired. A new one starts here.')).toBeVisible();
  expect(await chatbot.receivedRequests('start')).toHaveLength(2);
  expect((await chatbot.receivedRequests('message')).at(-1).headers).toHaveProperty('x-session-token');
});

test('selected files are shown with name and size, can be removed, and are sent to the bot', async ({ widget, chatbot }) => {
  await widget.open();
  await widget.attach({ name: 'notes.txt', body: 'x'.repeat(2048) }, { name: 'data.csv', type: 'text/csv', body: '1,2' });
  await expect(widget.selectedFiles).toHaveText([/notes\.txt.*2 kB/, /data\.csv.*3 bytes/]);
  await widget.attach({ name: 'wrong.md', body: '#' });
  await widget.button('Remove wrong.md').click();
  await expect(widget.selectedFiles).toHaveCount(2);
  await widget.say('Two files');
  await expect(widget.answers.last()).toContainText('notes.txt, 2048 bytes, text/plain');
  await expect(widget.answers.last()).toContainText('data.csv, 3 bytes');
  await expect(widget.selectedFiles).toHaveCount(0);
  await expect(widget.log.locator('.row.own .files li')).toHaveText([/notes\.txt/, /data\.csv/]);
  expect(await chatbot.receivedRequests('upload')).toHaveLength(1);
});

test('an upload shows its progress', async ({ widget, chatbot }) => {
  await chatbot.injectFault({ on: 'upload', kind: 'delay', ms: 1500, times: 1 });
  await widget.open();
  await widget.attach({ name: 'big.txt', body: 'x'.repeat(3_000_000) });
  await widget.say('A big one');
  await expect(widget.log.getByText(/Uploading \d+%/)).toBeVisible();
  await expect(widget.log.getByRole('progressbar')).toBeVisible();
  await expect(widget.answers.last()).toContainText('big.txt, 3000000 bytes');
  await expect(widget.log.getByRole('progressbar')).toHaveCount(0);
});

test('a file without a message is kept, and an alert explains why it is not sent', async ({ widget, chatbot }) => {
  await widget.open();
  await widget.attach({ name: 'alone.txt' });
  await widget.field.press('Enter');
  await expect(widget.host.getByRole('alert')).toHaveText('Add a few words to send with the file.');
  await expect(widget.selectedFiles).toHaveCount(1);
  expect(await chatbot.receivedRequests()).toEqual([]);
  await widget.ask('Here it is');
  await expect(widget.answers.last()).toContainText('alone.txt');
});

test('a file of an unsupported type is refused before the upload', async ({ widget, chatbot }) => {
  await widget.open();
  await widget.attach({ name: 'setup.exe', type: 'application/x-msdownload' }, { name: 'fine.txt' });
  await expect(widget.selectedFiles.first()).toContainText('This type of file is not accepted');
  await widget.say('Take these');
  await expect(widget.host.getByRole('alert')).toContainText('Remove the files that are not accepted');
  await expect(widget.field).toHaveValue('Take these');
  expect(await chatbot.receivedRequests()).toEqual([]);
  await widget.button('Remove setup.exe').click();
  await widget.field.press('Enter');
  await expect(widget.answers.last()).toContainText('fine.txt');
});

test('the visitor sees progress and can send more messages while the bot works', async ({ widget, chatbot }) => {
  await widget.open();
  await widget.say('slow 2');
  await expect(widget.log.getByText('Thinking…')).toBeVisible();
  await widget.say('second');
  await widget.say('third');
  await expect(widget.own).toHaveText(['slow 2', 'second', 'third']);
  await expect(widget.answers).toHaveCount(3);
  await expect(widget.log.getByText('Thinking…')).toBeHidden();
  expect(await chatbot.receivedTexts()).toEqual(['slow 2', 'second', 'third']);
});

test('an unprompted message of the bot is shown once', async ({ widget, chatbot, page }) => {
  await page.clock.install();
  await page.reload();
  await widget.open();
  await widget.ask('anything');
  await chatbot.changeNewestSession({ say: 'By the way' });
  await page.clock.runFor(48_000);
  await expect(widget.answers).toHaveText(['You said: anything', 'By the way']);
  await page.clock.runFor(35_000);
  await expect.poll(async () => (await chatbot.receivedRequests('poll')).length).toBe(2);
  await expect(widget.answers).toHaveCount(2);
  await expect(widget.own).toHaveCount(1);
  // The API allows one session poll every 30 seconds.
  await page.clock.runFor(5_000);
  expect(await chatbot.receivedRequests('poll')).toHaveLength(2);
});

test('the launcher counts messages that arrive while the window is closed', async ({ widget, chatbot, page }) => {
  await page.clock.install();
  await page.reload();
  await widget.open();
  await widget.ask('anything');
  await widget.button('Close chat').click();
  await chatbot.changeNewestSession({ say: 'Are you there?' });
  await page.clock.runFor(50_000);
  await expect(widget.launcher).toHaveAccessibleName('Open chat – 1 unread message');
  await widget.open();
  await expect(widget.answers.last()).toHaveText('Are you there?');
  await widget.button('Close chat').click();
  await expect(widget.launcher).toHaveAccessibleName('Open chat');
});

test('the conversation is restored after a reload and continues', async ({ widget, chatbot, page }) => {
  await widget.open();
  await widget.ask('before');
  await widget.say('slow 2');
  await expect(widget.log.getByText('Thinking…')).toBeVisible();
  await page.reload();
  await widget.open();
  await expect(widget.own).toHaveText(['before', 'slow 2']);
  await expect(widget.answers.last()).toContainText('That took a while');
  await widget.ask('after');
  await expect(widget.own).toHaveText(['before', 'slow 2', 'after']);
  await expect(widget.answers).toHaveCount(3);
  expect(await chatbot.receivedRequests('start')).toHaveLength(1);
  expect(await chatbot.receivedTexts()).toEqual(['before', 'slow 2', 'after']);
});

test('a new chat starts after the visitor confirms it', async ({ widget, chatbot }) => {
  await widget.open();
  await widget.ask('first');
  await widget.button('Start new chat').click();
  const dialog = widget.host.getByRole('alertdialog');
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(widget.own).toHaveText(['first']);
  await widget.button('Start new chat').click();
  await dialog.getByRole('button', { name: 'Start new chat' }).click();
  await expect(widget.own).toHaveCount(0);
  await expect(widget.field).toBeFocused();
  await widget.ask('second');
  expect(await chatbot.receivedRequests('start')).toHaveLength(2);
  expect((await chatbot.sessions()).map(({ messages }) => messages[0].content)).toEqual(['first', 'second']);
});

test('an answer that the server sends with two timestamps is shown once', async ({ widget, page }) => {
  await page.clock.install();
  await page.reload();
  await widget.open();
  await widget.ask('retimed', 'Stored at one time');
  await page.clock.runFor(48_000);
  await expect(widget.answers).toHaveCount(1);
  await expect(widget.own).toHaveCount(1);
});
