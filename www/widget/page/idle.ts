// Waits until the page is idle, and for its next paint.

/** Runs a function when the page is idle, at the latest after three seconds. Its failure is reported in the console. */
export function whenIdle(task: () => unknown) {
  const run = () =>
    Promise.resolve()
      .then(task)
      .catch((error) => console.error(`ocs-chat: ${error}`));
  if (typeof requestIdleCallback === 'function') requestIdleCallback(run, { timeout: 3000 });
  else setTimeout(run, 300);
}

/** A page without animation frames for this long is considered invisible. */
const INVISIBLE_AFTER_MS = 100;

/** Resolves when the browser has painted what is in the page now. */
export const afterPaint = () =>
  new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)));
    setTimeout(resolve, document.hidden ? 0 : INVISIBLE_AFTER_MS);
  });
