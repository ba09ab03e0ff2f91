// The page's own texts (`translations-url`).

import { loadLazy } from '../../assets/lazy-modules.ts';
import type { ElementState } from '../state/element-state.ts';
import type { ModuleState, PageTextsLoader } from '../state/module-state.ts';
import type { WidgetState } from '../state/widget-state.ts';
import type { Texts } from './texts.ts';

/** The page's texts, if they have loaded. */
export const pageTextsOf = ({ pageTexts, options }: ElementState & ModuleState): Texts | undefined => pageTexts?.at(options?.translationsUrl);

/** Returns the application's texts with the page's texts in place of those that it replaces. */
export const withPageTexts = (state: ElementState & ModuleState, texts: readonly AppText[]) =>
  pageTextsOf(state) ? (state.pageTexts as PageTextsLoader).override(texts) : texts;

/** Resolves when the page's texts have loaded or cannot be loaded. */
export async function loadPageTexts(state: WidgetState) {
  const url = state.options?.translationsUrl;
  if (!url) return;
  const module = await loadLazy<typeof import('./page-texts.lazy.ts')>('page-texts');
  state.pageTexts ??= module && new module.PageTexts(state.onPageTexts);
  await state.pageTexts?.load(url);
}
