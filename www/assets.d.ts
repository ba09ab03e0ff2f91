/** What the build tells the loader: the name of the file that it loads, and what the launcher does, by language. */
declare const LOADER: {
  version: string;
  chat: string;
  texts: Record<string, string>;
};

/** What the build tells the rest: names of the files that it loads, and its own words by language. */
declare const ASSETS: {
  version: string;
  glue: string;
  wasm: string;
  /** Its later part, where it is in two. */
  later: string | null;
  styles: string;
  locales: Record<string, string>;
  texts: Record<string, Record<string, string>>;
};

/** What wasm-bindgen generates. */
declare module 'glue' {
  export default function initialize(from: { module_or_path: unknown }): Promise<unknown>;
  export function mount(root: HTMLElement, options: object, host: object): import('./application.js').Widget;
}
