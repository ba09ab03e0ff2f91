// Opens a file of a message. The module for that is loaded for the first file; if that fails, the item of the file shows the failure.

import { useLazy } from '../../assets/lazy-modules.ts';
import type { ElementState } from '../state/element-state.ts';
import type { ModuleState } from '../state/module-state.ts';
import { loadFileCardLanguage } from './file-card-language.ts';
import type { FileCard } from './file-card.ts';
import { showFailure } from './file-item.ts';

/** Shows a file in its item as this media type, or saves it. The visitor can try again after a failure. */
export async function openFile(state: ElementState & ModuleState, card: FileCard, shownAs: string) {
  const { item } = card;
  if (item.hasAttribute('aria-busy')) return;
  item.setAttribute('aria-busy', 'true');
  // The chat needs the same texts, so it is there only if they can be loaded.
  const language = await loadFileCardLanguage(state).catch(() => undefined);
  const isOpened =
    language &&
    (await useLazy<typeof import('./file-card.lazy.ts')>('file-card', async (module) => {
      await module.openFile(card, shownAs, language);
      return true;
    }));
  item.removeAttribute('aria-busy');
  if (language && !isOpened) showFailure(item, String(language.texts[ASSETS.downloadFailedIndex]));
}
