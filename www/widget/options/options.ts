// Reads and validates options. schema.json lists them; the files named generated-* are generated from it.

import { camelCase } from '../../loader/option-text.ts';
import { reportInvalid } from './report.ts';
import { APPEARANCE, CONVERSATION, LAUNCHER, PROPERTIES, type TableEntry } from './generated-table.ts';
import { toText, type Parser } from './parsers.ts';
import type { Options } from './generated-types.ts';

/**
 * What a change of an option affects: `conversation` restarts the widget with the conversation that belongs to the new
 * value; `appearance` is passed to the running application; `launcher` is applied by the scripts.
 */
export type Affects = 'conversation' | 'appearance' | 'launcher';

/** One option. */
export interface Option {
  /** Its attribute. */
  name: string;
  /** Its property. */
  key: keyof Options;
  parse: Parser;
  /** Its value if it is not set, or set to something invalid. */
  defaultValue: unknown;
  affects: Affects;
}

const withTarget = (affects: Affects, entries: readonly TableEntry[]): Option[] =>
  entries.map(([name, parse, defaultValue]) => ({ name, key: camelCase(name) as keyof Options, parse, defaultValue, affects }));

/** All options, the chatbot's id first. */
export const OPTIONS: readonly Option[] = [
  ...withTarget('conversation', CONVERSATION),
  ...withTarget('appearance', APPEARANCE),
  ...withTarget('launcher', LAUNCHER),
];

/** The names of all properties that can be set. */
export const KEYS: string[] = [...OPTIONS.map(({ key }) => key), ...PROPERTIES];

/**
 * Reads one option. Invalid input is reported in the console, and the default is used.
 *
 * @param input `null` or `undefined` if the option is not set.
 */
export function readOption({ name, parse, defaultValue }: Option, input: unknown): unknown {
  if (input === null || input === undefined) return defaultValue;
  const value = parse(input, name);
  if (value === undefined) reportInvalid(name, toText(input));
  return value ?? defaultValue;
}

/**
 * Reads all options. Each invalid one is reported in one sentence. Returns `null` without a valid `chatbot-id`.
 *
 * @param inputOf Returns what an option is set to.
 */
export function readOptions(inputOf: (option: Option) => unknown): Options | null {
  const options: { [key in keyof Options]?: unknown } = {};
  for (const option of OPTIONS) {
    const value = readOption(option, inputOf(option));
    if (value !== undefined) options[option.key] = value;
  }
  if (options.chatbotId) return options as Options;
  if (!inputOf(OPTIONS[0])) reportInvalid('chatbot-id', '');
  return null;
}
