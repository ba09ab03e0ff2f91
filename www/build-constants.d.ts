// Types of the constants that the build defines, and of the modules that it generates.

/** Defined for `embed.js` by xtask/src/build/scripts.rs. */
declare const LOADER: {
  version: string;
  /** Integrity metadata of the widget bundle. */
  integrity: string;
  /** The hash in the names of all other files. */
  hash: string;
  /** Styles of the launcher and the placeholder window. */
  styles: string;
  /** Labels of the launcher, by language. */
  labels: Record<string, string>;
};

/** A file's name and its SHA-256 in Base64, or the first characters of the hash. */
type VerifiedFile = [name: string, sha256: string];

/** Names of the modules that are loaded on demand: files named `*.lazy.ts`. */
type LazyName =
  | 'back-button'
  | 'diagnosis'
  | 'dictation'
  | 'drag'
  | 'file-card'
  | 'files'
  | 'formulas'
  | 'highlight-code'
  | 'hours'
  | 'page-texts'
  | 'read-aloud'
  | 'sound'
  | 'teaser'
  | 'top-layer';

/** A text of the application. A text with a number is an object with the plural forms by plural category. */
type AppText = string | Record<string, string>;

/** The file of a language, as xtask/src/build/locales.rs writes it. */
interface LocaleFile {
  /** Texts that are used outside the application, by name. */
  launcher: Record<string, string>;
  /** The application's texts, in the order of `Key` in src/i18n/keys.rs. */
  app: AppText[];
}

/** The texts of a module, by language and key. */
type ModuleTexts = Record<string, Record<string, string>>;

/** Defined for the widget bundle by xtask/src/build/scripts.rs. */
declare const ASSETS: {
  version: string;
  /** The hash in the names of all files below. */
  hash: string;
  /** The SHA-256 of the WebAssembly module. */
  wasm: string;
  /** The SHA-256 of the window's styles. */
  styles: string;
  /** The first 96 bits of the SHA-256 of each language's texts. */
  locales: Record<string, string>;
  /** The SHA-256 of each module that is loaded on demand. */
  lazy: Record<LazyName, string>;
  /** The part of the overlay's styles that `embed.js` does not need. */
  launcherDetailsStyles: string;
  /** Styles of the modules for code, dictation, downloads, formulas, reading aloud, the teaser and the top layer. */
  highlightCodeStyles: string;
  dictationStyles: string;
  fileCardStyles: string;
  formulaStyles: string;
  readAloudStyles: string;
  teaserStyles: string;
  topLayerStyles: string;
  /** Texts of the modules for dictation, opening hours, pictures and reading aloud, from www/locales: `ModuleTexts` as JSON. */
  dictationTexts: string;
  hoursTexts: string;
  pictureTexts: string;
  readAloudTexts: string;
  /** English texts that are used outside the application, by name. */
  texts: Record<string, string>;
  /** Indexes in `LocaleFile.app` of the placeholder window's texts: title, placeholder of the field, send button, disabled field, name of the field, greeting. */
  windowTexts: [number, number, number, number, number, number];
  /** Index in `LocaleFile.app` of the message for a failed download. */
  downloadFailedIndex: number;
  /** Path data of icons, from src/ui/icons.rs. */
  icons: Record<'attach' | 'close' | 'expand' | 'more' | 'plus' | 'send', string>;
  /** How long a text stays in the live region: `ANNOUNCEMENT_MS` in src/ui/transcript/announcer.rs. */
  announcementMs: number;
  /** The transcript is at its end if less than this is hidden below: `BOTTOM_THRESHOLD_PX` in src/ui/transcript/scroll.rs. */
  bottomThresholdPx: number;
  /** The `rel` of links in answers: `LINK_REL` in src/ui/markdown_view.rs. */
  linkRel: string;
  /** The media query for screens that the window covers, from styles/window/small-screens.css. */
  smallScreenQuery: string;
  /** The names of the texts in `LocaleFile.app`, in its order. For the modules that load the page's texts and download files. */
  textNames: string[];
};

/** The script that wasm-bindgen generates. */
declare module 'glue' {
  export function initSync(from: { module: WebAssembly.Module }): unknown;
  export const Widget: Pick<import('./wasm/bindings.ts').Glue, 'mount' | 'startRefusal'>;
}

/** Sets what `createGlue` returns: xtask/src/build/glue.rs creates that function from `wasm/instance.ts`. */
declare function provideGlue(glue: import('./wasm/bindings.ts').Glue): void;

/** `wasm/instance.ts` and the generated script, bundled as a function. */
declare module 'made/glue' {
  /** Returns an independent copy of the glue that uses this `JSON` and this window. */
  export function createGlue(json: import('./wasm/safe-json.ts').SafeJson, window: Window): import('./wasm/bindings.ts').Glue;
}
