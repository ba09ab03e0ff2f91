// Loads the texts for files and pictures of messages, in the visitor's language.

import { pageTextsOf, withPageTexts } from '../texts/page-texts.ts';
import { languageOf } from '../texts/language.ts';
import type { ElementState } from '../state/element-state.ts';
import type { ModuleState } from '../state/module-state.ts';
import { launcherText, loadTexts } from '../texts/texts.ts';
import type { FileCardLanguage } from './file-card-text.ts';

/** Rejects if the texts cannot be loaded. */
export async function loadFileCardLanguage(state: ElementState & ModuleState): Promise<FileCardLanguage> {
  const { key, tag } = languageOf(state);
  const ownTexts = pageTextsOf(state);
  const texts = withPageTexts(state, (await loadTexts(key)).app);
  return { texts, close: launcherText(key, 'close', ownTexts), tag, ownTexts };
}
