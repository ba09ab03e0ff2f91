// Finds the script elements that have loaded this file, and the base address of the widget's other files.

/** Whether a script element has loaded this file. The stack of an error contains the file's address. */
const isOwn = ({ src }: HTMLScriptElement) => src && (Error().stack as string).includes(`${src}:`);

/** The script elements that have loaded this file. A module, for which `currentScript` is null, runs once for all of them. */
export const scripts = document.currentScript ? [document.currentScript as HTMLScriptElement] : [...document.scripts].filter(isOwn);

/**
 * The base address of the widget's files. It contains this file's version: a page that loads `ocs-chat@1` may have cached an older
 * `embed.js` than the CDN serves now, which needs the files of its own version. CDNs also serve `embed.js` without its name in the
 * address. `data-assets-url` of a script element overrides it, for pages that move this file or combine it with others.
 */
export const baseUrl = String(scripts[0]?.dataset.assetsUrl || scripts[0]?.src || location)
  .replace(/ocs-chat(@.*|$)/, `ocs-chat@${LOADER.version}/`)
  .replace(/[^/]*([?#].*)?$/, '');
