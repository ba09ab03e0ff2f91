// Fetches the rest of the widget, once for all of a page.

import { moduleAt } from './module.js';

/**
 * The script element that this file is loaded by. A classic script is told by the document, a module has to look for its
 * file name. The document's own properties are read through its prototype: elements that are named like them hide them.
 */
export const own = /** @type {HTMLScriptElement | undefined} */ (
  Reflect.get(Document.prototype, 'currentScript', document) ??
    [...Reflect.get(Document.prototype, 'scripts', document)].find(({ src }) => /^[^?#]+\/embed\.js([?#]|$)/.test(src))
);

/**
 * Beside this file. Who follows a version (`ocs-chat@1`) may have an older one of it than the CDN has by now, and gets what
 * belongs to it; CDNs serve this file without its name, too.
 */
const address = new URL(
  LOADER.chat,
  String(own?.src || location).replace(/ocs-chat(@.*|$)/, `ocs-chat@${LOADER.version}/`),
);

/** @type {() => Promise<typeof import('../chat.js')>} */
export const bring = moduleAt(address, LOADER.integrity, own?.nonce);
