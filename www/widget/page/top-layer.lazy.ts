// Shows the widget in the browser's top layer and compensates zoom. Loaded on pages that trap, cover or zoom the widget.

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

/** Marks the original places of widgets that are in a full-screen element. */
const markers = new WeakMap<Element, Comment>();

/** Elements that do not render their children. */
const WITHOUT_CHILDREN = 'audio,canvas,embed,iframe,img,object,svg,video';

/**
 * Moves a widget into the full-screen element, and back when there is none. Chromium ignores clicks outside of that element, even in
 * the top layer.
 */
export function followFullScreen(host: HTMLElement) {
  let element = document.fullscreenElement;
  while (element?.shadowRoot?.fullscreenElement) element = element.shadowRoot.fullscreenElement;
  const marker = markers.get(host);
  if (element && !element.contains(host) && !element.matches(WITHOUT_CHILDREN)) {
    const place = marker ?? document.createComment('');
    markers.set(host, place);
    moveHost(host, () => {
      if (!marker) host.replaceWith(place);
      element.append(host);
    });
    // If the page removes the full-screen element, the widget in it stops and gets no events. It stays removed if its place is, too.
    const onChange = () => {
      if (element.isConnected && element.contains(host)) return;
      document.removeEventListener('fullscreenchange', onChange);
      if (element.contains(host) && place.isConnected) moveBack(host, place);
    };
    document.addEventListener('fullscreenchange', onChange);
  } else if (!element && marker) moveBack(host, marker);
}

/** Moves a widget back to its place, or to the end of the page if that is gone. */
function moveBack(host: HTMLElement, marker: Comment) {
  markers.delete(host);
  moveHost(host, () => {
    if (marker.isConnected) marker.replaceWith(host);
    else document.body.append(host);
  });
}

/** Moves a widget. Elements that are moved lose their scroll positions. */
function moveHost(host: HTMLElement, move: () => void) {
  const transcript = host.shadowRoot?.querySelector('[role=log]');
  const top = transcript?.scrollTop ?? 0;
  move();
  transcript?.scrollTo({ top, behavior: 'instant' });
}
