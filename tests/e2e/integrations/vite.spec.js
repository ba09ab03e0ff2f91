// The examples for Vue and Svelte, and that of the README for bundlers. Run by `cargo xtask test integrations`.

import { execFile } from 'node:child_process';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { example as documented, withChatbot } from '../support/examples.js';
import { serveFolder } from '../support/static-server.js';
import { strictPolicy } from '../support/site.js';
import { Widget, expect, html, test } from '../support/test.js';

const run = promisify(execFile);
const { FRAMEWORKS, TARBALL } = process.env;

test.describe.configure({ timeout: 120_000 });

/** Creates a project with the package, and returns its folder. */
async function createProject(name) {
  const folder = join(FRAMEWORKS, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name, private: true, type: 'module' }));
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps', '--loglevel=error', TARBALL], {
    cwd: folder,
  });
  return folder;
}

/** Builds a project, and serves it with the strict policy. */
async function serve(folder, api) {
  await run(process.execPath, [join(FRAMEWORKS, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'error'], {
    cwd: folder,
    env: { ...process.env, NODE_ENV: 'production' },
  });
  return serveFolder(join(folder, 'dist'), { 'content-security-policy': strictPolicy(api) });
}

test('the example in the README for bundlers mounts the chat', async ({ page, chatbot, api }) => {
  const folder = await createProject('readme-bundler');
  await writeFile(join(folder, 'main.js'), withChatbot(documented('readme-bundler').code, chatbot, api));
  await writeFile(join(folder, 'index.html'), html('<main id="help"></main><script type="module" src="./main.js"></script>'));
  const site = await serve(folder, api);
  await page.goto(site.url);
  const widget = new Widget(page, '#help > ocs-chat');
  await widget.open();
  await widget.ask('good day');
  site.stop();
});

for (const framework of ['vue', 'svelte']) {
  test(`the example for ${framework} is built and works`, async ({ page, chatbot, api }) => {
    const folder = await createProject(`${framework}-example`);
    const example = new URL(`../../../examples/${framework}/`, import.meta.url).pathname;
    for (const file of ['src', 'index.html', 'vite.config.js']) await cp(join(example, file), join(folder, file), { recursive: true });
    await writeFile(join(folder, '.env'), `VITE_OCS_CHATBOT_ID=${chatbot.id}\nVITE_OCS_EMBED_KEY=${chatbot.key}\nVITE_OCS_API=${api}\n`);
    const site = await serve(folder, api);
    await page.goto(site.url);
    const widget = new Widget(page);
    await expect(widget.launcher).toBeVisible();
    await page.getByRole('button', { name: 'Ask about it' }).click();
    await expect(page.getByText('1 answers')).toBeVisible();
    await page.getByRole('button', { name: 'Next product' }).click();
    await widget.open();
    await expect(widget.window.getByRole('heading', { name: 'Help with product 2' })).toBeVisible();
    await widget.ask('and this one?');
    await expect(page.getByText('2 answers')).toBeVisible();
    expect((await chatbot.receivedRequests('message')).map(({ body }) => body.context)).toEqual([{ product: 1 }, { product: 2 }]);
    site.stop();
  });
}
