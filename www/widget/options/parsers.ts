// The types of options: what each accepts, and the value that it returns for an input. Inputs come from attributes,
// properties and `update`, so they can be anything.

import { hasNoText, isFalse, isTrue } from '../../loader/option-text.ts';
import { reportInvalid } from './report.ts';

/**
 * Reads one type of options. Returns the value, `null` for no value, or `undefined` for invalid input.
 *
 * @param name The option's attribute.
 */
export type Parser = (input: unknown, name: string) => unknown;

/** Converts a value of the page to a string, which objects without a prototype cannot be. */
export function toText(input: unknown): string {
  try {
    return String(input);
  } catch {
    return 'an object';
  }
}

const trim = (input: unknown): string => toText(input).trim();
const word = (input: unknown): string => trim(input).toLowerCase();

/** `false` is no value: frameworks set it for a condition that is not met. */
export const string: Parser = (input) => (hasNoText(input) ? undefined : (input !== false && trim(input)) || null);

/** Also accepts HTML's notation of boolean attributes: `disabled="disabled"`. */
export const boolean: Parser = (input, name) => {
  const value = word(input);
  // `isTrue` also accepts `visible`, for `visible="visible"`.
  if (value === name || (isTrue(value) && value !== 'visible')) return true;
  return isFalse(value) ? false : undefined;
};

export const uuid: Parser = (input) => (/^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/.test(word(input)) ? word(input) : undefined);

/** Accepts objects of the class `URL`, too. */
function parseUrl(input: unknown): string | undefined {
  try {
    const { protocol, href } = new URL(trim(input), document.baseURI);
    return /^(https?|data|blob):$/.test(protocol) && (!hasNoText(input) || href === trim(input)) ? href : undefined;
  } catch {
    return undefined;
  }
}

export const url: Parser = (input) => (trim(input) ? parseUrl(input) : null);

/** An empty address means the page's own server. */
export const apiUrl: Parser = (input) => {
  const href = parseUrl(trim(input) ? input : location.origin);
  if (!href?.startsWith('http')) return undefined;
  const { origin, pathname } = new URL(href);
  return (origin + pathname).replace(/\/+$/, '');
};

/** One of several words. */
export const oneOf =
  (...words: string[]): Parser =>
  (input) =>
    words.find((one) => one === word(input));

export const language: Parser = (input) => {
  try {
    return Intl.getCanonicalLocales(trim(input).replace(/_/g, '-'))[0] ?? null;
  } catch {
    return undefined;
  }
};

export const persistence: Parser = (input, name) => (word(input) === 'tab' ? 'tab' : boolean(input, name));

export const minutes = (input: unknown): number | undefined => (trim(input) && Number(trim(input)) >= 0 ? Number(trim(input)) : undefined);

export const wholeNumber: Parser = (input) => {
  const parsed = minutes(input);
  return Number.isSafeInteger(parsed) ? parsed : undefined;
};

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** A list of strings: an array, or JSON, which may use single quotes. */
export const stringList: Parser = (input) => {
  const json = trim(input) || '[]';
  const withDoubleQuotes = json.replace(/\\.|(["'])/g, (found, quote) => (quote === '"' ? '\\"' : quote ? '"' : found === "\\'" ? "'" : found));
  const list = Array.isArray(input) ? input : (parseJson(json) ?? parseJson(withDoubleQuotes));
  return Array.isArray(list) && !list.some(hasNoText) ? list.map(String) : undefined;
};

/** The hosts whose pictures are shown at once: `always` for all, or names separated by spaces; `null` for none. */
export const pictureHosts: Parser = (input) => {
  const words = word(input).replace(/[\s,]+/g, ' ');
  if (/^(ask)?$/.test(words)) return null;
  // A word without a dot is not a host but a misspelt keyword.
  return /^(always|((^| )(\*\.)?[\w-]+(\.[\w-]+)+(:\d+)?)+)$/.test(words) ? words : undefined;
};

/** Whether the browser may store anything: a word, or a function of the page. Invalid input is no consent. */
export const consent: Parser = (input, name) => {
  if (typeof input === 'function') return input;
  if (/^(granted|given|true|yes|1)$/.test(word(input))) return true;
  if (!/^(pending|denied|false|no|0|)$/.test(word(input))) reportInvalid(name, toText(input));
  return false;
};
