// Keeps the widget fixed to the viewport inside transformed or zoomed ancestors.

import { useLazy } from '../../assets/lazy-modules.ts';
import { adoptStyles } from '../../loader/dom.ts';
import type { ElementContext } from '../../loader/element-context.ts';
import { hasFixedContainingBlock, zoomOf } from './containing-block.ts';

type TopLayer = typeof import('./top-layer.lazy.ts');

/**
 * Returns a function that checks the ancestors and adapts the overlay.
 *
 * @param isFixed Whether the widget is fixed to the viewport; `null` while it is not running.
 */
export function keepFixed({ host, root, overlayRoot }: ElementContext, isFixed: () => boolean | null): () => void {
  let isNeeded = false;
  return () => {
    isNeeded ||= Boolean(isFixed()) && (hasFixedContainingBlock(host) || zoomOf(host) !== 1);
    if (!isNeeded) return;
    void useLazy<TopLayer>('top-layer', (topLayer) => {
      const fixed = isFixed();
      if (fixed === null) return;
      adoptStyles(root, topLayer.styles);
      topLayer.setTopLayer(overlayRoot, fixed && hasFixedContainingBlock(host));
      topLayer.compensateZoom(overlayRoot, fixed ? zoomOf(host) : 1);
    });
  };
}
