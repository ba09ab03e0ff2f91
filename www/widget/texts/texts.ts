// Loads the texts of a language, and formats those that are used outside the application. Their English versions are built in.

import { loadLocale } from 'files';
import { isNew } from '../options/report.ts';
import { primaryLanguage } from '../../loader/language-tag.ts';

/** Texts by name, from the page's own file. */
export type Texts = Record<string, unknown>;

const loaded: Record<string, LocaleFile> = {};
const loading: Record<string, Promise<LocaleFile>> = {};

/** Loads the texts of a language, or the English ones if that fails. */
export function loadTexts(key: string): Promise<LocaleFile> {
  loading[key] ??= loadLocale(key)
    .then((texts) => (loaded[key] = texts))
    .catch((error) => {
      delete loading[key];
      if (key === 'en') throw error;
      const message = `ocs-chat: the texts of language "${key}" could not be loaded, so it is English: ${error}`;
      if (isNew(message)) console.error(message);
      return loadTexts('en');
    });
  return loading[key];
}

/** Whether the texts that are used outside the application are there. */
export const hasTexts = (key: string) => key === 'en' || key in loaded;

/** Resolves when the texts that are used outside the application are there, or cannot be loaded. */
export const prepareTexts = (key: string) => hasTexts(key) || loadTexts(key).catch(() => {});

/** A text for the launcher and the placeholder window, from the page's texts, the language's, or in English. */
export const launcherText = (key: string, name: string, pageTexts?: Texts) =>
  (pageTexts?.[`launcher.${name}`] || loaded[key]?.launcher[name] || ASSETS.texts[name]) as string;

/** A text that contains a number, in the plural form of the language for it. */
export function countText(tag: string, name: string, count: number, pageTexts?: Texts) {
  const key = primaryLanguage(tag);
  const category = new Intl.PluralRules(tag).select(count);
  const text = launcherText(key, `${name}.${category}`, pageTexts) || launcherText(key, `${name}.other`, pageTexts);
  const number = formatNumber(tag, count);
  // WCAG 2.5.3: the accessible name contains the visible number, also in languages that write it as a word (Arabic: one, two).
  return text.includes('{count}') ? text.replace('{count}', number) : `${number} – ${text}`;
}

export const formatNumber = (tag: string, number: number) => new Intl.NumberFormat(tag).format(number);
