// The placeholder window after the widget bundle has loaded: in the visitor's language, with what is waiting to be sent.

import { adoptStyles, createElement } from '../../loader/dom.ts';
import { loadSheet } from '../../wasm/application.ts';
import { followHours } from '../hours/hours.ts';
import { addDetails } from './placeholder-content.ts';
import { joinTexts } from '../state/draft-state.ts';
import type { DraftState } from '../state/draft-state.ts';
import type { ElementState } from '../state/element-state.ts';
import type { WidgetState } from '../state/widget-state.ts';
import { languageOf } from '../texts/language.ts';
import { launcherText, loadTexts } from '../texts/texts.ts';
import { themeOf } from '../appearance/theme.ts';

export function showPlaceholder(state: WidgetState) {
  const { context, options, pending } = state;
  const { key } = languageOf(state);
  const isNew = !context.placeholderWindow;
  // The visitor may have moved the focus to a button.
  context.host.showPlaceholder(state.takesFocus && !context.placeholderWindow?.frame.contains(context.root.activeElement));
  const { placeholderWindow: placeholder } = context;
  if (!placeholder) return;
  const { frame, field } = placeholder;
  field.placeholder ||= options?.placeholder ?? '';
  const status = frame.querySelector('output');
  /** Sets the name of the button, and the text of the status if it is still `shown`, in the visitor's language once its texts have loaded. */
  const translate = (shown: string) => {
    frame.querySelector('button')?.setAttribute('aria-label', launcherText(key, 'close'));
    if (status?.textContent === shown) status.textContent = launcherText(key, 'loading');
  };
  translate('');
  const loadingText = status?.textContent ?? '';
  // Messages that were sent in an earlier placeholder window, or to an instance that has trapped.
  if (isNew) for (const text of pending.messages) status?.before(createElement('p', {}, text));
  if (!options) return;
  frame.className = `frame root ${options.mode === 'kiosk' ? 'kiosk' : options.position} ${themeOf(state)}`;
  // Failures are reported when the application loads: it needs the same files.
  Promise.all([loadSheet(), loadTexts(key), followHours(state)])
    .then(([sheet, { app }]) => {
      if (context.placeholderWindow !== placeholder || frame.querySelector('svg')) return;
      adoptStyles(context.root, sheet);
      translate(loadingText);
      addDetails(placeholder, state, app);
    })
    .catch(() => {});
}

/** Moves what the visitor has entered in the placeholder window to the pending state. */
export function takeFromPlaceholder({ context, pending }: DraftState & ElementState) {
  if (!context.placeholderWindow) return;
  const { field, queue } = context.placeholderWindow;
  // A draft of an earlier page comes before what was typed after it.
  pending.draft = joinTexts(pending.draft, field.value);
  pending.messages.push(...queue.splice(0));
  field.value = '';
}

/** Removes the placeholder window. What the visitor has entered there moves to the pending state. */
export function removePlaceholder(state: DraftState & ElementState) {
  takeFromPlaceholder(state);
  state.context.placeholderWindow?.frame.remove();
  state.context.placeholderWindow = undefined;
}

/** Reports in the open window that the application cannot be loaded, and offers what may help. */
export function showLoadFailure(state: WidgetState) {
  const { key } = languageOf(state);
  if (state.isOpen) showPlaceholder(state);
  const { placeholderWindow } = state.context;
  placeholderWindow?.showFailure(launcherText(key, 'failed'), launcherText(key, state.isReleaseMissing ? 'reload' : 'retry'));
  // The failure is below the welcome messages.
  const body = placeholderWindow?.frame.querySelector('div');
  if (body) body.scrollTop = body.scrollHeight;
}
