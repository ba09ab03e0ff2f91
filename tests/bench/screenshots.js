// Takes screenshots of both widgets with the same conversation, at four sizes and in both color schemes.
//
// `cargo xtask bench looks` runs this and sets the environment. The screenshots are in target/looks.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Chatbot, startServer } from '../e2e/support/server.js';
import { startSite } from '../e2e/support/site.js';
import { WIDGETS, startBrowser, startCdn } from './widgets.js';

const SIZES = [
  [320, 568],
  [390, 844],
  [768, 1024],
  [1440, 900],
];
const FOLDER = join(import.meta.dirname, '../../target/looks');

const [server, site] = [await startServer(), await startSite()];
const browser = await startBrowser();
await mkdir(FOLDER, { recursive: true });
for (const [index, { tag, folder, script, launcher, field }] of WIDGETS.entries()) {
  const cdn = await startCdn(folder);
  for (const [width, height] of SIZES) {
    for (const colorScheme of ['light', 'dark']) {
      const chatbot = await Chatbot.create(server.url, { think_ms: 100, auth_level: 'embed_key' });
      const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale: 'en-US' });
      const page = await context.newPage();
      const path = `/looks-${index}-${width}-${colorScheme}`;
      const markup = `<${tag} chatbot-id="${chatbot.id}" embed-key="${chatbot.key}" api-base-url="${server.url}" allow-attachments="true"></${tag}>`;
      site.put(
        path,
        `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>A page</title>
        <link rel="icon" href="data:,"><h1>A page</h1>${markup}${script(cdn.url)}`,
      );
      await page.goto(site.url + path);
      const screenshot = (name) => page.screenshot({ path: join(FOLDER, `${width}-${colorScheme}-${name}-${['ours', 'legacy-widget'][index]}.png`) });
      const host = page.locator(tag);
      await host.locator(launcher).first().waitFor();
      await screenshot('closed');
      await host.locator(launcher).first().click();
      const composer = host.locator(field).last();
      for (const [text, answer] of [
        ['say Good day! What can I do for you?', 'What can I do for you?'],
        ['table', 'Plan'],
        ['code', 'Like this'],
      ]) {
        await composer.fill(text);
        await page.keyboard.press('Enter');
        await host.getByText(answer).first().waitFor();
      }
      await page.waitForTimeout(500);
      await screenshot('chat');
      await context.close();
    }
  }
  cdn.stop();
}
await browser.close();
server.stop();
site.stop();
console.log(`The screenshots are in ${FOLDER}`);
