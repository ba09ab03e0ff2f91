// Functions that run in the page and read the state of the widget, for the tests in `engines/`.

/** They must not use variables of this module: WebDriver sends their source to the browser. */
export const read = {
  launcher: () => document.querySelector('ocs-chat')?.shadowRoot.querySelector('.launcher')?.checkVisibility?.() ?? false,
  window: () => Boolean(document.querySelector('ocs-chat').shadowRoot.querySelector('section.window:not(.frame)')?.offsetWidth),
  field: () => {
    const { activeElement } = document.querySelector('ocs-chat').shadowRoot;
    return activeElement?.localName === 'textarea' && !activeElement.closest('.frame');
  },
  placeholderField: () => Boolean(document.querySelector('ocs-chat').shadowRoot.activeElement?.closest('.frame')),
  draft: () => document.querySelector('ocs-chat').shadowRoot.querySelector('section.window:not(.frame) textarea')?.value,
  /** Details for the message of a failed test. */
  state: () => {
    const { shadowRoot, outerHTML } = document.querySelector('ocs-chat');
    return {
      element: outerHTML,
      focus: shadowRoot.activeElement?.outerHTML,
      pageFocus: document.activeElement?.localName,
      hasFocus: document.hasFocus(),
      text: shadowRoot.textContent,
    };
  },
  text: () => document.querySelector('ocs-chat').shadowRoot.textContent,
  answers: () => [...document.querySelector('ocs-chat').shadowRoot.querySelectorAll('.row.bot .markdown')].map(({ textContent }) => textContent.trim()),
  ownMessages: () => [...document.querySelector('ocs-chat').shadowRoot.querySelectorAll('.row.own .plain-text')].map(({ textContent }) => textContent),
  selectedFiles: () => [...document.querySelector('ocs-chat').shadowRoot.querySelectorAll('.selected-files li')].map(({ textContent }) => textContent),
  centerOf: (selector) => {
    const { x, y, width, height } = document.querySelector('ocs-chat').shadowRoot.querySelector(selector).getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  },
};
