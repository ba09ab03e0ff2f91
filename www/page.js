// How the page's own code, or its markup, makes widgets and talks to them.

/** @typedef {import('./element.js').OcsChat} OcsChat */

/**
 * Puts a widget on the page.
 *
 * @param {Element | string | Parameters<OcsChat['update']>[0] | null} [target] Where to: an element or a selector; otherwise
 * at the end of the page. May be left out.
 * @param {Parameters<OcsChat['update']>[0]} [options] By their names as properties.
 * @returns {OcsChat}
 */
export function mount(target, options = {}) {
  if (target && typeof target === 'object' && !(target instanceof Node)) return mount(null, target);
  const found = typeof target === 'string' ? document.querySelector(target) : /** @type {Element | null | undefined} */ (target);
  if (typeof target === 'string' && !found) throw new Error(`ocs-chat: the page has nothing that matches ${target}.`);
  const widget = /** @type {OcsChat} */ (document.createElement('ocs-chat'));
  widget.update(options);
  (found ?? document.body ?? document.documentElement).append(widget);
  return widget;
}

/** Attributes by which any element of the page can open the chat, send or prepare a message. */
const TRIGGERS = ['data-ocs-chat-open', 'data-ocs-chat-send', 'data-ocs-chat-prefill'];

/** Lets elements of the page with such an attribute do so, those included that come later. */
export function listenForTriggers() {
  document.addEventListener('click', (event) => {
    const target = event.target instanceof Element ? event.target.closest(TRIGGERS.map((name) => `[${name}]`).join()) : null;
    const wanted = target?.getAttribute('data-ocs-chat-for');
    const widget = target && document.querySelector(wanted || 'ocs-chat, open-chat-studio-widget');
    if (!widget) return;
    // A link may lead elsewhere for those who have no chat, and a button may be in a form.
    if (target.closest('a, button')) event.preventDefault();
    const chat = /** @type {OcsChat} */ (widget);
    const [, send, prefill] = TRIGGERS.map((name) => target.getAttribute(name));
    chat.open();
    for (const call of [send && chat.send(send), prefill && chat.prefill(prefill)]) {
      if (call) call.catch((error) => console.error(String(error)));
    }
  });
}
