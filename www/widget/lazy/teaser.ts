// A few words beside the launcher. Loaded where the page wants them.

import { createElement } from '../../loader/dom.ts';

interface TeaserAppearance {
  text: string;
  /** Label of the button that hides the teaser. */
  hide: string;
  classes: string;
  lang: string;
  dir: string;
}

/** Makes the teaser's element. */
export function makeTeaser({ text, hide, classes, lang, dir }: TeaserAppearance, onOpen: () => void, onHide: () => void) {
  const words = createElement('button', { part: 'teaser-text', dir: 'auto' }, text);
  const close = createElement('button', { part: 'teaser-hide', 'aria-label': hide, title: hide }, '×');
  words.onclick = onOpen;
  close.onclick = onHide;
  return createElement('div', { class: `teaser ${classes}`, part: 'teaser', lang, dir }, words, close);
}

/** Markdown without its markers. */
export const plainText = (markdown: string) =>
  markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^[#>\s]+|[*`~]+|\b_|_\b/gm, '')
    .trim();
