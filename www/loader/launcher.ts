// The launcher: its styles and its content. Every page view loads this file; styles that can wait are in styles/overlay.css.

import { createElement, createStyleSheet } from './dom.ts';

let sheet: CSSStyleSheet | undefined;

/** The styles of the launcher and the placeholder window: one sheet for all widgets of a page. */
export const launcherStyles = () => (sheet ??= createStyleSheet(LOADER.styles));

/** Values may come from the page unchecked. */
export interface LauncherAppearance {
  /** `left`, `center`, `right`, or `kiosk` for a window that fills its place in the page. */
  position: string;
  shape: string;
  theme: string;
  text?: string | null;
  iconUrl?: string | null;
  /** Accessible name of the button. */
  label: string;
  /** Title of the window. */
  heading?: string | null;
  lang: string;
  dir: string;
}

export function renderLauncher(button: HTMLButtonElement, { position, shape, text, iconUrl, label, lang, dir }: LauncherAppearance) {
  // Without an image, `<i>` is a speech bubble drawn by the styles.
  const icon = iconUrl ? createElement('img', { src: iconUrl, alt: '' }) : createElement('i');
  icon.onerror = () => icon.replaceWith(createElement('i'));
  Object.assign(button, { className: `launcher ${position} ${shape}`, lang, dir });
  // WCAG 2.5.3: the accessible name contains the visible text.
  button.setAttribute('aria-label', text ? `${text} – ${label}` : label);
  button.replaceChildren(icon, text ? createElement('span', { part: 'launcher-text' }, text) : '');
}
