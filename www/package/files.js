// The widget's files as the page's bundler finds them. Scripts are a matter of course; not every bundler knows what to do with
// WebAssembly, and some leave it behind: then it comes in a script.

import { locales } from 'made/locales';

/** Where they are, as far as anybody can say. */
export const place = 'where the bundler has put them';

/** Bundlers read these; where they leave them as they are, nothing may be there. */
const addresses = {
  first: () => new URL(PACKAGE.first, import.meta.url),
  later: () => new URL(PACKAGE.later, import.meta.url),
};

const inside = {
  first: () => import('made/first'),
  later: () => import('made/later'),
};

/** Whether the bundler has left them behind. */
let areInside = false;

/**
 * @param {'first' | 'later'} part
 * @param {AbortSignal} [signal]
 */
async function load(part, signal) {
  try {
    const response = await fetch(addresses[part](), { signal });
    const isWasm = response.ok && response.headers.get('content-type') === 'application/wasm';
    // What answers for all that is not there is often a page.
    return await (isWasm && WebAssembly.compileStreaming
      ? WebAssembly.compileStreaming(response)
      : WebAssembly.compile(await response.arrayBuffer()));
  } catch {
    areInside = true;
    const { wasm } = await inside[part]();
    return WebAssembly.compile(Uint8Array.from(atob(wasm), (letter) => letter.charCodeAt(0)));
  }
}

/** @returns {Promise<import('../application.js').Glue>} */
export const loadGlue = () => import('made/glue');

/** What the application begins with. */
export const loadFirstModule = () => load('first');

/**
 * What a first message does not need of it.
 *
 * @param {AbortSignal} [signal]
 */
export const loadLaterModule = (signal) => load('later', signal);

/** The same for who cannot wait, as far as the first part tells. */
export const laterFile = () => (areInside ? undefined : { address: addresses.later().href, hash: PACKAGE.laterHash });

export const loadStyles = async () => (await import('made/styles')).styles;

/** Languages that there are texts for, beside English. */
export const languages = Object.keys(locales);

/**
 * @param {string} language
 * @returns {Promise<Record<string, string>>}
 */
export const loadLocale = async (language) => (await locales[language]()).default;
