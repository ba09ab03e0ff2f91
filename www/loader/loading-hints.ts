// Conditions that decide how early the widget bundle is loaded: data saving, and stored conversations.

import { isFalse } from './initial-options.ts';

/** Whether the visitor has asked for reduced data usage or has a slow connection. Then nothing is loaded ahead of its use. */
export function savesData() {
  const { saveData, effectiveType } = (navigator as Navigator & { connection?: { saveData?: boolean; effectiveType?: string } }).connection ?? {};
  return saveData || /2g/.test(effectiveType as string);
}

/**
 * Whether the storage has a record that needs the widget bundle, by this widget or by the incumbent: a conversation, or a window
 * that was left open. `undefined` if the storage has no records of this chatbot.
 */
export function storageNeedsWidget(chatbotId: string) {
  let needsWidget: boolean | undefined;
  try {
    for (const storage of [localStorage, sessionStorage]) {
      for (const key in storage) {
        if (key.startsWith('ocs-chat') && key.includes(chatbotId) && !/[~^@'&.]$/.test(key)) needsWidget ||= !isFalse(storage[key]);
      }
    }
  } catch {
    // Storage is not available.
  }
  return needsWidget;
}
