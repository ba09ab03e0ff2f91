// Detects ancestors that change what `position: fixed` and lengths refer to.

/** Whether an ancestor is the containing block of fixed descendants. */
export function hasFixedContainingBlock(element: Element) {
  for (let ancestor = element.parentElement; ancestor; ancestor = ancestor.parentElement) {
    const { transform, translate, rotate, scale, perspective, filter, backdropFilter, contain, willChange } = getComputedStyle(ancestor);
    const isContainer = [transform, translate, rotate, scale, perspective, filter, backdropFilter].some((value) => value && value !== 'none');
    if (isContainer || /paint|layout|strict|content/.test(contain) || /transform|perspective|filter/.test(willChange)) return true;
  }
  return false;
}

/** The CSS zoom of an element; 1 if the browser does not report it. */
export const zoomOf = (host: Element) => ((host.parentElement ?? host) as Element & { currentCSSZoom?: number }).currentCSSZoom ?? 1;
