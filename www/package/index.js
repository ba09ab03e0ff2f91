// The package's entry. To import it on a server does nothing.

import { defineElements as define } from '../define.js';

export { mount } from '../page.js';

/**
 * Defines the elements. To import the package does it, where there is a browser.
 */
export function defineElements() {
  if (typeof customElements !== 'undefined') define();
}

defineElements();
