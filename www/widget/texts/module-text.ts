// The texts of lazy modules. Each module contains its own, in all languages.

import { primaryLanguage } from '../../loader/language-tag.ts';
import type english from '../../locales/en.json';

/** The key of a text in the language files. */
export type TextKey = keyof typeof english;

/** A text in this language, or in English. The page's own text with this key takes precedence. */
export function moduleText(texts: ModuleTexts, key: TextKey, tag: string, pageTexts: Record<string, unknown> | undefined): string {
  const pageText = pageTexts?.[key];
  return typeof pageText === 'string' && pageText ? pageText : (texts[primaryLanguage(tag)] ?? texts.en)[key];
}
