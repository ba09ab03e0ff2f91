// What a keyboard on the screen leaves of it.

/**
 * Pixels at the top and the bottom of the screen that cannot be seen. A page that is zoomed in is no smaller.
 *
 * @returns {{ top: number, bottom: number }}
 */
export function visibleInsets() {
  const { scale = 2, offsetTop = 0, height = 0 } = window.visualViewport ?? {};
  if (scale >= 1.01) return { top: 0, bottom: 0 };
  return { top: offsetTop, bottom: Math.max(0, innerHeight - height - offsetTop) };
}
