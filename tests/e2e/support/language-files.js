// The texts of a language, from its file in www/locales.

import { readFileSync } from 'node:fs';

export const FOLDER = new URL('../../../www/locales/', import.meta.url);

export const textsOf = (language) => JSON.parse(readFileSync(new URL(`${language}.json`, FOLDER), 'utf8'));
