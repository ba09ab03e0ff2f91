// The example for Leptos applications. Run by `cargo xtask test integrations`.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serveFolder } from '../support/static-server.js';
import { strictPolicy } from '../support/site.js';
import { expect, test } from '../support/test.js';

const { LEPTOS_EXAMPLE } = process.env;

test('the example for Leptos has the chat as a component', async ({ page, chatbot, api, expectedConsoleMessages }) => {
  // Debug builds of Leptos warn about untracked reads, which are intended where the window is built.
  expectedConsoleMessages.push(/outside (of )?a reactive tracking context/);
  const file = join(LEPTOS_EXAMPLE, 'index.html');
  const text = await readFile(file, 'utf8');
  const attributes = `data-chatbot-id="${chatbot.id}" data-embed-key="${chatbot.key}" data-api-base-url="${api}"`;
  await writeFile(file, text.replace(/data-chatbot-id="[^"]*" data-embed-key="[^"]*" data-api-base-url="[^"]*"/, attributes));
  // The script that starts the application is in the page.
  const policy = strictPolicy(api).replace('script-src', "script-src 'unsafe-inline'").replace("require-trusted-types-for 'script'; ", '');
  const site = await serveFolder(LEPTOS_EXAMPLE, { 'content-security-policy': policy });
  await page.goto(site.url);
  const chat = page.getByRole('dialog', { name: 'Help with your order' });
  const field = chat.getByRole('textbox');
  await expect(chat).toBeHidden();
  await page.getByRole('button', { name: 'Ask about the Lamp' }).click();
  await expect(chat).toBeVisible();
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('Do you have the Lamp in other colours?');
  await page.keyboard.press('Enter');
  await expect(chat.getByText('You said: Do you have the Lamp in other colours?')).toBeVisible();
  // The window and the application's signal follow each other.
  await chat.getByRole('button', { name: 'Close chat' }).click();
  await expect(chat).toBeHidden();
  await page.getByRole('button', { name: 'Chat', exact: true }).click();
  await field.fill('and the rug?');
  await page.keyboard.press('Enter');
  await expect(chat.getByText('You said: and the rug?')).toBeVisible();
  // The removal of the component ends the chat.
  await page.getByRole('button', { name: 'Remove the chat' }).click();
  await expect(chat).toHaveCount(0);
  expect(await chatbot.receivedTexts()).toEqual(['Do you have the Lamp in other colours?', 'and the rug?']);
  site.stop();
});
