// Repeats failed attempts to load the widget bundle.

/** Half of the first delay. Delays double. */
const INITIAL_DELAY_MS = 1_000;

/** Returns a function that takes a failure, reports the first one in the console, and calls `retry` after a delay. */
export function createRetry(retry: () => void) {
  let delay = INITIAL_DELAY_MS;
  let timer: number | undefined;
  return (failure: Error) => {
    if (timer === undefined) window.console.error(failure);
    timer ||= window.setTimeout(
      () => {
        timer = 0;
        retry();
      },
      (delay *= 2),
    );
  };
}
