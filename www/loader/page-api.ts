// The API for the page's scripts and markup to create and control widgets.

import { createElement } from './dom.ts';
import type { OcsChat } from './element.ts';

/**
 * Adds a widget to the page.
 *
 * @param target An element or a selector; by default the body. It can be omitted: `mount(options)`.
 * @param options By their names as properties.
 */
export function mount(target?: Element | string | object | null, options?: object): OcsChat {
  const place = typeof target === 'string' ? document.querySelector(target) : target;
  const isElement = (place as Node | undefined)?.nodeType;
  if (target && (!place || (isElement && (place as Element).ownerDocument !== window.document))) throw Error(`ocs-chat: no ${target} in this page.`);
  const widget = createElement('ocs-chat') as HTMLElement as OcsChat;
  widget.update((isElement ? options : (options ?? place)) ?? {});
  ((isElement ? place : (document.body ?? document.documentElement)) as Element).append(widget);
  return widget;
}

/** Opens the chat, and sends or prefills a message, when an element with `data-ocs-chat-…` attributes is clicked, even if it was added later. */
export function listenForTriggers() {
  document.addEventListener('click', (event) => {
    // For a trigger in a shadow root, the event's target is only the host. The path ends with the document and the window.
    const trigger = (event.composedPath() as HTMLElement[])
      .slice(0, -2)
      .find((one) => one.matches?.('[data-ocs-chat-open],[data-ocs-chat-send],[data-ocs-chat-prefill]'));
    if (!trigger) return;
    const widget = document.querySelector<OcsChat>(trigger.dataset.ocsChatFor || 'ocs-chat,open-chat-studio-widget');
    if (!widget) return;
    // A link may lead to another page without the chat, and a button may submit a form.
    if (trigger.closest('[href],button,[type=submit]')) event.preventDefault();
    widget.open();
    // A failure to load is reported where it occurs.
    widget.trigger(trigger.dataset).catch(() => {});
  });
}
