// What is on the page before the application is: the launcher, and a frame that stands in for the window.

import { say } from './texts.js';

const STYLES = `
:host { display: contents }
:host([hidden]) { display: none }
.layer { all: initial; visibility: inherit; display: contents }
.layer.top { display: block; position: fixed; inset: 0 auto auto 0; width: 0; height: 0; margin: 0; padding: 0; border: 0; overflow: visible; background: none }
[hidden] { display: none !important }
.launcher, .frame {
  position: fixed; z-index: var(--chat-z-index, 2147483000); bottom: max(20px, env(safe-area-inset-bottom)); box-sizing: border-box;
  font: 500 16px/1.25 var(--ocs-font, system-ui, sans-serif);
}
:is(.launcher, .frame).right { right: 20px }
:is(.launcher, .frame).left { left: 20px }
:is(.launcher, .frame).center { left: 50%; translate: -50% }
.frame.kiosk { position: absolute; inset: 0; z-index: auto; width: auto; height: auto; border-radius: 0; box-shadow: none }
.frame.kiosk button:last-child { display: none }
.launcher {
  display: flex; align-items: center; justify-content: center; gap: 10px; min-width: 56px; height: 56px; padding: 0 14px;
  border: 1px solid var(--button-border-color, transparent); border-radius: 28px; cursor: pointer; touch-action: none;
  background: var(--button-background-color, var(--ocs-accent, #4338ca)); color: var(--button-text-color, var(--ocs-on-accent, #fff));
  box-shadow: 0 1px 3px #0003, 0 6px 20px #0003; max-width: calc(100vw - 40px); font-size: var(--button-font-size, 16px);
}
.launcher.square { border-radius: 12px }
.launcher:hover {
  filter: brightness(1.12); background: var(--button-background-color-hover, var(--button-background-color, var(--ocs-accent, #4338ca)));
  color: var(--button-text-color-hover, var(--button-text-color, var(--ocs-on-accent, #fff)));
  border-color: var(--button-border-color-hover, var(--button-border-color, transparent));
}
.launcher:focus-visible, .frame button:focus-visible {
  outline: 3px solid var(--ocs-accent, #4338ca); outline-offset: 3px; box-shadow: 0 0 0 3px #fff;
}
.launcher span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.launcher .badge {
  position: absolute; top: -4px; inset-inline-end: -4px; min-width: 22px; padding: 0 6px; border-radius: 11px;
  box-sizing: border-box; background: #c81e1e; color: #fff; font-size: 13px; line-height: 22px; text-align: center;
}
.launcher img { border-radius: inherit; object-fit: cover }
.launcher :is(svg, img) { flex: none; width: var(--button-icon-size, 26px); height: var(--button-icon-size, 26px) }
svg { fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linejoin: round }
.frame {
  display: flex; flex-direction: column; align-items: center; justify-content: center; gap: 14px; padding: 24px;
  width: min(400px, 100vw - 40px); height: min(640px, 100dvh - 40px); border-radius: 16px; text-align: center;
  background: #fff; color: #4b5563; box-shadow: 0 0 0 1px #0001, 0 12px 40px #0003; font-weight: 400;
}
.frame button {
  padding: 10px 18px; border: 1px solid currentColor; border-radius: 10px; background: none; color: inherit; font: inherit;
  cursor: pointer;
}
@media (max-width: 639px) { .frame { inset: 0; translate: none; width: auto; height: auto; border-radius: 0 } }
@media (prefers-color-scheme: dark) { .frame:not(.light) { background: #18181b; color: #c4c4cc } }
.frame.dark { background: #18181b; color: #c4c4cc }
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

/** @typedef {ReturnType<typeof import('./texts.js').chooseLanguage>} Language */

/** @param {Language} language */
const spoken = ({ tag, direction }) => ({ lang: tag, dir: direction });

/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 * @param {(Node | string)[]} children
 */
function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  element.append(...children);
  return element;
}

function bubbleIcon() {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(svg.namespaceURI, 'path');
  path.setAttribute('d', 'M4 5.5h16v11H11l-4.5 3.5v-3.5H4z');
  svg.append(path);
  return svg;
}

/**
 * @typedef {object} Look
 * @property {'left' | 'center' | 'right'} position
 * @property {'round' | 'square'} [shape]
 * @property {string | null} [text]
 * @property {string | null} [icon]
 * @property {Language} language
 * @property {Record<string, any>} [own] The page's own texts.
 */

/** The button that opens the window. */
export function makeLauncher() {
  const badge = make('span', { class: 'badge', part: 'badge', 'aria-hidden': 'true', hidden: '' });
  const button = make('button', { type: 'button', part: 'launcher', 'aria-haspopup': 'dialog' });
  let name = '';
  let unread = '';
  let count = 0;
  const showUnread = (/** @type {number} */ now) => {
    count = now;
    badge.hidden = !count;
    badge.textContent = count > 99 ? '99+' : String(count || '');
    button.setAttribute('aria-label', count ? `${name} (${unread}: ${count})` : name);
  };
  const show = (/** @type {Look} */ { position, shape, text, icon, language, own }) => {
    const label = say(language.key, 'open', own);
    unread = say(language.key, 'unread', own);
    // What can be read on a button has to be part of its name.
    name = text ? `${text} – ${label}` : label;
    button.className = `launcher ${position} ${shape ?? ''}`;
    for (const [key, value] of Object.entries(spoken(language))) button.setAttribute(key, value);
    /** @type {Element} */
    let picture = bubbleIcon();
    if (icon) {
      const image = make('img', { src: icon, alt: '', draggable: 'false' });
      image.addEventListener('error', () => image.replaceWith(bubbleIcon()));
      picture = image;
    }
    button.replaceChildren(picture, ...(text ? [make('span', { part: 'launcher-text' }, text)] : []), badge);
    showUnread(count);
  };
  return { button, show, showUnread };
}

/**
 * Stands in for the window while the application loads, and says so when it cannot be loaded.
 *
 * @param {{ position: string, theme: string, language: Language, onClose: () => void, onRetry: () => void }} options
 */
export function makeFrame({ position, theme, language, onClose, onRetry }) {
  const words = make('p', { role: 'status' });
  const retry = make('button', { type: 'button' }, say(language.key, 'retry'));
  const close = make('button', { type: 'button' }, say(language.key, 'close'));
  const frame = make('section', {
    class: `frame ${position} ${theme}`,
    part: 'frame',
    role: 'dialog',
    'aria-label': say(language.key, 'open'),
    ...spoken(language),
  });
  frame.append(words, retry, close);
  retry.addEventListener('click', onRetry);
  close.addEventListener('click', onClose);
  frame.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') onClose();
  });
  const show = (/** @type {'loading' | 'failed' | 'nothing'} */ state) => {
    words.textContent = say(language.key, state === 'nothing' ? 'failed' : state);
    retry.hidden = state !== 'failed';
  };
  show('loading');
  return { frame, show, close };
}
