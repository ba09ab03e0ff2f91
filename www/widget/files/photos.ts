// Scales large photos down before their upload, for slow connections. This also removes their metadata, such as the location.

/** Not GIF, whose images are drawings or animations. */
const PHOTO = /^image\/(jpeg|png|webp|heic|heif)$/;
/** Smaller photos are uploaded unchanged. */
const MIN_SCALED_BYTES = 1_048_576;
const MAX_PHOTO_SIDE_PX = 2_048;
const QUALITY = 0.85;

/** Returns the form with large photos replaced by scaled ones. */
export async function scalePhotos(form: FormData) {
  const scaled = new FormData();
  // One after the other: a decoded photo takes 50 MB.
  for (const [name, value] of form) {
    if (typeof value === 'string') scaled.append(name, value);
    else scaled.append(name, PHOTO.test(value.type) && value.size > MIN_SCALED_BYTES ? await scale(value) : value);
  }
  return scaled;
}

/** Whether a PNG or WebP file is animated: a chunk `acTL` before the pixels, or a flag in the first chunk. */
async function isAnimated(file: File) {
  const bytes = new Uint8Array(await file.slice(0, 1_024).arrayBuffer());
  const start = String.fromCharCode(...bytes);
  return start.includes('acTL') || (start.startsWith('WEBPVP8X', 8) && (bytes[20] & 2) > 0);
}

/**
 * Returns a photo as a JPEG without metadata, which is smaller unless the photo was strongly compressed. Returns the file itself if it
 * is animated, if the browser cannot decode it, or if it is a PNG that would grow, such as a drawing or a screenshot.
 */
async function scale(file: File) {
  try {
    if (await isAnimated(file)) return file;
    const photo = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const factor = Math.min(1, MAX_PHOTO_SIDE_PX / Math.max(photo.width, photo.height));
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [photo.width, photo.height].map((side) => Math.max(1, Math.round(side * factor)));
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    // JPEG has no transparency.
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingQuality = 'high';
    context.drawImage(photo, 0, 0, canvas.width, canvas.height);
    photo.close();
    const content = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
    if (!content || (content.size >= file.size && file.type === 'image/png')) return file;
    const name = /\.jpe?g$/i.test(file.name) ? file.name : `${file.name.replace(/\.[^.]*$/, '')}.jpg`;
    return new File([content], name, { type: content.type });
  } catch {
    return file;
  }
}
