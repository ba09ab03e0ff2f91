/** What the build knows: names of the files that the loader loads, and the loader's own words by language. */
declare const ASSETS: {
  glue: string;
  wasm: string;
  styles: string;
  locales: Record<string, string>;
  texts: Record<string, Record<string, string>>;
};
