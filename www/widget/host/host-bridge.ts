// The object that an instance calls: events, callbacks of the page, sound, files and the memory that outlives the instance.

import { loadLazy, useLazy } from '../../assets/lazy-modules.ts';
import { pageRecords } from '../../wasm/application.ts';
import type { Host } from '../../wasm/bindings.ts';
import { updatableOptions, updateAppearance } from '../appearance/updatable-options.ts';
import { copyText } from './copy-text.ts';
import { explain, explainNetworkError, reportStorage, reportSunset } from '../diagnosis/diagnosis.ts';
import { callFileStore } from '../files/file-store.ts';
import { openFile } from '../files/open-file.ts';
import { showPicture } from '../files/show-picture.ts';
import { afterPaint } from '../page/idle.ts';
import { setUnread } from '../launcher/launcher-content.ts';
import type { Options } from '../options/generated-types.ts';
import { allowSound, ringOnce } from '../page/sound.ts';
import { dispatch } from '../state/element-state.ts';
import type { WidgetState } from '../state/widget-state.ts';
import { enrich } from '../rich-text/rich-text.ts';
import { storeChoice } from '../storage/choices.ts';
import { requestToken } from '../options/token-provider.ts';
import { requestLock } from './web-lock.ts';

type Files = typeof import('../files/files.lazy.ts');

export function createHost(state: WidgetState, ended: Promise<unknown>): Host {
  const { pageContext, keys } = state;
  const [key] = keys;
  const mountedOptions = state.options as Options;
  return {
    close: () => state.show(false, true),
    // After the instance's listener that calls this has returned.
    deleteConversation: () => queueMicrotask(state.deleteConversation),
    unread: (count) => setUnread(state, count),
    turnSound(on) {
      if (!state.options) return;
      if (on) allowSound();
      storeChoice(key, state.options, 'soundOff', !on);
      updateAppearance(state);
    },
    readAloud(entry, text, isNew) {
      try {
        return state.reader?.read(entry, text, isNew);
      } catch (error) {
        console.error(`ocs-chat: an answer could not be read aloud: ${error}`);
      }
    },
    toggleReadAloud: () => state.reader?.toggle(),
    warn(name) {
      if (name === 'full') return reportStorage(mountedOptions, name);
      const reason = name === 'login' && state.tokenProvider ? 'token' : name;
      if (reason !== 'network') {
        state.warnings.add(reason);
        // An error of `authTokenProvider` has been reported, the event for the end of the session is dispatched, and a refused session of the
        // widget's own is replaced.
        if (!/^(provider|ended)$/.test(reason) && (reason !== 'session' || mountedOptions.sessionId)) explain(reason, 'error');
      } else if (navigator.onLine) explainNetworkError(mountedOptions, state.tokenProvider);
    },
    emit(name, message, sessionId) {
      if (name === 'message:received') {
        // Earlier refusals no longer apply.
        state.warnings.clear();
        const isVisible = !document.hidden && document.hasFocus() && state.isOpen;
        if (updatableOptions(state).sound) ringOnce(isVisible);
      }
      dispatch(state, name, message === undefined || message === null ? { sessionId } : { message, sessionId });
    },
    takeContext: pageContext.take,
    restoreContext: pageContext.restore,
    beforeSend(message, sessionId, context) {
      return pageContext.during(context, () => dispatch(state, 'message:before-send', { message, sessionId }));
    },
    bearerToken(forceRefresh) {
      const token = requestToken(state.tokenProvider, forceRefresh)?.catch((error) => {
        console.error(`ocs-chat: authTokenProvider has failed: ${error}`);
        throw error;
      });
      // Rejected once the instance has ended, so that it starts no session.
      return token && Promise.race([token, ended.then(() => Promise.reject(Error()))]);
    },
    reportSunset,
    memory: pageRecords,
    fileStore: (name, ids, file) => callFileStore(name, key, ids, file),
    requestLock: (...request) => requestLock(ended, ...request),
    upload: async (...request) => (await loadLazy<Files>('files'))?.upload(...request, state.options?.keepPhotos),
    drawThumbnail: (file) => useLazy<Files>('files', (files) => files.drawThumbnail(file).catch(() => {})),
    copyText,
    saveFile: (...file) => void useLazy<Files>('files', (files) => files.saveFile(...file)),
    openFile: (item, shownAs, size, start) => void openFile(state, { item, size, start }, shownAs),
    showPicture: (description, address) => void showPicture(state, description, address),
    enrich: (text) => enrich(state, text),
    painted: afterPaint(),
  };
}
