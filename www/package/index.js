// The package's entry. To import it on a server does nothing.

import { defineElements as define } from '../define.js';
import { defineOptions } from '../element.js';
import { KEYS } from '../options.js';

export { mount } from '../page.js';

/**
 * Defines the elements. To import the package does it, where there is a browser.
 */
export function defineElements() {
  if (typeof customElements === 'undefined') return;
  define();
  // Frameworks look whether an element has a property before they set it.
  defineOptions(KEYS);
}

defineElements();
