// Saves a text as a file, as a download.

/** When the file is removed from memory: the browser does not report that it has saved it. */
const REVOKE_AFTER_MS = 60_000;

export function saveFile(name: string, type: string, text: string) {
  const href = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  Object.assign(link, { href, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(href), REVOKE_AFTER_MS);
}
