// Chooses the language of the widget.

import { languages } from 'files';
import { directionOf, primaryLanguage } from '../loader/initial-options.ts';

const isSupported = (key: string) => key === 'en' || languages.includes(key);

/** A language: its tag, its primary subtag as the key of its texts, and its direction. */
export interface Language {
  tag: string;
  key: string;
  direction: string;
}

/** The wanted language or, by default, the first of the browser's languages that has texts; otherwise English. */
export function chooseLanguage(wanted: string | null | undefined): Language {
  const tags = wanted ? [wanted] : navigator.languages;
  const chosen = tags.find((tag) => isSupported(primaryLanguage(tag))) ?? 'en';
  // Without a region, numbers and dates use the visitor's region.
  const tag = chosen.includes('-') ? chosen : (navigator.languages.find((one) => primaryLanguage(one) === chosen) ?? chosen);
  return { tag, key: primaryLanguage(tag), direction: directionOf(tag) };
}
