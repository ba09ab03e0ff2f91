/** What the build tells the loader. */
declare const LOADER: {
  version: string;
  /** Name of the script that it loads, and its integrity. */
  chat: string;
  integrity: string;
  /** Names of other files that a conversation needs. */
  early: string[];
  /** What the names of all languages' files have in common. */
  locales: string;
  /** Styles of the launcher. */
  styles: string;
  /** What the launcher does, in English. */
  open: string;
  /** The same in a word, by the languages that there are texts for beside English. */
  texts: Record<string, string>;
};

/** What the build tells the widget: files with their SHA-256 in Base64, and its own words in English. */
declare const ASSETS: {
  version: string;
  wasm: [name: string, sha256: string];
  styles: [name: string, sha256: string];
  locales: { hash: string; sha256: Record<string, string> };
  /** By the names of modules. */
  lazy: Record<string, [name: string, sha256: string]>;
  /** Styles of what is beside the window. */
  rest: string;
  texts: Record<string, string>;
};

/** What wasm-bindgen generates. */
declare module 'glue' {
  export default function initialize(from: { module_or_path: unknown }): Promise<unknown>;
  export class Widget {
    static mount(this: void, root: HTMLElement, options: object, host: object): import('./wasm/application.js').Widget;
  }
}

/** An instance of the application that has not been started. */
interface Glue {
  mount(this: void, root: HTMLElement, options: object, host: object): import('./wasm/application.js').Widget;
  /** `onFault` is called once, when the instance has trapped. It does nothing after that. */
  start(module: WebAssembly.Module, onFault: (error: unknown) => void): Promise<void>;
}

/** Returns a glue from the function that the build has made. */
declare function provideGlue(glue: Glue): void;

/** The same and `instance.js`, bundled as a function. */
declare module 'made/glue' {
  /** Returns the glue of another instance, which uses this `JSON`. */
  export function createGlue(json: Pick<JSON, 'parse' | 'stringify'>): Glue;
}
