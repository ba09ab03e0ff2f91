// Keeps the focus inside a window that covers the page.

/** In CSS pixels. A full-screen window on a large screen leaves more of the page free. */
const MAX_SCROLLBAR_WIDTH = 30;

/** Moves the focus from the last focusable element of a window to the first, and back. */
export function trapFocus(event: KeyboardEvent, window: HTMLElement | null | undefined) {
  if (event.key !== 'Tab' || event.defaultPrevented || !window) return;
  const { width, height } = window.getBoundingClientRect();
  // The page's scrollbar takes a part of the width, and an on-screen keyboard covers a part of the height.
  if (width < innerWidth - MAX_SCROLLBAR_WIDTH || height < innerHeight / 3) return;
  const all = [...window.querySelectorAll<HTMLElement>('a[href],button,textarea,[tabindex="0"]')];
  const stops = all.filter((one) => one.offsetWidth && !one.matches(':disabled'));
  const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
  if (!from?.matches(':focus')) return;
  event.preventDefault();
  to?.focus();
}
