// One instance of the application, and what belongs to it. Loaded anew for each, from an address of its own.

import initialize, { mount } from 'glue';
import { canStore, diagnose } from './diagnose.js';
import { drag, putBack } from './drag.js';
import { brought, complete, module, watch } from './guard.js';
import { sentence, tellSunset } from './sentences.js';

export { brought, canStore, complete, diagnose, drag, mount, putBack, sentence, tellSunset };

/**
 * @param {WebAssembly.Module | Promise<Response>} wasm
 * @param {(error: unknown) => void} crash Told once, when the instance is broken. It does nothing any more.
 * @param {string} later The address of the application's later part.
 * @returns {Promise<WebAssembly.Module | undefined>} The compiled module, for another instance.
 */
export async function start(wasm, crash, later) {
  watch(crash, later);
  await initialize({ module_or_path: wasm });
  return module();
}
