// The package's entry. To import it on a server does nothing.

import { defineElements as define } from '../loader/define-elements.ts';
import { OcsChat, defineOptions } from '../loader/element.ts';

export { mount } from '../loader/page-api.ts';

/**
 * Frameworks that make the page on a server write what is a property in their markup as an attribute of that name.
 *
 * @param {string} name
 */
OcsChat.prototype.getAttribute = function (name) {
  const { getAttribute } = HTMLElement.prototype;
  return getAttribute.call(this, name) ?? getAttribute.call(this, String(name).replace(/-/g, ''));
};

/**
 * Defines the elements. To import the package does it, where there is a browser.
 */
export function defineElements() {
  if (typeof customElements === 'undefined') return;
  define();
  // Frameworks look whether an element has a property before they set it.
  defineOptions(PACKAGE.keys);
}

defineElements();
