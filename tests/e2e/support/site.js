// Serves a website with the bundle and the pages of tests, by default from a different site than the API.

import { readFile } from 'node:fs/promises';
import { createServer, request as send } from 'node:http';
import { extname, join } from 'node:path';
import { TYPES } from './content-types.js';

/** A strict Content Security Policy, which grants the widget only the permissions in `docs/content-security-policy.md`. */
export const strictPolicy = (api) =>
  `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self' ${api}; ` +
  "img-src 'self' data:; require-trusted-types-for 'script'; base-uri 'none'; form-action 'none'";

/** With `api`, the site also serves the Chat API: it forwards requests below `/api/` to that URL. */
export async function startSite(api) {
  const pages = new Map();
  const requests = [];
  let held;
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://site');
    requests.push(pathname);
    if (held?.pattern.test(pathname)) await held.released;
    if (api && pathname.startsWith('/api/')) {
      const { method, headers, url } = request;
      const forward = send(api + url, { method, headers: { ...headers, host: new URL(api).host } }, (upstream) => {
        response.writeHead(upstream.statusCode, upstream.headers);
        upstream.pipe(response);
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
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    // The API is at 127.0.0.1, so this is a different site, not just a different origin.
    url: `http://localhost:${server.address().port}`,
    /** Paths of all requests so far. */
    requests,
    /** Serves a page, or other content, at a path. */
    put: (path, html, headers = {}) => pages.set(path, { html, headers }),
    /** Holds back requests for paths that match a pattern until the returned function is called. */
    hold(pattern) {
      let release;
      const released = new Promise((resolve) => {
        release = resolve;
      });
      held = { pattern, released };
      return () => {
        held = undefined;
        release();
      };
    },
    stop: () => server.close(),
  };
}
