// Requests the files that a conversation needs while the widget bundle is still loading.

import { baseUrl } from './current-script.ts';

let responses: Record<string, Promise<Response | void>> | undefined;

/**
 * Requests the files of a conversation before the bundle that verifies them has loaded. Insecure pages cannot compute
 * hashes: there the bundle makes the requests itself, with the hash for the browser to verify.
 *
 * @param language Primary subtag of a language tag.
 * @returns Responses by file name; `undefined` for a failed request.
 */
export function requestEarly(language: string) {
  if (!responses) {
    responses = {};
    const hash = LOADER.hash;
    const texts = `${language in LOADER.labels ? language : 'en'}-${hash}.json`;
    if (window.crypto.subtle) {
      for (const name of [`ocs-chat-${hash}.wasm`, `ocs-chat-${hash}.css`, texts]) {
        // The `fetch` of a page may throw, or return no promise.
        responses[name] = (async () => window.fetch(baseUrl + name))().catch(() => {});
      }
    }
  }
  return responses;
}
