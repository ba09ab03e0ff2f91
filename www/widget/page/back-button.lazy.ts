// Adds a history entry with the page's address for an open window, so that the Back button leaves the entry, not the page.

/** Marks the entry in `history.state`. */
const MARK = 'ocsChatWindow';

const isOwnEntry = () => Boolean((history.state as Record<string, unknown> | null)?.[MARK]);

/**
 * Adds the entry. `onBack` is called when the visitor has left it.
 *
 * @returns A function that removes the entry. Its promise resolves when the entry has been left.
 */
export function addHistoryEntry(onBack: () => void): () => Promise<void> {
  // After a reload the entry is still there.
  if (!isOwnEntry()) history.pushState({ ...(history.state as object | null), [MARK]: true }, '');
  const disposal = new AbortController();
  const onPopState = () => {
    if (isOwnEntry()) return;
    disposal.abort();
    onBack();
  };
  addEventListener('popstate', onPopState, { signal: disposal.signal });
  return async () => {
    // The page may have added entries after it.
    if (disposal.signal.aborted || !isOwnEntry()) return disposal.abort();
    disposal.abort();
    await new Promise((resolve) => {
      addEventListener('popstate', resolve, { once: true });
      // A listener of the page may have stopped the event.
      setTimeout(resolve, 1_000);
      history.back();
    });
  };
}
