// Loads a script of ours and refuses any other. `import` cannot say what bytes it expects, but takes what an element of the
// page has loaded. A link is what Trusted Types allow, but WebKit (2.50) does not hold links to their hashes: there it is a
// script element, and where Trusted Types forbid that, scripts are loaded as they come.

import { make } from '../launcher.js';

/**
 * What loads a module when it is first asked for. A failure is forgotten, so that it can be tried again.
 *
 * @param {URL} address Another one after a failure: browsers remember a module that failed to load.
 * @param {string} integrity
 * @param {string} [nonce] What the page's Content-Security-Policy allows scripts by.
 * @returns {() => Promise<any>} Rejected with the address.
 */
export function moduleAt(address, integrity, nonce = '') {
  /** @type {Promise<any> | undefined} */
  let comes;
  return () =>
    (comes ??= new Promise((done, fail) => {
      const { href } = address;
      const attributes = { type: 'module', rel: 'modulepreload', src: href, href, integrity, nonce };
      const failed = () => {
        comes = undefined;
        address.search += '1';
        fail(href);
      };
      const take = () => import(href).then(done, failed);
      try {
        // Apple's is WebKit.
        const element = /** @type {HTMLScriptElement} */ (make(/^A/.test(navigator.vendor) ? 'script' : 'link', attributes));
        document.head.append(element);
        if (element.src) Object.assign(element, { onload: take, onerror: failed });
        else take();
      } catch {
        take();
      }
    }));
}
