// The teaser: a short text next to the launcher. Loaded when an option enables it.

import { createElement, createStyleSheet } from '../../loader/dom.ts';

export { showAtMoment } from './teaser-timing.ts';

interface TeaserAppearance {
  text: string;
  /** Label of the button that hides the teaser. */
  hide: string;
  classes: string;
  lang: string;
  dir: string;
}

/** One sheet for all widgets of a page. */
export const styles = createStyleSheet(ASSETS.teaserStyles);

export function createTeaser({ text, hide, classes, lang, dir }: TeaserAppearance, onOpen: () => void, onHide: () => void) {
  const words = createElement('button', { part: 'teaser-text', dir: 'auto' }, text);
  const close = createElement('button', { part: 'teaser-hide', 'aria-label': hide, title: hide }, '×');
  words.onclick = onOpen;
  close.onclick = onHide;
  return createElement('div', { class: `teaser ${classes}`, part: 'teaser', lang, dir }, words, close);
}

/** Removes the syntax of Markdown. */
export const plainText = (markdown: string) =>
  markdown
    .replace(/!?\[([^\]]*)\]\((?:[^()]|\([^()]*\))*\)/g, '$1')
    .replace(/^[#>\s]+|[*\x60~]+|\b_|_\b/gm, '')
    .trim();
