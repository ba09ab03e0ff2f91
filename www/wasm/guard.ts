// Guards the exports of the module: after one has trapped, none is called again.
//
// A panic leaves an instance in an undefined state, with timers, requests and listeners that would go on calling it. Any exception
// that an export throws is a trap: exports return the errors that can be handled.

let report: ((error: unknown) => void) | undefined;
let isBroken = false;

/** Result of calls after a trap. The generated code reads it as an empty value, whether it expects a number, several or an object. */
const INERT_RESULT = [0, 0, 0, 0];

/** Returns guarded exports. */
export function guard(exports: WebAssembly.Exports) {
  const guarded: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(exports)) {
    guarded[name] =
      typeof value !== 'function'
        ? value
        : (...parameters: unknown[]) => {
            if (isBroken) return INERT_RESULT;
            try {
              return value(...parameters);
            } catch (error) {
              isBroken = true;
              report?.(error);
              return INERT_RESULT;
            }
          };
  }
  return guarded;
}

/** Sets the listener that is called once, when an export traps. */
export const onTrap = (listener: (error: unknown) => void) => {
  report = listener;
};
