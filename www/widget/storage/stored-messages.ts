// Finds out whether the stored conversation has messages, before the application can read it.

import { pageRecords } from '../../wasm/application.ts';
import type { Options } from '../options/generated-types.ts';
import { hasConversation, storageOf } from './persistence.ts';

/** Whether the visitor has a conversation with messages. `Head` in src/chat/model/record.rs has the fields of the record. */
export function hasMessages(key: string, options: Options): boolean {
  const record = pageRecords.get(key) ?? storageOf(options)?.getItem(key);
  // As in the application, the memory of the page takes precedence. Without a record, there can be one of the legacy widget.
  return record ? /"(entries|chunks)":\[[^\]]/.test(record) : hasConversation(key, options);
}
