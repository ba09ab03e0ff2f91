// Downloads a file of a message when the visitor opens it, and shows it in its item of the transcript or saves it.

import { createElement } from '../../loader/dom.ts';
import { adoptFileCardStyles } from './file-card-styles.ts';
import { textOf, type FileCardLanguage } from './file-card-text.ts';
import { announce, nameOf, showDetail, showFailure } from './file-item.ts';
import { addPicture } from './picture.ts';
import { addPlayer } from './recording.ts';
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

/** The downloaded content of files, by item. */
const contents = new WeakMap<HTMLElement, Blob>();
/** The thumbnail or player of files, by item. */
const previews = new WeakMap<HTMLElement, HTMLElement>();

/** Shows a file in its item as this media type if the browser can, otherwise saves it. Downloads it the first time. */
export async function openFile(card: FileCard, shownAs: string, language: FileCardLanguage) {
  const { item } = card;
  if (item.isConnected) adoptFileCardStyles(item);
  const content = contents.get(item) ?? (await download(card, language));
  if (!content) return;
  contents.set(item, content);
  // The row of a message is rebuilt when it changes: then the item is no longer in the page.
  if (shownAs && item.isConnected && (await show(item, new Blob([content], { type: shownAs }), language))) return;
  saveBlob(nameOf(item), content);
  announce(item, textOf(language, 'file.saved', nameOf(item)));
}

async function download({ item, size, start }: FileCard, language: FileCardLanguage) {
  const name = nameOf(item);
  const bar = createElement('progress', { part: 'progress', 'aria-label': textOf(language, 'file.download', name) });
  const percent = new Intl.NumberFormat(language.tag, { style: 'percent' });
  item.classList.remove('refused');
  showDetail(item);
  item.append(bar);
  setBusy(item, true);
  const received = await receive(start, size, (bytes, total) => {
    // The length of a compressed response is less than what is received.
    if (!total || bytes > total) return;
    bar.value = bytes / total;
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

/** Shows the content of a file in its item. Returns `false` if the browser cannot. */
async function show(item: HTMLElement, content: Blob, language: FileCardLanguage) {
  const name = nameOf(item);
  const isPicture = content.type.startsWith('image/');
  let element = previews.get(item);
  if (element && isPicture) element.click();
  const labels = {
    name,
    open: textOf(language, 'file.open', name),
    download: textOf(language, 'file.download', name),
    close: language.close,
  };
  try {
    element ??= await (isPicture
      ? addPicture(item, content, labels, () => saveBlob(name, content))
      : addPlayer(item, content, name, () => previews.delete(item)));
  } catch {
    return false;
  }
  previews.set(item, element);
  // Only if the focus is still here: the visitor may be writing by now.
  if (item.contains((item.getRootNode() as ShadowRoot).activeElement)) {
    element.focus();
    element.scrollIntoView({ block: 'nearest' });
  }
  return true;
}
