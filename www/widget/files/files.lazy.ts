// The modules for visitors who send or save files.

export * from './database.ts';
export { saveFile } from './save-file.ts';
export { drawThumbnail } from './thumbnail.ts';
export { upload } from './upload.ts';
