// Replaces instances that have trapped: counts the traps of the page, and restarts all its widgets.

import { forgetFailures } from 'files';
import { onTrap } from '../wasm/application.ts';
import { reportReplacedBuiltIns } from './diagnosis.ts';
import { loadInstance, resetInstance } from './instance.ts';
import { showLoadFailure } from './placeholder.ts';
import { runningWidgets } from './running-widgets.ts';
import { fieldOf, rejectCalls } from './state.ts';
import type { WidgetState } from './state.ts';

/** Traps after a longer time are independent of earlier ones. */
const SERIES_MS = 60_000;
/** More traps in a series end the automatic restarts. */
const MAX_CRASHES = 3;

let crashes = 0;
let lastCrash = 0;

onTrap((error) => {
  const now = performance.now();
  crashes = now - lastCrash > SERIES_MS ? 1 : crashes + 1;
  lastCrash = now;
  const mayRestart = crashes <= MAX_CRASHES;
  console.error(`ocs-chat: a fault in the chat. ${mayRestart ? 'It starts again.' : 'It does not start again by itself.'}`, error);
  reportReplacedBuiltIns();
  // The call that has trapped is still on the stack.
  queueMicrotask(() => runningWidgets.forEach((state) => recover(state, mayRestart)));
});

function recover(state: WidgetState, mayRestart: boolean) {
  const { pending, handle, isLoading } = state;
  pending.draft = fieldOf(state)?.value || pending.draft;
  resetInstance(state);
  if (!handle && !isLoading) return;
  if (mayRestart) return void loadInstance(state);
  rejectCalls(state, 'ocs-chat: a fault in the chat.');
  showLoadFailure(state);
}

/** Tries again because the visitor has asked for it. */
export function retry(state: WidgetState) {
  if (state.isReleaseMissing) return location.reload();
  crashes = 0;
  state.hasRetried = true;
  forgetFailures();
  state.takesFocus = true;
  state.retries = 0;
  state.context.placeholderWindow?.showFailure('', null);
  void loadInstance(state);
}
