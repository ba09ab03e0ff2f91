// Tracks the part of the viewport that an on-screen keyboard covers.

/** Pixels at the top and the bottom of the viewport that are not visible; 0 while the visitor has zoomed in. */
export function visibleInsets(): { top: number; bottom: number } {
  const { scale = 2, offsetTop = 0, height = 0 } = window.visualViewport ?? {};
  if (scale >= 1.01) return { top: 0, bottom: 0 };
  return { top: offsetTop, bottom: Math.max(0, window.innerHeight - height - offsetTop) };
}

/** Sets `--above` and `--covered`, by which the styles keep the window in the visible part. */
export function trackVisibleInsets({ style }: HTMLElement, signal: AbortSignal) {
  const update = () => {
    const { top, bottom } = visibleInsets();
    style.setProperty('--above', `${top}px`);
    style.setProperty('--covered', `${bottom}px`);
  };
  for (const type of ['resize', 'scroll']) window.visualViewport?.addEventListener?.(type, update, { signal });
}
