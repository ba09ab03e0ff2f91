// Explains to the owner of the page why the application could not be loaded.

import { baseUrl } from 'files';

/** Returns the reason as a sentence, which can follow a colon. */
export function explainLoadError(error: unknown) {
  const text = String(error);
  if (!globalThis.WebAssembly) return 'this browser does not run WebAssembly. Some do not in their strictest mode of security.';
  if (/CompileError/.test(text) && /unsafe-eval|Content Security Policy/i.test(text)) {
    return "the page's Content-Security-Policy does not allow WebAssembly: add 'wasm-unsafe-eval' to script-src.";
  }
  if (/has been changed/.test(text)) return `${text.replace(/^Error: /, '')}.`;
  return `its files could not be loaded from ${baseUrl} (${text}). If the page has a Content-Security-Policy, it must allow that address in script-src and connect-src.`;
}
