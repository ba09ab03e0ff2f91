// Loads a script of ours and refuses any other: `import` alone cannot say what bytes it expects, but takes what a link has
// loaded. To put a script with its hash on the page is what Trusted Types forbid. WebKit (2.50) does not hold such links to
// their hashes: there, scripts are loaded as they come.

import { make } from '../launcher.js';

/**
 * @param {URL} address Another one after a failure: browsers remember a module that failed to load.
 * @param {string} integrity
 * @param {string} [nonce] What the page's Content-Security-Policy allows scripts by.
 */
export async function loadModule(address, integrity, nonce = '') {
  const { href } = address;
  document.head.append(make('link', { rel: 'modulepreload', href, integrity, nonce }));
  try {
    return await import(href);
  } catch (error) {
    address.search += '1';
    throw error;
  }
}
