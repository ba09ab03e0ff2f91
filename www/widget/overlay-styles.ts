// The style sheets of one widget: the launcher's, which comes first, the overlay's, the teaser's and the application's.

import { createStyleSheet } from '../loader/dom.ts';

let sheet: CSSStyleSheet | undefined;

/** The part of the overlay's styles that `embed.js` does not need: one sheet for all widgets of a page. */
export const overlayStyles = () => (sheet ??= createStyleSheet(ASSETS.overlayStyles));

/** Adds a sheet after those that the widget has. */
export function adoptStyles(root: ShadowRoot, added: CSSStyleSheet) {
  if (!root.adoptedStyleSheets.includes(added)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, added];
}
