// Opens a file of a message, with a module that is loaded on first use. If it cannot be loaded, the item of the file shows the failure.

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
  // The application has loaded these texts already. In the rare case that this fails, there is no text to report a failure with.
  const language = await loadFileCardLanguage(state).catch(() => undefined);
  const hasModuleRun =
    language &&
    (await useLazy<typeof import('./file-card.lazy.ts')>('file-card', async (module) => {
      await module.openFile(card, shownAs, language);
      return true;
    }));
  item.removeAttribute('aria-busy');
  if (language && !hasModuleRun) showFailure(item, String(language.texts[ASSETS.downloadFailedIndex]));
}
