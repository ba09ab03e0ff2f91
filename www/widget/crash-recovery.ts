// Restarts after traps: counts them, and tells all widgets of the page whether another instance may start by itself.

import { onTrap } from '../wasm/application.ts';

/** Traps after a longer time are independent of earlier ones. */
const SERIES_MS = 60_000;
/** More traps in a series end the automatic restarts. */
const MAX_CRASHES = 3;

let crashes = 0;
let lastCrash = 0;

type Listener = (mayRestart: boolean) => void;
const listeners = new Set<Listener>();

/**
 * Adds a listener for traps of the running instance.
 *
 * @returns A function that removes it.
 */
export function onCrash(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The visitor has asked for another attempt. */
export const resetCrashes = () => {
  crashes = 0;
};

onTrap((error) => {
  const now = performance.now();
  crashes = now - lastCrash > SERIES_MS ? 1 : crashes + 1;
  lastCrash = now;
  const mayRestart = crashes <= MAX_CRASHES;
  console.error(`ocs-chat: a fault in the chat. ${mayRestart ? 'It starts again.' : 'It does not start again by itself.'}`, error);
  // The call that has trapped is still on the stack.
  queueMicrotask(() => listeners.forEach((listener) => listener(mayRestart)));
});
