// The few words that are said outside of the application, and which language they are in. English is built in; another
// language is one file.

import { languages, loadLocale } from 'files';

/** @param {string} tag */
const primary = (tag) => tag.toLowerCase().split(/[-_]/)[0];

/** @param {string} key */
const isKnown = (key) => key === 'en' || languages.includes(key);

/**
 * The language to use: the one asked for, or else the browser's, where there are texts for it.
 *
 * @param {string | null | undefined} wanted
 */
export function chooseLanguage(wanted) {
  const tags = wanted ? [wanted] : navigator.languages;
  const found = tags.find((one) => isKnown(primary(one))) ?? 'en';
  // A language of no country is written as in the visitor's.
  const tag = found.includes('-') ? found : (navigator.languages.find((one) => primary(one) === found) ?? found);
  return { tag, key: primary(tag), direction: ['ar', 'fa', 'ur'].includes(primary(tag)) ? 'rtl' : 'ltr' };
}

/** @type {Record<string, Record<string, string>>} Texts that have come, by language. */
const come = {};
/** @type {Record<string, Promise<Record<string, string>>>} Those that are on their way. */
const coming = {};

/**
 * The texts of a language; none for English, which is built in, and none where they cannot be had.
 *
 * @param {string} key
 */
export function loadTexts(key) {
  if (!languages.includes(key)) return Promise.resolve({});
  coming[key] ??= loadLocale(key)
    .then((texts) => (come[key] = texts))
    .catch((error) => {
      delete coming[key];
      console.error(`ocs-chat: the texts of language "${key}" could not be loaded, so it is English: ${error}`);
      return {};
    });
  return coming[key];
}

/**
 * Whether the texts of a language are there.
 *
 * @param {string} key
 */
export const hasTexts = (key) => key === 'en' || key in come;

/**
 * One of the texts; in English where there is no other.
 *
 * @param {string} key Language.
 * @param {string} name
 * @param {Record<string, any>} [own] The page's own texts.
 * @returns {string}
 */
export const say = (key, name, own) => own?.[`launcher.${name}`] || come[key]?.[`launcher.${name}`] || ASSETS.texts[name];

/**
 * One of the texts with a number in it.
 *
 * @param {string} tag Language.
 * @param {string} name
 * @param {number} count
 * @param {Record<string, any>} [own] The page's own texts.
 */
export function sayCount(tag, name, count, own) {
  const key = primary(tag);
  const category = new Intl.PluralRules(tag).select(count);
  const text = say(key, `${name}.${category}`, own) || say(key, `${name}.other`, own);
  const number = sayNumber(tag, count);
  // What can be read on a button is a part of its name, also where the language says the number in a word.
  return text.includes('{count}') ? text.replace('{count}', number) : `${number} – ${text}`;
}

/**
 * A number as it is written.
 *
 * @param {string} tag Language.
 * @param {number} number
 */
export const sayNumber = (tag, number) => new Intl.NumberFormat(tag).format(number);
