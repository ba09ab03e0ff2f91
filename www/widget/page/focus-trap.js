// Where the window covers the page, the focus does not go behind it.

/**
 * Leads from the last thing of a window to its first, and back.
 *
 * @param {KeyboardEvent} event
 * @param {HTMLElement | null | undefined} window
 */
export function keepFocus(event, window) {
  if (event.key !== 'Tab' || event.defaultPrevented || !window) return;
  const { width, height } = window.getBoundingClientRect();
  // A keyboard on the screen takes a part of the height.
  if (width < innerWidth || height < innerHeight / 3) return;
  const all = /** @type {HTMLElement[]} */ ([...window.querySelectorAll('a[href],button,textarea,[tabindex="0"]')]);
  const stops = all.filter((one) => one.offsetWidth && !one.matches(':disabled'));
  const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
  if (!from?.matches(':focus')) return;
  event.preventDefault();
  to?.focus();
}
