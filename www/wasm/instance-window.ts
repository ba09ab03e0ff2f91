// Provides the window and the document for an instance of the application. Its listeners on them are removed when it ends, even
// after a trap, when it can no longer remove them itself.

function withListeners<T extends Window | Document>(target: T, signal: AbortSignal, overrides: Record<string | symbol, unknown>): T {
  const addEventListener = (type: string, listener: EventListener) => target.addEventListener(type, listener, { signal });
  // The proxy's target has no own properties: a proxy must return those that the page has made read-only unchanged.
  return new Proxy(Object.create(target) as T, {
    get(_, key) {
      if (key === 'addEventListener') return addEventListener;
      const value: unknown = overrides[key] ?? Reflect.get(target, key);
      // The browser's functions do not work on a proxy.
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** The window for an instance that ends when `signal` is aborted. */
export const instanceWindow = (signal: AbortSignal) => withListeners(self, signal, { document: withListeners(document, signal, {}) });
