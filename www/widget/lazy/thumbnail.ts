// Small pictures of picked files. Loaded with the first picture.

import { createElement } from '../../loader/dom.ts';

/** Pixels of a thumbnail's side: twice its size on the page, for fine screens. */
const SIDE_PX = 80;

/** Draws the middle of a picture: a page's policy may forbid `blob:` pictures. Rejects where the file is no picture. */
export async function drawThumbnail(file: File): Promise<HTMLCanvasElement> {
  const picture = await createImageBitmap(file, { resizeHeight: SIDE_PX });
  const side = Math.max(1, Math.min(picture.width, picture.height));
  const canvas = createElement('canvas', { part: 'preview', class: 'preview', 'aria-hidden': 'true' });
  canvas.width = canvas.height = side;
  canvas.getContext('2d')?.drawImage(picture, (side - picture.width) / 2, (side - picture.height) / 2);
  return canvas;
}
