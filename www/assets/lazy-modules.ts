// Loads and uses the modules that only some visitors need (`*.lazy.ts`). Failures are reported in the console.

import { isPermanent, loadModule } from 'files';
import { isMissing } from './missing-file.ts';

/** Delays before the second, third and last attempts. */
const MODULE_RETRY_DELAYS_MS = [500, 2_000, 8_000];

const loading: Partial<Record<LazyName, Promise<unknown>>> = {};
const reported = new Set<string>();

let onMissing = () => {};

/** Sets the function to call when a module cannot be loaded because the server does not have its file. */
export const setMissingHandler = (handler: () => void) => {
  onMissing = handler;
};

/** Loads a module; `undefined` if that fails. The next call tries again. */
export async function loadLazy<Module>(name: LazyName): Promise<Module | undefined> {
  const module = await (loading[name] ??= attempt(name));
  loading[name] = undefined;
  return module as Module | undefined;
}

async function attempt(name: LazyName): Promise<unknown> {
  for (const delay of [...MODULE_RETRY_DELAYS_MS, undefined]) {
    try {
      return await loadModule(name);
    } catch (error) {
      const isGone = isMissing(error);
      if (delay !== undefined && !isGone && !isPermanent(error)) await new Promise((resolve) => setTimeout(resolve, delay));
      else {
        if (!reported.has(name)) console.error(`ocs-chat: a part of the widget (${name}) could not be loaded: ${error}`);
        reported.add(name);
        if (isGone) onMissing();
        return undefined;
      }
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
