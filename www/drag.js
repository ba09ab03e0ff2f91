// Moves something that is fixed to the window: by pointer, or with Shift and an arrow key while the focus is in it.

import { covered } from './keyboard-space.js';

/** Pixels of a move that is still a click. */
const SLACK = 5;
/** Pixels from the edges of the screen. */
const MARGIN = 10;
/** Pixels of one press of an arrow key. */
const STEP = 20;

/** @type {WeakSet<HTMLElement>} */
const known = new WeakSet();

/**
 * @param {HTMLElement} handle
 * @param {HTMLElement} moved
 * @param {AbortSignal} [signal] That it is there no more.
 */
export function drag(handle, moved, signal) {
  if (known.has(handle)) return;
  known.add(handle);
  /** @type {{ x: number, y: number, left: number, top: number, moving: boolean } | undefined} */
  let held;
  // What fills the screen, or is a part of the page, stays where it is.
  const isFixed = () => getComputedStyle(moved).position === 'fixed' && !moved.matches('.full') && !fillsScreen(moved);

  const place = (/** @type {number} */ left, /** @type {number} */ top) => {
    const { width, height } = moved.getBoundingClientRect();
    const [right, bottom] = [innerWidth - width - MARGIN, innerHeight - covered().below - height - MARGIN];
    const x = Math.max(MARGIN, Math.min(left, right));
    const y = Math.max(MARGIN, Math.min(top, bottom));
    for (const [name, value] of Object.entries({ left: `${x}px`, top: `${y}px`, right: 'auto', bottom: 'auto', translate: 'none' })) {
      moved.style.setProperty(name, value);
    }
  };

  handle.addEventListener('pointerdown', (event) => {
    const onButton = event.target instanceof Element && event.target.closest('button');
    if (event.button !== 0 || (onButton && onButton !== handle) || !isFixed()) return;
    const { left, top } = moved.getBoundingClientRect();
    held = { x: event.clientX, y: event.clientY, left, top, moving: false };
    // A quick pointer is elsewhere before it is heard of again.
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener('pointermove', (event) => {
    if (!held) return;
    const [x, y] = [event.clientX - held.x, event.clientY - held.y];
    held.moving ||= Math.hypot(x, y) >= SLACK;
    if (!held.moving) return;
    place(held.left + x, held.top + y);
  });
  const drop = () => {
    if (held?.moving) handle.addEventListener('click', swallow, { capture: true, once: true });
    // A click comes at once or not at all.
    setTimeout(() => handle.removeEventListener('click', swallow, { capture: true }));
    held = undefined;
  };
  handle.addEventListener('pointerup', drop);
  handle.addEventListener('pointercancel', drop);
  handle.addEventListener('keydown', (event) => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!event.shiftKey || !way || !isFixed()) return;
    event.preventDefault();
    const { left, top } = moved.getBoundingClientRect();
    place(left + way[0] * STEP, top + way[1] * STEP);
  });
  // It stays within reach, whatever becomes of the screen.
  const keep = () => {
    if (!moved.style.left || !moved.isConnected) return;
    if (fillsScreen(moved)) return putBack(moved);
    const { left, top } = moved.getBoundingClientRect();
    place(left, top);
  };
  addEventListener('resize', keep, { signal });
  window.visualViewport?.addEventListener('resize', keep, { signal });
}

/** @param {Event} event */
function swallow(event) {
  event.stopImmediatePropagation();
  event.preventDefault();
}

/** @param {HTMLElement} moved */
function fillsScreen(moved) {
  return moved.tagName === 'SECTION' && matchMedia('(max-width: 639px), (max-height: 420px)').matches;
}

/**
 * Puts something back to where it belongs.
 *
 * @param {HTMLElement} moved
 */
export function putBack(moved) {
  for (const name of ['left', 'top', 'right', 'bottom', 'translate']) moved.style.removeProperty(name);
}
