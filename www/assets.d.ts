/** What the build tells the loader: the name of the file that it loads, and a word for the launcher, by language. */
declare const LOADER: {
  version: string;
  chat: string;
  /** Of that file. */
  integrity: string;
  /** Of the launcher. */
  styles: string;
  texts: Record<string, string>;
};

/** What the build tells the rest: what the files that it loads have to be, and its own words in English. */
declare const ASSETS: {
  version: string;
  /** SHA-256, in the letters that names of files can have. */
  hashes: {
    glue: string;
    wasm: string;
    /** Of the application's later part, where it is in two. */
    later: string | null;
    styles: string;
    locales: Record<string, string>;
  };
  /** Styles of what is beside the window. */
  rest: string;
  texts: Record<string, string>;
};

/** What wasm-bindgen generates. */
declare module 'glue' {
  export default function initialize(from: { module_or_path: unknown }): Promise<unknown>;
  export function mount(root: HTMLElement, options: object, host: object): import('./application.js').Widget;
}
