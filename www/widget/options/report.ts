// Messages to the page's owner about options.

const reported = new Set<string>();

/** Logs an error, unless this page has logged the same one before. */
export function reportOnce(message: string): void {
  if (!reported.has(message)) console.error(message);
  reported.add(message);
}
