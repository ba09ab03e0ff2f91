/** Languages of the interface. Defined by the build. */
declare const LANGUAGES: string[];
