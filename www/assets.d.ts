/** What the build knows: names of the files that the loader loads, and the loader's own words by language. */
declare const ASSETS: {
  version: string;
  glue: string;
  wasm: string;
  styles: string;
  locales: Record<string, string>;
  texts: Record<string, Record<string, string>>;
};

/** What wasm-bindgen generates. */
declare module 'glue' {
  export default function initialize(from: { module_or_path: unknown }): Promise<unknown>;
  export function mount(root: HTMLElement, options: object, host: object): import('./application.js').Widget;
}
