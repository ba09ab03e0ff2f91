// Downloads a file of a message, and shows that in its item of the transcript; shows pictures of answers. Loaded on the first
// download or for the first picture.

import { adoptStyles, createElement, createStyleSheet } from '../../loader/dom.ts';
import { PICTURE_ATTRIBUTES, showAnswerPicture } from './answer-picture.ts';
import { FAILED } from './answer-picture-texts.ts';
import { announce, nameOf, showDetail, showFailure } from './file-item.ts';
import { addPicture } from './picture.ts';
import { addPlayer } from './recording.ts';
import { ownText } from '../own-text.ts';
import { saveBlob } from './save-blob.ts';
import { receive } from './transfer.ts';
import type { Transfer } from './transfer.ts';

/** A file of a message. */
export interface FileCard {
  /** Its item in the transcript. */
  item: HTMLElement;
  /** In bytes; 0 if unknown. */
  size: number;
  /** Downloads it. */
  start: (transfer: Transfer) => void;
}

/** The language, and its texts. */
export interface Language {
  /** Those of the application. */
  texts: readonly AppText[];
  /** Label of the button that closes a picture. */
  close: string;
  /** BCP 47 tag. */
  tag: string;
  /** The page's own texts, by name. */
  ownTexts: Record<string, unknown> | undefined;
}

const styles = createStyleSheet(ASSETS.fileCardStyles);

/** The content of files that were downloaded, and what shows it, by item. */
const contents = new WeakMap<HTMLElement, Blob>();
const shown = new WeakMap<HTMLElement, HTMLElement>();

const textOf = ({ texts }: Language, key: string, name = '') => String(texts[ASSETS.textNames.indexOf(key)]).replace('{name}', () => name);

/** Shows a file in its item as this media type, if the browser can; otherwise saves it. Downloads it first, once. */
export async function openFile(card: FileCard, shownAs: string, language: Language) {
  const { item } = card;
  adoptStyles(item.getRootNode() as ShadowRoot, styles);
  const content = contents.get(item) ?? (await download(card, language));
  if (!content) return;
  contents.set(item, content);
  if (shownAs && (await show(item, new Blob([content], { type: shownAs }), language))) return;
  saveBlob(nameOf(item), content);
  announce(item, textOf(language, 'file.saved', nameOf(item)));
}

/** Shows the picture of an answer in the place of its description. */
export function showPicture(description: HTMLElement, address: string, language: Language) {
  // The row may be gone, and the visitor may have pressed the button twice.
  if (!description.isConnected) return;
  adoptStyles(description.getRootNode() as ShadowRoot, styles);
  showAnswerPicture(description, address, {
    picture: textOf(language, 'markdown.picture'),
    open: (name) => textOf(language, 'file.open', name),
    close: language.close,
    failed: ownText(FAILED, 0, language.tag, language.ownTexts, 'picture.failed'),
    announce: (text) => announce(description, text),
  });
}

/**
 * Shows the picture of an answer as the content of the link with its description, beside the button that has asked for it. The link
 * keeps its text if the picture cannot be loaded.
 */
export function showPictureInLink(link: HTMLElement, address: string) {
  if (!link.isConnected) return;
  adoptStyles(link.getRootNode() as ShadowRoot, styles);
  const image = createElement('img', { class: 'picture', alt: link.textContent ?? '', ...PICTURE_ATTRIBUTES });
  image.onload = () => link.replaceChildren(image);
  image.src = address;
  const button = link.parentElement?.querySelector('button');
  // It is about to be removed.
  if (button && button === (link.getRootNode() as ShadowRoot).activeElement) link.focus();
  button?.remove();
}

async function download({ item, size, start }: FileCard, language: Language) {
  const name = nameOf(item);
  const bar = createElement('progress', { part: 'progress', 'aria-label': textOf(language, 'file.download', name) });
  const percent = new Intl.NumberFormat(language.tag, { style: 'percent' });
  item.classList.remove('refused');
  showDetail(item);
  item.append(bar);
  setBusy(item, true);
  const received = await receive(start, (bytes) => {
    if (!size) return;
    bar.value = Math.min(1, bytes / size);
    showDetail(item, percent.format(bar.value));
  });
  bar.remove();
  setBusy(item, false);
  showDetail(item);
  if ('content' in received) return received.content;
  showFailure(item, textOf(language, received.isGone ? 'error.fileLost' : 'file.failed'));
  return undefined;
}

function setBusy(item: HTMLElement, isBusy: boolean) {
  for (const element of [item, ...item.querySelectorAll('button')]) {
    // Disabled buttons would lose the focus.
    for (const name of element === item ? ['aria-busy'] : ['aria-busy', 'aria-disabled']) {
      if (isBusy) element.setAttribute(name, 'true');
      else element.removeAttribute(name);
    }
  }
}

/** `false` if the browser cannot show the file. */
async function show(item: HTMLElement, content: Blob, language: Language) {
  const name = nameOf(item);
  const isPicture = content.type.startsWith('image/');
  let element = shown.get(item);
  if (element && isPicture) element.click();
  const labels = {
    name,
    open: textOf(language, 'file.open', name),
    download: textOf(language, 'file.download', name),
    close: language.close,
  };
  try {
    element ??= await (isPicture ? addPicture(item, content, labels, () => saveBlob(name, content)) : addPlayer(item, content, name, () => shown.delete(item)));
  } catch {
    return false;
  }
  shown.set(item, element);
  // The visitor may be writing by now.
  if (item.contains((item.getRootNode() as ShadowRoot).activeElement)) {
    element.focus();
    element.scrollIntoView({ block: 'nearest' });
  }
  return true;
}
