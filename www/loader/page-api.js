// How the page's own code, or its markup, makes widgets and talks to them.

/** @typedef {import('./element.js').OcsChat} OcsChat */

/**
 * Puts a widget on the page.
 *
 * @param {Element | string | Record<string, any> | null} [target] Where to: an element or a selector; otherwise at the end
 * of the page. May be left out.
 * @param {Record<string, any>} [options] By their names as properties.
 * @returns {OcsChat}
 */
export function mount(target, options) {
  const place = typeof target === 'string' ? document.querySelector(target) : target;
  if (target && !place) throw new Error(`ocs-chat: nothing matches ${target}.`);
  const isPlace = place instanceof Node;
  const widget = /** @type {OcsChat} */ (document.createElement('ocs-chat'));
  widget.update((isPlace ? options : (options ?? place)) ?? {});
  (isPlace ? place : document.body).appendChild(widget);
  return widget;
}

/** Lets any element of the page open the chat, send or prepare a message, those included that come later. */
export function listenForTriggers() {
  document.addEventListener('click', (event) => {
    const target = /** @type {HTMLElement | null | undefined} */ (
      /** @type {Element} */ (event.target).closest?.('[data-ocs-chat-open],[data-ocs-chat-send],[data-ocs-chat-prefill]')
    );
    if (!target) return;
    const widget = /** @type {any} */ (document.querySelector(target.dataset.ocsChatFor || 'ocs-chat,open-chat-studio-widget'));
    if (!widget) return;
    // A link may lead elsewhere for those who have no chat, and a button may be in a form.
    if (target.closest('a,button')) event.preventDefault();
    widget.open();
    widget.trigger(target.dataset);
  });
}
