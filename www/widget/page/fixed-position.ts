// Keeps the widget fixed to the viewport inside transformed or zoomed ancestors.

import { useLazy } from '../../assets/lazy-modules.ts';
import { hasFixedContainingBlock, zoomOf } from './containing-block.ts';

type TopLayer = typeof import('./top-layer.lazy.ts');

/**
 * Returns a function that checks the ancestors and adapts the overlay.
 *
 * @param isFixed Whether the widget is fixed to the viewport; `undefined` while it is not running.
 */
export function keepFixed(host: HTMLElement, overlayRoot: HTMLElement, isFixed: () => boolean | undefined): () => void {
  let isNeeded = false;
  return () => {
    isNeeded ||= Boolean(isFixed()) && (hasFixedContainingBlock(host) || zoomOf(host) !== 1);
    if (!isNeeded) return;
    void useLazy<TopLayer>('top-layer', (topLayer) => {
      const fixed = isFixed();
      if (fixed === undefined) return;
      topLayer.setTopLayer(overlayRoot, fixed && hasFixedContainingBlock(host));
      topLayer.compensateZoom(overlayRoot, fixed ? zoomOf(host) : 1);
    });
  };
}
