// Creates the sheet of `styles/launcher-details.css`: styles of the launcher and the placeholder window that `embed.js` does not contain.

import { createStyleSheet } from '../../loader/dom.ts';

let sheet: CSSStyleSheet | undefined;

/** One sheet for all widgets of a page. */
export const launcherDetailsStyles = () => (sheet ??= createStyleSheet(ASSETS.launcherDetailsStyles));
