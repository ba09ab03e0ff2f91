// Keeps events inside the widget from the page, whose scripts would act on them: smooth scrolling moves the page instead of the
// transcript, dialogs that observe `focusin` take the focus back, and pasted or dropped files end up in both.

const ISOLATED = ['wheel', 'touchmove', 'copy', 'cut', 'paste', 'selectstart', 'contextmenu', 'dragenter', 'dragleave'];

const stop = (event: Event) => event.stopPropagation();

/** Stops the propagation of events that the widget has handled. */
export function isolateEvents(overlayRoot: HTMLElement) {
  for (const type of ISOLATED) overlayRoot.addEventListener(type, stop, { passive: true });
  for (const type of ['dragover', 'drop']) {
    overlayRoot.addEventListener(type, (event) => {
      // The page may prevent the default of others, so that the browser does not navigate to a dropped file.
      if (event.defaultPrevented) stop(event);
    });
  }
  for (const type of ['keydown', 'keypress', 'keyup']) {
    overlayRoot.addEventListener(type, (event) => {
      // Typing must not trigger the page's shortcuts. Outside the text field they work.
      if ((event.target as Element).localName === 'textarea') stop(event);
    });
  }
}

/** Hides focus changes inside the widget from the page's listeners. */
export function isolateFocus(overlayRoot: HTMLElement, signal: AbortSignal) {
  const listener = (event: Event) => {
    if (event.composedPath().includes(overlayRoot)) event.stopImmediatePropagation();
  };
  addEventListener('focusin', listener, { capture: true, signal });
}
