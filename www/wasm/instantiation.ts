// Replaces `WebAssembly` in the script that wasm-bindgen generates, so that an instance is created asynchronously.
//
// The script's asynchronous function can also load and compile a module, which takes code that is not needed here. Its synchronous one
// calls `new WebAssembly.Instance`, which browsers before 2023 do not allow for a module of this size.

import { guard } from './guard.ts';

const nativeWebAssembly = globalThis.WebAssembly;

/** The imports of the module, from the script. */
let imports: WebAssembly.Imports | undefined;
/** What the script uses as the instance; `undefined` until it is there. */
let instance: { exports: Record<string, unknown> } | undefined;

function Instance(_module: WebAssembly.Module, moduleImports: WebAssembly.Imports) {
  imports = moduleImports;
  if (!instance) throw new Error('the module is not instantiated yet');
  return instance;
}

// The script compiles what is not a `Module`. It always gets a compiled one.
const replacement = { Instance, Module: Object };
export { replacement as WebAssembly };

/** Creates the instance. `initialize` makes the script use it; the first call only captures the imports. */
export async function instantiate(module: WebAssembly.Module, initialize: () => void) {
  try {
    initialize();
  } catch {}
  const { exports } = await nativeWebAssembly.instantiate(module, imports);
  instance = { exports: guard(exports) };
  initialize();
}
