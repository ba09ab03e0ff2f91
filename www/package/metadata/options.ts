// The schema of options, as the metadata uses it.

import { camelCase } from '../../loader/option-text.ts';
import schema from '../../widget/options/schema.json';

interface SchemaEntry {
  type: string;
  values?: string[];
  default?: string | number | boolean;
  description: string;
}

/** An option. */
export interface OptionMetadata {
  attribute: string;
  property: string;
  /** The words that an attribute can be set to, if only those are valid. */
  values: string[];
  defaultValue?: string | number | boolean;
  description: string;
}

const entries: [string, SchemaEntry][] = Object.entries(schema.options);

export const OPTIONS: OptionMetadata[] = entries.map(([attribute, { type, values, default: defaultValue, description }]) => ({
  attribute,
  property: camelCase(attribute),
  values: values ?? (type === 'boolean' ? ['true', 'false'] : []),
  defaultValue,
  description,
}));
