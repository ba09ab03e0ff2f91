// Finds the script element that has loaded this file, and the address that the widget's other files are next to.

/**
 * The script element that has loaded this file. `document.currentScript` is null in a module: there the element is found by
 * its file name. Properties of the document are read through its prototype, because elements named like them shadow them.
 */
export const currentScript = (Reflect.get(Document.prototype, 'currentScript', document) ??
  [...Reflect.get(Document.prototype, 'scripts', document)].find(({ src }) => /^[^?#]+\/embed\.js([?#]|$)/.test(src))) as
  | HTMLScriptElement
  | undefined;

/**
 * The base address of the widget's files, with this file's version in it: a page that loads `ocs-chat@1` may have an older
 * `embed.js` in its cache than the CDN serves, and needs the files of that version. CDNs also serve `embed.js` without its name.
 */
export const baseUrl = String(currentScript?.src || location).replace(/ocs-chat(@.*|$)/, `ocs-chat@${LOADER.version}/`);
