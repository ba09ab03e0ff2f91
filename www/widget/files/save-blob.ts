// Saves content as a file, as a download.

/** When the content is removed from memory: the browser does not report that it has saved it. */
const REVOKE_AFTER_MS = 60_000;

export function saveBlob(name: string, content: Blob) {
  const href = URL.createObjectURL(content);
  const link = document.createElement('a');
  Object.assign(link, { href, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(href), REVOKE_AFTER_MS);
}
