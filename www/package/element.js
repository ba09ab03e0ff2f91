// What a server has in place of what elements are made from.

const HTMLElement = globalThis.HTMLElement ?? class {};
export { HTMLElement };
