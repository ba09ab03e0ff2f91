// The packed tarball in a fresh project of each bundler, and from a CDN. Run by `cargo xtask test package`.

import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { OPTIONS } from '../../www/widget/options/options.ts';
import { serveFolder } from './support/static-server.js';
import { freePort } from './support/free-port.js';
import { strictPolicy } from './support/site.js';
import { FAILED_REQUEST, Widget, expect, html, test } from './support/test.js';

const run = promisify(execFile);
const { BUNDLERS, PACKAGE, TARBALL } = process.env;

test.describe.configure({ timeout: 120_000 });

const markup = (chatbot, api) => `<ocs-chat chatbot-id="${chatbot.id}" embed-key="${chatbot.key}" api-base-url="${api}" allow-attachments="true"></ocs-chat>`;

/** A fresh project with the package in it and nothing else. */
async function project(name, files) {
  const folder = join(BUNDLERS, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name, private: true, type: 'module' }));
  for (const [file, text] of Object.entries(files)) {
    await mkdir(join(folder, file, '..'), { recursive: true });
    await writeFile(join(folder, file), text);
  }
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', TARBALL], { cwd: folder });
  return folder;
}

const environment = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', CI: '1' };
const program = (path) => join(BUNDLERS, 'node_modules', path);
const build = (folder, path, ...given) => run(process.execPath, [program(path), ...given], { cwd: folder, env: environment, maxBuffer: 1e8 });
const esbuild = (folder, ...given) => build(folder, 'esbuild/bin/esbuild', 'main.js', '--bundle', '--log-level=error', ...given);

/** What every page has to do: nothing heavy before the visitor comes near, and then a conversation. */
async function converse(page, url, chatbot) {
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(url);
  const widget = new Widget(page);
  await expect(widget.launcher).toBeVisible();
  await page.evaluate(() => new Promise((idle) => requestIdleCallback(idle)));
  expect(asked.filter((one) => /\.wasm/.test(one))).toEqual([]);
  await widget.open();
  await widget.ask('good day');
  await widget.attach({ name: 'a.txt' });
  await widget.say('a file');
  await expect(widget.answers.last()).toContainText('a.txt');
  await page.reload();
  await expect(widget.answers).toHaveCount(2);
  expect(await chatbot.heard()).toEqual(['good day', 'a file']);
}

/** Some bundlers' own way of loading a script is one that Trusted Types forbid. */
const untyped = (api) => strictPolicy(api).replace("require-trusted-types-for 'script'; ", '');

/** Weight of all that a page has loaded so far, of its own scripts. */
const weigh = (page) => page.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => name.startsWith(location.origin)).reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0));

const MAIN = "import 'ocs-chat';\nimport { defineElements, mount } from 'ocs-chat';\nwindow.isThere = typeof mount === 'function' && typeof defineElements === 'function';\n";

for (const [name, { pack, finds = true, light = true, policy = strictPolicy }] of Object.entries({
  vite: { pack: (folder) => build(folder, 'vite/bin/vite.js', 'build', '--logLevel', 'error') },
  webpack: { pack: (folder) => build(folder, 'webpack-cli/bin/cli.js', '--mode', 'production', '--entry', './main.js', '--output-path', 'dist'), policy: untyped },
  rollup: { pack: (folder) => build(folder, 'rollup/dist/bin/rollup', '--input', 'main.js', '--dir', 'dist', '--format', 'es', '--plugin', 'node-resolve', '--silent'), finds: false },
  esbuild: { pack: (folder) => esbuild(folder, '--splitting', '--format=esm', '--outdir=dist'), finds: false },
  'esbuild, in one file': { pack: (folder) => esbuild(folder, '--minify', '--outfile=dist/main.js'), finds: false, light: false },
  parcel: { pack: (folder) => build(folder, 'parcel/lib/bin.js', 'build', 'index.html', '--dist-dir', 'dist', '--no-cache', '--log-level', 'error'), policy: untyped },
})) {
  test(`${name} takes it as it is`, async ({ page: tab, chatbot, api, complaints }) => {
    const makesPage = ['vite', 'parcel'].includes(name);
    const body = (source) => html(`${markup(chatbot, api)}<script type="module" src="${source}"></script>`);
    const folder = await project(name.replace(/\W+/g, '-'), { 'main.js': MAIN, ...(makesPage ? { 'index.html': body('./main.js') } : {}) });
    await pack(folder);
    const dist = join(folder, 'dist');
    if (!makesPage) await writeFile(join(dist, 'index.html'), body('/main.js'));
    // What a bundler leaves behind is looked for once.
    if (!finds) complaints.push(FAILED_REQUEST);
    // Import maps are within pages: a policy has to name them.
    const inline = (await readFile(join(dist, 'index.html'), 'utf8')).matchAll(/<script type=.?importmap.?>(.*?)<\/script>/gs);
    const hashes = [...inline].map(([, text]) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
    const site = await serveFolder(dist, { 'content-security-policy': policy(api).replace('script-src', `script-src ${hashes.join(' ')}`) });
    await tab.goto(site.url);
    await expect(new Widget(tab).launcher).toBeVisible();
    expect(await tab.evaluate(() => window.isThere)).toBe(true);
    if (light) expect(await weigh(tab)).toBeLessThan(24_000);
    const modules = (await readdir(dist, { recursive: true })).filter((file) => file.endsWith('.wasm'));
    expect(modules.length > 0).toBe(finds);
    await converse(tab, site.url, chatbot);
    site.stop();
  });
}

test('what a visitor sends before the application has come waits for it, also where that comes in a script', async ({ page, chatbot, api, complaints }) => {
  complaints.push(FAILED_REQUEST);
  const folder = await project('impatient', { 'main.js': MAIN });
  await esbuild(folder, '--splitting', '--format=esm', '--outdir=dist', '--minify');
  await writeFile(join(folder, 'dist/index.html'), html(`${markup(chatbot, api)}<script type="module" src="/main.js"></script>`));
  const site = await serveFolder(join(folder, 'dist'));
  await page.route('**/wasm-*.js', async (route) => {
    await new Promise((later) => setTimeout(later, 1_500));
    await route.continue();
  });
  await page.goto(site.url);
  const widget = new Widget(page);
  await widget.launcher.click();
  await page.keyboard.type('in haste');
  await page.keyboard.press('Enter');
  await expect(widget.answers).toHaveText(['You said: in haste']);
  site.stop();
});

/** Runs a server of a bundler's while something is done. */
async function serving(folder, given, url, act) {
  const server = spawn(process.execPath, given, { cwd: folder, env: { ...environment, NODE_ENV: undefined }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (text) => (said += text));
  try {
    await expect(async () => expect((await fetch(url)).ok, said).toBe(true)).toPass({ timeout: 60_000 });
    await act();
  } finally {
    server.kill();
  }
}

test("Vite's development server, which moves packages and leaves their files behind", async ({ page, chatbot, api, complaints }) => {
  complaints.push(FAILED_REQUEST);
  const folder = await project('vite-serve', { 'main.js': MAIN, 'index.html': html(`${markup(chatbot, api)}<script type="module" src="/main.js"></script>`) });
  const port = await freePort();
  const url = `http://localhost:${port}/`;
  await serving(folder, [program('vite/bin/vite.js'), '--host', 'localhost', '--port', String(port), '--strictPort'], url, () => converse(page, url, chatbot));
});

test('what React sets as properties arrives, though the element knows few of them at first', async ({ page, chatbot, api }) => {
  const options = { chatbotId: chatbot.id, embedKey: chatbot.key, apiBaseUrl: api, allowAttachments: true, welcomeMessages: ['Hello there'], userName: 'Ann' };
  const folder = await project('react', {
    'main.js': `import 'ocs-chat';\nimport { createElement } from 'react';\nimport { createRoot } from 'react-dom/client';\ncreateRoot(document.querySelector('#app')).render(createElement('ocs-chat', { ...${JSON.stringify(options)}, pageContext: { page: 1 } }));\n`,
    'index.html': html('<div id="app"></div><script type="module" src="./main.js"></script>'),
  });
  await build(folder, 'vite/bin/vite.js', 'build', '--logLevel', 'error');
  const site = await serveFolder(join(folder, 'dist'), { 'content-security-policy': strictPolicy(api) });
  await page.goto(site.url);
  const widget = new Widget(page);
  await widget.open();
  await expect(widget.host.getByText('Hello there')).toBeVisible();
  await widget.ask('good day');
  const [{ body }] = await chatbot.received('start');
  expect(body.participant_name).toBe('Ann');
  site.stop();
});

/** A project for Next.js, made on the server first. */
function nextProject(name, attributes) {
  return project(name, {
    'app/layout.js': "export default ({ children }) => <html lang=\"en\"><head><link rel=\"icon\" href=\"data:,\" /></head><body>{children}</body></html>;\n",
    'app/page.js': `import { Chat } from './chat.js';\nexport default () => <main><h1>A page</h1><Chat /></main>;\n`,
    'app/chat.js': `'use client';\nimport 'ocs-chat';\nexport const Chat = () => <ocs-chat${attributes}></ocs-chat>;\n`,
  });
}

test('Next.js, where the import on the server does nothing', async ({ page, chatbot, api }) => {
  const folder = await nextProject('next', markup(chatbot, api).slice(9, -12));
  await build(folder, 'next/dist/bin/next', 'build');
  const port = await freePort();
  const url = `http://localhost:${port}/`;
  await serving(folder, [program('next/dist/bin/next'), 'start', '--port', String(port), '--hostname', 'localhost'], url, () => converse(page, url, chatbot));
});

test("Next.js's development server, where options are written as properties", async ({ page, chatbot, api }) => {
  const folder = await nextProject('next-dev', ` chatbotId="${chatbot.id}" embedKey="${chatbot.key}" apiBaseUrl="${api}" allowAttachments`);
  const port = await freePort();
  const url = `http://localhost:${port}/`;
  await serving(folder, [program('next/dist/bin/next'), 'dev', '--port', String(port), '--hostname', 'localhost'], url, () => converse(page, url, chatbot));
});

test.describe('from a CDN, on a page of another origin', () => {
  let cdn;
  test.beforeAll(async () => {
    cdn = await serveFolder(PACKAGE);
  });
  test.afterAll(() => cdn.stop());
  const policy = (api) => strictPolicy(api).replaceAll("'self'", `'self' ${cdn.url}`);
  /** The line, with embed.js at this address. */
  const from = (address, line, attributes = '') => line(`data-allow-attachments="true" ${attributes}`).replace('/embed.js', address);
  /** Where a page of the site is, under another name. */
  const elsewhere = (site, path) => (site.url + path).replace('localhost', '127.0.0.1');

  test('the line with its hash', async ({ page, site, line, chatbot, api }) => {
    const hash = createHash('sha384').update(await readFile(join(PACKAGE, 'embed.js'))).digest('base64');
    const markup = from(`${cdn.url}/embed.js`, line, `integrity="sha384-${hash}" crossorigin="anonymous"`);
    site.put('/cdn', html(markup), { 'content-security-policy': policy(api) });
    await converse(page, elsewhere(site, '/cdn'), chatbot);
  });

  test('the line with a hash of something else', async ({ page, site, line, api, complaints }) => {
    complaints.push(/integrity/);
    const markup = from(`${cdn.url}/embed.js`, line, `integrity="sha384-${'A'.repeat(64)}" crossorigin="anonymous"`);
    site.put('/refused', html(markup), { 'content-security-policy': policy(api) });
    await page.goto(`${site.url}/refused`);
    await page.waitForLoadState('networkidle');
    expect(await page.evaluate(() => 'ocsChat' in window)).toBe(false);
  });

  for (const address of ['ocs-chat', 'ocs-chat@1', 'ocs-chat@1.0.0/', 'ocs-chat@1/embed.js']) {
    test(`a CDN that has embed.js as ${address}, and the rest with its version only`, async ({ page, site, line, chatbot, api }) => {
      const { version } = JSON.parse(await readFile(join(PACKAGE, 'package.json'), 'utf8'));
      const asked = new Set();
      await page.route('**/npm/**', (route) => {
        const [, path] = /\/npm\/(.*)/.exec(route.request().url());
        const [, file] = path.split(`ocs-chat@${version}/`);
        if (!file) asked.add(path);
        return file || path === address
          ? route.fulfill({ path: join(PACKAGE, file || 'embed.js'), headers: { 'access-control-allow-origin': '*' } })
          : route.fulfill({ status: 404 });
      });
      site.put('/versions', html(from(`${cdn.url}/npm/${address}`, line)), { 'content-security-policy': policy(api) });
      await converse(page, elsewhere(site, '/versions'), chatbot);
      expect([...asked]).toEqual([address]);
    });
  }

  test('as a module', async ({ page, site, chatbot, api }) => {
    site.put('/module', html(`${markup(chatbot, api)}<script type="module" src="${cdn.url}/index.js"></script>`), { 'content-security-policy': policy(api) });
    await converse(page, elsewhere(site, '/module'), chatbot);
  });

  test('with a nonce, and no address, in the policy', async ({ page, site, line, chatbot, api }) => {
    const nonced = policy(api).replace(/script-src [^;]*/, "script-src 'nonce-abc' 'wasm-unsafe-eval'");
    site.put('/nonce', html(from(`${cdn.url}/embed.js`, line, 'nonce="abc"')), { 'content-security-policy': nonced });
    await converse(page, elsewhere(site, '/nonce'), chatbot);
  });

  test('a server that does not know WebAssembly', async ({ page, site, line, chatbot }) => {
    const other = await serveFolder(PACKAGE, {}, { '.wasm': 'application/octet-stream' });
    site.put('/octets', html(from(`${other.url}/embed.js`, line)));
    await converse(page, `${site.url}/octets`, chatbot);
    other.stop();
  });
});

test('on a server it does nothing, imported or required', async () => {
  const folder = await project('server', {
    'esm.js': "import { mount } from 'ocs-chat'; console.log(typeof mount);",
    'common.cjs': "console.log(typeof require('ocs-chat').mount);",
  });
  for (const file of ['esm.js', 'common.cjs']) expect((await run(process.execPath, [file], { cwd: folder })).stdout.trim()).toBe('function');
});

test('custom-elements.json says what there is to set, hear, call and style', async () => {
  const { modules } = JSON.parse(await readFile(join(PACKAGE, 'custom-elements.json'), 'utf8'));
  const elements = modules[0].declarations.filter(({ customElement }) => customElement);
  expect(elements.map(({ tagName, name }) => [tagName, name])).toEqual([
    ['ocs-chat', 'OcsChatElement'],
    ['open-chat-studio-widget', 'OpenChatStudioWidgetElement'],
  ]);
  for (const { attributes, members, events, cssProperties, cssParts } of elements) {
    const names = (list) => list.map(({ name }) => name);
    expect(names(attributes)).toEqual(expect.arrayContaining(OPTIONS.map(({ name }) => name)));
    expect(names(members)).toEqual(expect.arrayContaining(['chatbotId', 'pageContext', 'send', 'destroy']));
    expect(names(events)).toContain('ocs:message:received');
    expect(names(cssProperties)).toEqual(['--ocs-accent', '--ocs-on-accent', '--ocs-surface', '--ocs-text', '--ocs-radius', '--ocs-font', '--ocs-density', '--ocs-width', '--ocs-height']);
    expect(names(cssParts)).toEqual(expect.arrayContaining(['launcher', 'launcher-text', 'composer', 'frame']));
  }
});

test('publint and attw find nothing', async () => {
  expect((await build(BUNDLERS, 'publint/src/cli.js', '--strict', PACKAGE)).stdout).toContain('All good!');
  const checked = await build(BUNDLERS, '@arethetypeswrong/cli/dist/index.js', TARBALL);
  expect(checked.stdout).toContain('No problems found');
});

test('an editor knows the elements in every framework, and what fits their options', async () => {
  const jsx = `
const good = <ocs-chat chatbot-id="11111111-1111-4111-8111-111111111111" position="left" allow-attachments={true} headerText="Help" />;
// @ts-expect-error There is no such place.
const bad = <ocs-chat position="above" />;
const heard = <ocs-chat onocs:unread={(event) => event.detail.count.toFixed()} />;
// @ts-expect-error It tells of a number.
const misheard = <ocs-chat onocs:unread={(event) => event.detail.count.trim()} />;
const common = <ocs-chat id="help" class="wide" lang="de" title="Help" role="region" aria-label="Help" hidden={false} ref={(element: OcsChatElement | null) => element?.open()} />;
const clicked = <ocs-chat onClick={(event) => event.currentTarget.open()} />;
export { good, bad, heard, misheard, common, clicked };
`;
  const folder = await project('types', {
    'react.tsx': `/** @jsxImportSource react */\nimport type { OcsChatElement } from 'ocs-chat';${jsx.replace('class=', 'suppressHydrationWarning className=')}`,
    'preact.tsx': `/** @jsxImportSource preact */\nimport type { OcsChatElement } from 'ocs-chat';${jsx}`,
    'solid.tsx': `/** @jsxImportSource solid-js */\nimport type { OcsChatElement } from 'ocs-chat';${jsx}`,
    'others.ts': `import { mount, type OcsChatElement } from 'ocs-chat';
import type { GlobalComponents } from 'vue';
import type { SvelteHTMLElements } from 'svelte/elements';
const vue: InstanceType<GlobalComponents['ocs-chat']>['$props'] = { 'chatbot-id': 'x', position: 'left', class: ['wide'], 'onOcs:unread': ({ detail }) => detail.count.toFixed() };
const svelte: SvelteHTMLElements['ocs-chat'] = { 'chatbot-id': 'x', theme: 'dark', lang: 'de', 'onocs:unread': ({ detail }) => detail.count.toFixed(), onclick: ({ currentTarget }) => currentTarget.open() };
// @ts-expect-error
const wrong: SvelteHTMLElements['ocs-chat'] = { theme: 'blue' };
const chat: OcsChatElement = mount('#help', { chatbotId: 'x', welcomeMessages: ['Hello'] });
chat.on('unread', ({ count }) => count.toFixed());
chat.addEventListener('ocs:message:received', ({ detail }) => detail.message.content.trim());
const hear = (event: CustomEvent<{ count: number }>) => event.detail.count.toFixed();
document.addEventListener('ocs:unread', hear);
chat.removeEventListener('ocs:unread', hear);
chat.consent = undefined;
document.querySelector('ocs-chat')?.open();
// @ts-expect-error
chat.open('wide');
export { vue, svelte, wrong };
`,
    // Not one of the frameworks.
    'tsconfig.json': JSON.stringify({
      compilerOptions: { strict: true, noEmit: true, jsx: 'react-jsx', target: 'es2022', module: 'esnext', moduleResolution: 'bundler', lib: ['es2022', 'dom', 'dom.iterable'], types: [], skipLibCheck: true },
    }),
  });
  const found = await build(folder, 'typescript/bin/tsc', '-p', '.').catch((error) => error);
  expect(`${found.stdout}${found.stderr}`).toBe('');
});
