// Detects whether a call to an instance has taken effect: the call may trap before or after that.

import { pageRecords } from '../wasm/application.ts';
import type { Application } from '../wasm/application.ts';
import { safeJson } from '../wasm/safe-json.ts';
import type { ElementState } from './state/element-state.ts';
import { belongsTo } from './storage/keys.ts';
import { storageOf } from './storage/persistence.ts';

/** Calls an instance. Returns whether the call took effect: it has not trapped, or the result of `observe` has changed. */
export function callAndVerify(application: Application, act: () => void, observe: () => unknown) {
  const before = observe();
  act();
  return !application.isBroken() || observe() !== before;
}

/** Everything that is stored for the conversation, as a string for comparison. */
export function storedRecords({ options, keys: [key] }: ElementState) {
  const inStorage: [string, string][] = Object.entries((options && storageOf(options)) ?? {});
  const records = [...inStorage, ...pageRecords].filter((record) => belongsTo(record, key));
  // For the other chunks of a long conversation, the length is enough: they never change without the main record.
  return safeJson.stringify(records.map(([name, value]) => [name, name === key ? value : value.length]));
}
