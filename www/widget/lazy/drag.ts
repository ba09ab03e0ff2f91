// Moves something that is fixed to the window: by pointer, or with Shift and an arrow key while the focus is in it. Loaded when
// a visitor begins to move something.

import { visibleInsets } from '../page/keyboard-space.js';

/** Pixels from the edges of the screen. */
const MARGIN_PX = 10;
/** Pixels of one press of an arrow key. */
const STEP_PX = 20;

const DIRECTIONS: Record<string, [x: number, y: number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Where a pointer went down, and where the element was then. */
export interface DragStart {
  x: number;
  y: number;
  left: number;
  top: number;
}

/** Whether an element is fixed to the screen and does not fill it. */
const isMovable = (moved: HTMLElement) => getComputedStyle(moved).position === 'fixed' && !moved.matches('.full') && !fillsScreen(moved);

const fillsScreen = (moved: HTMLElement) => moved.tagName === 'SECTION' && matchMedia('(max-width: 639px), (max-height: 420px)').matches;

/** Moves an element, and keeps it on the screen. */
function place(moved: HTMLElement, left: number, top: number) {
  const { width, height } = moved.getBoundingClientRect();
  const [right, bottom] = [innerWidth - width - MARGIN_PX, innerHeight - visibleInsets().bottom - height - MARGIN_PX];
  const x = Math.max(MARGIN_PX, Math.min(left, right));
  const y = Math.max(MARGIN_PX, Math.min(top, bottom));
  for (const [name, value] of Object.entries({ left: `${x}px`, top: `${y}px`, right: 'auto', bottom: 'auto', translate: 'none' })) {
    moved.style.setProperty(name, value);
  }
}

/** Moves an element as far as a pointer has moved. */
export function moveByPointer(moved: HTMLElement, start: DragStart, { clientX, clientY }: PointerEvent) {
  if (isMovable(moved)) place(moved, start.left + clientX - start.x, start.top + clientY - start.y);
}

/** Follows the pointer that has been pressed on `handle` until it is released. `last` is its move so far. */
export function dragByPointer(handle: HTMLElement, moved: HTMLElement, start: DragStart, last: PointerEvent) {
  const move = (event: PointerEvent) => moveByPointer(moved, start, event);
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

/** Keeps an element that has been moved within reach, whatever becomes of the screen. */
export function keepOnScreen(moved: HTMLElement) {
  if (!moved.style.left || !moved.isConnected) return;
  if (fillsScreen(moved)) return putBack(moved);
  const { left, top } = moved.getBoundingClientRect();
  place(moved, left, top);
}

/** Puts an element back to where its styles place it. */
export function putBack(moved: HTMLElement) {
  for (const name of ['left', 'top', 'right', 'bottom', 'translate']) moved.style.removeProperty(name);
}
