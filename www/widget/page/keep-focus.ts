// Keeps the focus in the window when the element that has it is removed or hidden, or can no longer be focused, for example because
// the chat has become read-only.

import { afterPaint } from './idle.ts';
import type { ElementState } from '../state/element-state.ts';
import { windowOf } from '../state/instance-state.ts';
import type { InstanceState } from '../state/instance-state.ts';

/**
 * After the next paint, moves the focus to the window's close button or transcript if `element` can no longer have it, and the visitor
 * has not moved it elsewhere.
 *
 * @param element By default the element with the focus.
 * @param preferred Focused in place of the close button or transcript, if it can have the focus.
 */
export async function restoreLostFocus(
  state: ElementState & InstanceState,
  element = state.context.root.activeElement as HTMLElement | null | undefined,
  preferred?: HTMLElement | null,
) {
  if (!element) return;
  await afterPaint();
  const hasMovedElsewhere = document.activeElement !== document.body && state.context.root.activeElement !== element;
  const isFocusable = element.offsetWidth && !element.matches(':disabled');
  if (hasMovedElsewhere || isFocusable) return;
  // In kiosk mode there is no button to close the window.
  const targets = windowOf(state)?.querySelectorAll<HTMLElement>('[part~=close],[role=log]') ?? [];
  preferred?.focus();
  // A transcript that does not scroll cannot have the focus.
  if (!preferred?.matches(':focus')) [...targets].find(({ offsetWidth }) => offsetWidth)?.focus();
}

/** Keeps the focus in the window when the element that has it is removed, hidden or disabled, until `signal` is aborted. */
export function keepFocusInWindow(state: ElementState & InstanceState, appRoot: HTMLElement, signal: AbortSignal) {
  let focused: HTMLElement | undefined;
  /** The transcript, if the element is in it. */
  let transcript: HTMLElement | null = null;
  appRoot.addEventListener('focusin', ({ target }) => {
    focused = target as HTMLElement;
    transcript = focused.closest('[role=log]');
  });
  appRoot.addEventListener('focusout', ({ target }) =>
    queueMicrotask(() => {
      // Chromium dispatches the event for an element that is being removed, too, or hidden.
      if (focused === target && focused?.isConnected && focused.offsetWidth) focused = undefined;
    }),
  );
  const observer = new MutationObserver(() => {
    if (!focused || (focused.isConnected && !focused.closest('[hidden],:disabled'))) return;
    void restoreLostFocus(state, focused, transcript);
    focused = undefined;
  });
  observer.observe(appRoot, { childList: true, subtree: true, attributeFilter: ['hidden', 'disabled'] });
  signal.addEventListener('abort', () => observer.disconnect());
}
