// The browser's own versions of the globals with which `embed.js` and the widget bundle build elements: a page may use their names
// for its own variables, functions, classes and elements. The build replaces each use of a name that this file exports (esbuild's
// `inject`).

/** `document`, but its properties are read from the prototype: an element whose name or id is that of a property shadows it. */
export const document = /* @__PURE__ */ new Proxy(window.document, {
  get(target, key) {
    const value: unknown = Reflect.get(Reflect.getPrototypeOf(target) as object, key, target);
    return typeof value === 'function' ? value.bind(target) : value;
  },
});

export const customElements = window.customElements;

// The constructors of objects that the browser has created. Those of another window would not work with this document.

export const HTMLElement = /* @__PURE__ */ document.createElement('b').constructor as typeof window.HTMLElement;

export const CustomEvent = /* @__PURE__ */ document.createEvent('CustomEvent').constructor as typeof window.CustomEvent;
