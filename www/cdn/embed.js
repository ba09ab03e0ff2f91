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
  const add = () => document.body?.append(element);
  add();
  // Where a framework puts another body in place of the page's, this script does not run again if it is in the head.
  new MutationObserver(() => {
    if (element.parentNode && own?.isConnected && !document.querySelector('ocs-chat')) add();
  }).observe(document.documentElement, { childList: true });
}

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', addWidget);
else addWidget();
