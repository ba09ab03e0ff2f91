// The placeholder window after the widget bundle has loaded: in the visitor's language, with what is waiting to be sent.

import { createElement } from '../loader/dom.ts';
import type { ElementContext } from '../loader/element-context.ts';
import type { WidgetState } from './state.ts';
import { launcherText } from './texts.ts';

export function showPlaceholder(state: WidgetState) {
  const { context, language, options, pending } = state;
  const isNew = !context.placeholder;
  context.showPlaceholder(state.takesFocus);
  const { placeholder } = context;
  if (!placeholder) return;
  const { element, closeButton, field } = placeholder;
  field.placeholder = options?.placeholder ?? '';
  closeButton.setAttribute('aria-label', launcherText(language.key, 'close'));
  const status = element.querySelector('[role=status]');
  if (status && !status.textContent) status.textContent = launcherText(language.key, 'loading');
  // The messages were sent in the placeholder window before this one, or in an instance that has trapped.
  if (isNew) for (const text of pending.messages) status?.before(createElement('p', {}, text));
  if (options?.mode === 'kiosk') return;
  element.className = `frame ${options?.position} ${state.theme}`;
}

export function removePlaceholder(context: ElementContext) {
  context.placeholder?.element.remove();
  context.placeholder = undefined;
}

/** Reports in the open window that the application cannot be loaded. */
export function showLoadFailure(state: WidgetState) {
  const { key } = state.language;
  if (state.isOpen) showPlaceholder(state);
  state.context.placeholder?.showFailure(launcherText(key, 'failed'), launcherText(key, 'retry'));
}
