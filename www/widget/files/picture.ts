// Shows a picture that is attached to a message: a thumbnail in the message, and the whole picture in a dialog. Both are canvases,
// because a page's Content-Security-Policy may forbid `blob:` in `img-src`.

import { createElement } from '../../loader/dom.ts';
import { openViewer } from './viewer.ts';

/** Twice the size in the page, for high-density screens. */
const THUMBNAIL_PX = 480;
/** Larger canvases are blank in some browsers. */
const MAX_CANVAS_SIDE_PX = 4_096;

export interface PictureLabels {
  name: string;
  open: string;
  download: string;
  close: string;
}

/** Draws a picture with its longest side reduced to `maxSide`. Rejects if the browser cannot decode it. */
async function draw(content: Blob, maxSide: number) {
  const picture = await createImageBitmap(content);
  const scale = Math.min(1, maxSide / Math.max(picture.width, picture.height));
  const canvas = createElement('canvas', { 'aria-hidden': 'true' });
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return canvas;
}

/**
 * Appends the picture's thumbnail to the list item of its file, as a button that opens the picture in a dialog, and returns it.
 * Rejects if the browser cannot decode the picture.
 */
export async function addPicture(item: HTMLElement, content: Blob, labels: PictureLabels, onDownload: () => void) {
  const thumbnail = createElement('button', { type: 'button', part: 'picture', class: 'thumbnail', 'aria-label': labels.open });
  thumbnail.append(await draw(content, THUMBNAIL_PX));
  thumbnail.onclick = () => void openPicture(thumbnail, content, labels, onDownload).catch(() => {});
  item.append(thumbnail);
  return thumbnail;
}

async function openPicture(thumbnail: HTMLElement, content: Blob, labels: PictureLabels, onDownload: () => void) {
  const picture = await draw(content, MAX_CANVAS_SIDE_PX);
  const download = createElement('button', { type: 'button', part: 'picture-download' }, labels.download);
  download.onclick = onDownload;
  openViewer(thumbnail, labels.name, picture, download, labels.close);
}
