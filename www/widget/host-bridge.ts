// The object that an instance calls: events, callbacks of the page, sound, files and the memory that outlives the instance.

import { useLazy } from '../assets/lazy-modules.ts';
import { memory } from '../wasm/application.ts';
import type { Host } from '../wasm/bindings.ts';
import { explain, explainNetworkError, reportSunset } from './diagnosis.ts';
import { callFileStore } from './files/file-store.ts';
import { painted } from './idle.ts';
import { appearanceOf } from './mount-options.ts';
import { refuse } from './storage/refusals.ts';
import type { Options } from './options/types.ts';
import { allowSound, ringOnce } from './page/sound.ts';
import type { WidgetState } from './state.ts';

/** What the controller does for an instance. */
export interface HostActions {
  close(): void;
  setUnread(count: number): void;
  updateAppearance(): void;
  saveDraft(): void;
}

export function createHost(state: WidgetState, actions: HostActions, ended: Promise<unknown>): Host {
  const { key, pageContext } = state;
  const mounted = state.options as Options;
  return {
    close: actions.close,
    unread: actions.setUnread,
    turnSound(on) {
      if (!state.options) return;
      if (on) allowSound();
      refuse(state.key, state.options, 'sound', !on);
      actions.updateAppearance();
    },
    warn(reason) {
      if (reason !== 'network') explain(reason, 'error');
      else if (navigator.onLine) explainNetworkError(mounted, state.tokenProvider);
    },
    tell(name, message, sessionId) {
      const isVisible = !document.hidden && document.hasFocus() && state.isOpen;
      if (name === 'message:received' && appearanceOf(state).sound) ringOnce(isVisible);
      state.dispatch(name, message === undefined || message === null ? { sessionId } : { message, sessionId });
    },
    takeContext: () => pageContext.take(),
    giveContext: (context) => pageContext.give(context),
    beforeSend(message, sessionId, context) {
      // The stored draft is outdated.
      actions.saveDraft();
      return pageContext.during(context, () => state.dispatch('message:before-send', { message, sessionId }));
    },
    bearer(forceRefresh) {
      const { tokenProvider } = state;
      return tokenProvider && (async () => tokenProvider({ forceRefresh }))();
    },
    sunset: reportSunset,
    memory,
    fileStore: (name, ids, file) => callFileStore(name, key, ids, file),
    drawThumbnail: (file) =>
      useLazy<typeof import('./files/thumbnail.lazy.ts')>('thumbnail', (thumbnail) => thumbnail.drawThumbnail(file).catch(() => {})),
    saveFile: (...file) => void useLazy<typeof import('./files/save-file.lazy.ts')>('save-file', (module) => module.saveFile(...file)),
    painted: painted(),
    ended,
  };
}
