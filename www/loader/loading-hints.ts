// Conditions that decide how early the widget bundle is loaded: data saving, and stored conversations.

import { isFalse } from './option-text.ts';

/** Whether the visitor has asked for reduced data usage or has a slow connection. Then nothing is loaded before it is needed. */
export function savesData() {
  const { saveData, effectiveType } = (window.navigator as Navigator & { connection?: { saveData?: boolean; effectiveType?: string } }).connection ?? {};
  return saveData || /2g/.test(effectiveType as string);
}

/**
 * Whether this widget or the legacy widget has stored a record that needs the widget bundle: a conversation, or a window that was
 * left open. `undefined` if nothing is stored for this chatbot.
 */
export function storageNeedsWidget(chatbotId: string) {
  let needsWidget: boolean | undefined;
  // Auxiliary records, whose suffixes follow, do not need the bundle (a named constant would add 8 bytes to `embed.js`):
  // ~ the mark of the leader tab
  // ^ the lock of the leader tab
  // @ the channel between tabs
  // ' the draft
  // & the visitor has turned off the sound
  // . the visitor has hidden the teaser
  // * the visitor has turned on reading aloud
  try {
    for (const storage of [window.localStorage, window.sessionStorage]) {
      for (const key in storage) {
        if (key.startsWith('ocs-chat') && key.includes(chatbotId) && !/[~^@'&.*]$/.test(key)) needsWidget ||= !isFalse(storage[key]);
      }
    }
  } catch {
    // Storage is not available.
  }
  return needsWidget;
}
