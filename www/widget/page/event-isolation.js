// What a visitor does in the chat is not done to the page. Its scripts would take it for that: smooth scrolling moves the page
// in place of the transcript, dialogs that hear `focusin` take the focus back, and what is pasted or dropped goes to both.

const KEPT = ['wheel', 'touchmove', 'copy', 'cut', 'paste', 'selectstart', 'contextmenu', 'dragenter', 'dragleave'];

/** @param {Event} event */
const keep = (event) => event.stopPropagation();

/**
 * Keeps what the chat itself has heard.
 *
 * @param {HTMLElement} layer
 */
export function keepApart(layer) {
  for (const type of KEPT) layer.addEventListener(type, keep, { passive: true });
  for (const type of ['dragover', 'drop']) {
    layer.addEventListener(type, (event) => {
      // What the chat does not take would be opened in place of the page, unless that prevents it.
      if (event.defaultPrevented) keep(event);
    });
  }
  for (const type of ['keydown', 'keypress', 'keyup']) {
    layer.addEventListener(type, (event) => {
      // What is typed is no shortcut of the page's; others are.
      if (/** @type {Element} */ (event.target).localName === 'textarea') keep(event);
    });
  }
}

/**
 * Keeps the focus from what the page watches it with, before that hears of it.
 *
 * @param {HTMLElement} layer
 * @returns {() => void} Lets it be heard again.
 */
export function keepFocusApart(layer) {
  const hear = (/** @type {Event} */ event) => {
    if (event.composedPath().includes(layer)) event.stopImmediatePropagation();
  };
  addEventListener('focusin', hear, true);
  return () => removeEventListener('focusin', hear, true);
}
