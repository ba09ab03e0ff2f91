// Restores the draft of an earlier page.

import { takeDraft } from './storage/draft.ts';
import type { Options } from './options/types.ts';
import type { WidgetState } from './state.ts';

/** Adds what is stored of an earlier page's draft, and what was entered in the placeholder window, to the pending state. */
export function restoreDraft(state: WidgetState) {
  const { pending, context } = state;
  const stored = takeDraft(state.key, state.options as Options);
  // A draft that this page has stored is still in the pending state or in the placeholder window.
  if (!pending.draft && stored.text !== state.storedDraft) pending.draft = stored.text;
  // Files in memory need not be read from the database.
  if (!pending.files.length) pending.storedFiles ||= stored.picked;
  pending.takeFrom(context.placeholder);
}
