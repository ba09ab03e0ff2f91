// The one line that a page carries. Defines the elements and, where the line itself names a chatbot, adds a widget.

import { defineElements } from '../define.js';
import { own } from './bring.js';

defineElements();

/** Adds the widget that the script's own `data-` attributes describe. */
function addWidget() {
  const element = document.createElement('ocs-chat');
  for (const { name, value } of own?.attributes ?? []) {
    if (name.startsWith('data-')) element.setAttribute(name.slice(5), value);
  }
  // Others put attributes of theirs on scripts, too.
  if (!element.matches('[chatbot-id],[embed-key]')) return;
  // What restores a page as it was brings its elements back, and runs its scripts again.
  const add = () =>
    document.querySelector(`ocs-chat[chatbot-id="${own?.dataset.chatbotId}"]`) ?? document.body?.append(element);
  add();
  // Where a framework puts another body in place of the page's, this script does not run again if it is in the head.
  new MutationObserver(() => {
    if (own?.isConnected && element.parentNode) add();
  }).observe(document.documentElement, { childList: true });
}

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', addWidget);
else addWidget();
