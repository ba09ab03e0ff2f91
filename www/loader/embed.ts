// The entry of `embed.js`: defines the elements and, if the script's attributes, its address or the page's options name a chatbot,
// adds a widget.

import { scripts } from './current-script.ts';
import { createElement } from './dom.ts';
import { defineElements } from './define-elements.ts';
import { OcsChat } from './element.ts';
import { attributeOf, hasNoText } from './option-text.ts';

defineElements();

type Entries = [name: string, value: string][];

/** Adds the widget that a script element configures. */
function addWidget(script: HTMLScriptElement) {
  // A script in an SVG has no `src`.
  const { dataset, src = '' } = script;
  const [, query = ''] = src.split(/\?([^#]*)/);
  // Turbo must not remove this element when it morphs the page into a fetched one, which lacks it.
  const element = createElement('ocs-chat', { 'data-turbo-permanent': '', 'data-script-query': query }) as HTMLElement as OcsChat;
  for (const [key, value] of [
    ...Object.entries(window.ocsChatOptions ?? {}),
    ...(query && new window.URLSearchParams(query)),
    ...Object.entries(dataset),
  ] as Entries) {
    try {
      const name = attributeOf(key);
      // The widget bundle reads the other options of the page and of the address, and reports values that are not texts.
      if (!hasNoText(value) && (key in dataset || OcsChat.observedAttributes.includes(name))) element.setAttribute(name, value);
    } catch {
      // An attribute of other software whose name is invalid without `data-`, such as `data-1`.
    }
  }
  // An id with other characters selects nothing. The widget bundle reports it.
  const id = element.getAttribute('chatbot-id')?.replace(/\W/g, '-');
  // `data-` attributes may belong to other software.
  if (id === undefined && !dataset.embedKey) return;
  const add = () => {
    // Restored pages (Turbo) contain copies of their elements, and their scripts run again.
    const widget = document.querySelector<OcsChat>(`ocs-chat[chatbot-id="${id}" i]`) ?? element;
    if (!widget.isConnected) document.body.append(widget);
    // When a framework replaces the page, scripts in the head do not run again.
    widget.onRemoved = () => script.isConnected && add();
  };
  add();
}

function addWidgets() {
  for (const script of scripts) addWidget(script);
  if (!document.querySelector('ocs-chat,open-chat-studio-widget')) window.console.info('ocs-chat: no data-chatbot-id');
}
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', addWidgets);
else addWidgets();
