// Replaces instances that have trapped: counts the traps of the page, and restarts all its widgets.

import { forgetFailures } from 'files';
import { onTrap } from '../wasm/application.ts';
import { reportReplacedBuiltIns } from './diagnosis/diagnosis.ts';
import { loadInstance, resetInstance } from './instance.ts';
import { showLoadFailure } from './placeholder/show-placeholder.ts';
import { fieldOf } from './state/instance-state.ts';
import { rejectCalls } from './state/loading-state.ts';
import { runningWidgets } from './state/running-widgets.ts';
import type { WidgetState } from './state/widget-state.ts';

/** A longer time between two crashes ends the series. */
const CRASH_SERIES_GAP_MS = 60_000;
/** Per series of crashes. */
const MAX_AUTOMATIC_RESTARTS = 3;

let crashes = 0;
let lastCrash = 0;

onTrap((error) => {
  const now = performance.now();
  crashes = now - lastCrash > CRASH_SERIES_GAP_MS ? 1 : crashes + 1;
  lastCrash = now;
  const mayRestart = crashes <= MAX_AUTOMATIC_RESTARTS;
  console.error(`ocs-chat: the chat crashed ${mayRestart ? 'and is restarting' : 'repeatedly and does not restart'}.`, error);
  reportReplacedBuiltIns();
  // The call that has trapped is still on the stack.
  queueMicrotask(() => runningWidgets.forEach((state) => recover(state, mayRestart)));
});

function recover(state: WidgetState, mayRestart: boolean) {
  const { pending, handle, isLoading } = state;
  pending.draft = fieldOf(state)?.value || pending.draft;
  pending.storedFiles ||= state.draftFiles;
  resetInstance(state);
  if (!handle && !isLoading) return;
  if (mayRestart) return void loadInstance(state);
  rejectCalls(state, 'ocs-chat: the chat crashed.');
  showLoadFailure(state);
}

/** Tries again because the visitor has asked for it. */
export function retry(state: WidgetState) {
  if (state.isReleaseMissing) return location.reload();
  crashes = 0;
  state.hasVisitorRetried = true;
  forgetFailures();
  state.takesFocus = true;
  state.failedAttempts = 0;
  state.context.placeholderWindow?.showFailure('', null);
  void loadInstance(state);
}
