// Keeps the focus inside a window that covers the page.

/** A full-screen window on a large screen leaves more of the page uncovered. */
const MAX_SCROLLBAR_WIDTH_PX = 30;

/** Moves the focus from the last focusable element of a window to the first, and back. */
export function trapFocus(event: KeyboardEvent, dialog: HTMLElement | null | undefined) {
  if (event.key !== 'Tab' || event.defaultPrevented || !dialog) return;
  const { width, height } = dialog.getBoundingClientRect();
  // The page's scrollbar takes a part of the width, and an on-screen keyboard covers a part of the height.
  if (width < window.innerWidth - MAX_SCROLLBAR_WIDTH_PX || height < window.innerHeight / 3) return;
  const all = [...dialog.querySelectorAll<HTMLElement>('a[href],button,textarea,[tabindex="0"]')];
  const stops = all.filter((one) => one.offsetWidth && !one.matches(':disabled'));
  const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
  if (!from?.matches(':focus')) return;
  event.preventDefault();
  to?.focus();
}
