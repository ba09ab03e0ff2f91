// Where a conversation is stored, and whether there is one.

import type { Options } from '../options/generated-types.ts';

/** Returns how long the conversation is stored. A session that the page provides is stored for the tab at most. */
export function persistenceOf({ persistentSession, sessionId, consent }: Options): 'site' | 'tab' | 'page' {
  if (!persistentSession || consent !== true) return 'page';
  return sessionId || persistentSession === 'tab' ? 'tab' : 'site';
}

/** Returns where the conversation is stored; `undefined` if it is not, or if the browser allows no storage. */
export function storageOf(options: Options): Storage | undefined {
  try {
    const persistence = persistenceOf(options);
    if (persistence !== 'page') return persistence === 'tab' ? window.sessionStorage : window.localStorage;
  } catch {
    // The storage is not available.
  }
  return undefined;
}

/** The key of a conversation's session in the storage of the tab, while the storage of the site has no room. */
export const tabHeadKey = (key: string) => `${key};`;

/** Whether the visitor has a conversation, with this widget or its predecessor: then the bot may have new messages. */
export function hasConversation(key: string, options: Options): boolean {
  const storage = storageOf(options);
  return Boolean(
    storage && (key in storage || tabHeadKey(key) in window.sessionStorage || (!options.sessionId && `ocs-chat-session-${options.chatbotId}` in storage)),
  );
}
