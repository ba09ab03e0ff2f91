// The globals that `embed.js` and the widget bundle need to build elements, as the browser provides them: a page may have given
// their names to its own variables, functions, classes and elements. The build replaces each use of a name that this file exports
// (`inject` of esbuild).

/** `document`, with properties that are read from its prototypes: elements whose name or id is that of a property shadow it. */
export const document = /* @__PURE__ */ new Proxy(window.document, {
  get(target, key) {
    const value: unknown = Reflect.get(Reflect.getPrototypeOf(target) as object, key, target);
    return typeof value === 'function' ? value.bind(target) : value;
  },
});

export const customElements = window.customElements;

// These come from objects that the browser has made. Those of another window would not work with this document.

export const HTMLElement = /* @__PURE__ */ document.createElement('b').constructor as typeof window.HTMLElement;

export const CustomEvent = /* @__PURE__ */ document.createEvent('CustomEvent').constructor as typeof window.CustomEvent;
