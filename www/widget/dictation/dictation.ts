// Loads dictation.

import { loadLazy, useLazy } from '../../assets/lazy-modules.ts';
import { pageTextsOf } from '../texts/page-texts.ts';
import { languageOf } from '../state.ts';
import type { WidgetState } from '../state.ts';

/** Adds the button for dictation to the composer if the page has enabled it, otherwise hides it. */
export function updateDictation(state: WidgetState) {
  const { options, context } = state;
  const { root } = context;
  if (!options?.dictation && !root.querySelector('[part~=dictate]')) return;
  void useLazy<typeof import('./dictation.lazy.ts')>('dictation', (module) =>
    module.updateDictation(root, state.options?.dictation, languageOf(state).tag, pageTextsOf(state)),
  );
}

/** Loads the module ahead of the window, whose composer has the button from the start. */
export const prepareDictation = ({ options }: WidgetState) => options?.dictation && loadLazy('dictation');
