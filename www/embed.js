// The one line that a page carries. Defines the elements and, where the line itself names a chatbot, adds a widget.

import { OcsChat } from './element.js';
import { OPTIONS } from './options.js';

// Only known while this file runs for the first time.
const script = /** @type {HTMLScriptElement | null} */ (document.currentScript);

// Another copy of this file may have been here first; its widget is as good as ours.
if (!customElements.get('ocs-chat')) customElements.define('ocs-chat', OcsChat);

/** Adds the widget that the script's own `data-` attributes describe. */
function addWidget() {
  const element = document.createElement('ocs-chat');
  let described = false;
  for (const { name } of OPTIONS) {
    const value = script?.getAttribute(`data-${name}`) ?? null;
    if (value !== null) {
      described = true;
      element.setAttribute(name, value);
    }
  }
  if (described) {
    document.body.append(element);
  } else if (!document.querySelector('ocs-chat')) {
    console.warn('ocs-chat: the script has no data-chatbot-id and the page has no <ocs-chat>, so there is no chat.');
  }
}

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', addWidget);
else addWidget();
