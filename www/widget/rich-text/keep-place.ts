// Changes rendered messages without moving what is being read, and without ending a selection.

/** The reader is at the end if no more than this is hidden below the viewport, as in src/ui/transcript/scroll.rs. */
const BOTTOM_THRESHOLD_PX = 80;

/** The selection in a shadow root: only some browsers tell its ends to `getSelection()` of the document. */
interface ShadowSelection {
  getComposedRanges?(options: { shadowRoots: ShadowRoot[] }): StaticRange[];
}

/** Whether the visitor has selected something in an element. */
function isSelected(element: HTMLElement) {
  const root = element.getRootNode() as ShadowRoot & { getSelection?(): Selection | null };
  const selection = document.getSelection() as (Selection & ShadowSelection) | null;
  // For an element that is not in the document yet the root is none.
  if (!selection || !root.host) return false;
  const own = root.getSelection?.() ?? selection;
  const range = selection.getComposedRanges?.({ shadowRoots: [root] })[0] ?? (own.rangeCount ? own.getRangeAt(0) : undefined);
  if (!range || (range.startContainer === range.endContainer && range.startOffset === range.endOffset)) return false;
  const live = document.createRange();
  live.setStart(range.startContainer, range.startOffset);
  live.setEnd(range.endContainer, range.endOffset);
  return live.intersectsNode(element);
}

/** What waits for the end of a selection, by element. */
const waiting = new WeakMap<HTMLElement, () => void>();

/** Calls `change` at once or, if something in the element is selected, afterwards. The end of the transcript stays in view if it is. */
export function keepPlace(element: HTMLElement, change: () => void) {
  if (isSelected(element)) {
    const isWaiting = waiting.has(element);
    waiting.set(element, change);
    if (isWaiting) return;
    const onChange = () => {
      const latest = waiting.get(element);
      waiting.delete(element);
      if (latest) keepPlace(element, latest);
    };
    document.addEventListener('selectionchange', onChange, { once: true });
    return;
  }
  const log = element.closest('[role="log"]');
  const isAtEnd = log && log.scrollHeight - log.scrollTop - log.clientHeight < BOTTOM_THRESHOLD_PX;
  change();
  if (isAtEnd) log.scrollTop = log.scrollHeight;
}
