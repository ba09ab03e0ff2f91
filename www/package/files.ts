// Loads the widget's files in the npm package through the page's bundler. Some bundlers do not emit the .wasm file; it is then
// loaded from a base64 script.

import { lazy } from 'made/lazy';
import { locales } from 'made/locales';

/** Appears in messages in place of the address of the files, which depends on the bundler. */
export const baseUrl = 'where the bundler has put them';

/** The loader provides nothing: the addresses of files depend on the bundler. */
export const adoptLoader = () => {};

/** Files of the package are not verified, so none is refused. */
export const isPermanent = () => false;

export const forgetFailures = () => {};

export async function loadWasm(): Promise<WebAssembly.Module> {
  try {
    // Bundlers rewrite this address. Where one does not, there may be no file.
    const response = await fetch(new URL(PACKAGE.wasm, import.meta.url));
    const isWasm = response.ok && response.headers.get('content-type') === 'application/wasm';
    // Many servers respond with a page instead of 404. Compiling it fails.
    return await (isWasm && WebAssembly.compileStreaming ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer()));
  } catch {
    const { wasm } = await import('made/wasm');
    return WebAssembly.compile(Uint8Array.from(atob(wasm), (letter) => letter.charCodeAt(0)));
  }
}

export const loadStyles = async () => (await import('made/styles')).styles;

/** Languages that have texts. */
export const languages = Object.keys(locales);

export const loadLocale = async (language: string) => (await locales[language]()).default;

/** Imports a module that only some visitors need. */
export const loadModule = (name: LazyName) => lazy[name]();
