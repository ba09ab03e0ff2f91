// The other browser globals that the widget bundle uses. Where a page uses their names for its own variables, functions and classes,
// those of a new window replace them. The build replaces each use of a name that this file exports (esbuild's `inject`). Globals of
// the language, such as `Promise`, are not here.

import { document } from './document.ts';

type Value = { now?: unknown } | undefined;

let cleanWindow: object | undefined;

/** Returns a global of a new window, which no script has changed. Objects that getters return, such as `navigator`, belong to this window. */
function provide(name: string) {
  if (!cleanWindow) {
    const frame = document.createElement('iframe');
    frame.hidden = true;
    // The frame stays in the page: functions of a removed frame do nothing.
    document.documentElement.append(frame);
    cleanWindow = frame.contentWindow as object;
  }
  const value: unknown = Reflect.get(cleanWindow, name, window);
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

/** Returns the page's global if it is the browser's or wraps that; otherwise an unchanged one. */
function pick(name: string) {
  let value: Value;
  try {
    value = (window as unknown as Record<string, Value>)[name];
  } catch {
    // Access to blocked storage throws.
    return undefined;
  }
  const text = String(value);
  // As strings, the browser's values look like "function … [native code]" or "[object Navigator]". Wrappers pass their arguments on.
  const isUsable = /native code|^\[object (?!Object|HTML)/.test(text) || (/^[a-z]|Obs/.test(name) && /\.(apply|call)\b|\.{3}|\barguments\b/.test(text));
  return isUsable || value === undefined || value?.now ? value : provide(name);
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

/** The constructor of a widget's style sheet: sheets of another window cannot be used in this document. */
export const CSSStyleSheet = /* @__PURE__ */ (document.querySelector('ocs-chat,open-chat-studio-widget')?.shadowRoot?.adoptedStyleSheets[0]?.constructor ??
  window.CSSStyleSheet) as typeof window.CSSStyleSheet;

const ownGlobals: Record<string | symbol, unknown> = { document, fetch, navigator, requestAnimationFrame, setTimeout, queueMicrotask };

/** The window for the application, which accesses it as `self`. */
export const self = /* @__PURE__ */ new Proxy(window, {
  get(target, key) {
    const value: unknown = ownGlobals[key] ?? Reflect.get(target, key);
    return typeof value === 'function' ? value.bind(target) : value;
  },
});
