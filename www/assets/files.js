// The files that are beside this one on a server. Each is used only if it has the hash that it had when the widget was built.

import { verifiedModule } from '../loader/verified-module.ts';

/** Where they are. */
export const place = new URL('.', import.meta.url).href;

/** The element that has loaded this file: its nonce is what the page allows scripts by. */
const own = [...Document.prototype.querySelectorAll.call(document, 'script,link')].find((one) => one.getAttribute('href') === import.meta.url);

/** @type {Record<string, Promise<Response | void>>} */
const early = {};

/**
 * Takes answers to requests that the loader has made already.
 *
 * @param {typeof early} requested By the names of files.
 */
export const takeEarly = (requested) => {
  for (const name of Object.keys(requested)) {
    early[name] = requested[name];
    // Each can be read once.
    delete requested[name];
  }
};

/**
 * Requests a file, and checks it while it is used already.
 *
 * @param {string} name
 * @param {string} sha256 In Base64.
 */
async function get(name, sha256) {
  const { subtle } = globalThis.crypto ?? {};
  // Without `subtle` only the browser can check a file, and only if it is told the hash with the request.
  const requested = subtle && early[name];
  delete early[name];
  // Pages that are not secure cannot compute hashes; the browser checks the file before it hands it over.
  const integrity = subtle ? '' : `sha256-${sha256}`;
  const response = (await requested) ?? (await fetch(new URL(name, place), { integrity }));
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
  const check = async (/** @type {Response} */ copy) => {
    const sum = await subtle.digest('SHA-256', await copy.arrayBuffer());
    if (btoa(String.fromCharCode(...new Uint8Array(sum))) !== sha256) {
      throw new Error(`${copy.url} has been changed since the widget was built, and is not used`);
    }
  };
  return { response, checked: subtle && check(response.clone()) };
}

/**
 * @template T
 * @param {[name: string, sha256: string]} file
 * @param {(response: Response) => Promise<T>} read
 */
async function load([name, sha256], read) {
  const { response, checked } = await get(name, sha256);
  const result = read(response);
  // A file that has been changed may be nonsense as well; that it has been changed is what counts.
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

const { wasm, styles, locales, lazy } = ASSETS;

/** The application. */
export const loadWasm = () => load(wasm, compile);

export const loadStyles = () => load(styles, (response) => response.text());

/** Languages that there are texts for, beside English. */
export const languages = Object.keys(locales.sha256);

/**
 * @param {string} language
 * @returns {Promise<Record<string, string>>}
 */
export const loadLocale = (language) => load([`${language}-${locales.hash}.json`, locales.sha256[language]], (response) => response.json());

/** @type {Record<string, () => Promise<any>>} */
const modules = {};

/**
 * A module that only some visitors need.
 *
 * @param {string} name
 */
export function loadModule(name) {
  const [file, sha256] = lazy[name];
  modules[name] ??= verifiedModule(new URL(file, place), `sha256-${sha256}`, /** @type {any} */ (own)?.nonce);
  return modules[name]();
}
