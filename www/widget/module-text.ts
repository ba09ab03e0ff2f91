// Texts of lazy modules that have their own, unlike those in www/locales.

/** The page's text with a name; otherwise the one at an index of the language's, or of the English ones. */
export function ownText(
  texts: Record<string, readonly string[]>,
  index: number,
  tag: string,
  pageTexts: Record<string, unknown> | undefined,
  name: string,
): string {
  const ofPage = pageTexts?.[name];
  return typeof ofPage === 'string' && ofPage ? ofPage : (texts[tag.split('-')[0].toLowerCase()] ?? texts.en)[index];
}
