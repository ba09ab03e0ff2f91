// What a read-only chat offers, and its focus: the field cannot have it.

import { nextFrames } from './support/frames.js';
import { holdRequests } from './support/held-requests.js';
import { FAILED_REQUEST, Widget, expect, test } from './support/test.js';

/** Until it has loaded, the placeholder is shown. */
const APPLICATION = '**/*.wasm';
const READ_ONLY = 'data-disabled="true"';
/** The background of a disabled field. */
const RAISED = 'rgb(242, 243, 245)';

/** Makes the chat read-only, and waits for tasks that run after the next paint. */
async function makeReadOnly(widget) {
  await widget.host.evaluate((host) => (host.disabled = true));
  await expect(widget.field).toBeDisabled();
  await nextFrames(widget.page, 3);
}

test('a read-only chat that is opened with the keyboard has the focus in its window', async ({ page, visit, scriptTag }) => {
  await visit(`<button>of the page</button>${scriptTag(READ_ONLY)}`);
  const widget = new Widget(page);
  // The first time, the window has to load.
  for (let time = 0; time < 2; time += 1) {
    await widget.launcher.focus();
    await page.keyboard.press('Enter');
    await expect(widget.field).toBeDisabled();
    await expect(widget.button('Close chat')).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(widget.log).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(widget.window).toBeHidden();
    await expect(widget.launcher).toBeFocused();
  }
});

test('a read-only chat does not offer to send or edit a failed message, and does again when it is not', async ({
  widget,
  chatbot,
  expectedConsoleMessages,
}) => {
  expectedConsoleMessages.push(FAILED_REQUEST, /^ocs-chat: the chatbot is switched off/);
  await chatbot.update({ enabled: false });
  await widget.open();
  await widget.say('My question');
  const offered = widget.failed.locator('.below').getByRole('button').filter({ visible: true });
  await expect(offered).toHaveText(['Try again', 'Edit', 'Delete']);
  await widget.failed.getByRole('button', { name: 'Try again' }).focus();
  await makeReadOnly(widget);
  await expect(offered).toHaveText(['Delete']);
  await expect(widget.host).toBeFocused();
  await widget.host.evaluate((host) => (host.disabled = false));
  await expect(offered).toHaveText(['Try again', 'Edit', 'Delete']);
});

test('a read-only chat says so in the field in place of the draft, which returns when it is not', async ({ widget }) => {
  await widget.open();
  await widget.field.fill('half a thought');
  await makeReadOnly(widget);
  const shown = widget.host.locator('[part="grow"]');
  const copyOfText = () =>
    shown.evaluate((field) => {
      const { content, visibility, backgroundColor } = getComputedStyle(field, '::after');
      return [content.replaceAll('"', '').trim(), visibility, backgroundColor];
    });
  expect(await copyOfText()).toEqual(['Chat not available', 'visible', RAISED]);
  await widget.host.evaluate((host) => (host.disabled = false));
  await expect(widget.field).toHaveValue('half a thought');
  await expect.poll(copyOfText).toEqual(['half a thought', 'hidden', 'rgba(0, 0, 0, 0)']);
});

test('the focus moves with the window that replaces the placeholder', async ({ page, visit, scriptTag }) => {
  const release = await holdRequests(page, APPLICATION);
  await visit(scriptTag(READ_ONLY));
  const widget = new Widget(page);
  await widget.launcher.focus();
  await page.keyboard.press('Enter');
  const placeholder = widget.host.locator('[part~="frame"]');
  await expect(placeholder.locator('textarea')).toBeDisabled();
  await expect(placeholder.locator('header button')).toBeFocused();
  release();
  await expect(placeholder).toHaveCount(0);
  await expect(widget.button('Close chat')).toBeFocused();
});

test('the focus stays at the button of the placeholder that the visitor has moved it to', async ({ page, visit, scriptTag }) => {
  const release = await holdRequests(page, APPLICATION);
  const releaseBundle = await holdRequests(page, '**/chat-*.js');
  await visit(scriptTag());
  const widget = new Widget(page);
  await widget.launcher.click();
  const placeholder = widget.host.locator('[part~="frame"]');
  await expect(placeholder.locator('textarea')).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(placeholder.locator('header button')).toBeFocused();
  releaseBundle();
  await expect(placeholder.locator('textarea')).toHaveAttribute('placeholder', /./);
  await expect(placeholder.locator('header button')).toBeFocused();
  release();
  await expect(placeholder).toHaveCount(0);
  await expect(widget.button('Close chat')).toBeFocused();
});

for (const [what, find] of [
  ['the field', ({ field }) => field],
  ['the button for files', (widget) => widget.button('Attach files')],
  ['a starter question', (widget) => widget.button('Where?')],
]) {
  test(`a chat that becomes read-only keeps the focus in its window when ${what} has it`, async ({ page, visit, scriptTag }) => {
    await visit(scriptTag(`data-allow-attachments="true" data-starter-questions='["Where?"]'`));
    const widget = new Widget(page);
    await widget.open();
    await find(widget).focus();
    await makeReadOnly(widget);
    await expect(widget.button('Close chat')).toBeFocused();
    await widget.host.evaluate((host) => (host.disabled = false));
    await expect(widget.field).toBeEnabled();
    await expect(widget.button('Close chat')).toBeFocused();
  });
}

test('the focus stays in a read-only window when the visitor removes a file', async ({ page, visit, scriptTag }) => {
  await visit(scriptTag('data-allow-attachments="true"'));
  const widget = new Widget(page);
  await widget.open();
  await widget.attach({ name: 'a.txt' }, { name: 'b.txt' });
  await makeReadOnly(widget);
  for (const name of ['a.txt', 'b.txt']) {
    await widget.button(`Remove ${name}`).press('Enter');
    await expect(widget.button(`Remove ${name}`)).toHaveCount(0);
    await expect(widget.window.locator(':focus')).toHaveCount(1);
  }
  await page.keyboard.press('Escape');
  await expect(widget.window).toBeHidden();
});

test('a chat that becomes read-only leaves the focus on elements that can keep it', async ({ page, visit, scriptTag }) => {
  await visit(`<input>${scriptTag()}`);
  const widget = new Widget(page);
  await widget.open();
  for (const place of [widget.log, page.locator('input')]) {
    await place.focus();
    await makeReadOnly(widget);
    await expect(place).toBeFocused();
    await widget.host.evaluate((host) => (host.disabled = false));
    await expect(widget.field).toBeEnabled();
  }
});

test('in kiosk mode, which has no button to close it, the transcript has the focus', async ({ page, visit, scriptTag }) => {
  await visit(scriptTag('data-mode="kiosk"'));
  const widget = new Widget(page);
  await widget.field.focus();
  await makeReadOnly(widget);
  await expect(widget.log).toBeFocused();
});
