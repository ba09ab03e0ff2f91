// The keys under which a conversation is stored, and which records belong to one. The application adds those of `src/storage/keys.rs`.

import { OPTIONS } from '../options/options.ts';
import type { Options } from '../options/generated-types.ts';
import { storageOf, tabHeadKey } from './persistence.ts';

/** The key of a conversation, and the key that version 1.0.0 stored it under. */
export type KeyPair = [key: string, oldKey: string];

/** The key of the draft of a conversation. */
export const draftKey = (key: string) => `${key}'`;

/** The key of the state of its window. */
export const windowKey = (key: string) => `${key}=`;

/** The suffix of each choice's record. */
export const CHOICE_SUFFIXES = { soundOff: '&', teaserHidden: '.', readAloud: '*' };

type StoredRecord = [name: string, value: string];

const DEFAULT_API_BASE_URL = OPTIONS.find(({ key }) => key === 'apiBaseUrl')?.defaultValue;

/** Escapes the characters that join the parts of a key, and those that end the names of records. */
const escapePart = (part: string): string => part.replace(/[^A-Za-z0-9-]/g, (letter) => `_${letter.charCodeAt(0).toString(16)}_`);

/**
 * Returns the keys of a conversation: one for each combination of chatbot, server, visitor, session and version.
 * Version 1.0.0 joined the same parts unescaped.
 */
export function storageKeys({ chatbotId, apiBaseUrl, userId, sessionId, versionNumber }: Options): KeyPair {
  const [key, oldKey] = [escapePart, String].map((part) => {
    const server = apiBaseUrl === DEFAULT_API_BASE_URL ? '' : `@${part(apiBaseUrl)}`;
    const version = versionNumber === undefined ? '' : `%${versionNumber}`;
    return `ocs-chat:${chatbotId}${server}${userId ? `#${part(userId)}` : ''}${sessionId ? `$${part(sessionId)}` : ''}${version}`;
  });
  return [key, oldKey];
}

/**
 * Whether a record belongs to a conversation: its main record, or one of those beside it. A main record belongs to no other
 * key, even if its name looks like it: version 1.0.0 joined the parts of keys unescaped.
 */
export const belongsTo = ([name, value]: StoredRecord, key: string): boolean =>
  name === key || (name.startsWith(key) && /^([/!]\d+|[~^@='&.*])$/.test(name.slice(key.length)) && !String(value).startsWith('{"version":'));

/**
 * Returns both keys, the one to use first: the old key while something is stored under it and nothing under the new one.
 *
 * @param memory Records that are kept for the page only.
 */
export function preferStored([key, oldKey]: KeyPair, options: Options, memory: Map<string, string>): KeyPair {
  const storage = storageOf(options);
  const records = storage ? [...Object.entries(storage), ...memory] : [];
  const isUsed = (one: string) => records.some((record) => belongsTo(record, one));
  return isUsed(oldKey) && !isUsed(key) ? [oldKey, key] : [key, oldKey];
}

/**
 * Removes what is stored for a conversation, except for files, which are in IndexedDB. The visitor's id stays: all chatbots
 * of a site share it.
 *
 * @param memory Records that are kept for the page only.
 */
export function forgetKeys(keys: string[], { chatbotId }: Options, memory: Map<string, string>): void {
  const ofLegacyWidget = new RegExp(`^ocs-chat-[a-z-]+-${chatbotId}$`);
  const isOurs = (record: StoredRecord) => ofLegacyWidget.test(record[0]) || keys.some((key) => belongsTo(record, key) || record[0] === tabHeadKey(key));
  for (const record of memory) if (isOurs(record) || keys.some((key) => record[0].startsWith(`${key}\n`))) memory.delete(record[0]);
  try {
    // An earlier page may have been allowed to store more than this one.
    for (const storage of [window.localStorage, window.sessionStorage]) {
      for (const record of Object.entries(storage)) if (isOurs(record)) storage.removeItem(record[0]);
    }
  } catch {
    // Nothing is stored if the storage is not available.
  }
}
