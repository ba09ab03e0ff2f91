// The window and the document as an instance of the application sees them: its listeners end with it, also after a trap, when the
// instance can no longer remove them.

function withListeners<T extends Window | Document>(target: T, signal: AbortSignal, own: Record<string | symbol, unknown>): T {
  const addEventListener = (type: string, listener: EventListener) => target.addEventListener(type, listener, { signal });
  // Without own properties: a proxy must return those of its target unchanged if the page has made them read-only.
  return new Proxy(Object.create(target) as T, {
    get(_, key) {
      if (key === 'addEventListener') return addEventListener;
      const value: unknown = own[key] ?? Reflect.get(target, key);
      // The browser's functions do not work on a proxy.
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** The window for an instance that ends when `signal` is aborted. */
export const instanceWindow = (signal: AbortSignal) => withListeners(self, signal, { document: withListeners(document, signal, {}) });
