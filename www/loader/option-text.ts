// Options as texts: the names of their attributes, and lenient tests of their values. `widget/options/` validates them.

/** The property of an attribute: `chatbotId` for `chatbot-id`. */
export const camelCase = (name: string) => name.replace(/-./g, (dashed) => dashed[1].toUpperCase());

/** The attribute of a property. */
export const attributeOf = (key: string) => key.replace(/[A-Z]/g, '-$&').toLowerCase();

export const normalize = (value: unknown) =>
  String(value ?? '')
    .trim()
    .toLowerCase();

/** Whether a value is an object, a function, a symbol or `undefined`, none of which an attribute can represent. */
export const hasNoText = (value: unknown) => /^[fou]|sy/.test(typeof value);

export const isFalse = (value: unknown) => /^(false|0|no|off)$/.test(normalize(value));

export const isTrue = (value: unknown) => /^(|true|1|yes|on|visible)$/.test(normalize(value ?? 0));
