// Converts the schemas of the options and of the custom properties to the fields of the configurator.

import { camelCase } from '../loader/option-text.ts';
import styling from '../package/styling.json';
import schema from '../widget/options/schema.json';

/** A field of the configurator. */
export interface Field {
  /** The option's attribute. */
  name: string;
  label: string;
  /** For a choice: its values, the default first. An empty string means that the option is not set. */
  choices?: string[];
  /** For a checkbox: the default. */
  isOnByDefault?: boolean;
  /** Whether each line is one item of a list. */
  isList?: boolean;
  example?: string;
  /** A regular expression for valid input. */
  pattern?: string;
}

/** A custom property of the widget. */
export interface CustomProperty {
  name: string;
  label: string;
  description: string;
  /** As in CSS's `@property`. */
  syntax: string;
  example: string;
}

/** An option in the schema, as far as the demo page uses it. */
interface SchemaEntry {
  type: string;
  values?: string[];
  default?: string | number | boolean;
  demo: { group: string; label: string; example?: string };
}

const GROUPS = ['Look', 'What it says', 'What it does', 'Connection'];

const URL_PATTERN = '(https?://|/).*';
const NUMBER_PATTERN = '[0-9]+';
/** Patterns by the type of an option. Types have the names of their parsers, so renaming a parser without its pattern is a type error. */
const PATTERNS: Partial<Record<keyof typeof import('../widget/options/parsers.ts'), string>> = {
  uuid: '[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}',
  url: URL_PATTERN,
  apiUrl: URL_PATTERN,
  wholeNumber: NUMBER_PATTERN,
  minutes: NUMBER_PATTERN,
};

function choicesOf({ type, values, default: defaultValue }: SchemaEntry): string[] | undefined {
  if (type === 'language') return ['', ...LANGUAGES];
  if (!values) return undefined;
  if (defaultValue === undefined) return ['', ...values];
  // The default comes first: it is the first or the last value of the schema. Reversing keeps the order of left, center and right.
  return values[0] === String(defaultValue) ? values : [...values].reverse();
}

function fieldOf(name: string, entry: SchemaEntry): Field {
  const { type, default: defaultValue, demo } = entry;
  return {
    name,
    label: demo.label,
    choices: choicesOf(entry),
    isOnByDefault: type === 'boolean' ? defaultValue === true : undefined,
    isList: type === 'string-list',
    example: demo.example,
    pattern: PATTERNS[camelCase(type) as keyof typeof PATTERNS],
  };
}

const OPTIONS: [string, SchemaEntry][] = Object.entries(schema.options);

/** All options, by group. */
export const FIELD_GROUPS = GROUPS.map((group) => ({
  title: group,
  fields: OPTIONS.filter(([, { demo }]) => demo.group === group).map(([name, entry]) => fieldOf(name, entry)),
}));

/** All custom properties. */
export const CUSTOM_PROPERTIES: CustomProperty[] = Object.entries(styling.customProperties).map(([name, { syntax, description, example }]) => ({
  name,
  label: name.replace(/^--ocs-(.)/, (_, letter: string) => letter.toUpperCase()).replace('-', ' '),
  description,
  syntax,
  example,
}));
