// The styles of opened files, pictures and recordings in the transcript.

import { adoptStyles, createStyleSheet } from '../../loader/dom.ts';

const styles = createStyleSheet(ASSETS.fileCardStyles);

/** Adds the styles to the shadow root of an element. */
export const adoptFileCardStyles = (element: HTMLElement) => adoptStyles(element.getRootNode() as ShadowRoot, styles);
