// Finds out whether the browser lets the page store what the options ask for.

import type { Options } from '../options/generated-types.ts';

/** The reason why nothing can be stored, which `diagnosis/sentences.ts` explains; `undefined` if storing works or is not asked for. */
export function storageProblem({ persistentSession, consent }: Options): string | undefined {
  if (!persistentSession || consent !== true) return undefined;
  try {
    window.localStorage.setItem('ocs-chat?', '1');
    window.localStorage.removeItem('ocs-chat?');
    return undefined;
  } catch (error) {
    return /quota/i.test((error as Error | undefined)?.name ?? '') ? 'full' : 'storage';
  }
}
