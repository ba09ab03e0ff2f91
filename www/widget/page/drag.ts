// Detects that a visitor begins to move an element, and loads the code that moves it.

import { loadLazy, useLazy } from '../../assets/lazy-modules.ts';
import type { DragStart } from './drag.lazy.ts';

type Drag = typeof import('./drag.lazy.ts');

/** A pointer that moves less is a click. */
const CLICK_TOLERANCE_PX = 5;

const handles = new WeakSet<HTMLElement>();

/**
 * Makes an element movable by its handle: by pointer, or with Shift and an arrow key while the focus is in the handle.
 *
 * @param signal Aborted when the widget stops or the handle is removed.
 * @param earlier Presses and moves of pointers on the handle before this call.
 */
export function makeDraggable(handle: HTMLElement, moved: HTMLElement, signal: AbortSignal, earlier: PointerEvent[] = []) {
  if (handles.has(handle)) return;
  handles.add(handle);
  signal.addEventListener('abort', () => handles.delete(handle));
  let start: DragStart | undefined;
  let lastMove: PointerEvent | undefined;
  /** The last move of a pointer that has been released. */
  let released: PointerEvent | undefined;
  const press = (event: PointerEvent) => {
    const button = event.target instanceof Element && event.target.closest('button');
    // A launcher that has opened the window is hidden, and has no position.
    if (event.button !== 0 || (button && button !== handle) || moved.hidden || getComputedStyle(moved).position !== 'fixed') return;
    const { left, top } = moved.getBoundingClientRect();
    start = { x: event.clientX, y: event.clientY, left, top };
    lastMove = undefined;
    // A fast pointer has left the handle before its next event. Browsers capture touches themselves.
    if (event.pointerType !== 'touch') capture(handle, event);
  };
  const move = async (event: PointerEvent) => {
    if (!start || !event.buttons) return;
    const isFirst = !lastMove;
    if (isFirst && Math.hypot(event.clientX - start.x, event.clientY - start.y) < CLICK_TOLERANCE_PX) return;
    lastMove = event;
    if (!isFirst) return;
    const initial = start;
    const drag = await loadDrag(moved, signal);
    if (start === initial && lastMove) drag?.dragByPointer(handle, moved, start, lastMove);
    // The pointer was released while the code was loading.
    else drag?.moveByPointer(moved, initial, released ?? event);
  };
  const release = () => {
    if (lastMove) handle.addEventListener('click', preventClick, { capture: true, once: true });
    // The browser dispatches a click at once or not at all.
    setTimeout(() => handle.removeEventListener('click', preventClick, { capture: true }));
    released = lastMove;
    start = lastMove = undefined;
  };
  handle.addEventListener('pointerdown', press, { signal });
  handle.addEventListener('pointermove', move, { signal });
  handle.addEventListener('pointerup', release, { signal });
  handle.addEventListener('pointercancel', release, { signal });
  for (const event of earlier) void (event.type === 'pointerdown' ? press : move)(event);
  // Releases were not recorded.
  if (start && !earlier.some((event) => capture(handle, event))) release();
  handle.addEventListener(
    'keydown',
    async (event) => {
      const { key, shiftKey } = event;
      if (!shiftKey || !key.startsWith('Arrow') || getComputedStyle(moved).position !== 'fixed') return;
      event.preventDefault();
      (await loadDrag(moved, signal))?.moveByKey(moved, key);
    },
    { signal },
  );
}

/** Sends all events of a pointer to the handle until it is released. `false` if it is not pressed. */
function capture(handle: HTMLElement, { pointerId }: PointerEvent) {
  try {
    handle.setPointerCapture(pointerId);
    return handle.hasPointerCapture(pointerId);
  } catch {
    // The pointer is gone, or a script has dispatched the event.
    return false;
  }
}

/** Returns an element to its original position. */
export const resetPosition = (moved: HTMLElement) => void useLazy<Drag>('drag', (drag) => drag.resetPosition(moved));

async function loadDrag(moved: HTMLElement, signal: AbortSignal) {
  const drag = await loadLazy<Drag>('drag');
  drag?.keepInViewport(moved, signal);
  return drag;
}

function preventClick(event: Event) {
  event.stopImmediatePropagation();
  event.preventDefault();
}
