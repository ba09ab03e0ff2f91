// Whether the browser allows what the options want stored.

import type { Options } from './options/types.ts';

export function canStore({ persistentSession, consent }: Options) {
  if (!persistentSession || consent !== true) return true;
  try {
    localStorage.setItem('ocs-chat?', '1');
    localStorage.removeItem('ocs-chat?');
    return true;
  } catch {
    return false;
  }
}
