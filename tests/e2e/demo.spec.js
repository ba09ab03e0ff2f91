// The demo page, as `cargo xtask demo` serves it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Widget, expect, test } from './support/test.js';

test('the demo page works without a single complaint', async ({ page }) => {
  const child = spawn(
    process.env.CHAT_SERVER,
    ['--api-port', '0', '--site-port', '0', '--site', process.env.BUNDLE, '--until-stdin-ends'],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const { site, api } = JSON.parse(line);
  const complaints = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  const response = await page.goto(site);
  const policy = response.headers()['content-security-policy'];
  for (const part of ["script-src 'self' 'wasm-unsafe-eval'", "style-src 'self'", "require-trusted-types-for 'script'"]) {
    expect(policy).toContain(part);
  }
  expect(new URL(api).origin).not.toBe(new URL(site).origin);

  const widget = new Widget(page);
  await widget.open();
  await widget.attach({ name: 'hello.txt', body: 'hi' });
  await widget.ask('Good morning', 'hello.txt, 2 bytes');
  await widget.ask('markdown', 'A heading');
  await widget.button('Enter full screen').click();
  await widget.button('Start new chat').click();
  await widget.button('Cancel').click();
  await widget.button('Close chat').click();

  expect(complaints).toEqual([]);
  expect(await (await fetch(`${site}/csp-reports`)).json()).toEqual([]);
  child.stdin.end();
  await once(child, 'exit');
});

test('the demo page can be pointed at another server', async ({ page, api, chatbot }) => {
  const child = spawn(
    process.env.CHAT_SERVER,
    ['--api-port', '0', '--site-port', '0', '--site', process.env.BUNDLE, '--until-stdin-ends']
      .concat(['--api', `${api}/`, '--chatbot', chatbot.id, '--embed-key', chatbot.key]),
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  await page.goto(JSON.parse(line).site);
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('Who is there?');
  expect(await chatbot.heard()).toEqual(['Who is there?']);
  child.stdin.end();
  await once(child, 'exit');
});

test('the demo command serves until Ctrl-C, and then nothing is left of it', async () => {
  test.setTimeout(120_000);
  const child = spawn(process.env.XTASK, ['demo', '--api-port', '0', '--site-port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const addresses = [];
  for await (const line of lines) {
    addresses.push(...line.matchAll(/http:\/\/127\.0\.0\.1:\d+/g));
    if (line.startsWith('Ctrl-C')) break;
  }
  const [[site], [api]] = addresses;
  const serves = async () => {
    const [page, received] = await Promise.all([fetch(site), fetch(`${api}/control/received`)]);
    return page.ok && received.ok;
  };
  // Not only while it starts.
  for (let i = 0; i < 3; i += 1) {
    expect(await serves()).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  child.kill('SIGINT');
  await once(child, 'exit');
  await expect.poll(() => serves().catch(() => false)).toBe(false);
});
