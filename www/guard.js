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

/** What calls answer then. The glue reads it as nothing, whatever it expects: a number, several numbers, an object. */
const NOTHING = [0, 0, 0, 0];

/** @param {WebAssembly.Exports} exports */
function guarded(exports) {
  /** @type {Record<string, unknown>} */
  const calls = {};
  for (const [name, value] of Object.entries(exports)) {
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
  const made = await (source instanceof Response
    ? real.instantiateStreaming(source, imports)
    : real.instantiate(source, imports));
  const { module, instance } = made instanceof real.Instance ? { module: source, instance: made } : made;
  compiled = module;
  return { module, instance: { exports: guarded(instance.exports) } };
}

// Named as what it stands in for.
const { Instance, Module } = real;
const streams = 'instantiateStreaming' in real;
const stand = { Instance, Module, instantiate, instantiateStreaming: streams ? instantiate : undefined };
export { stand as WebAssembly };

/**
 * @param {(error: unknown) => void} tell Told once, when an export fails.
 */
export const watch = (tell) => {
  report = tell;
};

/** The module, for another instance. */
export const module = () => compiled;
