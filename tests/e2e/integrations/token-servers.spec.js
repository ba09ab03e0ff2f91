// The recipes for servers that issue tokens, with the embedded Chat API. Run by `cargo xtask test integrations`.

import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { example } from '../support/examples.js';
import { freePort } from '../support/free-port.js';
import { expect, test as base } from '../support/test.js';

const SECRET = 'hush/the:client secret';
const FOLDER = new URL('token-servers', import.meta.url).pathname;
const RECIPES = new URL('../../../examples/token-servers', import.meta.url).pathname;
const SITES = {
  'Node.js': (port) => [process.execPath, 'site.mjs', String(port)],
  Python: (port) => [process.env.PYTHON, 'site.py', String(port)],
  PHP: (port) => [process.env.PHP, '-S', `127.0.0.1:${port}`, 'site.php'],
};

const test = base.extend({
  recipe: ['', { option: true }],
  secret: [SECRET, { option: true }],
  /** The name of a variable that the server's environment lacks. */
  missingVariable: ['', { option: true }],
  /** Whether the token endpoint responds with HTTP. */
  isHttpEndpoint: [true, { option: true }],
  fields: async ({}, use) => {
    await use({ client_credentials: { client_id: randomUUID(), client_secret: encodeURIComponent(SECRET), expires_in: 3600 } });
  },
  /** Requests a token as a page does. */
  request: async ({ recipe, secret, missingVariable, isHttpEndpoint, fields, api }, use) => {
    const port = await freePort();
    const folder = await mkdtemp(join(tmpdir(), 'sessions-'));
    const brokenPort = await freePort();
    const broken = createServer((socket) => socket.on('error', () => {}).end('no HTTP\r\n\r\n')).listen(brokenPort, '127.0.0.1');
    const url = isHttpEndpoint ? api : `http://127.0.0.1:${brokenPort}`;
    const [program, ...args] = SITES[recipe](port);
    const environment = {
      ...process.env,
      OCS_URL: url,
      OCS_CLIENT_ID: fields.client_credentials.client_id,
      OCS_CLIENT_SECRET: secret,
      PHP_INI_SCAN_DIR: '',
      PYTHONDONTWRITEBYTECODE: '1',
    };
    delete environment[missingVariable];
    if (recipe === 'PHP') args.unshift('-d', `session.save_path=${folder}`);
    const site = spawn(program, args, { cwd: FOLDER, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    let log = '';
    for (const stream of [site.stdout, site.stderr]) stream.on('data', (text) => (log += text));
    const address = `http://127.0.0.1:${port}/chat-token`;
    await expect(async () => expect((await fetch(address)).status, log).toBe(405)).toPass({ timeout: 20_000 });
    const request = async ({ user, method = 'POST', query = '', header = 'ocs-chat' } = {}) => {
      const response = await fetch(address + query, {
        method,
        headers: { ...(header && { 'x-requested-with': header }), ...(user && { cookie: `user=${user}` }) },
      });
      const text = await response.text();
      expect(text + JSON.stringify([...response.headers])).not.toContain(secret);
      return { status: response.status, headers: response.headers, body: JSON.parse(text) };
    };
    await use(Object.assign(request, { log: () => log }));
    site.kill();
    broken.close();
    expect(log).not.toContain(secret);
    await rm(folder, { recursive: true });
  },
});

test.describe.configure({ timeout: 60_000 });

for (const recipe of Object.keys(SITES)) {
  test.describe(recipe, () => {
    test.use({ recipe });

    test(`the recipe for ${recipe} issues tokens only to visitors of the site who are logged in`, async ({ request, chatbot, api }) => {
      const { status, headers, body } = await request({ user: 'ann' });
      expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
      const start = await fetch(`${api}/api/chat/start/`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${body.token}`, origin: 'http://localhost' },
        body: JSON.stringify({ chatbot_id: chatbot.id }),
      });
      expect(start.status).toBe(201);
      // The token is reused, even if a refresh is forced in its first seconds.
      expect((await request({ user: 'ann' })).body).toEqual(body);
      expect((await request({ user: 'ann', query: '?force_refresh=1' })).body).toEqual(body);
      expect(await chatbot.receivedRequests('oauth-token')).toHaveLength(1);

      for (const user of [undefined, 'null', 'false', 'empty']) expect((await request({ user })).status, user).toBe(401);
      expect((await request({ user: 'ann', method: 'GET' })).headers.get('allow')).toBe('POST');
      expect((await request({ user: 'ann', header: '' })).status).toBe(403);
      expect((await request({ user: 'ann', header: 'XMLHttpRequest' })).status).toBe(403);
      expect(await chatbot.receivedRequests('oauth-token')).toHaveLength(1);
    });

    test(`the recipe for ${recipe} limits the requests of each visitor`, async ({ request, chatbot }) => {
      expect(chatbot.id).toBeTruthy();
      // A minute may end in between.
      const statuses = [];
      for (let count = 0; count < 22; count += 1) statuses.push((await request({ user: 'bob' })).status);
      expect(statuses.slice(0, 10)).toEqual(Array(10).fill(200));
      expect(statuses).toContain(429);
      expect((await request({ user: 'cleo' })).status).toBe(200);
    });

    test.describe('without a variable of the environment', () => {
      test.use({ missingVariable: 'OCS_CLIENT_SECRET' });

      test(`the recipe for ${recipe} logs the name of the variable`, async ({ request, chatbot }) => {
        const { status, body } = await request({ user: 'ann' });
        expect([status, Object.keys(body)]).toEqual([502, ['detail']]);
        await expect.poll(request.log).toContain('chat token: missing in the environment: OCS_CLIENT_SECRET');
        expect(await chatbot.receivedRequests('oauth-token')).toHaveLength(0);
      });
    });

    test.describe('with a token endpoint that is broken', () => {
      test.use({ isHttpEndpoint: false });

      test(`the recipe for ${recipe} responds with an error`, async ({ request, chatbot }) => {
        expect(chatbot.id).toBeTruthy();
        expect((await request({ user: 'ann' })).status).toBe(502);
        await expect.poll(request.log).toContain('chat token: ');
      });
    });

    test.describe('with a wrong secret', () => {
      test.use({ secret: randomUUID() });

      test(`the recipe for ${recipe} reports no details`, async ({ request, chatbot }) => {
        expect(chatbot.id).toBeTruthy();
        const { status, body } = await request({ user: 'ann' });
        expect([status, Object.keys(body)]).toEqual([502, ['detail']]);
      });
    });
  });
}

/** Sites with the code for frameworks in docs/tokens.md. The cookie `user` stands for their login. */
const FRAMEWORK_SITES = {
  Express: {
    program: process.execPath,
    file: 'site.mjs',
    code: (port) => `
      import { createRequire } from 'node:module';
      const app = createRequire('${process.env.FRAMEWORKS}/package.json')('express')();
      app.use((request, response, next) => {
        const id = /user=(\\w+)/.exec(request.headers.cookie)?.[1];
        if (id) request.user = { id };
        next();
      });
      ${example('tokens-express').code.replace("'./chat-token.mjs'", `'${RECIPES}/chat-token.mjs'`)}
      app.listen(${port}, '127.0.0.1');`,
  },
  Flask: {
    program: process.env.PYTHON,
    file: 'site.py',
    code: (port) => `
import sys
sys.path.append('${RECIPES}')
from flask import Flask, request, session
app = Flask(__name__)
app.secret_key = 'tests'

@app.before_request
def log_in():
    session['user_id'] = request.cookies.get('user')

${example('tokens-flask').code}
app.run(port=${port})
`,
  },
};

for (const [framework, { program, file, code }] of Object.entries(FRAMEWORK_SITES)) {
  test(`the code for ${framework} passes requests and responses on`, async ({ chatbot, api, fields }) => {
    const folder = await mkdtemp(join(tmpdir(), 'token-site-'));
    const port = await freePort();
    await writeFile(join(folder, file), code(port));
    const environment = { ...process.env, OCS_URL: api, OCS_CLIENT_ID: fields.client_credentials.client_id, OCS_CLIENT_SECRET: SECRET };
    const site = spawn(program, [file], { cwd: folder, env: { ...environment, PYTHONDONTWRITEBYTECODE: '1' }, stdio: 'ignore' });
    const request = (query, headers) =>
      fetch(`http://127.0.0.1:${port}/chat-token${query}`, { method: 'POST', headers: { 'x-requested-with': 'ocs-chat', ...headers } });
    try {
      await expect(async () => expect((await request('')).status).toBe(401)).toPass({ timeout: 20_000 });
      const response = await request('', { cookie: 'user=ann' });
      expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
      const { token } = await response.json();
      expect(token).toBeTruthy();
      expect(await (await request('?force_refresh=1', { cookie: 'user=ann' })).json()).toEqual({ token });
      expect((await request('', { cookie: 'user=ann', 'x-requested-with': '' })).status).toBe(403);
      expect(await chatbot.receivedRequests('oauth-token')).toHaveLength(1);
    } finally {
      site.kill();
      await rm(folder, { recursive: true });
    }
  });
}
