// The methods of the element that need the application: `send`, `prefill`, `attach` and others.

import { hasNoText } from '../loader/option-text.ts';
import type { PublicCalls } from '../loader/element-context.ts';
import type { WidgetHandle } from '../wasm/bindings.ts';
import { updatableOptions } from './appearance/updatable-options.ts';
import { diagnose } from './diagnosis/diagnosis.ts';
import { saveDraftSoon } from './draft.ts';
import { callAndVerify, storedRecords } from './detect-effect.ts';
import { endConversation, forget } from './forget.ts';
import { loadInstance } from './instance.ts';
import { readValuesWithoutConsent } from './element-options/option-values.ts';
import { fieldOf, windowOf } from './state/instance-state.ts';
import { joinTexts } from './state/draft-state.ts';
import { rejectCalls } from './state/loading-state.ts';
import type { WidgetState } from './state/widget-state.ts';

export const NO_CHATBOT = 'ocs-chat: chatbot-id is missing or is not a UUID.';

/** A second instance gets the call if the first one traps before the call takes effect. */
const MAX_CALL_ATTEMPTS = 2;

/** A text, followed by the draft unless that begins with it. */
const withDraft = (text: string, draft = '') => (draft.startsWith(text) ? draft : joinTexts(text, draft));

/** Converts what is no text, such as an event, to an empty text. */
const asText = (value: unknown) => {
  const text = String(value ?? '');
  return hasNoText(value) && text.startsWith('[object') ? '' : text;
};

/** Returns the handle of the mounted instance. Loads the application if there is none. */
async function loadHandle(state: WidgetState): Promise<WidgetHandle> {
  const { handle, isDestroyed, context, options, waitingCalls } = state;
  if (handle) return handle;
  if (isDestroyed) throw new Error('ocs-chat: the widget has been destroyed.');
  if (context.host.isConnected && !options) throw new Error(NO_CHATBOT);
  return new Promise((resolve, reject) => {
    waitingCalls.push({ resolve, reject });
    void loadInstance(state);
  });
}

/** Calls the running instance, and the next one if that traps before the result of `observe` changes. */
async function perform(state: WidgetState, act: (handle: WidgetHandle) => void, observe: () => unknown) {
  for (let attempt = 0; attempt < MAX_CALL_ATTEMPTS; attempt += 1) {
    const handle = await loadHandle(state);
    const { application } = state;
    if (!application || callAndVerify(application, () => act(handle), observe)) return saveDraftSoon(state);
    // The trap is handled in a microtask. Until then the state has the broken handle.
    await undefined;
  }
  throw new Error('ocs-chat: the chat crashed.');
}

/** `checkConsent` asks the page again for consent. */
export function createPublicCalls(state: WidgetState, checkConsent: () => void): PublicCalls {
  const calls: PublicCalls = {
    async send(text) {
      if (!asText(text).trim()) throw new Error('ocs-chat: there is nothing to send.');
      checkConsent();
      const send = (handle: WidgetHandle) => {
        if (updatableOptions(state).disabled) throw new Error('ocs-chat: the chat is disabled.');
        handle.send(asText(text));
      };
      await perform(state, send, () => storedRecords(state));
    },
    prefill: (text) =>
      perform(
        state,
        (handle) => handle.prefill(asText(text)),
        () => fieldOf(state)?.value,
      ),
    async attach(files) {
      // `String` would convert a list with one file like the file.
      const isFile = (value: unknown): value is File => ({}).toString.call(value) === '[object File]';
      const list = (files ?? []) as Iterable<unknown>;
      const given = isFile(list) || !list[Symbol.iterator] ? [list] : [...list];
      if (!given.every(isFile)) throw new Error('ocs-chat: only files can be attached.');
      const attach = (handle: WidgetHandle) => {
        if (!state.options?.allowAttachments) throw new Error('ocs-chat: allow-attachments is not set.');
        handle.attach(given);
      };
      await perform(state, attach, () => windowOf(state)?.querySelectorAll('.selected-files li').length);
    },
    async newSession() {
      (await loadHandle(state)).newSession();
    },
    async destroy(options) {
      if (options?.forget) endConversation(state);
      const forgotten = options?.forget && forget(state);
      state.isDestroyed = true;
      rejectCalls(state, 'ocs-chat: the widget has been destroyed.');
      state.context.host.remove();
      await forgotten;
    },
    getVersion: async () => ASSETS.version,
    diagnose: () => diagnose(readValuesWithoutConsent(state), state.tokenProvider, [...state.warnings]),
    async trigger({ ocsChatSend, ocsChatPrefill }) {
      try {
        if (ocsChatSend) await calls.send(ocsChatSend);
        // Unlike `prefill`, a button of the page keeps what the visitor has written.
        if (ocsChatPrefill)
          await perform(
            state,
            (handle) => handle.prefill(withDraft(ocsChatPrefill, fieldOf(state)?.value)),
            () => fieldOf(state)?.value,
          );
      } catch (error) {
        console.error(error);
      }
    },
  };
  return calls;
}
