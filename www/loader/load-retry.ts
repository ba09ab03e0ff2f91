// Repeats failed attempts to load the widget bundle.

/** Delays double from the first to the last: five attempts in about a minute. */
const FIRST_RETRY_DELAY_MS = 2_000;
const LAST_RETRY_DELAY_MS = 32_000;

/** Returns a function that takes a failure, reports the first one in the console, and calls `retry` after a delay. */
export function createRetry(retry: () => void) {
  let delay = 0;
  let isScheduled: boolean | undefined;
  return (failure: Error) => {
    if (!delay) console.error(failure);
    if (isScheduled || delay >= LAST_RETRY_DELAY_MS) return;
    isScheduled = true;
    delay = 2 * delay || FIRST_RETRY_DELAY_MS;
    setTimeout(() => {
      isScheduled = false;
      retry();
    }, delay);
  };
}
