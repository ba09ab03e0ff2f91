// Stores the draft: for the tab while the visitor writes, and with the conversation when they leave the page.

import type { Options } from './options/generated-types.ts';
import { takeFromPlaceholder } from './placeholder/show-placeholder.ts';
import { joinTexts, unsentMessages } from './state/draft-state.ts';
import { fieldOf } from './state/instance-state.ts';
import type { WidgetState } from './state/widget-state.ts';
import { storeDraft, takeDraft } from './storage/stored-draft.ts';

const SAVE_DELAY_MS = 1_000;

/** Stores the draft until `signal` is aborted. */
export function startSavingDraft(state: WidgetState, signal: AbortSignal) {
  addEventListener('pagehide', () => saveDraft(state, true), { signal });
  // Keys and buttons also change the draft: they send it, remove files from it, or edit a failed message again.
  for (const event of ['input', 'keydown', 'click', 'drop', 'paste']) state.context.overlayRoot.addEventListener(event, () => saveDraftSoon(state), { signal });
  signal.addEventListener('abort', () => clearTimeout(state.draftTimer));
}

/** Stores the draft after a delay, because a browser that crashes does not dispatch `pagehide`. */
export function saveDraftSoon(state: WidgetState) {
  clearTimeout(state.draftTimer);
  state.draftTimer = setTimeout(() => saveDraft(state, false), SAVE_DELAY_MS);
}

function saveDraft(state: WidgetState, isLeaving: boolean) {
  const { pending, options, context, handle } = state;
  const field = fieldOf(state) ?? context.placeholderWindow?.field;
  const selected = handle?.selectedFiles() || pending.storedFiles;
  const text = joinTexts(...unsentMessages(state), pending.draft, field?.value);
  state.draftFiles = selected;
  // A stored record may belong to another tab.
  if (!options || state.isDestroyed || !(text || selected || state.storedDraft !== undefined)) return;
  state.storedDraft = text || selected ? text : undefined;
  storeDraft(state.keys[0], options, text, selected, isLeaving);
}

/** Adds an earlier page's stored draft, and what was entered in the placeholder window, to the pending state. */
export function restoreDraft(state: WidgetState) {
  const { pending, keys, options, storedDraft } = state;
  const { text, files } = takeDraft(keys[0], options as Options);
  // A draft that this page has stored is still in the pending state or in the placeholder window.
  if (!pending.draft && text !== storedDraft) pending.draft = text;
  // Files in memory need not be read from the database.
  if (!pending.files.length) pending.storedFiles ||= files;
  takeFromPlaceholder(state);
}
