// Remembers from page to page whether the window is open.

import type { Options } from '../options/generated-types.ts';
import { windowKey } from './keys.ts';
import { storageOf } from './persistence.ts';

/** Whether the visitor left the window open on an earlier page; `undefined` if that is unknown. */
export function wasOpen(key: string, options: Options): boolean | undefined {
  const storage = storageOf(options);
  try {
    const stored = storage?.getItem(windowKey(key)) ?? storage?.getItem(`ocs-chat-visible-${options.chatbotId}`);
    if (!stored) return undefined;
    if (stored === '0' || stored === '1') return stored === '1';
    const minutes = (Date.now() - Number(stored)) / 60_000;
    return !options.persistentSessionExpire || minutes < options.persistentSessionExpire;
  } catch {
    return undefined;
  }
}

/** Updates the time of the last use of a window that the visitor has opened. */
export function refreshOpen(key: string, options: Options): void {
  try {
    const storage = storageOf(options);
    if (Number(storage?.getItem(windowKey(key))) > 1) storage?.setItem(windowKey(key), String(Date.now()));
  } catch {
    // Without storage, the state is lost with the page.
  }
}

/** Stores whether the window is open. Does nothing before the visitor's first action: until then the page controls it. */
export function storeOpen(key: string, options: Options, open: boolean): void {
  if (navigator.userActivation?.hasBeenActive === false) return;
  try {
    storageOf(options)?.setItem(windowKey(key), open ? String(Date.now()) : '0');
  } catch {
    // Without storage, the state is lost with the page.
  }
}
