// What is on the page before the application is: the launcher, and a frame that stands in for the window.

import { say } from './texts.js';

const STYLES = `
:host { all: initial !important; display: contents !important }
:host([hidden]) { display: none !important }
:host { --ocs-accent: #4338ca; --ocs-on-accent: #fff; color-scheme: light dark }
[hidden] { display: none !important }
.launcher, .frame {
  position: fixed; z-index: 2147483000; bottom: max(20px, env(safe-area-inset-bottom)); box-sizing: border-box;
  font: 500 16px/1.25 system-ui, sans-serif;
}
:is(.launcher, .frame).right { right: 20px }
:is(.launcher, .frame).left { left: 20px }
:is(.launcher, .frame).center { left: 50%; translate: -50% }
.launcher {
  display: flex; align-items: center; justify-content: center; gap: 10px; min-width: 56px; height: 56px; padding: 0 16px;
  border: 0; border-radius: 28px; background: var(--ocs-accent); color: var(--ocs-on-accent); cursor: pointer;
  box-shadow: 0 1px 3px #0003, 0 6px 20px #0003; max-width: calc(100vw - 40px);
}
.launcher:hover { filter: brightness(1.12) }
.launcher:focus-visible, .frame button:focus-visible {
  outline: 3px solid var(--ocs-accent); outline-offset: 3px; box-shadow: 0 0 0 3px #fff;
}
.launcher span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.launcher .badge {
  position: absolute; top: -4px; inset-inline-end: -4px; min-width: 22px; padding: 0 6px; border-radius: 11px;
  box-sizing: border-box; background: #c81e1e; color: #fff; font-size: 13px; line-height: 22px; text-align: center;
}
svg { flex: none; width: 26px; height: 26px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linejoin: round }
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
@media (prefers-color-scheme: dark) { .frame { background: #18181b; color: #c4c4cc } }
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
 * The button that opens the window.
 *
 * @param {{ position: string, text?: string | null, language: Language }} options
 */
export function makeLauncher({ position, text, language }) {
  const label = say(language.key, 'open');
  const badge = make('span', { class: 'badge', 'aria-hidden': 'true', hidden: '' });
  const button = make(
    'button',
    { type: 'button', part: 'launcher', class: `launcher ${position}`, 'aria-haspopup': 'dialog', ...spoken(language) },
    /** @type {any} */ (bubbleIcon()),
    ...(text ? [make('span', {}, text)] : []),
    badge,
  );
  const showUnread = (/** @type {number} */ count) => {
    badge.hidden = !count;
    badge.textContent = count > 99 ? '99+' : String(count || '');
    // What can be read on a button has to be part of its name.
    const name = text ? `${text} – ${label}` : label;
    button.setAttribute('aria-label', count ? `${name} (${say(language.key, 'unread')}: ${count})` : name);
  };
  showUnread(0);
  return { button, showUnread };
}

/**
 * Stands in for the window while the application loads, and says so when it cannot be loaded.
 *
 * @param {{ position: string, language: Language, onClose: () => void, onRetry: () => void }} options
 */
export function makeFrame({ position, language, onClose, onRetry }) {
  const words = make('p', { role: 'status' });
  const retry = make('button', { type: 'button' }, say(language.key, 'retry'));
  const close = make('button', { type: 'button' }, say(language.key, 'close'));
  const frame = make('section', {
    class: `frame ${position}`,
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
  const show = (/** @type {'loading' | 'failed'} */ state) => {
    words.textContent = say(language.key, state);
    retry.hidden = state === 'loading';
  };
  show('loading');
  return { frame, show, close };
}
