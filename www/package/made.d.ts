/** What the build tells the package: the options' names as properties, and where its WebAssembly is. */
declare const PACKAGE: { keys: string[]; first: string; later: string; laterHash: string };

// What the build makes.
declare module 'made/glue' {
  export const make: (json: Pick<JSON, 'parse' | 'stringify'>) => typeof import('../instance.js');
}
declare module 'made/styles' {
  export const styles: string;
}
declare module 'made/locales' {
  export const locales: Record<string, () => Promise<{ default: Record<string, string> }>>;
}
declare module 'made/first' {
  /** In Base64. */
  export const wasm: string;
}
declare module 'made/later' {
  /** In Base64. */
  export const wasm: string;
}
