// The base class of the elements. On a server, which has none, an empty class.

const HTMLElement = globalThis.HTMLElement ?? class {};
export { HTMLElement };
