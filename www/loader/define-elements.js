// Makes the elements known to the page, and lets its own code and markup reach them.

import { OcsChat } from './element.js';
import { listenForTriggers, mount } from './page-api.js';

/** Defines `<ocs-chat>`, and the name of the widget that it replaces. What is defined already stays. */
export function defineElements() {
  for (const name of ['ocs-chat', 'open-chat-studio-widget']) {
    if (!customElements.get(name)) customElements.define(name, class extends OcsChat {});
  }
  // Another copy of the widget may have been here first; its elements are as good as ours.
  if (!('ocsChat' in window)) {
    Object.assign(window, { ocsChat: { mount } });
    listenForTriggers();
  }
}
