// Keeps the widget fixed to the screen inside elements that the page has transformed or magnified. Loaded on such pages.

/** Shows everything of a widget in the browser's top layer, or takes it back from there. */
export function setTopLayer(appRoot: HTMLElement, isWanted: boolean) {
  if (!('showPopover' in appRoot)) return;
  if (isWanted ? appRoot.matches(':popover-open') : !appRoot.classList.contains('top')) return;
  appRoot.classList.toggle('top', isWanted);
  // Removed and set again: an element that was moved in the page has left the top layer without an event.
  appRoot.popover = null;
  if (!isWanted) return;
  appRoot.popover = 'manual';
  appRoot.showPopover();
}

/** Undoes the magnification of the page, with which the window would not fit on the screen. */
export function compensateZoom(appRoot: HTMLElement, zoom: number) {
  appRoot.style.zoom = zoom === 1 ? '' : String(1 / zoom);
}
