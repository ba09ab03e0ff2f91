// The language of the widget, and the texts that are used outside the application. English is built in; each other language is
// one file.

import { languages, loadLocale } from 'files';

/** Texts by name, from a file of the widget's or of the page's. */
export type Texts = Record<string, unknown>;

const primaryLanguage = (tag: string) => tag.toLowerCase().split(/[-_]/)[0];

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
  return { tag, key: primaryLanguage(tag), direction: ['ar', 'fa', 'ur'].includes(primaryLanguage(tag)) ? 'rtl' : 'ltr' };
}

const loaded: Record<string, Record<string, string>> = {};
const loading: Record<string, Promise<Record<string, string>>> = {};

/** The texts of a language; empty for English, and if they cannot be loaded. */
export function loadTexts(key: string): Promise<Record<string, string>> {
  if (!languages.includes(key)) return Promise.resolve({});
  loading[key] ??= loadLocale(key)
    .then((texts) => (loaded[key] = texts))
    .catch((error) => {
      delete loading[key];
      console.error(`ocs-chat: the texts of language "${key}" could not be loaded, so it is English: ${error}`);
      return {};
    });
  return loading[key];
}

export const hasTexts = (key: string) => key === 'en' || key in loaded;

/** A text for the launcher and the placeholder window, from the page's texts, the language's, or in English. */
export const launcherText = (key: string, name: string, pageTexts?: Texts) =>
  (pageTexts?.[`launcher.${name}`] || loaded[key]?.[`launcher.${name}`] || ASSETS.texts[name]) as string;

/** A text with a number in it, in the plural form of the language. */
export function countText(tag: string, name: string, count: number, pageTexts?: Texts) {
  const key = primaryLanguage(tag);
  const category = new Intl.PluralRules(tag).select(count);
  const text = launcherText(key, `${name}.${category}`, pageTexts) || launcherText(key, `${name}.other`, pageTexts);
  const number = formatNumber(tag, count);
  // WCAG 2.5.3: the accessible name contains the visible number, also in languages that write it as a word (Arabic: one, two).
  return text.includes('{count}') ? text.replace('{count}', number) : `${number} – ${text}`;
}

export const formatNumber = (tag: string, number: number) => new Intl.NumberFormat(tag).format(number);
