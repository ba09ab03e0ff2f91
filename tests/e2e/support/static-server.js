// Serves a folder as a CDN or a static web server does.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { TYPES } from './content-types.js';

/** Uses `localhost`, which is a different site from `127.0.0.1`. `types` overrides content types by file extension. */
export async function serveFolder(folder, headers = {}, types = {}) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://folder');
    try {
      const body = await readFile(join(folder, pathname === '/' ? 'index.html' : pathname));
      const type = { ...TYPES, ...types }[extname(pathname) || '.html'];
      response.writeHead(200, { 'content-type': type, 'access-control-allow-origin': '*', ...headers }).end(body);
    } catch {
      response.writeHead(404, headers).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://localhost:${server.address().port}`, stop: () => server.close() };
}
