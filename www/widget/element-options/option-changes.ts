// Tracks changes of options while the widget is running, and applies simultaneous changes together.

import { camelCase } from '../../loader/option-text.ts';
import { findOption, hasChanged, readValueSilently, readValue } from './option-values.ts';
import { KEYS, OPTIONS } from '../options/options.ts';
import type { Affects } from '../options/options.ts';
import { toText } from '../options/parsers.ts';
import { reportInvalid } from '../options/report.ts';
import type { WidgetState } from '../state/widget-state.ts';
import type { TokenProvider } from '../options/token-provider.ts';

/** What the options that have changed affect. */
export type Changes = Set<Affects | 'sessionToken'>;

/** `apply` is called in a microtask after the first change. */
export function createOptionChanges(state: WidgetState, apply: (changes: Changes) => void) {
  const { host, properties } = state.context;
  let changes: Changes = new Set();

  /** Returns the changes that have not been applied, and clears them. */
  function take() {
    const taken = changes;
    changes = new Set();
    return taken;
  }

  function schedule(affected: Affects | 'sessionToken') {
    if (!changes.size) queueMicrotask(() => apply(take()));
    changes.add(affected);
  }

  function onChange(key: string): void {
    const value = properties[key];
    if (key === 'pageContext') return state.pageContext.set(value);
    if (key === 'authTokenProvider') {
      const isFunction = typeof value === 'function';
      if (value && !isFunction) reportInvalid(key, toText(value));
      state.tokenProvider = isFunction ? (value as TokenProvider) : undefined;
      return;
    }
    const option = findOption(key);
    if (!option) return reportUnknown();
    if (key === 'visible') return state.show(Boolean(readValue(state, option)), false);
    if (host.isConnected && hasChanged(state, option)) schedule(key === 'sessionToken' ? key : option.affects);
  }

  /** The value of an option that is in effect. */
  function get(key: string): unknown {
    if (key === 'visible') return state.isOpen || Boolean(state.pending.open && !state.options);
    if (key === 'pageContext') return state.pageContext.get();
    if (key === 'authTokenProvider') return state.tokenProvider;
    const option = findOption(key);
    return option && readValueSilently(state, option);
  }

  /** Reports values that the page has set for options that do not exist. */
  function reportUnknown() {
    for (const key of Object.keys(properties)) {
      if (KEYS.includes(key)) continue;
      delete properties[key];
      console.error(`ocs-chat: there is no option ${key}.`);
    }
  }

  /** Observes the attributes that the element class does not observe. Returns a function that applies their changes so far at once. */
  function observeAttributes() {
    const { observedAttributes } = host.constructor as unknown as { observedAttributes: string[] };
    const attributeFilter = OPTIONS.map(({ name }) => name).filter((name) => !observedAttributes.includes(name));
    /** `newer`: an option that has just changed, so that earlier changes of its attribute no longer apply. */
    const accept = (records: MutationRecord[], newer?: string) => {
      for (const { attributeName, oldValue } of records) {
        const name = attributeName as string;
        const key = camelCase(name);
        if (key === newer || host.getAttribute(name) === oldValue) continue;
        delete properties[key];
        onChange(key);
      }
    };
    const observer = new MutationObserver((records) => accept(records));
    observer.observe(host, { attributes: true, attributeOldValue: true, attributeFilter });
    return (newer: string) => accept(observer.takeRecords(), newer);
  }

  return { take, schedule, onChange, get, reportUnknown, observeAttributes };
}
