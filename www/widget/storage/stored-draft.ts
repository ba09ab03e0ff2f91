// Stores the draft, the text and the ids of the selected files, from page to page.

import type { Options } from '../options/generated-types.ts';
import { draftKey } from './keys.ts';
import { storageOf } from './persistence.ts';

/** An unsent message. */
export interface Draft {
  text: string;
  /** Ids and names of the selected files. */
  files: string;
}

/** Separates the text from the file ids. It cannot be typed. */
const SEPARATOR = '\u0001';

/** Returns where drafts are stored: with the conversation, and for the tab while they are being written. */
function draftStorages(options: Options): Storage[] {
  const storage = storageOf(options);
  return storage ? [storage, window.sessionStorage] : [];
}

/** Removes the draft of an earlier page from storage, and returns it. */
export function takeDraft(key: string, options: Options): Draft {
  let draft = '';
  try {
    for (const storage of draftStorages(options)) {
      draft ||= storage.getItem(draftKey(key)) ?? '';
      storage.removeItem(draftKey(key));
    }
  } catch {
    // Without storage, the draft is lost with the page.
  }
  return parseDraft(draft);
}

/** Reads the record of a draft. */
export function parseDraft(record: string): Draft {
  // Some pages wrap `getItem`, so that it returns parsed JSON.
  const [text, files = ''] = String(record).split(SEPARATOR);
  return { text, files };
}

/**
 * Stores the draft.
 *
 * @param isLeaving Whether the visitor is leaving the page. Otherwise the page can still end without an event, and the draft
 * is stored for the tab.
 */
export function storeDraft(key: string, options: Options, text: string, files: string, isLeaving = true): void {
  const draft = files ? text + SEPARATOR + files : text;
  try {
    const storages = draftStorages(options);
    for (const storage of storages) storage.removeItem(draftKey(key));
    if (draft) setFirst(isLeaving ? storages : storages.slice(-1), draftKey(key), draft);
  } catch {
    // Without storage, the draft is lost with the page.
  }
}

/** Writes a record to the first storage that has space for it. */
function setFirst([storage, ...others]: Storage[], name: string, value: string): void {
  try {
    storage?.setItem(name, value);
  } catch {
    setFirst(others, name, value);
  }
}
