// Reads the options of one element from its properties and attributes, and detects changes.

import type { ElementContext } from '../loader/element-context.ts';
import { safeJson } from '../wasm/safe-json.ts';
import { Consent } from './consent.ts';
import { OPTIONS, readOption, readOptions } from './options/options.ts';
import type { Option } from './options/options.ts';
import type { Options } from './options/types.ts';

export class OptionValues {
  #context: ElementContext;
  #consent: Consent;
  /** Snapshots of the options when they were read last. */
  #snapshots = new Map<string, unknown>();

  /** `onConsent` is called when the promise of the page's function is fulfilled with consent. */
  constructor(context: ElementContext, onConsent: () => void) {
    this.#context = context;
    this.#consent = new Consent(onConsent);
  }

  /** An option as the page has given it. */
  given({ key, name }: Option): unknown {
    const { properties, host } = this.#context;
    return properties.has(key) ? properties.get(key) : host.getAttribute(name);
  }

  /** One option. An invalid value is reported, and the default is used. */
  read(option: Option): unknown {
    return readOption(option, this.given(option));
  }

  /** The same, but does not report an invalid value. */
  peek(option: Option): unknown {
    const given = this.given(option);
    return (given === null || given === undefined ? undefined : option.parse(given, option.name)) ?? option.defaultValue;
  }

  /** All options, without asking for consent; `null` if there is no valid chatbot id. */
  parse(): Options | null {
    return readOptions((option: Option) => this.given(option));
  }

  /** All options; `null` if there is no valid chatbot id. */
  readAll(): Options | null {
    for (const option of OPTIONS) this.#snapshots.set(option.key, this.#snapshot(option));
    const options = this.parse();
    if (!options) return options;
    const { properties } = this.#context;
    // The default is consent, but a property that is set to null or undefined is none.
    const isNothing = properties.has('consent') && (properties.get('consent') ?? null) === null;
    const { consent } = options;
    options.consent = !isNothing && (typeof consent === 'function' ? this.#consent.isGivenBy(consent) : consent);
    return options;
  }

  /** Whether an option has changed since `readAll`. */
  hasChanged(option: Option) {
    return this.#snapshots.get(option.key) !== this.#snapshot(option);
  }

  /** Calls the page's `consent` function again and returns whether it gives consent now. */
  isConsentGivenNow() {
    const ask = this.#context.properties.get('consent');
    return typeof ask === 'function' && this.#consent.isGivenNowBy(ask as () => unknown);
  }

  #snapshot(option: Option) {
    const given = this.given(option);
    return typeof given === 'function' ? given : safeJson.stringify(given);
  }
}
