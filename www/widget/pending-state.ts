// What the visitor has entered and the running instance does not have: it survives the restart of an instance, the removal of the
// element from the page, and a trap.

import type { PlaceholderWindow } from '../loader/placeholder-window.ts';

export class PendingState {
  draft = '';
  /** Files in memory that are selected for the draft. */
  files: File[] = [];
  /** Ids of selected files in the database. */
  storedFiles = '';
  /** Messages to send. */
  messages: string[] = [];
  /** Whether an instance was running when the element was removed. */
  wasRunning = false;
  /** Whether the window was open then, or is to be opened with the next start. */
  open: boolean | undefined;

  /** Takes what the visitor has entered in the placeholder window. */
  takeFrom(placeholder: PlaceholderWindow | undefined) {
    if (!placeholder) return;
    const { field, queue } = placeholder;
    // A draft of an earlier page comes before what was typed after it.
    this.draft = joinTexts(this.draft, field.value);
    this.messages.push(...queue.splice(0));
    field.value = '';
  }
}

/** Joins texts by line breaks. Empty ones are left out. */
export const joinTexts = (...texts: (string | undefined)[]) => texts.filter(Boolean).join('\n');
