// The primary subtag and the writing direction of language tags.

import { normalize } from './option-text.ts';

/** The primary subtag of a language tag. */
export const primaryLanguage = (tag: unknown) => normalize(tag).split(/[-_]/)[0];

/** The text direction of a language: Arabic, Persian and Urdu are the right-to-left languages of the widget. */
export const directionOf = (tag: string) => (/^(ar|fa|ur)$/.test(primaryLanguage(tag)) ? 'rtl' : 'ltr');
