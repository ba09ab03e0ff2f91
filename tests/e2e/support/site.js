// A website of another origin than the API: the bundle, and whatever page a test puts there, under a strict policy.

import { readFile } from 'node:fs/promises';
import { createServer, request as send } from 'node:http';
import { extname, join } from 'node:path';
import { TYPES } from './content-types.js';

/** The policy that the README asks a page's owner for, and nothing beyond it. */
export const strictPolicy = (api) =>
  `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self' ${api}; ` +
  "img-src 'self' data:; require-trusted-types-for 'script'; base-uri 'none'; form-action 'none'";

/** `api` makes the site the API's own server as well. */
export async function startSite(api) {
  const pages = new Map();
  const requests = [];
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://site');
    requests.push(pathname);
    // A site that is the API's own: everything under /api goes there, as if it were one server.
    if (api && pathname.startsWith('/api/')) {
      const { method, headers, url } = request;
      const forward = send(api + url, { method, headers: { ...headers, host: new URL(api).host } }, (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      });
      forward.on('error', () => response.destroy());
      request.pipe(forward);
      return;
    }
    const page = pages.get(pathname);
    const headers = { 'cache-control': 'no-store', 'access-control-allow-origin': '*', ...page?.headers };
    try {
      const body = page?.html ?? (await readFile(join(process.env.BUNDLE, pathname)));
      response.writeHead(200, { 'content-type': TYPES[page ? '.html' : extname(pathname)], ...headers }).end(body);
    } catch {
      response.writeHead(404, headers).end();
    }
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    // The API is at 127.0.0.1, so this is another site, not only another port.
    url: `http://localhost:${server.address().port}`,
    requests,
    put: (path, html, headers = {}) => pages.set(path, { html, headers }),
    stop: () => server.close(),
  };
}
