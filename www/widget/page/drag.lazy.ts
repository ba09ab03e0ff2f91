// Moves elements with `position: fixed`, by pointer or keyboard. Loaded when a visitor begins to move one.

import { visibleInsets } from './keyboard-space.ts';
import { isSmallScreen } from './small-screen.ts';

/** Distance from the edges of the viewport. */
const MARGIN_PX = 10;
/** Distance per press of an arrow key. */
const STEP_PX = 20;

const DIRECTIONS: Record<string, [x: number, y: number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Positions of the pointer and of the element when the pointer was pressed. */
export interface DragStart {
  x: number;
  y: number;
  left: number;
  top: number;
}

/** Whether an element is fixed and does not fill the viewport. */
const isMovable = (moved: HTMLElement) => getComputedStyle(moved).position === 'fixed' && !moved.matches('.full') && !fillsViewport(moved);

const fillsViewport = (moved: HTMLElement) => moved.localName === 'section' && isSmallScreen();

/** Moves an element, within the visible part of the viewport. */
function place(moved: HTMLElement, left: number, top: number) {
  const { width, height } = moved.getBoundingClientRect();
  const [right, bottom] = [window.innerWidth - width - MARGIN_PX, window.innerHeight - visibleInsets().bottom - height - MARGIN_PX];
  const x = Math.max(MARGIN_PX, Math.min(left, right));
  const y = Math.max(MARGIN_PX, Math.min(top, bottom));
  for (const [name, value] of Object.entries({ left: `${x}px`, top: `${y}px`, right: 'auto', bottom: 'auto', translate: 'none' })) {
    moved.style.setProperty(name, value);
  }
}

/** Moves an element by the distance that a pointer has moved. */
export function moveByPointer(moved: HTMLElement, start: DragStart, { clientX, clientY }: PointerEvent) {
  if (isMovable(moved)) place(moved, start.left + clientX - start.x, start.top + clientY - start.y);
}

/** Moves an element with a pointer until the pointer is released. `last` is the pointer's latest move. */
export function dragByPointer(handle: HTMLElement, moved: HTMLElement, start: DragStart, last: PointerEvent) {
  // The pointer may have been released before this code loaded.
  const move = (event: PointerEvent) => (event.buttons ? moveByPointer(moved, start, event) : drop());
  const drop = () => {
    handle.removeEventListener('pointermove', move);
    handle.removeEventListener('pointerup', drop);
    handle.removeEventListener('pointercancel', drop);
  };
  handle.addEventListener('pointermove', move);
  handle.addEventListener('pointerup', drop);
  handle.addEventListener('pointercancel', drop);
  move(last);
}

/** Moves an element by one press of an arrow key. */
export function moveByKey(moved: HTMLElement, key: string) {
  const direction = DIRECTIONS[key];
  if (!direction || !isMovable(moved)) return;
  const { left, top } = moved.getBoundingClientRect();
  place(moved, left + direction[0] * STEP_PX, top + direction[1] * STEP_PX);
}

const kept = new WeakSet<HTMLElement>();

/** Keeps an element that the visitor has moved inside the viewport when the viewport is resized, until `signal` is aborted. */
export function keepInViewport(moved: HTMLElement, signal: AbortSignal) {
  if (kept.has(moved)) return;
  kept.add(moved);
  signal.addEventListener('abort', () => kept.delete(moved));
  const keep = () => {
    if (!moved.style.left || !moved.isConnected) return;
    if (fillsViewport(moved)) return resetPosition(moved);
    const { left, top } = moved.getBoundingClientRect();
    place(moved, left, top);
  };
  addEventListener('resize', keep, { signal });
  window.visualViewport?.addEventListener('resize', keep, { signal });
}

/** Returns an element to its original position. */
export function resetPosition(moved: HTMLElement) {
  for (const name of ['left', 'top', 'right', 'bottom', 'translate']) moved.style.removeProperty(name);
}
