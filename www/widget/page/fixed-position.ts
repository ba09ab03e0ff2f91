// Keeps the widget fixed to the viewport and above the page, whatever its ancestors are.

import { useLazy } from '../../assets/lazy-modules.ts';
import { adoptStyles } from '../../loader/dom.ts';
import type { ElementContext } from '../../loader/element-context.ts';
import { isCovered, hasOtherContainingBlock, zoomOf } from './containing-block.ts';

type TopLayer = typeof import('./top-layer.lazy.ts');

/**
 * Returns a function that moves the overlay to the browser's top layer, and compensates for the zoom, if the page makes that necessary.
 *
 * @param isFixed Whether the widget is fixed to the viewport; `null` while it is not running.
 */
export function keepFixed({ host, root, overlayRoot, button }: ElementContext, isFixed: () => boolean | null): () => void {
  let isNeeded = false;
  /** Never reset: in the top layer, the element is no longer covered. */
  let wasCovered = false;
  // Notices that the page transforms an ancestor, which moves what is shown.
  const observer = new IntersectionObserver(update, { threshold: [0, 0.5, 1] });
  observer.observe(button);
  const needsTopLayer = () => {
    // The launcher is hidden while the window is open.
    const shown = [...overlayRoot.querySelectorAll('section,button[part~=launcher]')].find((one) => one.checkVisibility?.({ visibilityProperty: true }));
    if (shown) observer.observe(shown);
    wasCovered ||= Boolean(shown && isCovered(host, shown));
    return wasCovered || hasOtherContainingBlock(root);
  };
  return update;

  function update() {
    if (isFixed()) isNeeded ||= needsTopLayer() || zoomOf(host) !== 1;
    if (isNeeded) adapt();
  }

  function adapt() {
    void useLazy<TopLayer>('top-layer', (topLayer) => {
      const fixed = isFixed();
      if (fixed === null) return;
      adoptStyles(root, topLayer.styles);
      topLayer.setTopLayer(overlayRoot, fixed && needsTopLayer());
      topLayer.compensateZoom(overlayRoot, fixed ? zoomOf(host) : 1);
    });
  }
}

/** Keeps the widget usable while an element of the page is full-screen, until `signal` is aborted. */
export function followFullScreen(host: HTMLElement, signal: AbortSignal) {
  const follow = () => void useLazy<TopLayer>('top-layer', (topLayer) => topLayer.followFullScreen(host));
  addEventListener('fullscreenchange', follow, { signal });
  if (document.fullscreenElement) follow();
}
