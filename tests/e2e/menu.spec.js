// The menu of the header: its use by keyboard, and its downloads of the conversation.

import { readFile } from 'node:fs/promises';
import { expect, test } from './support/test.js';

for (const [name, ending, expected] of [
  ['Download as text', 'txt', /^Echo\n\nEcho:\nHi there\n\nYou \(.+\):\nhello\n\nEcho \(.+\):\nHello!.*\n/],
  ['Download as Markdown', 'md', /^# Echo\n\n\*\*Echo\*\*\n\n\*\*Hi\*\* there\n\n\*\*You\*\* \(.+\)\n\nhello\n\n\*\*Echo\*\* \(.+\)\n\nHello!/],
]) {
  test(`${name} saves the conversation by keyboard`, async ({ widget, page }) => {
    await widget.open();
    await widget.say('hello');
    await expect(widget.answers).toHaveCount(1);
    await widget.host.evaluate((host) => (host.welcomeMessages = ['**Hi** there']));
    await widget.button('More options').press('Enter');
    const items = widget.host.getByRole('menuitem');
    await expect(items.first()).toBeFocused();
    if (ending === 'md') await page.keyboard.press('ArrowDown');
    await expect(widget.host.getByRole('menuitem', { name })).toBeFocused();
    const saved = page.waitForEvent('download');
    await page.keyboard.press('Enter');
    const file = await saved;
    expect(file.suggestedFilename()).toMatch(new RegExp(`^chat-\\d{4}-\\d\\d-\\d\\d\\.${ending}$`));
    expect(await readFile(await file.path(), 'utf8')).toMatch(expected);
    await expect(widget.button('More options')).toBeFocused();
    await expect(items).toHaveCount(0);
  });
}

test('the menu closes with Escape and when it loses the focus', async ({ widget, page }) => {
  await widget.open();
  await widget.ask('good day');
  const items = widget.host.getByRole('menuitem');
  await widget.button('More options').click();
  await expect(items.first()).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(items.last()).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(items).toHaveCount(0);
  await expect(widget.button('More options')).toBeFocused();
  await expect(widget.window).toBeVisible();
  await widget.button('More options').click();
  await widget.field.click();
  await expect(items).toHaveCount(0);
});
