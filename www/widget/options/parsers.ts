// The types of options: what each one accepts, and the value that its input stands for. Inputs come from attributes,
// properties and `update`, so they can be anything.

import { reportOnce } from './report.ts';

/** A type of options. */
export interface OptionType {
  /**
   * Returns the value, `null` for no value, or `undefined` for invalid input.
   *
   * @param name The option's attribute.
   */
  parse(input: unknown, name: string): unknown;
  /** What is valid, for messages. */
  expected?: string;
}

/** A value of the page as a text: objects without a prototype have none. */
export function toText(input: unknown): string {
  try {
    return String(input);
  } catch {
    return 'an object';
  }
}

const trim = (input: unknown): string => toText(input).trim();
const word = (input: unknown): string => trim(input).toLowerCase();

/** Whether the input is no object, function or symbol. */
const isSimple = (input: unknown) => !/^[fo]|sy/.test(typeof input);

export const string: OptionType = {
  parse: (input) => (isSimple(input) ? trim(input) || null : undefined),
  expected: 'a text',
};

/** Accepts HTML's way of setting a flag too: `disabled="disabled"`. */
export const boolean: OptionType = {
  parse(input, name) {
    if (['', 'true', '1', 'yes', 'on', name].includes(word(input))) return true;
    return ['false', '0', 'no', 'off'].includes(word(input)) ? false : undefined;
  },
  expected: '"true" or "false"',
};

export const uuid: OptionType = {
  parse: (input) => (/^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/.test(word(input)) ? word(input) : undefined),
  expected: 'the UUID of a chatbot',
};

/** Accepts objects of the class `URL`, too. */
function parseUrl(input: unknown): string | undefined {
  try {
    const { protocol, href } = new URL(trim(input), location.href);
    return /^(https?|data|blob):$/.test(protocol) && (isSimple(input) || href === trim(input)) ? href : undefined;
  } catch {
    return undefined;
  }
}

export const url: OptionType = {
  parse: (input) => (trim(input) ? parseUrl(input) : null),
  expected: 'an address',
};

/** An empty address is the page's own server. */
export const apiUrl: OptionType = {
  parse(input) {
    const href = parseUrl(trim(input) || location.origin);
    if (!href?.startsWith('http')) return undefined;
    const { origin, pathname } = new URL(href);
    return (origin + pathname).replace(/\/+$/, '');
  },
  expected: 'an http or https address',
};

/** One of several words. */
export function oneOf(...words: string[]): OptionType {
  const quoted = words.map((one) => `"${one}"`);
  const last = quoted.pop();
  return { parse: (input) => words.find((one) => one === word(input)), expected: `${quoted.join(', ')} or ${last}` };
}

export const language: OptionType = {
  parse(input) {
    try {
      return Intl.getCanonicalLocales(trim(input).replace('_', '-'))[0] ?? null;
    } catch {
      return undefined;
    }
  },
  expected: 'a language tag such as "en" or "pt-BR"',
};

export const persistence: OptionType = {
  parse: (input, name) => (word(input) === 'tab' ? 'tab' : boolean.parse(input, name)),
  expected: '"true", "false" or "tab"',
};

const parseNumber = (input: unknown): number | undefined => (trim(input) && Number(trim(input)) >= 0 ? Number(trim(input)) : undefined);

export const wholeNumber: OptionType = {
  parse(input) {
    const parsed = parseNumber(input);
    return Number.isSafeInteger(parsed) ? parsed : undefined;
  },
  expected: 'a whole number',
};

export const minutes: OptionType = { parse: parseNumber, expected: 'a number of minutes, 0 for never' };

/** A list of strings: an array, or JSON, which may use single quotes. */
export const stringList: OptionType = {
  parse(input) {
    if (Array.isArray(input)) return input.map(toText);
    const json = trim(input) || '[]';
    const withDoubleQuotes = json.replace(/\\.|(["'])/g, (found, quote) => (quote === '"' ? '\\"' : quote ? '"' : found === "\\'" ? "'" : found));
    for (const attempt of [json, withDoubleQuotes]) {
      try {
        const list: unknown = JSON.parse(attempt);
        if (Array.isArray(list)) return list.map(String);
      } catch {
        // The other form may be valid.
      }
    }
    return undefined;
  },
  expected: 'a JSON list of texts',
};

/** Whether the browser may store anything: a word, or a function of the page. Invalid input is no consent. */
export const consent: OptionType = {
  parse(input) {
    if (typeof input === 'function') return input;
    if (/^(granted|given|true|yes|1)$/.test(word(input))) return true;
    if (!/^(pending|denied|false|no|0|)$/.test(word(input))) {
      reportOnce(`ocs-chat: consent must be "pending", "granted" or a function, not "${toText(input)}".`);
    }
    return false;
  },
};
