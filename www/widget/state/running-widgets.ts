// The running widgets of the page, for events that affect all of them.

import type { WidgetState } from './widget-state.ts';

export const runningWidgets = new Set<WidgetState>();

/** Adds a widget until `signal` is aborted. */
export function addRunning(state: WidgetState, signal: AbortSignal) {
  runningWidgets.add(state);
  signal.addEventListener('abort', () => runningWidgets.delete(state));
}
