// Whether the page around the element is light or dark, and when that may have changed.

/** Colours below this lightness of OKLab (0 to 1) are dark: white text is easier to read on them than black text. */
const DARK_BELOW = 0.55;
/** Backgrounds with a lower alpha show what is behind them. */
const OPAQUE_FROM = 0.5;

const systemDark = () => matchMedia('(prefers-color-scheme: dark)');

/** Whether the browser uses dark colours for an element with this value of `color-scheme`. */
const isDarkScheme = (schemes: string) => /dark/.test(schemes) && (systemDark().matches || !/light/.test(schemes));

/** The element and its ancestors in the composed tree, from the inside. */
function composedAncestors(host: Element) {
  const nodes = new Set<Node>();
  let node: unknown = host;
  // In a form, fields can have the names of these properties: then the path may be a cycle, or not end at the document.
  while (node instanceof Node && !nodes.has(node)) {
    nodes.add(node);
    node = (node as Element).assignedSlot ?? node.parentNode ?? (node as ShadowRoot).host;
  }
  return [...nodes].filter((node) => node instanceof Element);
}

/** The lightness of a computed colour; `undefined` if it is not opaque. */
function lightnessOf(color: string) {
  // For example `rgb(0, 0, 0)`, `oklch(0.2 0 none / 0.5)` and `color(display-p3 0 0 0)`.
  const components = color.replace(/^\w+\(([a-z][\w-]* )?/, '').split(/[ ,/]+/);
  const [first, second, third, alpha = 1] = components.map((component) => Number.parseFloat(component) || 0);
  if (alpha < OPAQUE_FROM) return;
  if (/^(ok|l)/.test(color)) return color.startsWith('ok') ? first : first / 100;
  const white = color.startsWith('c') ? 1 : 255;
  return Math.cbrt(0.2126 * (first / white) ** 2.2 + 0.7152 * (second / white) ** 2.2 + 0.0722 * (third / white) ** 2.2);
}

/**
 * Whether the page is dark where the element is: by the nearest background or `color-scheme` that the page sets around it. A page
 * without either is light unless its `<meta name="color-scheme">` says otherwise.
 */
export function isPageDark(host: Element) {
  const { colorScheme } = getComputedStyle(host);
  for (const element of composedAncestors(host)) {
    const style = getComputedStyle(element);
    // `color-scheme` is inherited: if the value differs here, that of the host was set nearer.
    if (style.colorScheme !== colorScheme) break;
    const lightness = lightnessOf(style.backgroundColor);
    if (lightness !== undefined) return lightness < DARK_BELOW;
  }
  const meta = document.querySelector<HTMLMetaElement>('meta[name=color-scheme i]');
  return isDarkScheme(colorScheme === 'normal' ? (meta?.content ?? '') : colorScheme);
}

/**
 * Returns a function that observes the current ancestors of the element until `signal` is aborted.
 *
 * @param onChange Called in an animation frame after a change that may affect the page's theme.
 */
export function createPageObserver(host: Element, onChange: () => void) {
  let isScheduled = false;
  const schedule = () => {
    if (isScheduled) return;
    isScheduled = true;
    // The browser computes styles there anyway.
    requestAnimationFrame(() => {
      isScheduled = false;
      onChange();
    });
  };
  const observer = new MutationObserver(schedule);
  const disconnect = () => observer.disconnect();
  const system = systemDark();
  return (signal: AbortSignal) => {
    disconnect();
    for (const element of composedAncestors(host)) observer.observe(element, { attributes: true });
    // Style sheets that are added, replaced or turned off.
    observer.observe(document.head ?? host, { attributes: true, childList: true, characterData: true, subtree: true });
    signal.addEventListener('abort', disconnect);
    system.addEventListener('change', schedule, { signal });
    // A style sheet has loaded, a colour has changed gradually, or the state of a control, which `:has()` can select, has changed.
    for (const event of ['load', 'transitionend', 'change', 'click']) document.addEventListener(event, schedule, { capture: true, signal });
  };
}
