// Hands the visitor a file that is made in the browser. Loaded when one is asked for.

/** How long the file stays in memory: nothing tells when the browser has saved it. */
const KEPT_MS = 60_000;

export function saveFile(name: string, type: string, text: string) {
  const href = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  Object.assign(link, { href, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(href), KEPT_MS);
}
