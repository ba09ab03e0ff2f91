// What is on the page before the application is: the launcher, and a window with a text field that stands in for it. Every
// page view pays for this file, so it says what is needed and no more; its styles are in styles/launcher.css, and what else
// there is to say in styles/rest.css.

/** @type {CSSStyleSheet | undefined} */
let sheet;

/** The styles of the launcher, one sheet for all of a page. */
export function launcherStyles() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(LOADER.styles);
  }
  return sheet;
}

/**
 * @typedef {object} Look
 * @property {string} corner Of the launcher; `kiosk` for a window that fills its place.
 * @property {string} shape
 * @property {string} skin
 * @property {string | null} [caption] On the button.
 * @property {string | null} [icon] Its address.
 * @property {string} purpose What the button does, in words.
 * @property {string | null} [heading] Of the window.
 * @property {string} lang
 * @property {string} dir
 */

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, string>} [attributes]
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  element.append(...children);
  return element;
}

/**
 * Makes a button what it is to be.
 *
 * @param {HTMLButtonElement} button
 * @param {Look} look
 */
export function dressLauncher(button, { corner, shape, caption, icon, purpose, lang, dir }) {
  // Without a picture a speech bubble, drawn by the styles.
  const picture = icon ? make('img', { src: icon, alt: '' }) : make('i');
  picture.onerror = () => picture.replaceWith(make('i'));
  Object.assign(button, { className: `launcher ${corner} ${shape}`, lang, dir });
  // What can be read on a button has to be part of its name.
  button.setAttribute('aria-label', caption ? `${caption} – ${purpose}` : purpose);
  button.replaceChildren(picture, caption ? make('span', { part: 'launcher-text' }, caption) : '');
}

/** @typedef {ReturnType<typeof makeFrame>} Frame */

/**
 * Stands in for the window while the application loads, and says so when it cannot be loaded. What is written in its field
 * goes on in the window's.
 *
 * @param {Look} look
 * @param {() => void} onClose
 * @param {() => void} onRetry
 */
export function makeFrame({ corner, skin, purpose, heading, lang, dir }, onClose, onRetry) {
  const close = make('button', { 'aria-label': 'Close' }, '×');
  const retry = make('button', { hidden: '' });
  const field = make('textarea', { 'aria-label': purpose });
  const status = make('p', { role: 'status' });
  const element = make(
    'section',
    { class: `frame ${corner} ${skin}`, part: 'frame', role: 'dialog', 'aria-label': purpose, lang, dir },
    make('header', {}, make('b', {}, heading || ''), close),
    make('div', {}, status, retry),
    make('footer', {}, field),
  );
  const frame = {
    element,
    field,
    close,
    /** @type {string[]} What is to be sent as soon as that is possible. */
    sends: [],
    /**
     * There is no chat; without words there may be one again.
     *
     * @param {string} [words]
     * @param {string | null} [again] What tries it again, if anything does.
     */
    fail: (words = 'The chat could not be loaded.', again = 'Try again') => {
      status.textContent = words;
      retry.textContent = again;
      retry.hidden = !again;
      // What is written while it is tried again is kept.
      field.hidden = !again && Boolean(words);
    },
  };
  close.onclick = onClose;
  retry.onclick = onRetry;
  element.onkeydown = (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Escape') onClose();
    if (event.key === 'Enter' && !event.shiftKey && event.target === field) {
      event.preventDefault();
      frame.sends.push(field.value);
      status.before(make('p', {}, field.value));
      field.value = '';
    }
  };
  return frame;
}
