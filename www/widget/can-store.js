// Whether the browser lets the page store anything.

/**
 * Whether the browser stores what the page wants stored.
 *
 * @param {import('./options/types.ts').Options} options
 */
export function canStore({ persistentSession, consent }) {
  if (!persistentSession || consent !== true) return true;
  try {
    localStorage.setItem('ocs-chat?', '1');
    localStorage.removeItem('ocs-chat?');
    return true;
  } catch {
    return false;
  }
}
