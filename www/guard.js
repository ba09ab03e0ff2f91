// Stands in for `WebAssembly` in the glue: an instance whose exports nobody can call once one of them has failed.
//
// A panic leaves an instance half alive, with timers, requests and listeners that would go on calling it. Whatever throws
// out of an export is a fault: what may fail is answered, not thrown.

import { sha256 } from './sha256.js';

/** @typedef {{ address: string, hash: string } | undefined} LaterFile Where the later part is, and its SHA-256 in Base64. */

const real = globalThis.WebAssembly;

/** @type {((error: unknown) => void) | undefined} */
let report;
let isBroken = false;
/** @type {WebAssembly.Imports} What the later part of the application gets. */
let forLater = {};
/** @type {LaterFile} */
let file;
let isWhole = false;

/** What calls answer then. The glue reads it as nothing, whatever it expects: a number, several numbers, an object. */
const NOTHING = [0, 0, 0, 0];

/** @param {WebAssembly.Exports} exports */
function guarded(exports) {
  /** @type {Record<string, unknown>} */
  const calls = {};
  for (const [name, value] of Object.entries(exports)) {
    // What the later part takes from the first.
    if (name[0] === '$') continue;
    calls[name] =
      typeof value !== 'function'
        ? value
        : (/** @type {unknown[]} */ ...given) => {
            if (isBroken) return NOTHING;
            try {
              return value(...given);
            } catch (error) {
              isBroken = true;
              report?.(error);
              return NOTHING;
            }
          };
  }
  return calls;
}

/**
 * @param {WebAssembly.Module} module
 * @param {WebAssembly.Imports} imports
 */
async function instantiate(module, imports) {
  imports.$ = { later: bringNow };
  const instance = await real.instantiate(module, imports);
  forLater = { ...imports, $: instance.exports };
  return { module, instance: { exports: guarded(instance.exports) } };
}

/**
 * Adds the later part of the application. It takes its places in the first part's table by itself.
 *
 * @param {WebAssembly.Module} module
 */
export async function complete(module) {
  if (!isWhole) await real.instantiate(module, forLater);
  isWhole = true;
}

/**
 * A function of the later part is called before that has come: the browser has to wait for it. This is the last resort. Old
 * browsers take no large module in this way and pages can forbid such requests; then it is a fault, after which all of the
 * application is loaded before it starts.
 */
function bringNow() {
  // JavaScript calls what is in the later part by way of the first for ever.
  if (isWhole) return;
  if (!file) throw new Error('the later part of the application has not come');
  const request = new XMLHttpRequest();
  request.open('GET', file.address, false);
  // Bytes cannot be asked for in this way, letters that stand for bytes can.
  request.overrideMimeType('text/plain; charset=x-user-defined');
  request.send();
  if (request.status !== 200) throw new Error(`${file.address} answered ${request.status}`);
  const bytes = Uint8Array.from(request.responseText, (letter) => letter.charCodeAt(0));
  if (btoa(String.fromCharCode(...sha256(bytes))) !== file.hash) {
    throw new Error(`${file.address} has been changed since the widget was built, and is not used`);
  }
  new real.Instance(new real.Module(bytes), forLater);
  isWhole = true;
}

// Named as what it stands in for.
const { Instance, Module } = real;
const stand = { Instance, Module, instantiate };
export { stand as WebAssembly };

/**
 * @param {(error: unknown) => void} tell Told once, when an export fails.
 * @param {LaterFile} later
 */
export const watch = (tell, later) => {
  report = tell;
  file = later;
};
