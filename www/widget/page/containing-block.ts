// Measures whether the page traps, clips or covers fixed elements of the widget.

import { createElement } from '../../loader/dom.ts';

type Zoomed = Element & { currentCSSZoom?: number };

const PROBE_STYLES = { display: 'block', position: 'fixed', inset: '0', margin: '0', translate: 'none', visibility: 'hidden', 'pointer-events': 'none' };

/** The box of a fixed element in this parent, in pixels of the viewport. */
function fixedBoxIn(parent: Node) {
  const probe: HTMLElement & Zoomed = createElement('div');
  for (const [name, value] of Object.entries(PROBE_STYLES)) probe.style.setProperty(name, value, 'important');
  parent.appendChild(probe);
  const { left, top, width, height } = probe.getBoundingClientRect();
  const zoom = probe.currentCSSZoom ?? 1;
  probe.remove();
  return [left, top, width, height].map((length) => length * zoom);
}

/** Whether fixed elements in this parent are not positioned relative to the viewport, whatever the cause. */
export function hasOtherContainingBlock(parent: Node) {
  const root = document.documentElement;
  const expected = fixedBoxIn(root);
  // The root element itself can be their containing block. Then they are as high as the page. Address bars that hide make some
  // difference, too.
  if (expected[3] > 1.25 * root.clientHeight) return true;
  return fixedBoxIn(parent).some((length, index) => Math.abs(length - expected[index]) > 2);
}

/** Whether an element of the widget is in the viewport, but something else covers it. */
export function isCovered(host: Element, element: Element) {
  const { left, top, width, height } = element.getBoundingClientRect();
  const scope = host.getRootNode();
  const isHidden = (x: number, y: number) => {
    const found = (scope instanceof ShadowRoot ? scope : document).elementFromPoint(x, y);
    return found && found !== host;
  };
  const x = left + width / 2;
  const points = [
    [x, top + height / 2],
    [x, top + 9],
    [x, top + height - 9],
    [left + 9, top + height / 2],
    [left + width - 9, top + height / 2],
  ];
  return Boolean(width && height) && points.some(([x, y]) => isHidden(x, y));
}

/** The CSS zoom of an element; 1 if the browser does not report it. */
export const zoomOf = (host: Element) => ((host.parentElement ?? host) as Zoomed).currentCSSZoom ?? 1;
