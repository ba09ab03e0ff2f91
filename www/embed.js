// The one line that a page carries. Defines the elements and, where the line itself names a chatbot, adds a widget.

import { own } from './bring.js';
import { OcsChat } from './element.js';
import { listenForTriggers, mount } from './page.js';

// Another copy of this file may have been here first; its widgets are as good as ours.
if (!customElements.get('ocs-chat')) customElements.define('ocs-chat', OcsChat);
if (!customElements.get('open-chat-studio-widget')) {
  customElements.define('open-chat-studio-widget', class extends OcsChat {});
}
if (!('ocsChat' in window)) {
  Object.assign(window, { ocsChat: { mount } });
  listenForTriggers();
}

/** Adds the widget that the script's own `data-` attributes describe. */
function addWidget() {
  const element = document.createElement('ocs-chat');
  for (const { name, value } of own?.attributes ?? []) {
    if (name.startsWith('data-')) element.setAttribute(name.slice(5), value);
  }
  // Others put attributes of theirs on scripts, too.
  if (['chatbot-id', 'embed-key', 'api-base-url'].some((name) => element.hasAttribute(name))) document.body.append(element);
}

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', addWidget);
else addWidget();
