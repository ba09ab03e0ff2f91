// Loads dictation.

import { loadLazy, useLazy } from '../../assets/lazy-modules.ts';
import { pageTextsOf } from '../texts/page-texts.ts';
import { languageOf } from '../texts/language.ts';
import type { ElementState } from '../state/element-state.ts';
import type { ModuleState } from '../state/module-state.ts';

/** Adds the button for dictation to the composer if the page has enabled it, otherwise hides it. */
export function updateDictation(state: ElementState & ModuleState) {
  const { options, context } = state;
  const { root } = context;
  if (!options?.dictation && !root.querySelector('[part~=dictate]')) return;
  void useLazy<typeof import('./dictation.lazy.ts')>('dictation', (module) =>
    module.updateDictation(root, state.options?.dictation, languageOf(state).tag, pageTextsOf(state)),
  );
}

/** Loads the module ahead of the window, whose composer has the button from the start. */
export const prepareDictation = ({ options }: ElementState) => options?.dictation && loadLazy('dictation');
