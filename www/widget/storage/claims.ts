// Gives each widget of a page its own storage key, even if several have the same conversation.

import type { KeyPair } from './keys.ts';

/** The claimed keys, each with the function to call when the key with one `+` less becomes free. */
const claims = new Map<string, () => void>();

/**
 * Claims keys until `signal` is aborted. A second widget with the same conversation gets keys with a suffix.
 *
 * @param onFree Called when the keys with one `+` less are free because their widget is gone.
 */
export function claimKeys([key, oldKey]: KeyPair, signal: AbortSignal, onFree: () => void): KeyPair {
  let suffix = '';
  while (claims.has(key + suffix)) suffix += '+';
  const own = key + suffix;
  claims.set(own, onFree);
  signal.addEventListener('abort', () => {
    claims.delete(own);
    // A widget that starts again claims its key at once.
    queueMicrotask(() => claims.has(own) || claims.get(`${own}+`)?.());
  });
  return [own, oldKey + suffix];
}
