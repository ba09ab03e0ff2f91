// The widgets that the benchmarks compare, and the servers and the browser that they run in.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';
import { chromium } from '@playwright/test';
import { TYPES } from '../e2e/support/content-types.js';

const compress = promisify(brotliCompress);

export const WIDGETS = [
  {
    name: 'ocs-chat',
    tag: 'ocs-chat',
    folder: process.env.BUNDLE,
    script: (cdn) => `<script src="${cdn}/embed.js"></script>`,
    launcher: 'button.launcher',
    field: 'textarea',
  },
  {
    name: 'open-chat-studio-widget 0.6.0',
    tag: 'open-chat-studio-widget',
    folder: join(import.meta.dirname, 'node_modules/open-chat-studio-widget/dist/open-chat-studio-widget'),
    script: (cdn) => `<script type="module" src="${cdn}/open-chat-studio-widget.esm.js"></script>`,
    launcher: 'button',
    field: 'textarea',
  },
];

/** Serves a folder as a CDN does: compressed and cacheable. */
export async function startCdn(folder) {
  const compressed = new Map();
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://cdn');
    const headers = {
      'access-control-allow-origin': '*',
      'timing-allow-origin': '*',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': TYPES[extname(pathname)] ?? 'application/octet-stream',
      'content-encoding': 'br',
    };
    try {
      if (!compressed.has(pathname)) compressed.set(pathname, await compress(await readFile(join(folder, pathname))));
      response.writeHead(200, headers).end(compressed.get(pathname));
    } catch {
      response.writeHead(404, { 'access-control-allow-origin': '*' }).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}

/** Starts the browser for all widgets. */
export function startBrowser() {
  const switches = (process.env.CHROMIUM_SWITCHES ?? '').split(' ').filter((name) => name && name !== '--headless');
  return chromium.launch({ executablePath: process.env.CHROMIUM, args: switches });
}
