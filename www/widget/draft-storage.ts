// Stores what the visitor is writing: while they write, for the tab, and for the site when they leave the page.

import type { Instance } from './instance.ts';
import { keepDraft } from './storage/draft.ts';
import { joinTexts } from './pending-state.ts';
import type { WidgetState } from './state.ts';

const SAVE_DELAY_MS = 1_000;

export class DraftStorage {
  #state: WidgetState;
  #instance: Instance;
  #timer = 0;

  constructor(state: WidgetState, instance: Instance) {
    this.#state = state;
    this.#instance = instance;
  }

  /**
   * Starts to store the draft.
   *
   * @returns A function that ends it.
   */
  start(): () => void {
    const { overlayRoot } = this.#state.context;
    const onPageHide = () => this.#save(true);
    addEventListener('pagehide', onPageHide);
    overlayRoot.addEventListener('input', this.saveSoon);
    return () => {
      removeEventListener('pagehide', onPageHide);
      overlayRoot.removeEventListener('input', this.saveSoon);
      clearTimeout(this.#timer);
    };
  }

  /** Stores the draft a moment later: a browser that crashes does not dispatch `pagehide`. */
  saveSoon = () => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#save(false), SAVE_DELAY_MS);
  };

  #save(isLeaving: boolean) {
    const state = this.#state;
    const { pending, options, context } = state;
    const { handle, field = context.placeholder?.field } = this.#instance;
    const selected = handle?.picked() || pending.storedFiles;
    const text = joinTexts(...state.unsentMessages, pending.draft, field?.value);
    if (!options || state.isDestroyed || !(field || text || selected)) return;
    state.storedDraft = text;
    keepDraft(state.key, options, text, selected, isLeaving);
  }
}
