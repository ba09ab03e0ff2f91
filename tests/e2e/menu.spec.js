// The menu of the header: its use by keyboard, and its downloads of the conversation.

import { readFile } from 'node:fs/promises';
import { shot } from './support/screenshots.js';
import { Widget, expect, test } from './support/test.js';

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

/** Sends a message in a window of this language. */
async function converse(page, visit, scriptTag, language, title) {
  await visit(scriptTag(`data-language="${language}" data-header-text="${title}"`));
  const { host, answers } = new Widget(page);
  await host.locator('[part~="launcher"]').click();
  await host.locator('.window textarea').fill('good day');
  await page.keyboard.press('Enter');
  await expect(answers).toHaveCount(1);
  return (name) => host.locator(`.window [part~="${name}"]`);
}

for (const [language, title] of [
  ['de', 'Kundendienst der Stadtwerke'],
  ['sw', 'Msaada kwa wateja wa huduma za afya'],
  ['ar', 'خدمة العملاء في مستشفى المدينة'],
]) {
  test(`on a narrow screen the title has room, and the menu starts a new chat (${language})`, async ({ page, visit, scriptTag }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    const part = await converse(page, visit, scriptTag, language, title);
    await expect(part('title')).toHaveText(title);
    expect(await part('title').evaluate(({ scrollHeight, clientHeight, offsetWidth }) => [scrollHeight <= clientHeight, offsetWidth > 190])).toEqual([
      true,
      true,
    ]);
    await expect(part('new-chat')).toBeHidden();
    await part('menu').press('Enter');
    await shot(page, `narrow-header-${language}`);
    await expect(part('menu-item')).toHaveCount(4);
    const label = await part('new-chat').getAttribute('aria-label');
    await expect(part('menu-item').nth(2)).toHaveText(label);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await part('dialog-confirm').press('Enter');
    await expect(part('own-message')).toHaveCount(0);
    await expect(part('menu')).toBeHidden();
  });
}

test('on a wider screen the header has the button for a new chat, and the menu has none', async ({ page, visit, scriptTag }) => {
  await page.setViewportSize({ width: 360, height: 640 });
  const part = await converse(page, visit, scriptTag, 'de', 'Kundenservice der Stadtwerke Musterstadt');
  await expect(part('new-chat')).toBeVisible();
  await part('menu').press('Enter');
  await expect(part('menu-item')).toHaveCount(3);
});
