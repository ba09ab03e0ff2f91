// Reads the options of one element from its properties and attributes, and detects changes.

import { safeJson } from '../../wasm/safe-json.ts';
import { OPTIONS, readOption, readOptions } from '../options/options.ts';
import type { Option } from '../options/options.ts';
import { toText } from '../options/parsers.ts';
import type { Options } from '../options/generated-types.ts';
import type { ElementState } from '../state/element-state.ts';
import type { InputState } from '../state/input-state.ts';

/** The parts of the state that options are read from. */
type OptionState = ElementState & InputState;

/** The value that the page has set: as a property, otherwise as an attribute, otherwise in the script's options. */
function readInput({ context, scriptOptions }: OptionState, { key, name }: Option): unknown {
  const { properties, host } = context;
  return key in properties ? properties[key] : (host.getAttribute(name) ?? scriptOptions[key]);
}

export const findOption = (key: string) => OPTIONS.find((option) => option.key === key);

/** Reads one option. An invalid value is reported, and the default is used. */
export const readValue = (state: OptionState, option: Option) => readOption(option, readInput(state, option));

/** Like `readValue`, but does not report an invalid value. */
export function readValueSilently(state: OptionState, option: Option) {
  const input = readInput(state, option);
  return (input === null || input === undefined ? undefined : option.parse(input, option.name)) ?? option.defaultValue;
}

/** What the page has set for consent, which may be a function. */
export const consentInput = (state: OptionState) => readInput(state, findOption('consent') as Option);

/** All options, without asking the page for storage consent; `null` if there is no valid chatbot id. */
export const readValuesWithoutConsent = (state: OptionState) => readOptions((option) => readInput(state, option));

/** All options; `null` if there is no valid chatbot id. */
export function readValues(state: OptionState): Options | null {
  for (const option of OPTIONS) state.snapshots.set(option.key, snapshot(state, option));
  const options = readValuesWithoutConsent(state);
  if (!options) return null;
  // A missing option gives consent to storage, but a property that is null or undefined does not.
  const isProperty = 'consent' in state.context.properties || 'consent' in state.scriptOptions;
  const isRevoked = isProperty && (consentInput(state) ?? null) === null;
  const { consent } = options;
  options.consent = !isRevoked && (typeof consent === 'function' ? state.consent(consent) : consent);
  return options;
}

/** Whether an option has changed since `readValues`. */
export const hasChanged = (state: OptionState, option: Option) => state.snapshots.get(option.key) !== snapshot(state, option);

function snapshot(state: OptionState, option: Option) {
  const input = readInput(state, option);
  if (typeof input === 'function') return input;
  try {
    return safeJson.stringify(input);
  } catch {
    // A BigInt, or an object that contains itself.
    return toText(input);
  }
}
