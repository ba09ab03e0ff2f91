// Colours the code and typesets the formulas in rendered messages of the bot. Each has a module that is loaded for the first message
// that needs it. If a module cannot be loaded, the text stays as it is.

import { useLazy } from '../../assets/lazy-modules.ts';
import type { ElementState } from '../state/element-state.ts';

/** Colours the code or typesets the formulas in the rendered text of a message; undoes that if it is off. */
type Enrich = (text: HTMLElement, root: ShadowRoot, isOn: boolean) => void;

const loaded: Partial<Record<LazyName, Enrich>> = {};

/** `isOn` is called again when the module has loaded. */
function use(name: LazyName, text: HTMLElement, root: ShadowRoot, isOn: () => boolean) {
  const enrichLoaded = loaded[name];
  if (!enrichLoaded) {
    const onLoad = (module: { enrich: Enrich }) => (loaded[name] = module.enrich)(text, root, isOn());
    if (isOn()) void useLazy(name, onLoad);
    return;
  }
  // At once, so that nothing moves when a message is rendered again.
  try {
    enrichLoaded(text, root, isOn());
  } catch (error) {
    console.error(`ocs-chat: a part of the widget (${name}) has failed: ${error}`);
  }
}

/** Called when the text of a message has been rendered. Never throws. */
export function enrich(state: ElementState, text: HTMLElement) {
  const { root } = state.context;
  if (text.querySelector('pre [class]')) use('highlight-code', text, root, () => Boolean(state.options?.highlightCode));
  if (text.querySelector('span.formula')) use('formulas', text, root, () => Boolean(state.options?.formulas));
}

/** Applies a change of `highlight-code`. */
export function updateRichText(state: ElementState) {
  for (const text of state.context.root.querySelectorAll<HTMLElement>('.window .markdown')) enrich(state, text);
}
