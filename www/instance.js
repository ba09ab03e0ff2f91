// One instance of the application. The build makes a function of this file and of what wasm-bindgen generates: each call
// returns the exports of another instance.

import initialize, { Widget } from 'glue';
import { onTrap } from './guard.js';

export const { mount } = Widget;

/**
 * @param {WebAssembly.Module} module
 * @param {(error: unknown) => void} onFault Called once, when the instance has trapped. It does nothing after that.
 */
export async function start(module, onFault) {
  onTrap(onFault);
  await initialize({ module_or_path: module });
}
