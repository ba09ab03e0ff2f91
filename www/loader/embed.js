// The one line that a page carries. Defines the elements and, where the line itself names a chatbot, adds a widget.

import { defineElements } from './define-elements.js';
import { own } from './load-widget.js';

defineElements();

/** Adds the widget that the script's own `data-` attributes describe. */
function addWidget() {
  const element = /** @type {import('./element.js').OcsChat} */ (document.createElement('ocs-chat'));
  // It is in no page that Turbo fetches to change this one into.
  element.dataset.turboPermanent = '';
  for (const { name, value } of own?.attributes ?? []) {
    if (name.startsWith('data-')) element.setAttribute(name.slice(5), value);
  }
  // Others put attributes of theirs on scripts, too.
  if (!element.matches('[chatbot-id],[embed-key]')) return;
  const script = /** @type {HTMLScriptElement} */ (own);
  const add = () => {
    // What restores a page as it was brings copies of its elements back, and runs its scripts again.
    const there = /** @type {typeof element | null} */ (document.querySelector(`ocs-chat[chatbot-id="${script.dataset.chatbotId}"]`)) ?? element;
    if (!there.isConnected) document.body.append(there);
    const { previousSibling } = there;
    there.lost = () => {
      // Gone with what was beside it: a framework has put another page in place of this one, and what is in the head does not
      // run again. Who takes away the widget alone does not want it.
      if (script.isConnected && !previousSibling?.isConnected) add();
    };
  };
  add();
}

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', addWidget);
else addWidget();
