// Gives each widget of a page its own storage key, even if several have the same conversation.

import type { KeyPair } from './keys.ts';

const claimed = new Set<string>();

/** Claims keys until `signal` is aborted. For a second widget with the same conversation they get a suffix. */
export function claimKeys([key, oldKey]: KeyPair, signal: AbortSignal): KeyPair {
  let suffix = '';
  while (claimed.has(key + suffix)) suffix += '+';
  claimed.add(key + suffix);
  signal.addEventListener('abort', () => claimed.delete(key + suffix));
  return [key + suffix, oldKey + suffix];
}
