// The React component and its example with the real React. Run by `cargo xtask test integrations`.

import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { example, withChatbot } from '../support/examples.js';
import { freePort } from '../support/free-port.js';
import { serveFolder } from '../support/static-server.js';
import { strictPolicy } from '../support/site.js';
import { strictTypes } from '../support/strict-types.js';
import { Widget, expect, html, test } from '../support/test.js';

const run = promisify(execFile);
const { FRAMEWORKS, TARBALL } = process.env;
const EXAMPLE = new URL('../../../examples/react', import.meta.url).pathname;
const program = (path) => join(FRAMEWORKS, 'node_modules', path);
const node = (folder, path, ...args) =>
  run(process.execPath, [program(path), ...args], { cwd: folder, env: { ...process.env, NODE_ENV: 'production' }, maxBuffer: 1e8 });

test.describe.configure({ timeout: 120_000 });

/** Creates a project with these files and the package, within `parent`, whose other packages it uses. Returns its folder. */
async function createProject(name, files, parent = FRAMEWORKS) {
  const folder = join(parent, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name, private: true, type: 'module' }));
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps', '--loglevel=error', TARBALL], { cwd: folder });
  return folder;
}

/** Creates the example with this chatbot, and returns its folder. */
async function createExample(name, chatbot, api) {
  const folder = await createProject(name, { '.env': `VITE_OCS_CHATBOT_ID=${chatbot.id}\nVITE_OCS_EMBED_KEY=${chatbot.key}\nVITE_OCS_API=${api}\n` });
  for (const file of ['src', 'index.html', 'vite.config.js', 'tsconfig.json']) await cp(join(EXAMPLE, file), join(folder, file), { recursive: true });
  return folder;
}

/** Bundles `main.js` with React's development build, which mounts twice in strict mode, and serves it with the strict policy. */
async function serveDevelopment(folder, api, markup = '') {
  await writeFile(join(folder, 'index.html'), html(`<div id="app">${markup}</div><script type="module" src="./main.js"></script>`));
  const args = [program('vite/bin/vite.js'), 'build', '--mode', 'development', '--minify', 'false', '--logLevel', 'error'];
  await run(process.execPath, args, { cwd: folder, env: { ...process.env, NODE_ENV: 'development' } });
  return serveFolder(join(folder, 'dist'), { 'content-security-policy': strictPolicy(api) });
}

test('the example is type-checked, built and works', async ({ page, chatbot, api }) => {
  const folder = await createExample('react-example', chatbot, api);
  await node(folder, 'typescript/bin/tsc');
  await node(folder, 'vite/bin/vite.js', 'build', '--logLevel', 'error');
  const site = await serveFolder(join(folder, 'dist'), { 'content-security-policy': strictPolicy(api) });
  await page.goto(site.url);
  const widget = new Widget(page);
  await page.getByRole('button', { name: 'Ask about it' }).click();
  await expect(page.getByText('1 answers')).toBeVisible();
  await widget.open();
  await expect(widget.host.getByText('Hello!', { exact: true })).toBeVisible();
  await expect(widget.host.getByRole('heading', { name: 'Help with product 1' })).toBeVisible();
  await page.getByRole('button', { name: 'Next product' }).click();
  await expect(widget.host.getByRole('heading', { name: 'Help with product 2' })).toBeVisible();
  await widget.ask('and this one?');
  await widget.ask('really?');
  await expect(page.getByText('3 answers')).toBeVisible();
  // Rendering the same context again does not send it again.
  expect((await chatbot.receivedRequests('message')).map(({ body }) => body.context)).toEqual([{ product: 1 }, { product: 2 }, undefined]);
  await page.getByRole('button', { name: 'Remove the chat' }).click();
  await expect(page.locator('ocs-chat')).toHaveCount(0);
  await page.getByRole('button', { name: 'Add the chat' }).click();
  // Three answers and the welcome message.
  await expect(widget.answers).toHaveCount(4);
  await widget.ask('still here?');
  // Each answer is counted once, although the component was mounted twice.
  await expect(page.getByText('4 answers')).toBeVisible();
  site.stop();
});

test('the conversation survives a hot reload in strict mode', async ({ page, chatbot, api }) => {
  const folder = await createExample('react-dev', chatbot, api);
  const port = await freePort();
  const url = `http://localhost:${port}/`;
  const server = spawn(process.execPath, [program('vite/bin/vite.js'), '--host', 'localhost', '--port', String(port), '--strictPort'], {
    cwd: folder,
    stdio: 'ignore',
    env: { ...process.env, NODE_ENV: undefined },
  });
  try {
    await expect(async () => expect((await fetch(url)).ok).toBe(true)).toPass({ timeout: 60_000 });
    await page.goto(url);
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('before');
    await widget.field.fill('half');
    await page.evaluate(() => (window.isSame = true));
    const source = await readFile(join(folder, 'src/App.tsx'), 'utf8');
    await writeFile(join(folder, 'src/App.tsx'), source.replace('<h1>Product', '<h1>Article').replace("'Hello!'", "'Welcome!'"));
    await expect(page.getByRole('heading', { name: 'Article 1' })).toBeVisible();
    await expect(widget.host.getByText('Welcome!')).toBeVisible();
    await expect(widget.field).toHaveValue('half');
    await widget.ask('after');
    expect(await page.evaluate(() => window.isSame)).toBe(true);
    expect(await chatbot.receivedTexts()).toEqual(['before', 'after']);
    await expect(page.getByText('2 answers')).toBeVisible();
  } finally {
    server.kill();
  }
});

const HELP = `
import { StrictMode, createElement as create } from 'react';
import { createRoot } from 'react-dom/client';
import { Help } from './help.jsx';
createRoot(document.querySelector('#app')).render(create(StrictMode, null, create(Help)));
`;

/** Checks the effects of the components in docs/react.md. */
const COMPONENTS = {
  'react-component': async ({ widget }) => {
    await expect(widget.launcher).toHaveClass(/left/);
    await widget.open();
    await widget.ask('good day');
  },
  'react-state': async ({ page, widget }) => {
    await page.getByRole('button', { name: 'Open the chat' }).click();
    await widget.ask('good day');
    await widget.button('Close chat').click();
    await expect(page.getByRole('button', { name: 'Open the chat' })).toBeVisible();
    await widget.open();
    await page.getByRole('button', { name: 'Close the chat' }).click();
    await expect(widget.window).toBeHidden();
  },
  'react-ref': async ({ page, chatbot }) => {
    await page.getByRole('button', { name: 'Where is my order?' }).click();
    await expect.poll(() => chatbot.receivedTexts()).toEqual(['Where is my order?']);
  },
};

for (const [name, effect] of Object.entries(COMPONENTS)) {
  test(`the example ${name} has its effect`, async ({ page, chatbot, api }) => {
    const files = { 'main.js': HELP, 'help.jsx': withChatbot(example(name).code, chatbot, api) };
    const folder = await createProject(name, files);
    await cp(join(EXAMPLE, 'vite.config.js'), join(folder, 'vite.config.js'));
    const site = await serveDevelopment(folder, api);
    try {
      await page.goto(site.url);
      await effect({ page, widget: new Widget(page), chatbot });
    } finally {
      site.stop();
    }
  });
}

/** A page whose application can be changed by `window.set`. Listeners and functions are new in each rendering. */
const MAIN = (options) => `
import { StrictMode, createElement as create, useEffect, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { OcsChat } from 'ocs-chat/react';
window.calls = [];
function App() {
  const ref = useRef(null);
  const [props, set] = useState({});
  const note = (...call) => window.calls.push(call);
  useEffect(() => { window.set = set; window.chat = ref.current; });
  return create(OcsChat, {
    ref, className: 'wide', id: 'help', ...${JSON.stringify(options)},
    authTokenProvider: ({ forceRefresh }) => (note('token', forceRefresh), 'good'),
    consent: () => (note('consent'), true),
    onOpen: () => note('open'), onClose: () => note('close'), onUnread: ({ detail }) => note('unread', detail.count),
    onSessionStarted: ({ detail }) => note('started', typeof detail.sessionId),
    onMessageBeforeSend: ({ detail }) => note('before-send', detail.message),
    onMessageSent: ({ detail }) => note('sent', detail.message),
    onMessageReceived: ({ detail }) => note('received', detail.message.role),
    ...props,
  });
}
createRoot(document.querySelector('#app')).render(create(StrictMode, null, create(App)));
`;

for (const version of [19, 18]) {
  test.describe(`with React ${version}`, () => {
    test.use({ fields: { think_ms: 100, bearer: 'good' } });

    test('props, listeners, functions and the ref work in strict mode', async ({ page, chatbot, api }) => {
      const parent = version === 18 ? join(FRAMEWORKS, 'react-18') : FRAMEWORKS;
      const folder = await createProject(
        'react-props',
        { 'main.js': MAIN({ chatbotId: chatbot.id, apiBaseUrl: api, position: 'left', visible: false }) },
        parent,
      );
      const site = await serveDevelopment(folder, api);
      await page.goto(site.url);
      const widget = new Widget(page);
      await expect(widget.host).toHaveClass('wide');
      await expect(widget.host).toHaveAttribute('id', 'help');
      await expect(widget.launcher).toBeVisible();
      await widget.open();
      await widget.ask('good day');
      const calls = () => page.evaluate(() => window.calls.map((call) => call.join(' ')));
      const names = ['open', 'token false', 'started string', 'before-send good day', 'sent good day', 'received assistant'];
      await expect.poll(calls).toEqual(expect.arrayContaining(names));
      for (const name of names)
        expect(
          (await calls()).filter((call) => call === name),
          name,
        ).toHaveLength(1);
      // Options change without a restart of the conversation, and are removed.
      await page.evaluate(() => window.set({ headerText: 'Other', theme: 'dark', disabled: true }));
      await expect(widget.host.getByRole('heading', { name: 'Other' })).toBeVisible();
      await expect(widget.field).toBeDisabled();
      await page.evaluate(() => window.set({}));
      await expect(widget.host.getByRole('heading', { name: 'Echo' })).toBeVisible();
      await expect(widget.field).toBeEnabled();
      await page.evaluate(() => window.chat.close());
      await expect(widget.window).toBeHidden();
      await page.evaluate(() => window.set({ visible: true }));
      await expect(widget.window).toBeVisible();
      await widget.ask('again');
      expect(await chatbot.sessions()).toHaveLength(1);
      expect(await page.evaluate(() => [typeof window.chat.send, window.chat.localName])).toEqual(['function', 'ocs-chat']);
      site.stop();
    });
  });
}

test('the window and the state of the application follow each other', async ({ page, chatbot, api }) => {
  const options = JSON.stringify({ chatbotId: chatbot.id, embedKey: chatbot.key, apiBaseUrl: api });
  const main = `
import { StrictMode, createElement as create, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { OcsChat } from 'ocs-chat/react';
function App() {
  const [isOpen, setOpen] = useState(false);
  return [
    create('button', { key: 1, onClick: () => setOpen(!isOpen) }, isOpen ? 'Close it' : 'Open it'),
    create(OcsChat, { key: 2, ...${options}, visible: isOpen, onOpen: () => setOpen(true), onClose: () => setOpen(false) }),
  ];
}
createRoot(document.querySelector('#app')).render(create(StrictMode, null, create(App)));
`;
  const site = await serveDevelopment(await createProject('react-visible', { 'main.js': main }), api);
  await page.goto(site.url);
  const widget = new Widget(page);
  const button = page.getByRole('button', { name: /^(Open|Close) it$/ });
  await widget.open();
  await expect(button).toHaveText('Close it');
  await widget.button('Close chat').click();
  await expect(button).toHaveText('Open it');
  await expect(widget.window).toBeHidden();
  for (let times = 0; times < 2; times += 1) {
    await button.click();
    await expect(widget.window).toBeVisible();
    await expect(button).toHaveText('Close it');
    await button.click();
    await expect(widget.window).toBeHidden();
    await expect(button).toHaveText('Open it');
  }
  site.stop();
});

test('a hidden component keeps its token provider', async ({ page, chatbot, api }) => {
  const options = JSON.stringify({ chatbotId: chatbot.id, embedKey: chatbot.key, apiBaseUrl: api });
  const main = `
import { Activity, StrictMode, createElement as create, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { OcsChat } from 'ocs-chat/react';
function App() {
  const [{ mode, token }, set] = useState({ mode: 'visible', token: 'first' });
  window.set = set;
  return create(Activity, { mode }, create(OcsChat, { ...${options}, title: mode, authTokenProvider: token && (() => token) }));
}
createRoot(document.querySelector('#app')).render(create(StrictMode, null, create(App)));
`;
  const site = await serveDevelopment(await createProject('react-hidden', { 'main.js': main }), api);
  await page.goto(site.url);
  const chat = page.locator('ocs-chat');
  const set = async (state) => {
    await page.evaluate((state) => window.set(state), state);
    await expect(chat).toHaveAttribute('title', state.mode);
  };
  const token = () => chat.evaluate((element) => element.authTokenProvider?.({ forceRefresh: false }));
  expect(await token()).toBe('first');
  await set({ mode: 'hidden', token: 'first' });
  await expect(chat).toBeHidden();
  expect(await token()).toBe('first');
  await set({ mode: 'visible', token: 'second' });
  expect(await token()).toBe('second');
  await set({ mode: 'visible' });
  await expect.poll(token).toBe(undefined);
  site.stop();
});

test('nothing is stored while the function for consent does not agree', async ({ page, chatbot, api }) => {
  const options = { chatbotId: chatbot.id, embedKey: chatbot.key, apiBaseUrl: api };
  const main = MAIN(options)
    .replace('consent: () =>', 'consent: () => window.agrees &&')
    .replace(/authTokenProvider.*\n/, '');
  const site = await serveDevelopment(await createProject('react-consent', { 'main.js': main }), api);
  await page.goto(site.url);
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('good day');
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
  site.stop();
});

test('a server renders the element with its attributes, and hydration changes nothing', async ({ page, chatbot, api }) => {
  const props = `{ chatbotId: '${chatbot.id}', embedKey: '${chatbot.key}', apiBaseUrl: '${api}', welcomeMessages: ['"Hi"'], headerText: '<b>', images: ['a.example', '*.b.example'], pageContext: { a: 1 }, onOpen() {} }`;
  const folder = await createProject('react-server', {
    'render.js': `import { createElement } from 'react';\nimport { renderToString } from 'react-dom/server';\nimport { OcsChat } from 'ocs-chat/react';\nconsole.log(renderToString(createElement(OcsChat, ${props})));\n`,
    'common.cjs': `const { createElement } = require('react');\nconst { renderToString } = require('react-dom/server');\nconsole.log(renderToString(createElement(require('ocs-chat/react').OcsChat, ${props})));\n`,
    'main.js': `import { createElement } from 'react';\nimport { hydrateRoot } from 'react-dom/client';\nimport { OcsChat } from 'ocs-chat/react';\nhydrateRoot(document.querySelector('#app'), createElement(OcsChat, ${props}), { onRecoverableError: (error) => console.error(String(error)) });\n`,
  });
  const [rendered, common] = await Promise.all(['render.js', 'common.cjs'].map((file) => run(process.execPath, [file], { cwd: folder })));
  expect(rendered.stderr + common.stderr).toBe('');
  expect(common.stdout).toBe(rendered.stdout);
  const markup = rendered.stdout.trim();
  expect(markup).toBe(
    `<ocs-chat chatbot-id="${chatbot.id}" embed-key="${chatbot.key}" api-base-url="${api}" welcome-messages="[&quot;\\&quot;Hi\\&quot;&quot;]" header-text="&lt;b&gt;" images="a.example *.b.example"></ocs-chat>`,
  );
  const site = await serveDevelopment(folder, api, markup);
  await page.goto(site.url);
  const widget = new Widget(page);
  await widget.open();
  await expect(widget.host.getByText('"Hi"')).toBeVisible();
  await widget.ask('good day');
  expect((await chatbot.receivedRequests('message'))[0].body.context).toEqual({ a: 1 });
  site.stop();
});

test('the types of the component are exact', async () => {
  const folder = await createProject('react-types', {
    'a.tsx': `import { OcsChat, type OcsChatProps } from 'ocs-chat/react';
import type { OcsChatElement } from 'ocs-chat';
import { createRef } from 'react';
const ref = createRef<OcsChatElement>();
const good = <OcsChat ref={ref} chatbotId="x" position="left" allowAttachments images={['a.example']} style={{ '--ocs-accent': 'teal', color: 'red' }} className="wide" aria-label="Help" onMessageReceived={({ detail }) => detail.message.content.trim()} onUnread={({ detail }) => detail.count.toFixed()} onClick={(event) => event.currentTarget.open()} />;
// @ts-expect-error Not a position.
const position = <OcsChat position="above" />;
// @ts-expect-error There is no such event.
const event = <OcsChat onMessageRecieved={() => {}} />;
// @ts-expect-error The count is a number.
const count = <OcsChat onUnread={({ detail }) => detail.count.trim()} />;
// @ts-expect-error That is no value of a style.
const style = <OcsChat style={{ display: 1 }} />;
// @ts-expect-error The widget has no children.
const children = <OcsChat>text</OcsChat>;
const props: OcsChatProps = { chatbotId: 'x', authTokenProvider: async () => 'token', onMessageBeforeSend: ({ detail }) => detail.message.trim() };
ref.current?.send('a');
export { good, position, event, count, style, children, props };
`,
    'tsconfig.json': strictTypes({ skipLibCheck: true }),
  });
  const result = await node(folder, 'typescript/bin/tsc', '-p', '.').catch((error) => error);
  expect(`${result.stdout}${result.stderr}`).toBe('');
});
