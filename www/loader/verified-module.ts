// Imports modules and verifies their integrity. `import()` takes no hash, but reuses a module that an element of the page has loaded.
// The element is a link, which Trusted Types allow. WebKit (2.50) does not enforce the integrity of links, so it gets a script
// element; where Trusted Types forbid that, WebKit loads modules without verification.

import { scripts } from './current-script.ts';
import { createElement } from './dom.ts';

/**
 * Returns a function that imports a module on its first call, and later returns the same promise unless it was rejected.
 *
 * @param url Gets a `?` appended after each failure: browsers cache failed imports by address.
 * @returns The function's promise is rejected with the address.
 */
export function verifiedModule<Module>(url: string, integrity: string): () => Promise<Module> {
  let loading: Promise<Module> | undefined;
  return () =>
    (loading ??= new Promise((resolve, reject) => {
      // The page's Content-Security-Policy may allow scripts by a nonce.
      const attributes = { rel: 'modulepreload', type: 'module', src: url, href: url, integrity, nonce: scripts[0]?.nonce ?? '' };
      const onError = () => {
        loading = undefined;
        reject(url);
        url += '?';
      };
      const onLoad = () => import(url).then(resolve, onError);
      try {
        // The vendor is "Apple Computer, Inc." in WebKit.
        const element = createElement(/^A/.test(window.navigator.vendor) ? 'script' : 'link', attributes);
        document.head.append(element);
        if ('src' in element) Object.assign(element, { onload: onLoad, onerror: onError });
        else onLoad();
      } catch {
        onLoad();
      }
    }));
}
