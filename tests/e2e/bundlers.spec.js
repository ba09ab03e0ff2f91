// The npm package in a new project of each bundler, from a CDN, and in type checkers. Run by `cargo xtask test package`.

import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { OPTIONS } from '../../www/widget/options/options.ts';
import { leaveAndStop } from './support/leave-and-stop.js';
import { holdRequests } from './support/held-requests.js';
import { serveFolder } from './support/static-server.js';
import { freePort } from './support/free-port.js';
import { strictPolicy } from './support/site.js';
import { strictTypes } from './support/strict-types.js';
import { FAILED_REQUEST, Widget, elementMarkup, expect, html, test } from './support/test.js';

const run = promisify(execFile);
const { BUNDLERS, PACKAGE, TARBALL } = process.env;

test.describe.configure({ timeout: 120_000 });

const markup = (chatbot, api) => elementMarkup(chatbot, api, 'allow-attachments="true"');

/** Creates a project with these files and the package as its only dependency, and returns its folder. */
async function createProject(name, files) {
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

test('no file of the package names the folder in which it was built', async () => {
  for (const name of await readdir(PACKAGE)) {
    const text = await readFile(join(PACKAGE, name), 'utf8');
    expect(text.includes(PACKAGE), name).toBe(false);
  }
});

const environment = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', CI: '1' };
const program = (path) => join(BUNDLERS, 'node_modules', path);
const build = (folder, path, ...args) => run(process.execPath, [program(path), ...args], { cwd: folder, env: environment, maxBuffer: 1e8 });
const esbuild = (folder, ...args) => build(folder, 'esbuild/bin/esbuild', 'main.js', '--bundle', '--log-level=error', ...args);

/** Checks that a page loads no WebAssembly before the visitor opens the chat, and that a conversation survives a reload. */
async function converse(page, url, chatbot) {
  const requests = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(url);
  const widget = new Widget(page);
  await expect(widget.launcher).toBeVisible();
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
  expect(requests.filter((url) => /\.wasm/.test(url))).toEqual([]);
  await widget.open();
  await widget.ask('good day');
  await widget.attach({ name: 'a.txt' });
  await widget.say('a file');
  await expect(widget.answers.last()).toContainText('a.txt');
  await page.reload();
  await expect(widget.answers).toHaveCount(2);
  expect(await chatbot.receivedTexts()).toEqual(['good day', 'a file']);
}

/** The policy without Trusted Types, which forbid the way in which some bundlers load scripts. */
const policyWithoutTrustedTypes = (api) => strictPolicy(api).replace("require-trusted-types-for 'script'; ", '');

/** Uncompressed bytes that the page has loaded from its own origin. */
const loadedBytes = (page) =>
  page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter(({ name }) => name.startsWith(location.origin))
      .reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0),
  );

const MAIN =
  "import 'ocs-chat';\nimport { defineElements, mount } from 'ocs-chat';\nwindow.hasExports = typeof mount === 'function' && typeof defineElements === 'function';\n";

for (const [name, { pack, emitsWasm = true, splitsCode = true, policy = strictPolicy }] of Object.entries({
  vite: { pack: (folder) => build(folder, 'vite/bin/vite.js', 'build', '--logLevel', 'error') },
  webpack: {
    pack: (folder) => build(folder, 'webpack-cli/bin/cli.js', '--mode', 'production', '--entry', './main.js', '--output-path', 'dist'),
    policy: policyWithoutTrustedTypes,
  },
  rollup: {
    pack: (folder) => build(folder, 'rollup/dist/bin/rollup', '--input', 'main.js', '--dir', 'dist', '--format', 'es', '--plugin', 'node-resolve', '--silent'),
    emitsWasm: false,
  },
  esbuild: { pack: (folder) => esbuild(folder, '--splitting', '--format=esm', '--outdir=dist'), emitsWasm: false },
  'esbuild, in one file': { pack: (folder) => esbuild(folder, '--minify', '--outfile=dist/main.js'), emitsWasm: false, splitsCode: false },
  parcel: {
    pack: (folder) => build(folder, 'parcel/lib/bin.js', 'build', 'index.html', '--dist-dir', 'dist', '--no-cache', '--log-level', 'error'),
    policy: policyWithoutTrustedTypes,
  },
})) {
  test(`${name} bundles the package without configuration`, async ({ page: tab, chatbot, api, expectedConsoleMessages }) => {
    const bundlesPage = ['vite', 'parcel'].includes(name);
    const body = (source) => html(`${markup(chatbot, api)}<script type="module" src="${source}"></script>`);
    const folder = await createProject(name.replace(/\W+/g, '-'), { 'main.js': MAIN, ...(bundlesPage ? { 'index.html': body('./main.js') } : {}) });
    await pack(folder);
    const dist = join(folder, 'dist');
    if (!bundlesPage) await writeFile(join(dist, 'index.html'), body('/main.js'));
    // Without an emitted WebAssembly file, one request fails before the fallback.
    if (!emitsWasm) expectedConsoleMessages.push(FAILED_REQUEST);
    // Import maps are inline scripts, which the policy allows by their hashes.
    const importMaps = (await readFile(join(dist, 'index.html'), 'utf8')).matchAll(/<script type=.?importmap.?>(.*?)<\/script>/gs);
    const hashes = [...importMaps].map(([, text]) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
    const site = await serveFolder(dist, { 'content-security-policy': policy(api).replace('script-src', `script-src ${hashes.join(' ')}`) });
    await tab.goto(site.url);
    await expect(new Widget(tab).launcher).toBeVisible();
    expect(await tab.evaluate(() => window.hasExports)).toBe(true);
    if (splitsCode) expect(await loadedBytes(tab)).toBeLessThan(24_000);
    const modules = (await readdir(dist, { recursive: true })).filter((file) => file.endsWith('.wasm'));
    expect(modules.length > 0).toBe(emitsWasm);
    await converse(tab, site.url, chatbot);
    await leaveAndStop(tab, site.stop);
  });
}

test('a message sent before WebAssembly has loaded from a script is sent afterwards', async ({ page, chatbot, api, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(FAILED_REQUEST);
  const folder = await createProject('impatient', { 'main.js': MAIN });
  await esbuild(folder, '--splitting', '--format=esm', '--outdir=dist', '--minify');
  await writeFile(join(folder, 'dist/index.html'), html(`${markup(chatbot, api)}<script type="module" src="/main.js"></script>`));
  const site = await serveFolder(join(folder, 'dist'));
  const release = await holdRequests(page, '**/wasm-*.js');
  await page.goto(site.url);
  const widget = new Widget(page);
  await widget.launcher.click();
  await page.keyboard.type('in haste');
  await page.keyboard.press('Enter');
  release();
  await expect(widget.answers).toHaveText(['You said: in haste']);
  await leaveAndStop(page, site.stop);
});

/** Converses on the page at `url` while a server started with these arguments answers there. */
async function converseWith(page, chatbot, folder, args, url) {
  const server = spawn(process.execPath, args, { cwd: folder, env: { ...environment, NODE_ENV: undefined }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (text) => (output += text));
  try {
    await expect(async () => expect((await fetch(url)).ok, output).toBe(true)).toPass({ timeout: 60_000 });
    await converse(page, url, chatbot);
  } finally {
    await leaveAndStop(page, () => server.kill());
  }
}

test("the package works with Vite's development server, which prebundles scripts without their assets", async ({
  page,
  chatbot,
  api,
  expectedConsoleMessages,
}) => {
  expectedConsoleMessages.push(FAILED_REQUEST);
  const folder = await createProject('vite-serve', {
    'main.js': MAIN,
    'index.html': html(`${markup(chatbot, api)}<script type="module" src="/main.js"></script>`),
  });
  const port = await freePort();
  const url = `http://localhost:${port}/`;
  await converseWith(page, chatbot, folder, [program('vite/bin/vite.js'), '--host', 'localhost', '--port', String(port), '--strictPort'], url);
});

test('properties that React sets before the widget bundle loads are applied', async ({ page, chatbot, api }) => {
  const options = { chatbotId: chatbot.id, embedKey: chatbot.key, apiBaseUrl: api, allowAttachments: true, welcomeMessages: ['Hello there'], userName: 'Ann' };
  const folder = await createProject('react', {
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
  const [{ body }] = await chatbot.receivedRequests('start');
  expect(body.participant_name).toBe('Ann');
  await leaveAndStop(page, site.stop);
});

const NEXT_EXAMPLE = new URL('../../examples/nextjs/app', import.meta.url).pathname;

/** Creates a copy of the example for Next.js. */
async function createNextProject(name, environment = '') {
  const folder = await createProject(name, { '.env': environment });
  await cp(NEXT_EXAMPLE, join(folder, 'app'), { recursive: true });
  return folder;
}

test('the example for Next.js, which also imports the package on the server, works', async ({ page, chatbot, api }) => {
  const folder = await createNextProject(
    'next',
    `NEXT_PUBLIC_OCS_CHATBOT_ID=${chatbot.id}\nNEXT_PUBLIC_OCS_EMBED_KEY=${chatbot.key}\nNEXT_PUBLIC_OCS_API=${api}\n`,
  );
  await build(folder, 'next/dist/bin/next', 'build');
  const port = await freePort();
  const url = `http://localhost:${port}/`;
  await converseWith(page, chatbot, folder, [program('next/dist/bin/next'), 'start', '--port', String(port), '--hostname', 'localhost'], url);
});

test('the package works with the development server of Next.js and options as properties', async ({ page, chatbot, api }) => {
  const folder = await createNextProject('next-dev');
  const attributes = `chatbotId="${chatbot.id}" embedKey="${chatbot.key}" apiBaseUrl="${api}" allowAttachments`;
  await writeFile(join(folder, 'app/chat.js'), `'use client';\nimport 'ocs-chat';\nexport const Chat = () => <ocs-chat ${attributes}></ocs-chat>;\n`);
  const port = await freePort();
  const url = `http://localhost:${port}/`;
  await converseWith(page, chatbot, folder, [program('next/dist/bin/next'), 'dev', '--port', String(port), '--hostname', 'localhost'], url);
});

test.describe('from a CDN of another origin', () => {
  let cdn;
  test.beforeAll(async () => {
    cdn = await serveFolder(PACKAGE);
  });
  test.afterAll(() => cdn.stop());
  const policy = (api) => strictPolicy(api).replaceAll("'self'", `'self' ${cdn.url}`);
  /** The script element with this address of embed.js. */
  const scriptFrom = (address, scriptTag, attributes = '') => scriptTag(`data-allow-attachments="true" ${attributes}`).replace('/embed.js', address);
  /** The URL of a page of the site with another host name. */
  const otherHost = (site, path) => (site.url + path).replace('localhost', '127.0.0.1');

  test('a script element with a correct integrity attribute loads the widget', async ({ page, site, scriptTag, chatbot, api }) => {
    const hash = createHash('sha384')
      .update(await readFile(join(PACKAGE, 'embed.js')))
      .digest('base64');
    const markup = scriptFrom(`${cdn.url}/embed.js`, scriptTag, `integrity="sha384-${hash}" crossorigin="anonymous"`);
    site.put('/cdn', html(markup), { 'content-security-policy': policy(api) });
    await converse(page, otherHost(site, '/cdn'), chatbot);
  });

  test('a script element with a wrong integrity attribute is blocked', async ({ page, site, scriptTag, api, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(/integrity/);
    const markup = scriptFrom(`${cdn.url}/embed.js`, scriptTag, `integrity="sha384-${'A'.repeat(64)}" crossorigin="anonymous"`);
    site.put('/refused', html(markup), { 'content-security-policy': policy(api) });
    await page.goto(`${site.url}/refused`);
    await page.waitForLoadState('networkidle');
    expect(await page.evaluate(() => 'ocsChat' in window)).toBe(false);
  });

  for (const address of ['ocs-chat', 'ocs-chat@1', 'ocs-chat@1.0.0/', 'ocs-chat@1/embed.js']) {
    test(`embed.js at ${address} loads the other files from the address with the exact version`, async ({ page, site, scriptTag, chatbot, api }) => {
      const { version } = JSON.parse(await readFile(join(PACKAGE, 'package.json'), 'utf8'));
      const requested = new Set();
      await page.route('**/npm/**', (route) => {
        const [, path] = /\/npm\/(.*)/.exec(route.request().url());
        const [, file] = path.split(`ocs-chat@${version}/`);
        if (!file) requested.add(path);
        return file || path === address
          ? route.fulfill({ path: join(PACKAGE, file || 'embed.js'), headers: { 'access-control-allow-origin': '*' } })
          : route.fulfill({ status: 404 });
      });
      site.put('/versions', html(scriptFrom(`${cdn.url}/npm/${address}`, scriptTag)), { 'content-security-policy': policy(api) });
      await converse(page, otherHost(site, '/versions'), chatbot);
      expect([...requested]).toEqual([address]);
    });
  }

  test('index.js works as a module script', async ({ page, site, chatbot, api }) => {
    site.put('/module', html(`${markup(chatbot, api)}<script type="module" src="${cdn.url}/index.js"></script>`), { 'content-security-policy': policy(api) });
    await converse(page, otherHost(site, '/module'), chatbot);
  });

  test('a policy with a nonce and without addresses allows the widget', async ({ page, site, scriptTag, chatbot, api }) => {
    const nonced = policy(api).replace(/script-src [^;]*/, "script-src 'nonce-abc' 'wasm-unsafe-eval'");
    site.put('/nonce', html(scriptFrom(`${cdn.url}/embed.js`, scriptTag, 'nonce="abc"')), { 'content-security-policy': nonced });
    await converse(page, otherHost(site, '/nonce'), chatbot);
  });

  test('the widget works on a server without the content type of WebAssembly', async ({ page, site, scriptTag, chatbot }) => {
    const other = await serveFolder(PACKAGE, {}, { '.wasm': 'application/octet-stream' });
    site.put('/octets', html(scriptFrom(`${other.url}/embed.js`, scriptTag)));
    await converse(page, `${site.url}/octets`, chatbot);
    await leaveAndStop(page, other.stop);
  });
});

test('import and require on a server have no effect and provide the exports', async () => {
  const folder = await createProject('server', {
    'esm.js': "import { mount } from 'ocs-chat'; console.log(typeof mount);",
    'common.cjs': "console.log(typeof require('ocs-chat').mount);",
  });
  for (const file of ['esm.js', 'common.cjs']) expect((await run(process.execPath, [file], { cwd: folder })).stdout.trim()).toBe('function');
});

test('custom-elements.json lists attributes, members, events, custom properties and parts', async () => {
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
    expect(names(cssProperties)).toEqual([
      '--ocs-accent',
      '--ocs-on-accent',
      '--ocs-link',
      '--ocs-surface',
      '--ocs-text',
      '--ocs-radius',
      '--ocs-font',
      '--ocs-density',
      '--ocs-width',
      '--ocs-height',
    ]);
    expect(names(cssParts)).toEqual(expect.arrayContaining(['launcher', 'launcher-text', 'composer', 'frame']));
  }
});

test('publint and attw report no problems', async () => {
  expect((await build(BUNDLERS, 'publint/src/cli.js', '--strict', PACKAGE)).stdout).toContain('All good!');
  const checked = await build(BUNDLERS, '@arethetypeswrong/cli/dist/index.js', TARBALL);
  expect(checked.stdout).toContain('No problems found');
});

/** Also checks the declaration files of the package and of the frameworks. */
const STRICT_TYPES = strictTypes({ skipLibCheck: false });

async function expectNoTypeErrors(folder) {
  const result = await build(folder, 'typescript/bin/tsc', '-p', '.').catch((error) => error);
  expect(`${result.stdout}${result.stderr}`).toBe('');
}

test('the types of the element are correct in every framework', async () => {
  const jsx = `
const good = <ocs-chat chatbot-id="11111111-1111-4111-8111-111111111111" position="left" allow-attachments={true} headerText="Help" />;
// @ts-expect-error Not a position.
const bad = <ocs-chat position="above" />;
const counted = <ocs-chat onocs:unread={(event) => event.detail.count.toFixed()} />;
// @ts-expect-error The count is a number.
const miscounted = <ocs-chat onocs:unread={(event) => event.detail.count.trim()} />;
const common = <ocs-chat id="help" class="wide" lang="de" title="Help" role="region" aria-label="Help" hidden={false} ref={(element: OcsChatElement | null) => element?.open()} />;
const clicked = <ocs-chat onClick={(event) => event.currentTarget.open()} />;
export { good, bad, counted, miscounted, common, clicked };
`;
  const folder = await createProject('types', {
    'react.tsx': `/** @jsxImportSource react */\nimport type { OcsChatElement } from 'ocs-chat';${jsx.replace('class=', 'suppressHydrationWarning className=')}`,
    'preact.tsx': `/** @jsxImportSource preact */\nimport type { OcsChatElement } from 'ocs-chat';${jsx}`,
    'solid.tsx': `/** @jsxImportSource solid-js */\nimport type { OcsChatElement } from 'ocs-chat';${jsx}`,
    'others.ts': `import { mount, type OcsChatElement } from 'ocs-chat';
import type { GlobalComponents } from 'vue';
import type { SvelteHTMLElements } from 'svelte/elements';
const vue: InstanceType<GlobalComponents['ocs-chat']>['$props'] = { 'chatbot-id': 'x', position: 'left', class: ['wide'], 'onOcs:unread': ({ detail }) => detail.count.toFixed() };
const svelte: SvelteHTMLElements['ocs-chat'] = { 'chatbot-id': 'x', theme: 'dark', lang: 'de', 'onocs:unread': ({ detail }) => detail.count.toFixed(), onclick: ({ currentTarget }) => currentTarget.open() };
// @ts-expect-error Not an attribute of an element.
const unknown: InstanceType<GlobalComponents['ocs-chat']>['$props'] = { clas: 'wide' };
// @ts-expect-error
const wrong: SvelteHTMLElements['ocs-chat'] = { theme: 'blue' };
const chat: OcsChatElement = mount('#help', { chatbotId: 'x', welcomeMessages: ['Hello'] });
chat.on('unread', ({ count }) => count.toFixed());
chat.addEventListener('ocs:message:received', ({ detail }) => detail.message.content.trim());
const onUnread = (event: CustomEvent<{ count: number }>) => event.detail.count.toFixed();
document.addEventListener('ocs:unread', onUnread);
chat.removeEventListener('ocs:unread', onUnread);
chat.consent = undefined;
document.querySelector('ocs-chat')?.open();
// @ts-expect-error
chat.open('wide');
export { vue, svelte, unknown, wrong };
`,
    // Checks all files above.
    'tsconfig.json': STRICT_TYPES,
  });
  await expectNoTypeErrors(folder);
});

test('the types of the element are correct without any framework', async () => {
  // Outside the folder with the frameworks.
  const folder = await mkdtemp(join(tmpdir(), 'ocs-chat-types-'));
  await cp(PACKAGE, join(folder, 'node_modules/ocs-chat'), { recursive: true });
  await writeFile(join(folder, 'main.ts'), "import { mount } from 'ocs-chat';\nmount({ chatbotId: 'x' }).open();\n");
  await writeFile(join(folder, 'tsconfig.json'), STRICT_TYPES);
  await expectNoTypeErrors(folder);
  await rm(folder, { recursive: true });
});
