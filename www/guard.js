// Stands in for `WebAssembly` in the glue: an instance whose exports nobody can call once one of them has failed.
//
// A panic leaves an instance half alive, with timers, requests and listeners that would go on calling it. Whatever throws
// out of an export is a fault: what may fail is answered, not thrown.

const real = globalThis.WebAssembly;

/** @type {((error: unknown) => void) | undefined} */
let report;
/** @type {WebAssembly.Module | undefined} */
let compiled;
let isBroken = false;
/** @type {WebAssembly.Imports} What the later part of the application gets. */
let forLater = {};
/** Where that is. */
let address = '';
/** @type {WebAssembly.Module | undefined} */
let later;
let isWhole = false;
/** @type {() => void} */
let tellBrought = () => {};

/** Fulfilled when the later part was needed before it had come. */
export const brought = new Promise((fulfil) => {
  tellBrought = () => fulfil(undefined);
});

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
 * @param {any} source
 * @param {WebAssembly.Imports} imports
 */
async function instantiate(source, imports) {
  imports.$ = { later: bringNow };
  const made = await (source instanceof Response
    ? real.instantiateStreaming(source, imports)
    : real.instantiate(source, imports));
  const { module, instance } = made instanceof real.Instance ? { module: source, instance: made } : made;
  compiled = module;
  forLater = { ...imports, $: instance.exports };
  return { module, instance: { exports: guarded(instance.exports) } };
}

/**
 * Adds the later part of the application. It takes its places in the first part's table by itself.
 *
 * @param {WebAssembly.Module} module
 */
export async function complete(module) {
  later = module;
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
  if (!later) {
    const request = new XMLHttpRequest();
    request.open('GET', address, false);
    // Bytes cannot be asked for in this way, letters that stand for bytes can.
    request.overrideMimeType('text/plain; charset=x-user-defined');
    request.send();
    if (request.status !== 200) throw new Error(`${address} answered ${request.status}`);
    later = new real.Module(Uint8Array.from(request.responseText, (letter) => letter.charCodeAt(0)));
  }
  new real.Instance(later, forLater);
  isWhole = true;
  tellBrought();
}

// Named as what it stands in for.
const { Instance, Module } = real;
const streams = 'instantiateStreaming' in real;
const stand = { Instance, Module, instantiate, instantiateStreaming: streams ? instantiate : undefined };
export { stand as WebAssembly };

/**
 * @param {(error: unknown) => void} tell Told once, when an export fails.
 * @param {string} later The address of the later part.
 */
export const watch = (tell, later) => {
  report = tell;
  address = later;
};

/** The module, for another instance. */
export const module = () => compiled;
