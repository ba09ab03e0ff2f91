// Stands in for `WebAssembly` in what wasm-bindgen generates: once an export has trapped, none can be called any more.
//
// A panic leaves an instance half alive, with timers, requests and listeners that would go on calling it. Whatever an export
// throws is a trap: errors that can be handled are returned.

const nativeWebAssembly = globalThis.WebAssembly;

/** @type {((error: unknown) => void) | undefined} */
let report;
let isBroken = false;

/** What calls return then. The generated code reads it as nothing, whatever it expects: a number, several, an object. */
const INERT_RESULT = [0, 0, 0, 0];

/** @param {WebAssembly.Exports} exports */
function guard(exports) {
  /** @type {Record<string, unknown>} */
  const guarded = {};
  for (const [name, value] of Object.entries(exports)) {
    guarded[name] =
      typeof value !== 'function'
        ? value
        : (/** @type {unknown[]} */ ...given) => {
            if (isBroken) return INERT_RESULT;
            try {
              return value(...given);
            } catch (error) {
              isBroken = true;
              report?.(error);
              return INERT_RESULT;
            }
          };
  }
  return guarded;
}

/**
 * @param {WebAssembly.Module} module
 * @param {WebAssembly.Imports} imports
 */
async function instantiate(module, imports) {
  const instance = await nativeWebAssembly.instantiate(module, imports);
  return { module, instance: { exports: guard(instance.exports) } };
}

// Named as what it stands in for.
const { Instance, Module } = nativeWebAssembly ?? {};
const guardedWebAssembly = { Instance, Module, instantiate };
export { guardedWebAssembly as WebAssembly };

/** @param {(error: unknown) => void} listener Called once, when an export traps. */
export const onFault = (listener) => {
  report = listener;
};
