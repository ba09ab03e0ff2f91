// What a keyboard on the screen leaves of it.

/**
 * Pixels at the top and the bottom of the screen that cannot be seen. A page that is zoomed in is no smaller.
 *
 * @returns {{ above: number, below: number }}
 */
export function covered() {
  const { scale = 2, offsetTop = 0, height = 0 } = window.visualViewport ?? {};
  if (scale >= 1.01) return { above: 0, below: 0 };
  return { above: offsetTop, below: Math.max(0, innerHeight - height - offsetTop) };
}
