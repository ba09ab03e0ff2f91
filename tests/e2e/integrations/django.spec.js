// The example project of the Django package, in Chromium, with the embedded Chat API in OAuth mode. Run by
// `cargo xtask test integrations`.

import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../support/free-port.js';
import { Widget, expect, test as base } from '../support/test.js';

const SECRET = 'hush-the-client-secret';
const FOLDER = new URL('../../../integrations/django', import.meta.url).pathname;

const test = base.extend({
  fields: { think_ms: 100, client_credentials: { client_id: 'example', client_secret: SECRET, expires_in: 3600 } },
  /** The running example: its address. */
  example: async ({ api, chatbot }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'django-'));
    const environment = {
      ...process.env,
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONPATH: FOLDER,
      EXAMPLE_FOLDER: folder,
      SECRET_KEY: 'example',
      OCS_URL: api,
      OCS_CHATBOT_ID: chatbot.id,
      OCS_CLIENT_ID: 'example',
      OCS_CLIENT_SECRET: SECRET,
      DJANGO_SUPERUSER_PASSWORD: 'correct horse',
    };
    const options = { cwd: join(FOLDER, 'example'), env: environment };
    const manage = (...args) => promisify(execFile)(process.env.PYTHON, ['manage.py', ...args], options);
    await manage('check', '--fail-level', 'WARNING');
    await manage('migrate');
    await manage('createsuperuser', '--noinput', '--username', 'ann', '--email', 'ann@example.org');
    await manage('collectstatic', '--noinput');
    const port = await freePort();
    const server = spawn(process.env.PYTHON, ['manage.py', 'runserver', '--noreload', String(port)], { ...options, stdio: 'ignore' });
    const url = `http://localhost:${port}/`;
    await expect(async () => expect((await fetch(url)).ok).toBe(true)).toPass({ timeout: 30_000 });
    await use(url);
    server.kill();
    await rm(folder, { recursive: true });
  },
});

test.describe.configure({ timeout: 90_000 });

async function logIn(page, url) {
  await page.goto(`${url}login/`);
  await page.getByLabel('Username').fill('ann');
  await page.getByLabel('Password').fill('correct horse');
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByRole('heading', { name: 'Order 42' })).toBeVisible();
}

test('a logged-in visitor of a Django site chats, and the secret stays on the server', async ({ page, example, chatbot }) => {
  const texts = [];
  page.on('response', (response) => texts.push(response.text().catch(() => '')));
  await page.goto(example);
  await expect(page.getByRole('link', { name: 'Log in to chat' })).toBeVisible();
  await expect(page.locator('ocs-chat')).toHaveCount(0);
  await logIn(page, example);
  const widget = new Widget(page);
  await widget.open();
  await expect(widget.host.getByRole('heading', { name: 'Help' })).toBeVisible();
  await widget.ask('good day');
  const [start] = (await chatbot.receivedRequests('start')).filter(({ status }) => status === 201);
  expect(start.headers.authorization).toMatch(/^Bearer \w+$/);
  expect(start.body.participant_remote_id).toBe('1');
  expect((await chatbot.receivedRequests('message'))[0].body.context).toEqual({ order: 42 });

  // Another session of the same visitor starts with the cached token.
  await page.reload();
  await widget.host.evaluate((host) => host.newSession());
  await widget.ask('again');
  expect(await chatbot.receivedRequests('oauth-token')).toHaveLength(1);
  const loaded = (await Promise.all(texts)).join('');
  expect(loaded).toContain('ocs_chat/connect');
  expect(loaded).not.toContain(SECRET);
});

test('a page context that cannot be parsed does not keep the page from getting tokens', async ({ page, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(/^uncaught: .*JSON/);
  const script = await readFile(join(FOLDER, 'ocs_chat/static/ocs_chat/connect.js'), 'utf8');
  await page.setContent(`<ocs-chat></ocs-chat><script data-token-url="/token/" data-page-context="{&quot;a&quot;: NaN}">${script}</script>`);
  expect(await page.locator('ocs-chat').evaluate((element) => typeof element.authTokenProvider)).toBe('function');
});
