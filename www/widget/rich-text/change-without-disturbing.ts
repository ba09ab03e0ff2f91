// Changes rendered messages without disturbing their reader: what is being read does not move, and a selection does not end.

/** `getSelection()` of the document covers shadow roots only in some browsers. In others, this method does. */
interface ShadowSelection {
  getComposedRanges?(options: { shadowRoots: ShadowRoot[] }): StaticRange[];
}

/** Whether the visitor has selected something in an element. */
function isSelected(element: HTMLElement) {
  const root = element.getRootNode() as ShadowRoot & { getSelection?(): Selection | null };
  const selection = document.getSelection() as (Selection & ShadowSelection) | null;
  // An element outside of the document has no shadow root.
  if (!selection || !root.host) return false;
  const own = root.getSelection?.() ?? selection;
  const range = selection.getComposedRanges?.({ shadowRoots: [root] })[0] ?? (own.rangeCount ? own.getRangeAt(0) : undefined);
  if (!range || (range.startContainer === range.endContainer && range.startOffset === range.endOffset)) return false;
  const live = document.createRange();
  live.setStart(range.startContainer, range.startOffset);
  live.setEnd(range.endContainer, range.endOffset);
  return live.intersectsNode(element);
}

/** The latest changes that wait for the end of a selection, by element. */
const waiting = new WeakMap<HTMLElement, () => void>();

/**
 * Calls `change` now or, if the visitor has selected text in the element, when the selection changes. A transcript that was scrolled to
 * its end stays there.
 */
export function changeWithoutDisturbing(element: HTMLElement, change: () => void) {
  if (isSelected(element)) {
    const isWaiting = waiting.has(element);
    waiting.set(element, change);
    if (isWaiting) return;
    const onChange = () => {
      const latest = waiting.get(element);
      waiting.delete(element);
      if (latest) changeWithoutDisturbing(element, latest);
    };
    document.addEventListener('selectionchange', onChange, { once: true });
    return;
  }
  const log = element.closest('[role="log"]');
  const isAtEnd = log && log.scrollHeight - log.scrollTop - log.clientHeight < ASSETS.bottomThresholdPx;
  change();
  if (isAtEnd) log.scrollTop = log.scrollHeight;
}
