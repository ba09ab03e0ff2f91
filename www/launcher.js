// What is on the page before the application is: the launcher, and a window with a text field that stands in for it. Every
// page view pays for this file, so it says what is needed and no more; what else there is to say is in styles/rest.css.

const STYLES = `
:host{display:contents}
:host([hidden]),[hidden]{display:none!important}
.layer{all:initial;visibility:inherit;display:contents}
.launcher,.frame{position:fixed;right:20px;z-index:var(--chat-z-index,2147483000);bottom:max(20px,env(safe-area-inset-bottom));box-sizing:border-box;font:500 16px/1.25 var(--ocs-font,system-ui,sans-serif)}
:is(.launcher,.frame).left{left:20px;right:auto}
:is(.launcher,.frame).center{left:50%;right:auto;translate:-50%}
.launcher{display:flex;align-items:center;justify-content:center;gap:10px;min-width:56px;height:56px;padding:0 14px;border:1px solid var(--button-border-color,transparent);border-radius:28px;cursor:pointer;touch-action:none;background:var(--button-background-color,var(--ocs-accent,#4338ca));color:var(--button-text-color,var(--ocs-on-accent,#fff));box-shadow:0 1px 3px #0003,0 6px 20px #0003;font-size:var(--button-font-size,16px)}
.launcher.square{border-radius:12px}
.launcher :is(i,img){box-sizing:border-box;flex:none;width:var(--button-icon-size,26px);height:var(--button-icon-size,26px)}
.launcher i{border:2px solid;border-radius:50%;border-end-start-radius:4px}
.frame{display:flex;flex-direction:column;width:min(max(300px,var(--chat-window-width,var(--ocs-width,400px))),100vw - 40px);height:min(max(300px,var(--chat-window-height,var(--ocs-height,660px))),100dvh - 40px);bottom:20px;overflow:hidden;border-radius:var(--ocs-radius,16px);background:var(--chat-window-bg-color,var(--ocs-surface,Canvas));color:var(--ocs-text,CanvasText);color-scheme:light;box-shadow:0 0 0 1px #7f7f7f38,0 16px 48px #0004}
.frame>*{display:flex;align-items:center;padding:12px;border:0 solid #7f7f7f40}
.frame header{min-height:61px;padding:10px 10px 10px 18px;border-bottom-width:1px;box-sizing:border-box;background:var(--header-bg-color,none)}
.frame b{flex:1}
.frame button{padding:8px 14px;border:0;background:none;color:inherit;font:inherit;cursor:pointer}
.frame div{flex:1;flex-direction:column;justify-content:center}
.frame footer{border-top-width:1px}
.frame textarea{flex:1;height:40px;box-sizing:border-box;margin-inline-end:48px;padding:8px 12px;border:1px solid #8b93a1;border-radius:12px;background:none;color:inherit;font:16px/22px var(--ocs-font,system-ui,sans-serif);resize:none}
.frame.kiosk{position:absolute;inset:0;z-index:auto;width:auto;height:auto;border-radius:0;box-shadow:none}
.frame.kiosk header{display:none}
@media (max-width:639px),(max-height:420px){.frame:not(.kiosk){inset:0;translate:none;width:auto;height:auto;border-radius:0}}
@media (prefers-color-scheme:dark){.frame:not(.light){color-scheme:dark}}
.frame.dark{color-scheme:dark}
`;

/** @type {CSSStyleSheet | undefined} */
let sheet;

/** The styles of the launcher, one sheet for all of a page. */
export function launcherStyles() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
  }
  return sheet;
}

/**
 * @typedef {object} Look
 * @property {string} position Of the launcher; `kiosk` for a window that fills its place.
 * @property {string} shape
 * @property {string} theme
 * @property {string | null} [text]
 * @property {string | null} [icon]
 * @property {string} label What it does.
 * @property {string | null} [title] Of the window.
 * @property {string} lang
 * @property {string} dir
 * @property {boolean} [hasFiles] Whether the window takes files.
 */

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, string>} attributes
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  element.append(...children);
  return element;
}

/** A speech bubble, drawn by the styles. */
const bubbleIcon = () => make('i', {});

/**
 * Makes a button what it is to be.
 *
 * @param {HTMLButtonElement} button
 * @param {Look} look
 */
export function dressLauncher(button, { position, shape, text, icon, label, lang, dir }) {
  let picture = bubbleIcon();
  if (icon) {
    const image = make('img', { src: icon, alt: '' });
    image.onerror = () => image.replaceWith(bubbleIcon());
    picture = image;
  }
  Object.assign(button, { className: `launcher ${position} ${shape}`, lang, dir });
  // What can be read on a button has to be part of its name.
  button.setAttribute('aria-label', text ? `${text} – ${label}` : label);
  button.replaceChildren(picture, ...(text ? [make('span', { part: 'launcher-text' }, text)] : []));
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
export function makeFrame({ position, theme, label, title, lang, dir, hasFiles }, onClose, onRetry) {
  const close = make('button', { 'aria-label': 'Close' }, '×');
  const retry = make('button', {}, 'Try again');
  const field = make('textarea', { 'aria-label': label });
  const status = make('p', { role: 'status' });
  retry.hidden = true;
  // Where the button for files will be.
  if (hasFiles) field.style.marginInlineStart = '44px';
  const element = make(
    'section',
    { class: `frame ${position} ${theme}`, part: 'frame', role: 'dialog', 'aria-label': label, lang, dir },
    make('header', {}, make('b', {}, title || ''), close),
    make('div', {}, status, retry),
    make('footer', {}, field),
  );
  const frame = {
    element,
    field,
    close,
    /** Whether what is written is to be sent as soon as that is possible. */
    sends: false,
    /**
     * There is no chat.
     *
     * @param {string} [words]
     * @param {string | null} [again] What tries it again, if anything does.
     */
    fail: (words = 'The chat could not be loaded.', again) => {
      status.textContent = words;
      if (again) retry.textContent = again;
      retry.hidden = again === null;
      field.hidden = true;
    },
  };
  close.onclick = onClose;
  retry.onclick = onRetry;
  element.onkeydown = (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Escape') onClose();
    if (event.key === 'Enter' && !event.shiftKey && event.target === field) {
      event.preventDefault();
      frame.sends = true;
    }
  };
  return frame;
}
