// The entry of `embed.js`: defines the elements and, if the script's attributes name a chatbot, adds a widget.

import { scripts } from './current-script.ts';
import { createElement } from './dom.ts';
import { defineElements } from './define-elements.ts';
import type { OcsChat } from './element.ts';

defineElements();

/** Adds the widget that the `data-` attributes of a script element describe. */
function addWidget(script: HTMLScriptElement) {
  // Turbo must not look for this element in the pages that it fetches.
  const element = createElement('ocs-chat' as 'b', { 'data-turbo-permanent': '' }) as HTMLElement as OcsChat;
  for (const { name, value } of script.attributes) {
    if (name.startsWith('data-')) element.setAttribute(name.slice(5), value);
  }
  // `data-` attributes may belong to other software.
  if (!element.matches('[chatbot-id],[embed-key]')) return;
  const add = () => {
    // Restored pages (Turbo) contain copies of their elements, and their scripts run again.
    const widget = document.querySelector<OcsChat>(`ocs-chat[chatbot-id="${script.dataset.chatbotId}"]`) ?? element;
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
