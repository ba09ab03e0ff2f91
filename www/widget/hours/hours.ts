// Loads the schedule of `hours`, and follows it.

import { loadLazy } from '../../assets/lazy-modules.ts';
import { updateAppearance } from '../appearance/updatable-options.ts';
import { reportInvalid } from '../options/report.ts';
import type { WidgetState } from '../state/widget-state.ts';

/** Resolves when the schedule of the current options, if any, is in effect or its module cannot be loaded: then the chat is open. */
export async function followHours(state: WidgetState) {
  if (!state.hours) {
    if (!state.options?.hours) return;
    const module = await loadLazy<typeof import('./hours.lazy.ts')>('hours');
    state.hours ??= module?.createHours(reportInvalid, (hasChanged) => {
      if (!state.options) return;
      state.onHoursCheck(hasChanged);
      void followHours(state);
    });
    if (state.options) updateAppearance(state);
  }
  if (state.options) state.hours?.checkLater(state.options);
}
