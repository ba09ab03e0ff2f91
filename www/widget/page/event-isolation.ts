// Keeps events inside the widget from the page, whose scripts would act on them: smooth scrolling moves the page instead of the
// transcript, dialogs close on a press outside of them or take the focus back, and pasted or dropped files end up in both.

const ISOLATED = ['wheel', 'touchmove', 'selectstart', 'dragenter', 'dragleave'];

/** Events that the page's listeners for the capture phase do not get. The widget gets copies, except of touches, which it does not use. */
const HIDDEN = [
  'pointerdown',
  'pointerup',
  'mousedown',
  'mouseup',
  'click',
  'focus',
  'blur',
  'focusin',
  'focusout',
  'touchstart',
  'touchend',
  'beforeinput',
  'input',
  'contextmenu',
];

/** Also hidden. Their constructors ignore some properties, so the copies are custom events with the same properties. */
const HIDDEN_WITH_PROPERTIES = ['keydown', 'keypress', 'keyup', 'copy', 'cut', 'paste'];

const stop = (event: Event) => event.stopPropagation();

/** Stops the propagation of events that the widget has handled. */
export function isolateEvents(overlayRoot: HTMLElement) {
  for (const type of ISOLATED) overlayRoot.addEventListener(type, stop, { passive: true });
  // Escape closes the window, and not the native dialog that the widget may be in.
  const keepDialog = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && (event.target as Element).closest('section')) event.preventDefault();
  };
  overlayRoot.addEventListener('keydown', keepDialog, { capture: true });
  for (const type of ['dragover', 'drop']) {
    overlayRoot.addEventListener(type, (event) => {
      // The page may prevent the default action of others, so that the browser does not navigate to a dropped file.
      if (event.defaultPrevented) stop(event);
    });
  }
}

/** Keeps the page from scrolling where nothing in the window can. Not on the overlay root: Chromium ignores elements without a box. */
export function keepScrollInside(window: HTMLElement) {
  for (const type of ['wheel', 'touchmove']) window.addEventListener(type, scrollInside, { passive: false });
}

function scrollInside(event: Event) {
  const path = event.composedPath() as HTMLElement[];
  // Two fingers or the control key zoom.
  if (!event.cancelable || (event as WheelEvent).ctrlKey || (event as TouchEvent).touches?.length > 1) return;
  const canScroll = ({ scrollHeight, clientHeight, scrollWidth, clientWidth }: Element) => scrollHeight > clientHeight || scrollWidth > clientWidth;
  const isScroller = (one: HTMLElement) => canScroll(one) && /auto|scroll/.test(getComputedStyle(one).overflow);
  const end = path.indexOf(event.currentTarget as HTMLElement) + 1;
  if (!path.slice(0, end).some(isScroller)) event.preventDefault();
}

/**
 * Hides events inside the widget from the page's listeners, also from those for the capture phase, until `signal` is aborted. Keys do
 * not trigger the page's shortcuts, nor do they close its dialogs.
 */
export function hideEvents(host: HTMLElement, overlayRoot: HTMLElement, signal: AbortSignal) {
  const listener = (event: Event) => {
    const path = event.composedPath();
    const [target] = path;
    const isInside = path.includes(overlayRoot);
    const needsProperties = HIDDEN_WITH_PROPERTIES.includes(event.type);
    // The event of an element of the page that loses the focus to the widget is hidden, too.
    if (!isInside && !(event.type === 'focusout' && (event as FocusEvent).relatedTarget === host)) return;
    // The browser's own player does not know copies of its keys.
    if (needsProperties && (target as Element).localName === 'audio') return;
    event.stopImmediatePropagation();
    if (!isInside || event.type.startsWith('touch')) return;
    const get = (_: Event, key: string | symbol): unknown => (key === 'composed' ? false : Reflect.get(event, key));
    // In Firefox, a `KeyboardEvent` is always composed.
    const Copy = needsProperties ? CustomEvent : (event.constructor as typeof Event);
    const copy = new Copy(event.type, new Proxy(event, { get }));
    if (needsProperties) for (const key in event) if (!(key in copy)) Object.defineProperty(copy, key, { get: () => get(event, key) });
    // The copy of a click triggers the default action, such as following a link; for other events the original does.
    if (!target.dispatchEvent(copy) || event.type === 'click') event.preventDefault();
  };
  for (const type of [...HIDDEN, ...HIDDEN_WITH_PROPERTIES]) addEventListener(type, listener, { capture: true, signal });
}
