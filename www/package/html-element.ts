// The base class of the elements: an empty class on a server, which has no `HTMLElement`.

const HTMLElement = globalThis.HTMLElement ?? class {};
export { HTMLElement };
