// Reads and validates options. What options there are is in schema.json, from which table.ts and types.ts are generated.

import { camelCase } from '../../loader/initial-options.ts';
import { reportOnce } from './report.ts';
import { APPEARANCE, CONVERSATION, LAUNCHER, PROPERTIES, type TableEntry } from './table.ts';
import { toText, type OptionType } from './parsers.ts';
import type { Options } from './types.ts';

/**
 * What a change of an option affects: `conversation` restarts the widget with the conversation that belongs to the new
 * value; `appearance` goes to the running application; `launcher` is applied by the scripts.
 */
export type Affects = 'conversation' | 'appearance' | 'launcher';

/** One option. */
export interface Option extends OptionType {
  /** Its attribute. */
  name: string;
  /** Its property. */
  key: keyof Options;
  /** Its value if it is not set, or set to something invalid. */
  defaultValue: unknown;
  affects: Affects;
}

const withTarget = (affects: Affects, entries: readonly TableEntry[]): Option[] =>
  entries.map(([name, type, defaultValue]) => ({ name, key: camelCase(name) as keyof Options, ...type, defaultValue, affects }));

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
export function readOption({ name, parse, expected, defaultValue }: Option, input: unknown): unknown {
  if (input === null || input === undefined) return defaultValue;
  const value = parse(input, name);
  if (value === undefined) reportOnce(`ocs-chat: ${name} must be ${expected}, not "${toText(input)}".`);
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
  if (!inputOf(OPTIONS[0])) reportOnce('ocs-chat: chatbot-id is missing. Set it to the UUID of a chatbot.');
  return null;
}
