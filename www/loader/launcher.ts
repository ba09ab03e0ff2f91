// The launcher: its styles and its content. Every page view loads this file; styles that can wait are in styles/launcher-details.css.

import { createElement, createStyleSheet } from './dom.ts';

let sheet: CSSStyleSheet | undefined;

/** The styles of the launcher and the placeholder window: one sheet for all widgets of a page. */
export const launcherStyles = () => (sheet ??= createStyleSheet(LOADER.styles));

/** Options, which may be invalid values of the page, and values that are derived from them. */
export interface LauncherAppearance {
  mode?: string | null;
  position?: string | null;
  buttonShape?: string | null;
  theme?: string | null;
  buttonText?: string | null;
  iconUrl?: string | null;
  headerText?: string | null;
  /** Accessible name of the button. */
  label: string;
  lang: string;
  dir: string;
}

export function renderLauncher(button: HTMLButtonElement, { position, buttonShape, buttonText, iconUrl, label, lang, dir }: LauncherAppearance) {
  // Without an image, `<i>` is a speech bubble drawn by the styles.
  const bubble = createElement('i');
  const icon = iconUrl ? createElement('img', { src: iconUrl, alt: '' }) : bubble;
  icon.onerror = () => icon.replaceWith(bubble);
  // Invalid options become class names, which do no harm.
  Object.assign(button, { className: ['launcher', position, buttonShape].join(' ').toLowerCase(), lang, dir });
  // WCAG 2.5.3: the accessible name contains the visible text.
  button.setAttribute('aria-label', buttonText ? `${buttonText} – ${label}` : label);
  button.replaceChildren(icon, buttonText ? createElement('span', { part: 'launcher-text' }, buttonText) : '');
}
