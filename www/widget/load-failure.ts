// Reports that the application cannot be loaded, and tries again if the network may have been unavailable.

import { isMissing } from '../assets/missing-file.ts';
import { explainLoadError } from '../wasm/load-error.ts';
import { showLoadFailure } from './placeholder/show-placeholder.ts';
import { rejectCalls } from './state/loading-state.ts';
import type { WidgetState } from './state/widget-state.ts';

/** Delays before further attempts: a minute in all. */
const APPLICATION_RETRY_DELAYS_MS = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000];

export function onLoadFailed(state: WidgetState, error: unknown, load: () => void) {
  const message = `ocs-chat: the chat does not start: ${explainLoadError(error)}`;
  // Further attempts usually fail for the same reason.
  if (!state.failedAttempts) console.error(message);
  rejectCalls(state, message);
  const isRefused = /answered 4/.test(String(error));
  // The first time, the visitor's button tries again. If the file is still missing, it reloads the page.
  state.isReleaseMissing = isMissing(error) && state.hasVisitorRetried;
  showLoadFailure(state);
  const delay = APPLICATION_RETRY_DELAYS_MS[state.failedAttempts];
  // Without WebAssembly, or if a file is refused, changed or invalid, another attempt would fail, too.
  if (delay === undefined || !globalThis.WebAssembly || isRefused || /has been changed|CompileError/.test(String(error))) return;
  state.failedAttempts += 1;
  const retry = () => {
    clearTimeout(timer);
    removeEventListener('online', retry);
    const { options, handle, isOpen, pending } = state;
    if (options && !handle && (isOpen || pending.messages.length)) load();
  };
  const timer = setTimeout(retry, delay);
  addEventListener('online', retry);
}
