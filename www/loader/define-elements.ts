// Defines the custom elements, and the API for the page's scripts and markup.

import { OcsChat } from './element.ts';
import { listenForTriggers, mount } from './page-api.ts';

/** Defines `<ocs-chat>` and the legacy widget's element (`open-chat-studio-widget`). Names that are already defined stay as they are. */
export function defineElements() {
  for (const name of ['ocs-chat', 'open-chat-studio-widget']) {
    if (!customElements.get(name)) customElements.define(name, class extends OcsChat {});
  }
  // Another copy of the widget may already have done this; its API works with our elements.
  // `window.ocsChat` may also be an element with this id, which has no `mount`.
  if (!window.ocsChat?.mount) {
    window.ocsChat = { mount: mount as typeof window.ocsChat.mount };
    listenForTriggers();
  }
}
