// The other globals of the browser that the widget bundle uses. A page may have given their names to its own variables, functions
// and classes: then it gets those of a new window. The build replaces each use of a name that this file exports (`inject` of
// esbuild). Those of the language, such as `Promise`, are not here.

import { document } from './document.ts';

type Value = { now?: unknown } | undefined;

let clean: object | undefined;

/** A global of a new window, which no script has changed. Attributes, such as `navigator`, are those of this window. */
function provide(name: string) {
  if (!clean) {
    const frame = document.createElement('iframe');
    frame.hidden = true;
    // It stays: the functions of a frame that is removed do nothing.
    document.documentElement.append(frame);
    clean = frame.contentWindow as object;
  }
  const value: unknown = Reflect.get(clean, name, window);
  if (typeof value !== 'function') return value;
  if (/^[a-z]/.test(name)) return value.bind(window);
  // `instanceof` accepts the objects of this window, too.
  return Object.defineProperty(value, Symbol.hasInstance, {
    value(it: unknown) {
      while (it) {
        if (Object.getOwnPropertyDescriptor(it, Symbol.toStringTag)?.value === name) return true;
        it = Reflect.getPrototypeOf(it);
      }
      return false;
    },
  });
}

/** The page's global, if it is the browser's or a wrapper around that; otherwise a clean one. */
function pick(name: string) {
  let value: Value;
  try {
    value = (window as unknown as Record<string, Value>)[name];
  } catch {
    // Blocked storage.
    return undefined;
  }
  const text = String(value);
  // The browser's values are "function … [native code]" and "[object Navigator]" as strings. Wrappers pass their arguments on.
  const isUsable = /native code|^\[object (?!Object|HTML)/.test(text) || (/^[a-z]|Obs/.test(name) && /apply|call|\.\.\.|arguments/.test(text));
  return isUsable || !value || value.now ? value : provide(name);
}

export const {
  AbortController,
  AudioContext,
  Blob,
  BroadcastChannel,
  Element,
  Event,
  File,
  FormData,
  Headers,
  IDBKeyRange,
  IntersectionObserver,
  KeyboardEvent,
  MessageEvent,
  MutationObserver,
  Node,
  PageTransitionEvent,
  Request,
  ResizeObserver,
  Response,
  ShadowRoot,
  StorageEvent,
  TextDecoder,
  TextEncoder,
  URL,
  URLSearchParams,
  Window,
  addEventListener,
  btoa,
  clearTimeout,
  console,
  createImageBitmap,
  crypto,
  fetch,
  getComputedStyle,
  history,
  indexedDB,
  matchMedia,
  navigator,
  performance,
  queueMicrotask,
  removeEventListener,
  requestAnimationFrame,
  requestIdleCallback,
  setTimeout,
  structuredClone,
} = /* @__PURE__ */ new Proxy({} as Record<string, never>, { get: (_, name: string) => pick(name) });

/** For the module that uploads files. */
export const XMLHttpRequest = /* @__PURE__ */ pick('XMLHttpRequest') as unknown as typeof window.XMLHttpRequest;

/** From the sheet of a widget: one of another window cannot be used in this document. */
export const CSSStyleSheet = /* @__PURE__ */ (document.querySelector('ocs-chat,open-chat-studio-widget')?.shadowRoot?.adoptedStyleSheets[0]?.constructor ??
  window.CSSStyleSheet) as typeof window.CSSStyleSheet;

const own: Record<string | symbol, unknown> = { document, fetch, navigator, requestAnimationFrame, setTimeout, queueMicrotask };

/** The window for the application, which asks for it by this name. */
export const self = /* @__PURE__ */ new Proxy(window, {
  get(target, key) {
    const value: unknown = own[key] ?? Reflect.get(target, key);
    return typeof value === 'function' ? value.bind(target) : value;
  },
});
