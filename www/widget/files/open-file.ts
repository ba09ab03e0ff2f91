// Opens a file of a message. What that needs is loaded with the first file; without it, the item of the file shows the failure.

import { useLazy } from '../../assets/lazy-modules.ts';
import { pageTextsOf, withPageTexts } from '../page-texts.ts';
import { languageOf } from '../state.ts';
import type { WidgetState } from '../state.ts';
import { launcherText, loadTexts } from '../texts.ts';
import type { FileCard } from './file-card.lazy.ts';
import { setBusy, showFailure } from './file-item.ts';

/** Shows a file in its item as this media type, or saves it. The visitor can try again after a failure. */
export async function openFile(state: WidgetState, card: FileCard, shownAs: string) {
  const { item } = card;
  if (item.hasAttribute('aria-busy')) return;
  const { key, tag } = languageOf(state);
  setBusy(item, true);
  const texts = withPageTexts(state, (await loadTexts(key)).app);
  const isOpened = await useLazy<typeof import('./file-card.lazy.ts')>('file-card', async (module) => {
    setBusy(item, false);
    await module.openFile(card, shownAs, { texts, close: launcherText(key, 'close', pageTextsOf(state)), tag });
    return true;
  });
  if (isOpened) return;
  setBusy(item, false);
  showFailure(item, String(texts[ASSETS.windowTexts[4]]));
}
