// The texts around files and pictures of messages, in the visitor's language.

/** The visitor's language, and its texts. */
export interface FileCardLanguage {
  /** The texts of the application. */
  texts: readonly AppText[];
  /** Label of the button that closes a picture. */
  close: string;
  /** BCP 47 tag. */
  tag: string;
  /** The page's own texts, by name. */
  ownTexts: Record<string, unknown> | undefined;
}

/** Returns a text of the application by its name, and inserts the name of a file. */
export const textOf = ({ texts }: FileCardLanguage, key: string, name = '') => String(texts[ASSETS.textNames.indexOf(key)]).replace('{name}', () => name);
