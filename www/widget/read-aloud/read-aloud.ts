// Loads reading aloud.

import { loadLazy } from '../../assets/lazy-modules.ts';
import { updateAppearance } from '../appearance/updatable-options.ts';
import type { WidgetState } from '../state/widget-state.ts';

/** Loads the module if the page has enabled reading aloud. Resolves when it has loaded or cannot be loaded. */
export async function loadReadAloud(state: WidgetState) {
  if (!state.options?.readAloud || state.reader) return;
  const update = () => state.options && updateAppearance(state);
  const module = await loadLazy<typeof import('./read-aloud.lazy.ts')>('read-aloud');
  state.reader ??= module?.createReader(state.context.root, () => state.isOpen, update);
  update();
}
