// Loads reading aloud.

import { loadLazy } from '../../assets/lazy-modules.ts';
import { updateAppearance } from '../appearance.ts';
import type { WidgetState } from '../state.ts';

/** Resolves when answers can be read aloud, if the page wants it and the browser can, or the module cannot be loaded. */
export async function loadReadAloud(state: WidgetState) {
  if (!state.options?.readAloud || state.reader) return;
  const update = () => state.options && updateAppearance(state);
  const module = await loadLazy<typeof import('./read-aloud.lazy.ts')>('read-aloud');
  state.reader ??= module?.createReader(state.context.root, () => state.isOpen, update);
  update();
}
