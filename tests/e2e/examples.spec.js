// The examples without a framework, in `examples/`.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Chatbot } from './support/server.js';
import { strictPolicy } from './support/site.js';
import { Widget, expect, test } from './support/test.js';

const read = (path) => readFile(new URL(`../../examples/${path}`, import.meta.url), 'utf8');

/** The markup of an example, with the address of the bundle and with these chatbots in place of its own. */
function withChatbots(markup, api, ...chatbots) {
  let found = 0;
  return markup.replace(/\/?ocs-chat\/embed\.js/, '/embed.js').replace(/(data-)?chatbot-id="[^"]*"\s+(data-)?embed-key="…"/g, (_, prefix = '') => {
    const { id, key } = chatbots[found++];
    return `${prefix}chatbot-id="${id}" ${prefix}embed-key="${key}" ${prefix}api-base-url="${api}"`;
  });
}

/** Opens an example, whose other files are those of the folder, under the strict policy. */
async function open(page, site, api, name, files, ...chatbots) {
  const headers = { 'content-security-policy': strictPolicy(api) };
  site.put(`/${name}/`, withChatbots(await read(`${name}/index.html`), api, ...chatbots), headers);
  for (const [file, type] of Object.entries(files)) site.put(`/${name}/${file}`, await read(`${name}/${file}`), { 'content-type': type });
  await page.goto(`${site.url}/${name}/`);
}

test('the plain page has a chat', async ({ page, site, api, chatbot }) => {
  await open(page, site, api, 'plain', {}, chatbot);
  const widget = new Widget(page);
  await expect(widget.launcher).toBeVisible();
  await page.getByRole('link', { name: 'Return something' }).click();
  await expect(widget.field).toHaveValue('I would like to return ');
  await widget.button('Where is my order?').click();
  await expect(widget.answers.last()).toHaveText('You said: Where is my order?');
});

test('the page with two chatbots has a chat with each', async ({ page, site, api, chatbot }) => {
  const other = await Chatbot.create(api, { think_ms: 100 });
  await open(page, site, api, 'two-chatbots', { 'page.css': 'text/css' }, chatbot, other);
  const [products, orders] = ['#products', '#orders'].map((selector) => new Widget(page, selector));
  await products.open();
  await products.ask('about a product');
  await products.button('Close chat').click();
  await page.getByRole('button', { name: 'Ask about an order' }).click();
  await orders.ask('about an order');
  expect(await orders.host.locator('[part~="own-message"]').evaluate((node) => getComputedStyle(node).backgroundColor)).toBe('rgb(11, 110, 79)');
  expect([await chatbot.receivedTexts(), await other.receivedTexts()]).toEqual([['about a product'], ['about an order']]);
});

test('the chat of the single-page application stays, and the bot receives the view', async ({ page, site, api, chatbot }) => {
  await open(page, site, api, 'single-page-application', { 'app.js': 'text/javascript' }, chatbot);
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('What is there?');
  await page.getByRole('link', { name: 'Basket' }).click();
  await expect(page.getByRole('heading', { name: 'Your basket is empty' })).toBeVisible();
  await widget.ask('And here?');
  expect((await chatbot.receivedRequests('message')).map(({ body }) => body.context)).toEqual([{ view: 'products' }, { view: 'basket' }]);
});

test('the server with a strict policy serves a page with a chat', async ({ page, api, chatbot }) => {
  // A copy, whose page names the test's chatbot.
  const folder = join(process.env.OUTPUT, 'strict-csp');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'server.mjs'), await read('strict-csp/server.mjs'));
  await writeFile(join(folder, 'index.html'), withChatbots(await read('strict-csp/index.html'), api, chatbot).replace('/embed.js', '/ocs-chat/embed.js'));
  const environment = { ...process.env, OCS_FILES: process.env.BUNDLE, OCS_API: api, PORT: '0' };
  const server = spawn(process.execPath, ['server.mjs'], { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [address] = await once(createInterface({ input: server.stdout }), 'line');
    await page.goto(address);
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('good day');
    const { headers } = await fetch(address);
    expect(headers.get('content-security-policy')).toContain("require-trusted-types-for 'script'");
    expect((await fetch(`${address}ocs-chat/..%2f..%2fCargo.toml`)).status).toBe(404);
  } finally {
    server.kill();
  }
});
