// What the page's scripts and markup use to create widgets and to control them.

import type { OcsChat } from './element.ts';

/**
 * Adds a widget to the page.
 *
 * @param target An element or a selector; by default the body. It may be left out.
 * @param options By their names as properties.
 */
export function mount(target?: Element | string | object | null, options?: object): OcsChat {
  const place = typeof target === 'string' ? document.querySelector(target) : target;
  if (target && !place) throw new Error(`ocs-chat: nothing matches ${target}.`);
  const isElement = place instanceof Node;
  const widget = document.createElement('ocs-chat') as HTMLElement as OcsChat;
  widget.update((isElement ? options : (options ?? place)) ?? {});
  (isElement ? place : document.body).appendChild(widget);
  return widget;
}

/** Makes elements with `data-ocs-chat-…` attributes open the chat and send or prefill a message, also those added later. */
export function listenForTriggers() {
  document.addEventListener('click', (event) => {
    const trigger = (event.target as Element).closest?.<HTMLElement>('[data-ocs-chat-open],[data-ocs-chat-send],[data-ocs-chat-prefill]');
    if (!trigger) return;
    const widget = document.querySelector<OcsChat>(trigger.dataset.ocsChatFor || 'ocs-chat,open-chat-studio-widget');
    if (!widget) return;
    // A link may lead to another page where there is no chat, and a button may submit a form.
    if (trigger.closest('a,button')) event.preventDefault();
    widget.open();
    widget.trigger(trigger.dataset);
  });
}
