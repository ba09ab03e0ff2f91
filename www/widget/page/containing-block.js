// Recognises pages around the widget in which `position: fixed` is not relative to the screen.

/**
 * Whether an ancestor of an element makes descendants with `position: fixed` relative to itself.
 *
 * @param {Element} element
 */
export function hasFixedContainingBlock(element) {
  for (let around = element.parentElement; around; around = around.parentElement) {
    const { transform, translate, rotate, scale, perspective, filter, backdropFilter, contain, willChange } = getComputedStyle(around);
    const traps = [transform, translate, rotate, scale, perspective, filter, backdropFilter].some((value) => value && value !== 'none');
    if (traps || /paint|layout|strict|content/.test(contain) || /transform|perspective|filter/.test(willChange)) return true;
  }
  return false;
}

/**
 * By how much the page magnifies an element.
 *
 * @param {Element} host
 * @returns {number} 1 where it does not, or where the browser does not tell.
 */
export const zoomOf = (host) => /** @type {any} */ (host.parentElement ?? host).currentCSSZoom ?? 1;
