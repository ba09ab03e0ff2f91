// Shows the widget in the browser's top layer and compensates zoom. Loaded on pages with transformed or zoomed ancestors.

import { createStyleSheet } from '../../loader/dom.ts';

/** For an overlay in the top layer. */
export const styles = createStyleSheet(ASSETS.topLayerStyles);

/** Promotes the overlay to the top layer, or removes it from there. */
export function setTopLayer(overlayRoot: HTMLElement, isWanted: boolean) {
  if (!('showPopover' in overlayRoot)) return;
  if (isWanted ? overlayRoot.matches(':popover-open') : !overlayRoot.classList.contains('top')) return;
  overlayRoot.classList.toggle('top', isWanted);
  // Removed and set again: an element that was moved in the page has left the top layer without an event.
  overlayRoot.popover = null;
  if (!isWanted) return;
  overlayRoot.popover = 'manual';
  overlayRoot.showPopover();
}

/** Undoes the page's zoom, with which the window would not fit into the viewport. */
export function compensateZoom(overlayRoot: HTMLElement, zoom: number) {
  overlayRoot.style.zoom = zoom === 1 ? '' : String(1 / zoom);
}
