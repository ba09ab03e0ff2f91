// The entry of `embed.js`: defines the elements and, if the script's attributes, its address or the page's options name a chatbot,
// adds a widget.

import { scripts } from './current-script.ts';
import { createElement } from './dom.ts';
import { defineElements } from './define-elements.ts';
import { OcsChat } from './element.ts';
import { attributeOf } from './initial-options.ts';

defineElements();

/** Adds the widget that a script element describes. */
function addWidget(script: HTMLScriptElement) {
  const { dataset, src } = script;
  const [, query = ''] = src.split(/\?([^#]*)/);
  // Turbo must not look for this element in the pages that it fetches.
  const element = createElement('ocs-chat', { 'data-turbo-permanent': '', 'data-script-query': query }) as HTMLElement as OcsChat;
  const parameters = query && new window.URLSearchParams(query);
  for (const [key, value] of [...Object.entries(window.ocsChatOptions ?? {}), ...parameters, ...Object.entries(dataset)] as [string, string][]) {
    const name = attributeOf(key);
    // The widget bundle reads other options of the page and of the address.
    if (value !== null && value !== undefined && (key in dataset || OcsChat.observedAttributes.includes(name))) element.setAttribute(name, value);
  }
  const id = element.getAttribute('chatbot-id');
  // `data-` attributes may belong to other software.
  if (id === null && !dataset.embedKey) return;
  const add = () => {
    // Restored pages (Turbo) contain copies of their elements, and their scripts run again.
    const widget = document.querySelector<OcsChat>(`ocs-chat[chatbot-id="${id}"]`) ?? element;
    if (!widget.isConnected) document.body.append(widget);
    // A framework has replaced the page, and scripts in the head do not run again.
    widget.onRemoved = () => script.isConnected && add();
  };
  add();
}

const addWidgets = () => {
  scripts.forEach(addWidget);
  if (!document.querySelector('ocs-chat,open-chat-studio-widget')) window.console.info('ocs-chat: no data-chatbot-id');
};
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', addWidgets);
else addWidgets();
