// Detects whether a call of an instance has had its effect: it may trap before or after that.

import { memory } from '../wasm/application.ts';
import type { Application } from '../wasm/application.ts';
import { safeJson } from '../wasm/safe-json.ts';
import type { WidgetState } from './state.ts';
import { belongsTo } from './storage/keys.ts';
import { storageOf } from './storage/persistence.ts';

/** Calls an instance. Returns whether the call has had its effect: it has not trapped, or `observe` returns something else than before. */
export function callAndDetectEffect(application: Application, act: () => void, observe: () => unknown) {
  const before = observe();
  act();
  return !application.isBroken() || observe() !== before;
}

/** What is stored for the conversation, as a string to compare. */
export function storedRecords({ options, keys: [key] }: WidgetState) {
  const inStorage: [string, string][] = Object.entries((options && storageOf(options)) ?? {});
  const records = [...inStorage, ...memory].filter((record) => belongsTo(record, key));
  // The length is enough for the other chunks of a long conversation: they never change without the main record.
  return safeJson.stringify(records.map(([name, value]) => [name, name === key ? value : value.length]));
}
