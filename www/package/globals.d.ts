/** Defined by the build: the names of all properties, and the file name of the WebAssembly module. */
declare const PACKAGE: { keys: string[]; wasm: string };

// Modules that the build writes.
declare module 'made/styles' {
  export const styles: string;
}
declare module 'made/locales' {
  export const locales: Record<string, () => Promise<{ default: LocaleFile }>>;
}
declare module 'made/lazy' {
  export const lazy: Record<LazyName, () => Promise<unknown>>;
}
declare module 'made/wasm' {
  /** In Base64. */
  export const wasm: string;
}
