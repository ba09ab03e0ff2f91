// A page that leaves the back/forward cache shows what it showed when it was left. Meanwhile the visitor may have continued, ended or
// deleted the conversation on other pages.

import { replaceDraft } from './draft.ts';
import type { WidgetState } from './state.ts';
import { storageOf } from './storage/persistence.ts';

/**
 * When the page leaves the cache, adopts a stored draft that has changed, and calls `restart` if the stored conversation has.
 *
 * @param signal Aborted when the widget stops.
 */
export function followRestoredPage(state: WidgetState, restart: () => void, signal: AbortSignal) {
  const read = () => ['', "'"].map((suffix) => (state.options && storageOf(state.options)?.getItem(state.keys[0] + suffix)) ?? '');
  let before: string[];
  addEventListener(
    'pagehide',
    () => {
      before = read();
    },
    { signal },
  );
  addEventListener(
    'pageshow',
    ({ persisted }) => {
      if (!persisted) return;
      const [conversation, draft] = read();
      if (draft !== before[1]) replaceDraft(state, draft);
      if (conversation !== before[0]) restart();
    },
    { signal },
  );
}
