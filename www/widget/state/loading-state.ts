// Loading the application for a widget: whether it is loading, what has failed, and what waits for it.

import type { WidgetHandle } from '../../wasm/bindings.ts';

/** A call by the page that waits for an instance. */
export interface WaitingCall {
  resolve(handle: WidgetHandle): void;
  reject(error: Error): void;
}

/** What loading needs. */
export interface LoadingState {
  isLoading?: boolean;
  /** Whether nothing is loaded or stored: the page has destroyed the widget, or the conversation is being removed. */
  isDestroyed: boolean;
  /** Attempts to load the application that have failed in a row. */
  failedAttempts: number;
  /** Whether the visitor has asked for another attempt to load the application. */
  hasVisitorRetried: boolean;
  /** Whether a file of this release is missing, so that only a new page can help. */
  isReleaseMissing: boolean;
  waitingCalls: WaitingCall[];
}

/** Rejects the calls that wait for an instance. */
export function rejectCalls({ waitingCalls }: LoadingState, reason: string) {
  for (const { reject } of waitingCalls.splice(0)) reject(new Error(reason));
}
