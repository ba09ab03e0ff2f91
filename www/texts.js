// The few words that the loader itself says, and which language they are in. The words are taken from the language
// files when the bundle is built.

/** @param {string} tag */
const primary = (tag) => tag.toLowerCase().split('-')[0];

/**
 * The language to use: the one asked for, or else the browser's, where there are texts for it.
 *
 * @param {string | null | undefined} wanted
 */
export function chooseLanguage(wanted) {
  const tags = wanted ? [wanted] : navigator.languages;
  const known = tags.find((tag) => primary(tag) in ASSETS.texts);
  const tag = known ?? 'en';
  return { tag, key: primary(tag), direction: ['ar', 'fa', 'he', 'ur'].includes(primary(tag)) ? 'rtl' : 'ltr' };
}

/**
 * One of the loader's own texts.
 *
 * @param {string} key Language.
 * @param {'open' | 'close' | 'loading' | 'failed' | 'retry' | 'unread'} name
 * @param {Record<string, any>} [own] The page's own texts.
 * @returns {string}
 */
export const say = (key, name, own) => own?.[`launcher.${name}`] || (ASSETS.texts[key]?.[name] ?? ASSETS.texts.en[name]);
