// A few words beside the launcher, which say that somebody is there.

import { make } from './launcher.js';

/**
 * @param {{ text: string, hide: string, looks: string, lang: string, dir: string }} look
 * @param {() => void} onOpen
 * @param {() => void} onHide
 */
export function makeTeaser({ text, hide, looks, lang, dir }, onOpen, onHide) {
  const words = make('button', { part: 'teaser-text', dir: 'auto' }, text);
  const close = make('button', { part: 'teaser-hide', 'aria-label': hide, title: hide }, '×');
  words.onclick = onOpen;
  close.onclick = onHide;
  return make('div', { class: `teaser ${looks}`, part: 'teaser', lang, dir }, words, close);
}

/**
 * Markdown without its signs.
 *
 * @param {string} markdown
 */
export const plain = (markdown) =>
  markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^[#>\s]+|[*`~]+|\b_|_\b/gm, '')
    .trim();
