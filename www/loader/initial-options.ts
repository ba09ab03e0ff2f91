// The options that take effect before the widget bundle has loaded, read leniently: `widget/options/` validates them.

/** Names of attributes. */
export const NAMES =
  'chatbot-id button-text icon-url button-shape show-button header-text position mode theme language preload visible'.split(' ');

export const camelCase = (name: string) => name.replace(/-./g, (dashed) => dashed[1].toUpperCase());

/** The same options as properties. */
export const KEYS = NAMES.map(camelCase);

export const normalize = (value: unknown) => String(value ?? '').trim().toLowerCase();

export const isFalse = (value: unknown) => /^(false|0|no|off)$/.test(normalize(value));

export const isTrue = (value: unknown) => /^(|true|1|yes|on|visible)$/.test(normalize(value ?? 0));

/** The primary subtag of a language tag. */
export const primaryLanguage = (tag: unknown) => normalize(tag).split(/[-_]/)[0];
