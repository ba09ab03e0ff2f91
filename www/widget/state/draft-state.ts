// What the visitor has entered and not sent.

import type { ElementState } from './element-state.ts';

/**
 * Unsent input, and the state of the window, while no running instance holds them. They survive the restart of an instance, the removal
 * of the element from the page, and a trap.
 */
export interface PendingState {
  draft: string;
  /** Files in memory that are selected for the draft. */
  files: File[];
  /** Ids and names of selected files in the database, one file per line. */
  storedFiles: string;
  /** Messages to send. */
  messages: string[];
  /** Whether an instance was running when the element was removed. */
  wasRunning?: boolean;
  /** Whether the window was open when the element was removed, or has to open on the next start. */
  open?: boolean;
}

/** The pending state, and what is stored of the draft. */
export interface DraftState {
  pending: PendingState;
  /** The text of the draft that this page has stored last; `undefined` if it has stored none. */
  storedDraft: string | undefined;
  draftTimer?: number;
  /** `storedFiles` when the draft was last saved: an instance that has trapped cannot return it. */
  draftFiles: string;
}

export const createPending = (open?: boolean): PendingState => ({ draft: '', files: [], storedFiles: '', messages: [], open });

/** Messages that the visitor has sent before an instance could take them. */
export const unsentMessages = ({ pending, context }: DraftState & ElementState) => [...pending.messages, ...(context.placeholderWindow?.queue ?? [])];

/** Joins texts by line breaks. Empty ones are left out. */
export const joinTexts = (...texts: (string | undefined)[]) => texts.filter(Boolean).join('\n');
