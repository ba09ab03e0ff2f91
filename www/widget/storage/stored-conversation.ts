// Reads what the placeholder window shows of the stored conversation, before the application can read it.

import { pageRecords } from '../../wasm/application.ts';
import type { Options } from '../options/generated-types.ts';
import { hasConversation, storageOf } from './persistence.ts';

/**
 * Returns whether the visitor has a conversation with messages, and the chatbot's name. `Head` in src/chat/model/record.rs has the
 * fields of the record.
 */
export function readConversation(key: string, options: Options) {
  // As in the application, the memory of the page takes precedence.
  const record = pageRecords.get(key) ?? storageOf(options)?.getItem(key);
  // Without a record, there can be one of the legacy widget, which has no name.
  if (!record) return { hasMessages: hasConversation(key, options) };
  // A name with characters that JSON escapes is shown later.
  const name = /"chatbot_name":"([^"\\]+)"/.exec(record);
  return { hasMessages: /"(entries|chunks)":\[[^\]]/.test(record), chatbotName: name?.[1] };
}
