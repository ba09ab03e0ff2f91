// Serves a page and the widget's files with a strict Content-Security-Policy, without packages. For Node.js 20 or newer:
// OCS_FILES=../../target/bundle PORT=8080 node server.mjs

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { basename, extname, join } from 'node:path';

const { OCS_FILES = 'ocs-chat', OCS_API = 'https://www.openchatstudio.com', PORT = '8080' } = process.env;

const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  `connect-src 'self' ${OCS_API}`,
  "img-src 'self' data:",
  "require-trusted-types-for 'script'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

createServer(async ({ url }, response) => {
  const base = 'http://localhost';
  const pathname = URL.canParse(url, base) ? new URL(url, base).pathname : '';
  const isWidget = pathname.startsWith('/ocs-chat/');
  // `basename` prevents path traversal.
  const file = isWidget ? join(OCS_FILES, basename(pathname)) : new URL('index.html', import.meta.url);
  const headers = { 'content-security-policy': POLICY, 'x-content-type-options': 'nosniff' };
  // The names of all other files change with their content.
  headers['cache-control'] = isWidget && basename(pathname) !== 'embed.js' ? 'max-age=31536000, immutable' : 'max-age=300';
  try {
    if (!isWidget && pathname !== '/') throw new Error('no such page');
    const content = await readFile(file);
    response.writeHead(200, { ...headers, 'content-type': TYPES[extname(String(file))] ?? 'application/octet-stream' }).end(content);
  } catch {
    response.writeHead(404, { ...headers, 'cache-control': 'no-store' }).end();
  }
}).listen(Number(PORT), '127.0.0.1', function () {
  console.log(`http://localhost:${this.address().port}/`);
});
