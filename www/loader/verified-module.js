// Imports a script of ours and refuses any other. `import` cannot say what bytes it expects, but takes what an element of the
// page has loaded. A link is what Trusted Types allow, but WebKit (2.50) does not hold links to their hashes: there it is a
// script element, and where Trusted Types forbid that, scripts are loaded as they come.

import { make } from './launcher.js';

/**
 * Returns a function that imports a module when it is first called. A failure is forgotten, so that it can be tried again.
 *
 * @param {URL} address Another one after a failure: browsers remember a module that failed to load.
 * @param {string} integrity
 * @param {string} [nonce] What the page's Content-Security-Policy allows scripts by.
 * @returns {() => Promise<any>} Rejected with the address.
 */
export function moduleAt(address, integrity, nonce = '') {
  /** @type {Promise<any> | undefined} */
  let loading;
  return () =>
    (loading ??= new Promise((resolve, reject) => {
      const { href } = address;
      const attributes = { type: 'module', rel: 'modulepreload', src: href, href, integrity, nonce };
      const onError = () => {
        loading = undefined;
        address.search += '1';
        reject(href);
      };
      const onLoad = () => import(href).then(resolve, onError);
      try {
        // Apple's is WebKit.
        const element = /** @type {HTMLScriptElement} */ (make(/^A/.test(navigator.vendor) ? 'script' : 'link', attributes));
        document.head.append(element);
        if (element.src) Object.assign(element, { onload: onLoad, onerror: onError });
        else onLoad();
      } catch {
        onLoad();
      }
    }));
}
