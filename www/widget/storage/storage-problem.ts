// Whether the browser allows what the options want stored.

import type { Options } from './options/types.ts';

/** Returns why nothing can be stored, as a reason that `diagnosis.lazy.ts` explains. */
export function storageProblem({ persistentSession, consent }: Options): string | undefined {
  if (!persistentSession || consent !== true) return undefined;
  try {
    localStorage.setItem('ocs-chat?', '1');
    localStorage.removeItem('ocs-chat?');
    return undefined;
  } catch (error) {
    return /quota/i.test((error as Error | undefined)?.name ?? '') ? 'full' : 'storage';
  }
}
