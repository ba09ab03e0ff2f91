// The texts of lazy modules, which are in the modules and not in www/locales.

/** The text of a module at this index, in this language or in English. The page's own text with this name takes precedence. */
export function moduleText(
  texts: Record<string, readonly string[]>,
  index: number,
  tag: string,
  pageTexts: Record<string, unknown> | undefined,
  name: string,
): string {
  const pageText = pageTexts?.[name];
  return typeof pageText === 'string' && pageText ? pageText : (texts[tag.split('-')[0].toLowerCase()] ?? texts.en)[index];
}
