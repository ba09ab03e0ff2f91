// Shows the pictures of answers: in a box of a fixed size, so that the text below does not move, and enlarged in a dialog; or in the
// link with their description.

import { createElement } from '../../loader/dom.ts';
import { moduleText } from '../texts/module-text.ts';
import { adoptFileCardStyles } from './file-card-styles.ts';
import { textOf, type FileCardLanguage } from './file-card-text.ts';
import { announce } from './file-item.ts';
import { openViewer } from './viewer.ts';

const TEXTS = JSON.parse(ASSETS.pictureTexts) as ModuleTexts;

/** Up to this size, half that of the box, pictures have a box of their own size: icons and badges. */
const SMALL_WIDTH_PX = 160;
const SMALL_HEIGHT_PX = 120;

/** The host of a picture must not learn the address of the page. */
const PICTURE_ATTRIBUTES = { referrerpolicy: 'no-referrer' };

/** Addresses of small pictures. Rows are rendered again when they are scrolled into view: then their boxes are small at once. */
const smallPictures = new Set<string>();

/** Returns the text after a prefix; the whole text if it lacks the prefix or is nothing else. */
function withoutPrefix(text: string, prefix: string) {
  return (text.startsWith(prefix) && text.slice(prefix.length).trim()) || text;
}

/**
 * Shows the picture at an address in a box, in the place of its description. If it cannot be loaded, the description returns with a note.
 *
 * @param description The link with the description or, inside another link, its text.
 */
export function showPictureInBox(description: HTMLElement, address: string, language: FileCardLanguage) {
  // The row may be gone, or the visitor may have pressed the button twice.
  if (!description.isConnected) return;
  adoptFileCardStyles(description);
  const failed = moduleText(TEXTS, 'picture.failed', language.tag, language.ownTexts);
  const offer = description.closest<HTMLElement>('.offer') ?? description;
  offer.querySelector('[part~=picture-failed]')?.remove();
  const root = offer.getRootNode() as ShadowRoot;
  const wasFocused = offer.contains(root.activeElement);
  const name = withoutPrefix(description.textContent ?? '', `${textOf(language, 'markdown.picture')}: `);
  const image = createElement('img', { alt: name, loading: 'lazy', decoding: 'async', ...PICTURE_ATTRIBUTES });
  const isButton = description.localName === 'a';
  const box = isButton
    ? createElement('button', { type: 'button', part: 'picture', 'aria-label': textOf(language, 'file.open', name) }, image)
    : createElement('span', { part: 'picture' }, image);
  const setSize = () => {
    box.className = smallPictures.has(address) ? 'picture-box small' : 'picture-box';
  };
  image.onload = () => {
    if (image.naturalWidth <= SMALL_WIDTH_PX && image.naturalHeight <= SMALL_HEIGHT_PX) smallPictures.add(address);
    setSize();
    if (isButton) box.onclick = () => openLarge(box, name, image, language.close);
  };
  image.onerror = () => {
    const isFocused = root.activeElement === box;
    offer.append(' ', createElement('span', { part: 'picture-failed', class: 'picture-failed' }, failed));
    box.replaceWith(offer);
    if (!isFocused && !wasFocused) return;
    if (isFocused) description.focus();
    announce(description, `${name}: ${failed}`);
  };
  setSize();
  image.src = address;
  offer.replaceWith(box);
  if (wasFocused) box.focus();
}

function openLarge(box: HTMLElement, name: string, image: HTMLImageElement, close: string) {
  const large = image.cloneNode() as HTMLImageElement;
  large.removeAttribute('loading');
  const attributes = { part: 'link', href: image.src, target: '_blank', rel: ASSETS.linkRel };
  openViewer(box, name, large, createElement('a', attributes, new URL(image.src).host), close);
}

/**
 * Shows the picture at an address as the content of the link with its description, and removes the button that the visitor has pressed.
 * If it cannot be loaded, the link keeps its text.
 */
export function showPictureInLink(link: HTMLElement, address: string) {
  if (!link.isConnected) return;
  adoptFileCardStyles(link);
  const image = createElement('img', { class: 'picture', alt: link.textContent ?? '', ...PICTURE_ATTRIBUTES });
  image.onload = () => link.replaceChildren(image);
  image.src = address;
  const button = link.parentElement?.querySelector('button');
  // The button, which is about to be removed, must not lose the focus to the page.
  if (button && button === (link.getRootNode() as ShadowRoot).activeElement) link.focus();
  button?.remove();
}
