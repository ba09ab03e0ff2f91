// Loads the files next to the widget bundle. A file is used only if it has the hash that it had when the bundle was built.

import type { ElementContext } from '../loader/element-context.ts';
import type { verifiedModule } from '../loader/verified-module.ts';
import { refusal } from './missing-file.ts';

/** The base address of the files. */
export const baseUrl = new URL('.', import.meta.url).href;

/** The errors of files that have changed since the build, by name. The files are not requested again until the visitor retries. */
let permanentErrors: Record<string, Error> = {};

/** Allows changed files to be requested again. */
export const forgetFailures = () => {
  permanentErrors = {};
};

/** Whether an error is final: requesting the file again cannot help. */
export const isPermanent = (error: unknown) => Object.values(permanentErrors).includes(error as Error);

const createPermanentError = (name: string, url: string) => {
  permanentErrors[name] = new Error(`${url} has been changed since the widget was built, and is not used`);
  return permanentErrors[name];
};

const earlyResponses: Record<string, Promise<Response | void>> = {};

/** Imports modules and verifies them: a function of the loader. */
let importModule: typeof verifiedModule;

/** Takes over the responses to requests that the loader has made, and its function for modules. */
export const adoptLoader = (context: ElementContext) => {
  const responses = context.earlyResponses ?? {};
  for (const name of Object.keys(responses)) {
    earlyResponses[name] = responses[name];
    // The body of a response can be read only once.
    delete responses[name];
  }
  importModule = context.verifiedModule as typeof verifiedModule;
};

/** Requests a file again, without its hash. Returns `undefined` if there is no response. */
const requestAgain = (url: string) => fetch(url).catch(() => undefined);

/** Length of a SHA-256 in Base64. For texts, only the start of the hash is known. */
const WHOLE_HASH_CHARS = 44;

/** Requests a file. `verified` is rejected if the file has another hash; the content can be read before it settles. */
async function request([name, sha256]: VerifiedFile) {
  if (permanentErrors[name]) throw permanentErrors[name];
  // Insecure pages have no `subtle`. There the browser verifies the file if the request has the whole hash.
  const { subtle } = globalThis.crypto ?? {};
  const early = subtle && earlyResponses[name];
  delete earlyResponses[name];
  const integrity = subtle || sha256.length < WHOLE_HASH_CHARS ? '' : `sha256-${sha256}`;
  const url = baseUrl + name;
  const response =
    (await early) ??
    (await fetch(url, { integrity }).catch(async (error) => {
      // If the request succeeds without the hash, the browser has refused the content.
      throw integrity && (await requestAgain(url))?.ok ? createPermanentError(name, url) : error;
    }));
  if (!response.ok) throw refusal(response.url, response.status);
  const verify = async (copy: Response) => {
    const digest = await subtle.digest('SHA-256', await copy.arrayBuffer());
    if (!btoa(String.fromCharCode(...new Uint8Array(digest))).startsWith(sha256)) {
      throw createPermanentError(name, copy.url);
    }
  };
  return { response, verified: subtle && verify(response.clone()) };
}

async function load<T>(file: VerifiedFile, read: (response: Response) => Promise<T>): Promise<T> {
  const { response, verified } = await request(file);
  const content = read(response);
  // If a changed file cannot be read either, the error is that it was changed.
  content.catch(() => {});
  await verified;
  return content;
}

/** Compiles while the response streams, if the browser and the response's type allow it. */
async function compile(response: Response) {
  if (WebAssembly.compileStreaming && response.headers.get('content-type') === 'application/wasm') {
    return WebAssembly.compileStreaming(response);
  }
  return WebAssembly.compile(await response.arrayBuffer());
}

const { hash, wasm, styles, locales, lazy } = ASSETS;

export const loadWasm = () => load([`ocs-chat-${hash}.wasm`, wasm], compile);

export const loadStyles = () => load([`ocs-chat-${hash}.css`, styles], (response) => response.text());

/** Languages that have texts. */
export const languages = Object.keys(locales);

export const loadLocale = (language: string) => load<LocaleFile>([`${language}-${hash}.json`, locales[language]], (response) => response.json());

const modules: Partial<Record<LazyName, () => Promise<unknown>>> = {};

/** Imports a module that only some visitors need. */
export async function loadModule(name: LazyName) {
  const file = `${name}-${hash}.js`;
  const url = baseUrl + file;
  if (permanentErrors[file]) throw permanentErrors[file];
  const load = (modules[name] ??= importModule<unknown>(url, `sha256-${lazy[name]}`));
  return load().catch(async (error: unknown) => {
    // After a temporary failure, the second attempt succeeds. A file that can be requested but not imported has changed.
    const response = await requestAgain(url);
    if (!response) throw error;
    if (!response.ok) throw refusal(url, response.status);
    return load().catch(() => {
      throw createPermanentError(file, url);
    });
  });
}
