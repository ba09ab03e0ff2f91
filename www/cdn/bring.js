// Fetches the rest of the widget, once for all of a page.

import { loadModule } from './module.js';

/** The script element that this file is loaded by. A classic script is told; a module has to look. */
export const own =
  /** @type {HTMLScriptElement | null} */ (document.currentScript) ??
  [...document.scripts].find(({ src }) => /\/embed\.js/.test(src));
const address = new URL(LOADER.chat, own?.src || location.href);

/** @type {Promise<typeof import('../chat.js')> | undefined} */
let comes;

/** The rest, fetched when first asked for. A failure is forgotten, so that it can be tried again. */
export function bring() {
  comes ??= loadModule(address, LOADER.integrity, own?.nonce).catch((error) => {
    comes = undefined;
    throw error;
  });
  return /** @type {NonNullable<typeof comes>} */ (comes);
}
