// Saves a text as a file.

import { saveBlob } from './save-blob.ts';

export const saveFile = (name: string, type: string, text: string) => saveBlob(name, new Blob([text], { type }));
