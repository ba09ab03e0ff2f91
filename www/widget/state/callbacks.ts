// The functions of the controller that other modules call.

/** They are part of the state, so that the other modules need not import the controller. */
export interface Callbacks {
  /** Opens or closes the window. `focus`: whether to move the focus to the text field, or back to the launcher. */
  show(open: boolean, focus: boolean): void;
  /** Removes everything that the browser stores for the conversation, and starts with an empty one. */
  deleteConversation(this: void): void;
  /** Called when the page's own texts have loaded. */
  onPageTexts(): void;
  /** Called after each check of the opening hours; `hasChanged`: the chat has opened or closed. */
  onHoursCheck(hasChanged: boolean): void;
}
