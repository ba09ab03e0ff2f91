// Shows the files of messages and the pictures of answers. Loaded for the first of them.

export { showPictureInBox, showPictureInLink } from './answer-picture.ts';
export { openFile } from './file-card.ts';
