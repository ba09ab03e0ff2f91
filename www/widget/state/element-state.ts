// The element of a widget, and its options.

import type { ElementContext } from '../../loader/element-context.ts';
import type { Options } from '../options/generated-types.ts';

/** The part of the state that nearly all functions need. */
export interface ElementState {
  readonly context: ElementContext;
  /** `null` while the widget is not running: the element is not in the page, or there is no valid chatbot id. */
  options: Options | null;
  /** Storage keys of the conversation. The first is current, the other is from version 1.0.0. */
  keys: string[];
}

/** Dispatches an event of the element. Its name gets the prefix `ocs:`. */
export function dispatch({ context }: ElementState, name: string, detail: unknown) {
  context.host.dispatchEvent(new CustomEvent(`ocs:${name}`, { bubbles: true, composed: true, detail }));
}
