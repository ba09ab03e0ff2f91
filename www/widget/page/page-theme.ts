// Whether the page around the element is light or dark, and when that may have changed.

/** Colours that are darker are dark; of the lightness of OKLab, from 0 to 1. White text is easier to read on them than black text. */
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
  // In a form, fields can have the names of these properties: then the end may not be the document.
  while (node instanceof Node && !nodes.has(node)) {
    nodes.add(node);
    node = (node as Element).assignedSlot ?? node.parentNode ?? (node as ShadowRoot).host;
  }
  return [...nodes].filter((node) => node instanceof Element);
}

/** The lightness of a computed colour; `undefined` if it is not opaque. */
function lightnessOf(color: string) {
  // For example `rgb(0, 0, 0)`, `oklch(0.2 0 none / 0.5)` and `color(display-p3 0 0 0)`.
  const [, name, components] = /^(\w+)\((?:[a-z][\w-]* )?(.*)\)/.exec(color) ?? [];
  if (!name) return;
  const [first = 0, second = 0, third = 0, alpha = 1] = components.split(/[\s,/]+/).map((component) => Number.parseFloat(component) || 0);
  if (alpha < OPAQUE_FROM) return;
  if (name.startsWith('ok')) return first;
  if (name.startsWith('l')) return first / 100;
  const white = name === 'color' ? 1 : 255;
  const [red, green, blue] = [first, second, third].map((channel) => (channel / white) ** 2.2);
  return Math.cbrt(0.2126 * red + 0.7152 * green + 0.0722 * blue);
}

/** The lightness of the nearest opaque background behind the element. */
function backgroundLightness(host: Element) {
  for (const element of composedAncestors(host)) {
    const lightness = lightnessOf(getComputedStyle(element).backgroundColor);
    if (lightness !== undefined) return lightness;
  }
}

/**
 * Whether the page is dark where the element is: by `color-scheme`, which is inherited, where the page sets it; else by the
 * background. A page without either is light unless its `<meta name="color-scheme">` says otherwise.
 */
export function isPageDark(host: Element) {
  const { colorScheme } = getComputedStyle(host);
  if (colorScheme && colorScheme !== 'normal') return isDarkScheme(colorScheme);
  const lightness = backgroundLightness(host);
  if (lightness !== undefined) return lightness < DARK_BELOW;
  return isDarkScheme(document.querySelector<HTMLMetaElement>('meta[name=color-scheme i]')?.content ?? '');
}

/**
 * Returns a function that observes the ancestors that the element has then, until `signal` is aborted.
 *
 * @param onChange Called once in a frame in which the theme of the page may have changed.
 */
export function createPageObserver(host: Element, onChange: () => void) {
  let isScheduled = false;
  const schedule = () => {
    if (isScheduled) return;
    isScheduled = true;
    // In a frame of its own the styles are computed anyway.
    requestAnimationFrame(() => {
      isScheduled = false;
      onChange();
    });
  };
  const onLoad = ({ target }: Event) => (target as Element).localName === 'link' && schedule();
  const onTransitionEnd = ({ propertyName }: TransitionEvent) => propertyName === 'background-color' && schedule();
  const observer = new MutationObserver(schedule);
  const system = systemDark();
  return (signal: AbortSignal) => {
    observer.disconnect();
    for (const element of composedAncestors(host)) observer.observe(element, { attributes: true });
    // Style sheets that are added, replaced or turned off.
    if (document.head) observer.observe(document.head, { attributes: true, childList: true, characterData: true, subtree: true });
    signal.addEventListener('abort', () => observer.disconnect());
    system.addEventListener('change', schedule, { signal });
    // The event of a style sheet does not bubble.
    document.addEventListener('load', onLoad, { capture: true, signal });
    document.addEventListener('transitionend', onTransitionEnd, { signal });
  };
}
