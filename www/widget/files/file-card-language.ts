// The language of the visitor, with the texts that files and pictures of messages need.

import { pageTextsOf, withPageTexts } from '../page-texts.ts';
import { languageOf } from '../state.ts';
import type { WidgetState } from '../state.ts';
import { launcherText, loadTexts } from '../texts.ts';

export async function fileCardLanguage(state: WidgetState) {
  const { key, tag } = languageOf(state);
  const ownTexts = pageTextsOf(state);
  const texts = withPageTexts(state, (await loadTexts(key)).app);
  return { texts, close: launcherText(key, 'close', ownTexts), tag, ownTexts };
}
