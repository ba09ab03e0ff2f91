// Finds the script elements that have loaded this file, and the address that the widget's other files are next to.

/** The address of this file is in the stack of an error. `document.currentScript` is null in a module, which runs once for all elements. */
const isOwn = ({ src }: HTMLScriptElement) => src && (Error().stack as string).includes(`${src}:`);

/** The script elements that have loaded this file: those of a module, or the one that runs now. */
export const scripts = document.currentScript ? [document.currentScript as HTMLScriptElement] : [...document.scripts].filter(isOwn);

/**
 * The base address of the widget's files, with this file's version in it: a page that loads `ocs-chat@1` may have an older
 * `embed.js` in its cache than the CDN serves, and needs the files of that version. CDNs also serve `embed.js` without its name.
 * `data-assets-url` of a script element replaces it where this file has been moved or combined with others.
 */
export const baseUrl = String(scripts[0]?.dataset.assetsUrl || scripts[0]?.src || location)
  .replace(/ocs-chat(@.*|$)/, `ocs-chat@${LOADER.version}/`)
  .replace(/[^/]*([?#].*)?$/, '');
