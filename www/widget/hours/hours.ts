// Loads the schedule of `hours`.

import { loadLazy } from '../../assets/lazy-modules.ts';
import { updateAppearance } from '../appearance.ts';
import { reportInvalid } from '../options/report.ts';
import type { WidgetState } from '../state.ts';

/** Resolves when the schedule is in effect, if there is one, or cannot be loaded: then the chat is open. */
export async function loadHours(state: WidgetState) {
  if (!state.options?.hours || state.scheduledOptions) return;
  const onChange = () => state.options && updateAppearance(state);
  state.scheduledOptions = (await loadLazy<typeof import('./hours.lazy.ts')>('hours'))?.createHours(state.context.root, reportInvalid, onChange);
  onChange();
}
