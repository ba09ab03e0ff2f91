/** What the build tells the package: the options' names as properties, and where its WebAssembly is. */
declare const PACKAGE: { keys: string[]; wasm: string };

// What the build makes.
declare module 'made/styles' {
  export const styles: string;
}
declare module 'made/locales' {
  export const locales: Record<string, () => Promise<{ default: Record<string, string> }>>;
}
declare module 'made/lazy' {
  export const lazy: Record<string, () => Promise<any>>;
}
declare module 'made/wasm' {
  /** In Base64. */
  export const wasm: string;
}
