// The styles of the overlay that `embed.js` does not need: launcher and placeholder window.

import { createStyleSheet } from '../loader/dom.ts';

let sheet: CSSStyleSheet | undefined;

/** One sheet for all widgets of a page. */
export const overlayStyles = () => (sheet ??= createStyleSheet(ASSETS.overlayStyles));
