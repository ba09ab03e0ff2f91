// The styles of what is on the page beside the window, as far as they can wait until the visitor comes near.

/** @type {CSSStyleSheet | undefined} */
let sheet;

/** One sheet for all of a page. */
export function restStyles() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(ASSETS.rest);
  }
  return sheet;
}
