// What is fixed is so to the screen, also within something that the page has transformed.

/**
 * Whether something around an element makes what is fixed in it fixed to that.
 *
 * @param {Element} element
 */
function isTrapped(element) {
  for (let around = element.parentElement; around; around = around.parentElement) {
    const { transform, translate, rotate, scale, perspective, filter, backdropFilter, contain, willChange } = getComputedStyle(around);
    const traps = [transform, translate, rotate, scale, perspective, filter, backdropFilter].some((value) => value && value !== 'none');
    if (traps || /paint|layout|strict|content/.test(contain) || /transform|perspective|filter/.test(willChange)) return true;
  }
  return false;
}

/**
 * Brings what is in an element out of what has trapped that.
 *
 * @param {HTMLElement} layer
 * @param {Element} host
 * @param {boolean} mayLeave
 */
export function escape(layer, host, mayLeave) {
  if (!('showPopover' in layer)) return;
  const leaves = mayLeave && isTrapped(host);
  if (leaves ? layer.matches(':popover-open') : !layer.classList.contains('top')) return;
  layer.classList.toggle('top', leaves);
  // Taken away and set again: what was moved in the page has left the top layer without a word.
  layer.popover = null;
  if (!leaves) return;
  layer.popover = 'manual';
  layer.showPopover();
}

/**
 * What is fixed to the screen would not fit on it any longer, magnified with the page.
 *
 * @param {HTMLElement} layer
 * @param {Element} host
 * @param {boolean} isFixed
 */
export function unzoom(layer, host, isFixed) {
  const { currentCSSZoom: zoom = 1 } = /** @type {any} */ (host.parentElement ?? host);
  layer.style.zoom = zoom === 1 || !isFixed ? '' : String(1 / zoom);
}
