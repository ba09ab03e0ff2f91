// The files that are beside this one on a server. Each is used only if it is what it was when the widget was built.

import { moduleAt } from './module.js';

/** Where they are. */
export const place = new URL('.', import.meta.url).href;

/** The element that this file is loaded by says what the page allows scripts by. */
const own = [...document.querySelectorAll('script,link')].find((one) => one.getAttribute('href') === import.meta.url);

/**
 * Files carry the beginning of their hash in their names.
 *
 * @param {string} name
 * @param {string} hash
 */
const addressOf = (name, hash) => new URL(name.replace('.', `-${hash.slice(0, 8)}.`), place);

/** @param {string} hash In the letters that names of files can have. */
const standard = (hash) => `${hash.replace(/-/g, '+').replace(/_/g, '/')}=`;

/**
 * A file, and what is fulfilled when it has turned out to be the right one.
 *
 * @param {string} name
 * @param {string} hash
 * @param {AbortSignal} [signal]
 */
async function get(name, hash, signal) {
  const { subtle } = globalThis.crypto ?? {};
  // Only pages that are secure can look at it while it is used already; others wait for all of it.
  const integrity = subtle ? '' : `sha256-${standard(hash)}`;
  const response = await fetch(addressOf(name, hash), { signal, integrity });
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
  const check = async (/** @type {Response} */ copy) => {
    const sum = await subtle.digest('SHA-256', await copy.arrayBuffer());
    if (btoa(String.fromCharCode(...new Uint8Array(sum))) !== standard(hash)) {
      throw new Error(`${copy.url} has been changed since the widget was built, and is not used`);
    }
  };
  return { response, checked: subtle && check(response.clone()) };
}

/**
 * @template T
 * @param {Awaited<ReturnType<typeof get>>} file
 * @param {(response: Response) => Promise<T>} read
 */
async function read({ response, checked }, read) {
  const result = read(response);
  // What has been changed may be nonsense as well; that it has been changed is what counts.
  result.catch(() => {});
  await checked;
  return result;
}

/**
 * Compiled while it streams, where browser and server are able to.
 *
 * @param {Response} response
 */
async function compile(response) {
  if (WebAssembly.compileStreaming && response.headers.get('content-type') === 'application/wasm') {
    return WebAssembly.compileStreaming(response);
  }
  return WebAssembly.compile(await response.arrayBuffer());
}

const { glue, wasm, later, styles, locales } = ASSETS.hashes;

/** @type {() => Promise<import('../application.js').Glue>} */
export const loadGlue = moduleAt(addressOf('ocs-chat.js', glue), `sha256-${standard(glue)}`, /** @type {any} */ (own)?.nonce);

/** What the application begins with. */
export const loadFirstModule = async () => read(await get('ocs-chat.wasm', wasm), compile);

/** The same as what `loadLaterModule` loads, for who cannot wait. */
export const laterFile = () => (later ? { address: addressOf('later.wasm', later).href, hash: standard(later) } : undefined);

/**
 * What a first message does not need of it, where it is in two.
 *
 * @param {AbortSignal} [signal]
 */
export const loadLaterModule = async (signal) => (later ? read(await get('later.wasm', later, signal), compile) : undefined);

export const loadStyles = async () => read(await get('ocs-chat.css', styles), (response) => response.text());

/** Languages that there are texts for, beside English. */
export const languages = Object.keys(locales);

/**
 * @param {string} language
 * @returns {Promise<Record<string, string>>}
 */
export const loadLocale = async (language) => read(await get(`${language}.json`, locales[language]), (response) => response.json());
