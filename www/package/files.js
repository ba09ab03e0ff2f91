// The widget's files as the page's bundler finds them. Scripts are a matter of course; not every bundler knows what to do with
// WebAssembly, and some leave it behind: then it comes in a script.

import { lazy } from 'made/lazy';
import { locales } from 'made/locales';

/** Where they are, as far as anybody can tell. */
export const baseUrl = 'where the bundler has put them';

/** The loader requests nothing early: the bundler knows where files are. */
export const takeEarlyResponses = () => {};

/** The application. */
export async function loadWasm() {
  try {
    // Bundlers read this; where they leave it as it is, nothing may be there.
    const response = await fetch(new URL(PACKAGE.wasm, import.meta.url));
    const isWasm = response.ok && response.headers.get('content-type') === 'application/wasm';
    // Many servers answer with a page for whatever is not there.
    return await (isWasm && WebAssembly.compileStreaming
      ? WebAssembly.compileStreaming(response)
      : WebAssembly.compile(await response.arrayBuffer()));
  } catch {
    const { wasm } = await import('made/wasm');
    return WebAssembly.compile(Uint8Array.from(atob(wasm), (letter) => letter.charCodeAt(0)));
  }
}

export const loadStyles = async () => (await import('made/styles')).styles;

/** Languages that there are texts for, beside English. */
export const languages = Object.keys(locales);

/**
 * @param {string} language
 * @returns {Promise<Record<string, string>>}
 */
export const loadLocale = async (language) => (await locales[language]()).default;

/**
 * A module that only some visitors need.
 *
 * @param {string} name
 */
export const loadModule = (name) => lazy[name]();
