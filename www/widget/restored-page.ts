// When a page returns from the back/forward cache, its widget may be out of date: on later pages the visitor may have continued, ended or
// deleted the conversation, and changed or sent the draft.

import { disposeInstance, resetInstance } from './instance.ts';
import { removePlaceholder } from './placeholder/show-placeholder.ts';
import { createPending } from './state/draft-state.ts';
import type { WidgetState } from './state/widget-state.ts';
import { storageOf } from './storage/persistence.ts';
import { draftKey } from './storage/keys.ts';
import { parseDraft, takeDraft } from './storage/stored-draft.ts';

/**
 * Calls `restart` when the page returns from the cache and the stored conversation or draft has changed.
 *
 * @param signal Aborted when the widget stops.
 */
export function followRestoredPage(state: WidgetState, restart: () => void, signal: AbortSignal) {
  const read = () => {
    try {
      const storage = state.options && storageOf(state.options);
      return [state.keys[0], draftKey(state.keys[0])].map((name) => storage?.getItem(name) ?? '');
    } catch {
      return undefined;
    }
  };
  let stored = read();
  addEventListener(
    'pagehide',
    () => {
      stored = read();
    },
    { signal },
  );
  addEventListener(
    'pageshow',
    ({ persisted }) => {
      const current = read();
      if (!persisted || !current || !stored) return;
      const [conversation, draft] = current;
      if (conversation === stored[0] && draft === stored[1]) return;
      if (draft !== stored[1]) replaceDraft(state, draft);
      restart();
    },
    { signal },
  );
}

/** Ends the instance, and replaces its unsent content with the draft of another page. */
function replaceDraft(state: WidgetState, record: string) {
  disposeInstance(state);
  resetInstance(state);
  removePlaceholder(state);
  const { text, files } = parseDraft(record);
  state.pending = { ...createPending(state.isOpen), draft: text, storedFiles: files };
  if (state.options) takeDraft(state.keys[0], state.options);
}
