// Loads and uses the modules that only some visitors need (`*.lazy.ts`). Failures are reported in the console.

import { loadModule } from 'files';

/** Milliseconds before the second, the third and the last attempt. */
const RETRY_DELAYS_MS = [500, 2_000, 8_000];

/** Loads a module; `undefined` if that fails. The next call tries again. */
export async function loadLazy<Module>(name: LazyName): Promise<Module | undefined> {
  for (const delay of [...RETRY_DELAYS_MS, undefined]) {
    try {
      return (await loadModule(name)) as Module;
    } catch (error) {
      if (delay === undefined) console.error(`ocs-chat: a part of the widget (${name}) could not be loaded: ${error}`);
      else await new Promise((resolve) => setTimeout(resolve, delay));
    }
  }
  return undefined;
}

/** Loads a module and uses it. Never rejects; the result is `undefined` if loading or use fails. */
export async function useLazy<Module>(name: LazyName, use: (module: Module) => unknown): Promise<unknown> {
  try {
    const module = await loadLazy<Module>(name);
    return module && (await use(module));
  } catch (error) {
    console.error(`ocs-chat: a part of the widget (${name}) has failed: ${error}`);
    return undefined;
  }
}
