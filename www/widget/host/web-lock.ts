// Requests Web Locks.

/** Whether the browser has refused a request: in some privacy modes it has Web Locks, but grants none. */
let isRefused = false;

/**
 * Requests a lock, or steals it. It is released when `ended` resolves: an instance that has trapped cannot release it. Returns a
 * function that releases the lock or withdraws the request, or `undefined` in browsers without Web Locks, in insecure contexts, and after a refusal.
 */
export function requestLock(ended: Promise<unknown>, name: string, steal: boolean, onAcquired: () => void, onLost: () => void) {
  if (isRefused) return;
  try {
    const released = new AbortController();
    const { signal } = released;
    const held = Promise.race([new Promise((resolve) => signal.addEventListener('abort', resolve)), ended]);
    // A request that steals cannot be withdrawn: browsers refuse the signal.
    const options = steal ? { steal } : { signal };
    const request = navigator.locks.request(name, options, () => {
      onAcquired();
      return held;
    });
    request.catch((error: unknown) => {
      isRefused ||= (error as Error | undefined)?.name === 'SecurityError';
      onLost();
    });
    return () => released.abort();
  } catch {
    return;
  }
}
