// The entry of the npm package. On a server it does nothing.

import { defineElements as define } from '../loader/define-elements.ts';
import { OcsChat, defineOptions } from '../loader/element.ts';
import { mount as mountElement } from '../loader/page-api.ts';
import type { Mount } from './public-types.ts';

export type * from './option-types.ts';
export type * from './public-types.ts';

export const mount: Mount = mountElement;

/** Frameworks that render on a server write properties as attributes of the same name: `chatbotid`. */
OcsChat.prototype.getAttribute = function (name: string): string | null {
  const { getAttribute } = HTMLElement.prototype;
  return getAttribute.call(this, name) ?? getAttribute.call(this, String(name).replace(/-/g, ''));
};

/** Defines `<ocs-chat>` and `<open-chat-studio-widget>`. Importing the package in a browser does the same. */
export function defineElements(): void {
  if (typeof customElements === 'undefined') return;
  define();
  // Frameworks set a property only if the element has it.
  defineOptions(PACKAGE.keys);
}

defineElements();
