// Completes rendered messages of the bot: colours of code and typeset formulas. Both are modules that are loaded when a message needs
// them. Without them the text stays as it is.

import { useLazy } from '../../assets/lazy-modules.ts';
import type { WidgetState } from '../state.ts';

/** Completes the rendered text of a message in a widget, or takes that back. */
type Decorate = (text: HTMLElement, root: ShadowRoot, isOn: boolean) => void;

const loaded: Partial<Record<LazyName, Decorate>> = {};

/** `isOn` is asked again when the module has loaded. */
function use(name: LazyName, text: HTMLElement, root: ShadowRoot, isOn: () => boolean) {
  const decorateWith = loaded[name];
  if (!decorateWith) {
    const onLoad = (module: { decorate: Decorate }) => (loaded[name] = module.decorate)(text, root, isOn());
    if (isOn()) void useLazy(name, onLoad);
    return;
  }
  // At once, so that nothing moves when a message is rendered again.
  try {
    decorateWith(text, root, isOn());
  } catch (error) {
    console.error(`ocs-chat: a part of the widget (${name}) has failed: ${error}`);
  }
}

/** Called when the text of a message has been rendered. Never throws. */
export function decorate(state: WidgetState, text: HTMLElement) {
  const { root } = state.context;
  if (text.querySelector('pre [class]')) use('code', text, root, () => Boolean(state.options?.highlightCode));
  if (text.querySelector('span.formula')) use('formulas', text, root, () => Boolean(state.options?.formulas));
}

/** Follows a change of `highlight-code`. */
export function updateRichText(state: WidgetState) {
  for (const text of state.context.root.querySelectorAll<HTMLElement>('.window .markdown')) decorate(state, text);
}
