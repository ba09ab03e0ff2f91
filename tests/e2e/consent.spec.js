// The consent form of a chatbot: its display, the visitor's agreement, and the messages that wait for it.

import { FAILED_REQUEST, Widget, expect, test } from './support/test.js';

const FORM = { id: 7, text: '<p>Please <strong>agree</strong> to <a href="https://terms.example/">this</a>.</p><script>alert(1)</script>' };

test.use({ fields: { think_ms: 100, consent: FORM }, attributes: 'data-allow-attachments="true"' });

const panel = (widget) => widget.host.getByRole('region', { name: 'Before you chat' });

test('the first message waits for consent and is sent after it', async ({ widget, chatbot }) => {
  await widget.open();
  expect(await chatbot.receivedRequests()).toHaveLength(0);
  await widget.attach({ name: 'a.txt' });
  await widget.say('one');
  await expect(panel(widget)).toHaveText(/^Please agree to this\./);
  await expect(panel(widget).getByRole('link', { name: 'this' })).toHaveAttribute('href', 'https://terms.example/');
  await expect(panel(widget).locator('.markdown')).toBeFocused();
  await expect(widget.field).toBeHidden();
  await expect(widget.own).toHaveText(['one']);
  expect(await chatbot.receivedTexts()).toEqual([]);
  await widget.button('I agree').click();
  await expect(panel(widget)).toHaveCount(0);
  await expect(widget.field).toBeFocused();
  await expect(widget.answers).toContainText(['You said: one']);
  await widget.ask('two');
  expect((await chatbot.receivedRequests()).map(({ call }) => call).filter((call) => call !== 'task')).toEqual([
    'start',
    'consent',
    'upload',
    'message',
    'message',
  ]);
  expect((await chatbot.receivedRequests('consent'))[0].body).toEqual({ form_version_id: 7 });
});

test('a visitor who declines leaves the chat, and finds the form and the message later', async ({ widget, chatbot }) => {
  await widget.open();
  await widget.say('one');
  await widget.host.locator('[part="consent-decline"]').click();
  await expect(widget.window).toBeHidden();
  await widget.launcher.click();
  await expect(panel(widget)).toBeVisible();
  await expect(widget.own).toHaveText(['one']);
  expect(await chatbot.receivedTexts()).toEqual([]);
});

test.describe('in kiosk mode', () => {
  test.use({ attributes: 'data-mode="kiosk"' });

  test('a visitor who declines can remove the message for the next visitor', async ({ widget, chatbot }) => {
    await widget.say('one');
    const decline = widget.host.locator('[part="consent-decline"]');
    await decline.click();
    const question = widget.host.getByRole('alertdialog');
    await question.getByRole('button', { name: 'Cancel' }).click();
    await expect(decline).toBeFocused();
    await decline.click();
    await question.getByRole('button', { name: 'Start new chat' }).click();
    await expect(panel(widget)).toHaveCount(0);
    await expect(widget.own).toHaveCount(0);
    await expect(widget.field).toBeFocused();
    expect(await chatbot.receivedTexts()).toEqual([]);
    // The next visitor is asked, too.
    await widget.say('two');
    await widget.button('I agree').click();
    await expect(widget.answers).toHaveText(['You said: two']);
    expect(await chatbot.receivedTexts()).toEqual(['two']);
  });
});

test('consent is still required after a reload, and not requested again in a new chat', async ({ widget, chatbot, page }) => {
  await widget.open();
  await widget.say('one');
  await expect(panel(widget)).toBeVisible();
  await page.reload();
  await expect(panel(widget)).toBeVisible();
  await expect(widget.own).toHaveText(['one']);
  await widget.button('I agree').click();
  await expect(widget.answers).toHaveText(['You said: one']);
  await widget.button('Start new chat').click();
  await widget.host.getByRole('alertdialog').getByRole('button', { name: 'Start new chat' }).click();
  await widget.ask('two');
  expect(await chatbot.receivedRequests('start')).toHaveLength(2);
  expect((await chatbot.receivedRequests('consent')).map(({ status }) => status)).toEqual([204, 204]);
});

test('consent that the official widget has stored is not requested again', async ({ page, visit, scriptTag, chatbot }) => {
  await page.addInitScript((key) => localStorage.setItem(key, '7'), `ocs-chat-consent-${chatbot.id}`);
  await visit(scriptTag());
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('one');
  await expect(widget.answers).toHaveText(['You said: one']);
  expect((await chatbot.receivedRequests('consent'))[0].body).toEqual({ form_version_id: 7 });
});

test('a changed form is shown, and the message waits for consent to it', async ({ widget, chatbot, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(FAILED_REQUEST);
  await widget.open();
  await widget.say('one');
  await expect(panel(widget)).toBeVisible();
  // The form changes while it is shown.
  await chatbot.update({ consent: { id: 8, text: '<p>New terms</p>' } });
  await widget.button('I agree').click();
  await expect(panel(widget)).toHaveText(/^New terms/);
  await widget.button('I agree').click();
  await expect(widget.answers).toHaveText(['You said: one']);
  // The form changes during the conversation.
  await chatbot.update({ consent: { id: 9, text: '<p>Newer terms</p>' } });
  await widget.say('two');
  await expect(panel(widget)).toHaveText(/^Newer terms/);
  await widget.button('I agree').click();
  await expect(widget.answers).toHaveText(['You said: one', 'You said: two']);
  expect(await chatbot.receivedTexts()).toEqual(['one', 'two']);
  expect(await chatbot.receivedRequests('start')).toHaveLength(1);
});

test('a message that waits for consent is shown in another tab, which can give consent', async ({ widget, openTab, chatbot }) => {
  await widget.open();
  await widget.say('one');
  await expect(panel(widget)).toBeVisible();
  const other = await openTab();
  await expect(panel(other)).toBeVisible();
  await other.button('I agree').click();
  await expect(other.answers).toHaveText(['You said: one']);
  await expect(widget.answers).toHaveText(['You said: one']);
  expect(await chatbot.receivedTexts()).toEqual(['one']);
});

test('a failed consent request is repeated', async ({ widget, chatbot, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(FAILED_REQUEST);
  await chatbot.injectFault({ on: 'consent', kind: 'drop_before', times: 1 });
  await chatbot.injectFault({ on: 'consent', kind: 'status', status: 502, times: 1 });
  await widget.open();
  await widget.say('one');
  await widget.button('I agree').click();
  await expect(widget.answers).toHaveText(['You said: one']);
});

test('the form neither takes the focus from the page nor accepts typed keys as consent', async ({ page, visit, scriptTag, chatbot }) => {
  await chatbot.injectFault({ on: 'start', kind: 'delay', ms: 500, times: 1 });
  await visit(`<input aria-label="Name">${scriptTag()}`);
  const widget = new Widget(page);
  await widget.open();
  await widget.say('one');
  await page.getByLabel('Name').focus();
  await expect(panel(widget)).toBeVisible();
  await page.keyboard.type('Pat Smith');
  await expect(page.getByLabel('Name')).toHaveValue('Pat Smith');
  await widget.button('Start new chat').focus();
  expect(await chatbot.receivedRequests('consent')).toHaveLength(0);
});
