// What the page's scripts and markup use to create widgets and to control them.

import { createElement } from './dom.ts';
import type { OcsChat } from './element.ts';

/**
 * Adds a widget to the page.
 *
 * @param target An element or a selector; by default the body. It may be left out.
 * @param options By their names as properties.
 */
export function mount(target?: Element | string | object | null, options?: object): OcsChat {
  const place = typeof target === 'string' ? document.querySelector(target) : target;
  const isElement = (place as Node | undefined)?.nodeType;
  if (target && (!place || (isElement && (place as Element).ownerDocument !== window.document))) throw Error(`ocs-chat: ${target} is not in this page.`);
  const widget = createElement('ocs-chat') as HTMLElement as OcsChat;
  widget.update((isElement ? options : (options ?? place)) ?? {});
  ((isElement ? place : document.body) as Element).append(widget);
  return widget;
}

/** Makes elements with `data-ocs-chat-…` attributes open the chat and send or prefill a message, also those added later. */
export function listenForTriggers() {
  document.addEventListener('click', (event) => {
    // The event's target is the host of a trigger in a shadow root. Document and window, which come last, are none.
    const trigger = (event.composedPath() as HTMLElement[])
      .slice(0, -2)
      .find((one) => one.matches?.('[data-ocs-chat-open],[data-ocs-chat-send],[data-ocs-chat-prefill]'));
    if (!trigger) return;
    const widget = document.querySelector<OcsChat>(trigger.dataset.ocsChatFor || 'ocs-chat,open-chat-studio-widget');
    if (!widget) return;
    // A link may lead to another page where there is no chat, and a button may submit a form.
    if (trigger.closest('a,button')) event.preventDefault();
    widget.open();
    // A failure to load is reported where it occurs.
    widget.trigger(trigger.dataset).catch(() => {});
  });
}
