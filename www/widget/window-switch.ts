// Opens and closes the window: at the request of the visitor or the page, and as it was left on an earlier page.

import { renderTheme } from './appearance/theme.ts';
import { afterPaint, whenIdle } from './page/idle.ts';
import { loadInstance } from './instance.ts';
import type { Options } from './options/generated-types.ts';
import { createBackButton } from './page/back-button.ts';
import { restoreLostFocus } from './page/keep-focus.ts';
import { removePlaceholder } from './placeholder/show-placeholder.ts';
import { dispatch } from './state/element-state.ts';
import { fieldOf } from './state/instance-state.ts';
import type { WidgetState } from './state/widget-state.ts';
import { hasConversation } from './storage/persistence.ts';
import { refreshOpen, storeOpen, wasOpen } from './storage/stored-window-state.ts';
import { hideTeaser } from './launcher/teaser.ts';

/**
 * @param updatePosition Called when the window has been shown.
 * @param checkConsent Called before the window is shown.
 */
export function createWindowSwitch(state: WidgetState, updatePosition: () => void, checkConsent: () => void) {
  const { context } = state;
  const { button } = context;
  const followBackButton = createBackButton(() => show(false, false));

  /** Opens the window if it was open, and loads the application if it is needed. `signal` is aborted when the widget stops. */
  function start(options: Options, signal: AbortSignal) {
    const { pending } = state;
    const [key] = state.keys;
    addEventListener('pagehide', () => refreshOpen(key, options), { signal });
    const isKiosk = options.mode === 'kiosk';
    const wasLeftOpen = isKiosk || (pending.open ?? (options.showButton ? wasOpen(key, options) : undefined));
    const loadNow = () => void loadInstance(state);
    if (!context.open) {
      // The window was closed while the widget bundle was loading.
      removePlaceholder(state);
    }
    const { placeholderWindow: placeholder } = context;
    if (placeholder || (wasLeftOpen ?? options.visible)) {
      state.isOpen = true;
      button.hidden = true;
      // Hides the failure of an earlier attempt to load the widget bundle.
      placeholder?.showFailure('', null);
      if (placeholder && state.takesFocus) storeOpen(key, options, true);
      if (!isKiosk) followBackButton(true);
      if (!placeholder && wasLeftOpen && pending.open === undefined && !isKiosk) whenIdle(loadNow);
      else loadNow();
    } else if (pending.wasRunning || pending.messages.length || state.waitingCalls.length) {
      loadNow();
    } else if (hasConversation(key, options)) {
      whenIdle(loadNow);
    }
  }

  /** Opens or closes the window. `focus`: whether to move the focus to the text field, or back to the launcher or, if it
   * is hidden and the window has the focus, to what had it before. */
  function show(open: boolean, focus: boolean): void {
    const { options, pending, handle } = state;
    if (!options) {
      pending.open = open;
      return;
    }
    if (open === state.isOpen || (!open && options.mode === 'kiosk')) return;
    const hasFocus = Boolean(context.root.activeElement);
    state.isOpen = open;
    state.takesFocus = open && focus;
    state.wasToggled = true;
    hideTeaser(state);
    if (open) {
      context.focusedBefore = focus && document.activeElement;
      renderTheme(state);
      checkConsent();
      void afterPaint().then(updatePosition);
    }
    button.hidden = open || !options.showButton;
    if (handle) {
      // This enables the animation: the window does not replace a placeholder.
      state.appRoot?.setAttribute('data-reopened', '');
      handle.show(open, focus);
      if (open && focus) void restoreLostFocus(state, fieldOf(state));
    } else if (open) void loadInstance(state);
    else {
      // Messages that were sent in the placeholder window are still sent.
      removePlaceholder(state);
    }
    if (!open && focus) {
      if (!button.hidden) button.focus();
      // A control of the page has opened the window.
      else if (hasFocus && context.focusedBefore) (context.focusedBefore as HTMLElement).focus({ preventScroll: true });
    }
    // In kiosk mode the page, not the visitor, opens the window.
    if (options.mode === 'kiosk') return;
    storeOpen(state.keys[0], options, open);
    followBackButton(open);
    dispatch(state, open ? 'open' : 'close', null);
  }

  return { start, show, followBackButton };
}
