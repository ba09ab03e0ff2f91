// Chooses the language of the widget.

import { languages } from 'files';
import { directionOf, primaryLanguage } from '../../loader/language-tag.ts';
import type { ElementState } from '../state/element-state.ts';

/** Converts a language of the browser to a valid tag; none if it is invalid. Some are names of operating systems, such as `en-US@posix`. */
function canonicalize(name: string): string[] {
  try {
    return Intl.getCanonicalLocales(name.replace(/_/g, '-').replace(/[^\w-].*/, ''));
  } catch {
    return [];
  }
}

/** A language: its tag, its primary subtag as the key of its texts, and its direction. */
export interface Language {
  tag: string;
  key: string;
  direction: string;
}

/** The wanted language or, without one, the first of the browser's languages that has texts; otherwise English. */
function chooseLanguage(wanted: string | null | undefined): Language {
  const browsers = (navigator.languages ?? []).flatMap(canonicalize);
  const tags = wanted ? [wanted] : browsers;
  const chosen = tags.find((tag) => languages.includes(primaryLanguage(tag))) ?? 'en';
  // Without a region, numbers and dates use the visitor's region.
  const tag = chosen.includes('-') ? chosen : (browsers.find((one) => primaryLanguage(one) === chosen) ?? chosen);
  return { tag, key: primaryLanguage(tag), direction: directionOf(tag) };
}

/** The language of a widget. */
export const languageOf = ({ options }: ElementState) => chooseLanguage(options?.language);
