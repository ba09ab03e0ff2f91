// Draws thumbnails of selected images.

import { createElement } from '../../loader/dom.ts';

/** Twice the size in the page, for high-density screens. */
const SIDE_PX = 80;

/** Draws the central square of an image. Not an `<img>`: a page's policy may forbid `blob:`. Rejects if the file is not an image. */
export async function drawThumbnail(file: File): Promise<HTMLCanvasElement> {
  const image = await createImageBitmap(file, { resizeHeight: SIDE_PX });
  const side = Math.max(1, Math.min(image.width, image.height));
  const canvas = createElement('canvas', { part: 'preview', class: 'preview', 'aria-hidden': 'true' });
  canvas.width = canvas.height = side;
  canvas.getContext('2d')?.drawImage(image, (side - image.width) / 2, (side - image.height) / 2);
  return canvas;
}
