// Whether the window of a widget is open.

/** The window, or its placeholder. */
export interface WindowState {
  isOpen: boolean;
  /** Whether the text field takes the focus as soon as it exists. */
  takesFocus: boolean;
  /** Whether the visitor has opened or closed the window on this page. */
  wasToggled?: boolean;
}
