// Recognises that a visitor begins to drag something; the code that moves it is loaded then.

import { loadLazy } from '../lazy-modules.js';

/** Pixels of a move that is still a click. */
const CLICK_SLACK_PX = 5;

/** @type {WeakSet<HTMLElement>} */
const known = new WeakSet();

/**
 * Lets visitors move an element by its handle: by pointer, or with Shift and an arrow key while the focus is in the handle.
 *
 * @param {HTMLElement} handle
 * @param {HTMLElement} moved
 * @param {AbortSignal} [signal] Aborted when the handle is gone.
 */
export function makeDraggable(handle, moved, signal) {
  if (known.has(handle)) return;
  known.add(handle);
  /** @type {import('../lazy/drag.js').DragStart | undefined} */
  let start;
  /** @type {PointerEvent | undefined} The last move. */
  let last;
  /** @type {PointerEvent | undefined} The last move of a pointer that has been released. */
  let released;
  handle.addEventListener('pointerdown', (event) => {
    const onButton = event.target instanceof Element && event.target.closest('button');
    if (event.button !== 0 || (onButton && onButton !== handle) || getComputedStyle(moved).position !== 'fixed') return;
    const { left, top } = moved.getBoundingClientRect();
    start = { x: event.clientX, y: event.clientY, left, top };
    last = undefined;
    // A quick pointer is elsewhere at its next event.
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener('pointermove', async (event) => {
    if (!start) return;
    const isFirst = !last;
    if (isFirst && Math.hypot(event.clientX - start.x, event.clientY - start.y) < CLICK_SLACK_PX) return;
    last = event;
    if (!isFirst) return;
    const begun = start;
    const drag = await loadDrag(moved, signal);
    if (start === begun && last) drag?.dragByPointer(handle, moved, start, last);
    // A quick pointer has been released meanwhile.
    else drag?.moveByPointer(moved, begun, released ?? event);
  });
  const drop = () => {
    if (last) handle.addEventListener('click', swallow, { capture: true, once: true });
    // A click comes at once or not at all.
    setTimeout(() => handle.removeEventListener('click', swallow, { capture: true }));
    released = last;
    start = last = undefined;
  };
  handle.addEventListener('pointerup', drop);
  handle.addEventListener('pointercancel', drop);
  handle.addEventListener('keydown', async (event) => {
    const { key, shiftKey } = event;
    if (!shiftKey || !key.startsWith('Arrow') || getComputedStyle(moved).position !== 'fixed') return;
    event.preventDefault();
    (await loadDrag(moved, signal))?.moveByKey(moved, key);
  });
}

/** @type {WeakSet<HTMLElement>} Elements that are kept on the screen. */
const kept = new WeakSet();

/**
 * @param {HTMLElement} moved
 * @param {AbortSignal} [signal]
 */
async function loadDrag(moved, signal) {
  const drag = await loadLazy('drag');
  if (drag && !kept.has(moved)) {
    kept.add(moved);
    const keep = () => drag.keepOnScreen(moved);
    addEventListener('resize', keep, { signal });
    window.visualViewport?.addEventListener('resize', keep, { signal });
  }
  return drag;
}

/** @param {Event} event */
function swallow(event) {
  event.stopImmediatePropagation();
  event.preventDefault();
}
