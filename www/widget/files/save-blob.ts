// Saves content as a file, by a download.

/** How long the content stays in memory: browsers do not report when it has been saved. */
const REVOKE_AFTER_MS = 60_000;

export function saveBlob(name: string, content: Blob) {
  const href = URL.createObjectURL(content);
  const link = document.createElement('a');
  Object.assign(link, { href, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(href), REVOKE_AFTER_MS);
}
