/** Languages of the interface. Defined by the build. */
declare const LANGUAGES: string[];

/** The bytes of a file, which the build includes. */
declare module '*.pdf' {
  const content: Uint8Array<ArrayBuffer>;
  export default content;
}
declare module '*.png' {
  const content: Uint8Array<ArrayBuffer>;
  export default content;
}
declare module '*.csv' {
  const content: Uint8Array<ArrayBuffer>;
  export default content;
}
