// Fetches the rest of the widget: the page's bundler knows where it is.

/** @type {Promise<typeof import('../chat.js')> | undefined} */
let comes;

/** The rest, fetched when first asked for. A failure is forgotten, so that it can be tried again. */
export function bring() {
  comes ??= import('../chat.js').catch((error) => {
    comes = undefined;
    throw error;
  });
  return comes;
}
