// The example for Angular. Run by `cargo xtask test integrations`.

import { execFile } from 'node:child_process';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { serveFolder } from '../support/static-server.js';
import { FAILED_REQUEST, Widget, expect, test } from '../support/test.js';

const run = promisify(execFile);
const { FRAMEWORKS, TARBALL } = process.env;
const EXAMPLE = new URL('../../../examples/angular', import.meta.url).pathname;

test('the example is built by Angular and works', async ({ page, chatbot, api, expectedConsoleMessages }) => {
  test.setTimeout(180_000);
  // Angular's bundler does not copy the WebAssembly file.
  expectedConsoleMessages.push(FAILED_REQUEST);
  const folder = join(FRAMEWORKS, 'angular');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'angular', private: true }));
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps', '--loglevel=error', TARBALL], { cwd: folder });
  for (const file of ['src', 'angular.json', 'tsconfig.json']) await cp(join(EXAMPLE, file), join(folder, file), { recursive: true });
  const options = { chatbotId: chatbot.id, embedKey: chatbot.key, apiBaseUrl: api };
  await writeFile(join(folder, 'src/chat-options.ts'), `export const CHAT_OPTIONS = ${JSON.stringify(options)};\n`);
  await run(process.execPath, [join(FRAMEWORKS, 'node_modules/@angular/cli/bin/ng.js'), 'build'], {
    cwd: folder,
    env: { ...process.env, CI: '1', NG_CLI_ANALYTICS: 'false' },
  });
  const site = await serveFolder(join(folder, 'dist'));
  await page.goto(site.url);
  const widget = new Widget(page);
  await expect(widget.launcher).toBeVisible();
  await page.getByRole('button', { name: 'Ask about it' }).click();
  await expect(page.getByText('1 answers')).toBeVisible();
  await page.getByRole('button', { name: 'Next product' }).click();
  await widget.open();
  await widget.ask('and this one?');
  await expect(page.getByText('2 answers')).toBeVisible();
  expect((await chatbot.receivedRequests('message')).map(({ body }) => body.context)).toEqual([{ product: 1 }, { product: 2 }]);
  site.stop();
});
