// One instance of the application, and what belongs to it. The build makes a function of this file, which is called for each.

import initialize, { mount } from 'glue';
import { canStore, diagnose } from './diagnose.js';
import { drag, putBack } from './drag.js';
import { complete, watch } from './guard.js';
import { sentence, tellSunset } from './sentences.js';

export { canStore, complete, diagnose, drag, mount, putBack, sentence, tellSunset };

/**
 * @param {WebAssembly.Module} module
 * @param {(error: unknown) => void} crash Told once, when the instance is broken. It does nothing any more.
 * @param {import('./guard.js').LaterFile} later
 */
export async function start(module, crash, later) {
  watch(crash, later);
  await initialize({ module_or_path: module });
}
