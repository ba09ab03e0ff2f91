// Loads the widget, once for all elements of a page, and the files that it needs at the same time.

import { moduleAt } from './verified-module.js';

/**
 * The script element that this file is loaded by. A classic script is told by the document, a module has to look for its
 * file name. The document's own properties are read through its prototype: elements that are named like them hide them.
 */
export const own = /** @type {HTMLScriptElement | undefined} */ (
  Reflect.get(Document.prototype, 'currentScript', document) ??
    [...Reflect.get(Document.prototype, 'scripts', document)].find(({ src }) => /^[^?#]+\/embed\.js([?#]|$)/.test(src))
);

/**
 * The folder of this file. Pages that follow a version (`ocs-chat@1`) may have an older file than the CDN has by now, and get
 * what belongs to it; CDNs serve this file without its name, too.
 */
const folder = String(own?.src || location).replace(/ocs-chat(@.*|$)/, `ocs-chat@${LOADER.version}/`);

/** @type {() => Promise<typeof import('../widget/controller.js')>} */
export const loadWidget = moduleAt(new URL(LOADER.chat, folder), LOADER.integrity, own?.nonce);

/** @type {Record<string, Promise<Response | void>> | undefined} */
let early;

/**
 * Requests what a conversation needs before the script is there that verifies it. Where scripts cannot compute hashes (on
 * pages that are not secure), files can only be verified by requests of their own.
 *
 * @param {string} language
 * @returns Answers by the names of files; nothing where a request has failed.
 */
export function requestEarly(language) {
  if (!early) {
    early = {};
    const texts = language in LOADER.texts ? [`${language}-${LOADER.locales}.json`] : [];
    const names = crypto.subtle ? [...LOADER.early, ...texts] : [];
    for (const name of names) early[name] = fetch(new URL(name, folder)).catch(() => {});
  }
  return early;
}
