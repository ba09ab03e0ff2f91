// Shows a picture of an answer in a box of a fixed size, so that the text below does not move, and large in a dialog.

import { createElement } from '../../loader/dom.ts';
import { openViewer } from './viewer.ts';

/** Pictures that are no larger have a box of their own size: icons and badges. Half the box. */
const SMALL_WIDTH_PX = 160;
const SMALL_HEIGHT_PX = 120;

/** The host of a picture must not learn the address of the page. */
export const PICTURE_ATTRIBUTES = { referrerpolicy: 'no-referrer' };

export interface AnswerPictureLabels {
  /** The word for a picture. */
  picture: string;
  open: (name: string) => string;
  close: string;
  /** That the picture could not be loaded. */
  failed: string;
  announce: (text: string) => void;
}

/** Addresses of small pictures: rows are made again whenever they are scrolled into view. */
const small = new Set<string>();

/** The description without the word before it, if it has one. */
function nameOf(text: string, picture: string) {
  const prefix = `${picture}: `;
  return (text.startsWith(prefix) && text.slice(prefix.length).trim()) || text;
}

/**
 * Shows the picture at an address in the place of its description. If it cannot be loaded, the description comes back and says so.
 *
 * @param description The link with the description or, inside of another link, its text. It is in the document.
 */
export function showAnswerPicture(description: HTMLElement, address: string, labels: AnswerPictureLabels) {
  const offer = description.closest<HTMLElement>('.offer') ?? description;
  offer.querySelector('[part~=picture-failed]')?.remove();
  const root = offer.getRootNode() as ShadowRoot;
  const wasFocused = offer.contains(root.activeElement);
  const name = nameOf(description.textContent ?? '', labels.picture);
  const image = createElement('img', { alt: name, loading: 'lazy', decoding: 'async', ...PICTURE_ATTRIBUTES });
  const isButton = description.tagName === 'A';
  const box = isButton
    ? createElement('button', { type: 'button', part: 'picture', 'aria-label': labels.open(name) }, image)
    : createElement('span', { part: 'picture' }, image);
  const setSize = () => {
    box.className = small.has(address) ? 'picture-box small' : 'picture-box';
  };
  image.onload = () => {
    if (image.naturalWidth <= SMALL_WIDTH_PX && image.naturalHeight <= SMALL_HEIGHT_PX) small.add(address);
    setSize();
    if (isButton) box.onclick = () => openLarge(box, name, image, labels.close);
  };
  image.onerror = () => {
    const isFocused = root.activeElement === box;
    offer.append(' ', createElement('span', { part: 'picture-failed', class: 'picture-failed' }, labels.failed));
    box.replaceWith(offer);
    if (!isFocused && !wasFocused) return;
    if (isFocused) description.focus();
    labels.announce(`${name}: ${labels.failed}`);
  };
  setSize();
  image.src = address;
  offer.replaceWith(box);
  if (wasFocused) box.focus();
}

function openLarge(box: HTMLElement, name: string, image: HTMLImageElement, close: string) {
  const large = image.cloneNode() as HTMLImageElement;
  large.removeAttribute('loading');
  const attributes = { part: 'link', href: image.src, target: '_blank', rel: 'noopener noreferrer nofollow ugc' };
  openViewer(box, name, large, createElement('a', attributes, new URL(image.src).host), close);
}
