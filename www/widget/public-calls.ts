// The methods of the element that need the application: `send`, `prefill`, `attach` and others.

import type { PublicCalls } from '../loader/element-context.ts';
import type { WidgetHandle } from '../wasm/bindings.ts';
import { diagnose } from './diagnosis.ts';
import { hasEffect, storedRecords } from './effects.ts';
import { forget } from './forget.ts';
import type { Instance } from './instance.ts';
import type { OptionValues } from './option-values.ts';
import type { WidgetState } from './state.ts';

/** A second instance gets the call if the first one traps before the call has had an effect. */
const MAX_ATTEMPTS = 2;

/** `checkConsent` asks the page again for consent. */
export function createPublicCalls(state: WidgetState, instance: Instance, values: OptionValues, checkConsent: () => void): PublicCalls {
  /** Calls the running instance, and the next one if that traps before `observe` returns something else. */
  async function perform(act: (handle: WidgetHandle) => void, observe: () => unknown) {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const handle = await instance.ready();
      const { application } = instance;
      if (!application || hasEffect(application, () => act(handle), observe)) return;
      // The trap is handled in a microtask. Until then `instance` has the broken handle.
      await undefined;
    }
    throw new Error('ocs-chat: a fault in the chat.');
  }

  const calls: PublicCalls = {
    async send(text) {
      if (!String(text).trim()) throw new Error('ocs-chat: there is nothing to send.');
      checkConsent();
      const send = (handle: WidgetHandle) => {
        if (state.options?.disabled) throw new Error('ocs-chat: the chat is disabled.');
        handle.send(String(text));
      };
      await perform(send, () => storedRecords(state));
    },
    async prefill(text) {
      await perform((handle) => handle.prefill(String(text)), () => instance.field?.value);
    },
    async attach(files) {
      const given = [...files];
      const attach = (handle: WidgetHandle) => {
        if (!state.options?.allowAttachments) throw new Error('ocs-chat: allow-attachments is not set.');
        handle.attach(given);
      };
      await perform(attach, () => instance.window?.querySelectorAll('.picked li').length);
    },
    async newSession() {
      (await instance.ready()).newSession();
    },
    async destroy({ forget: forgets = false } = {}) {
      if (forgets) await forget(state, instance);
      state.isDestroyed = true;
      instance.calls.reject('ocs-chat: the widget is gone.');
      const { host } = state.context;
      host.onRemoved = undefined;
      host.remove();
    },
    async diagnose() {
      return diagnose(values.parse(), state.tokenProvider);
    },
    async trigger({ ocsChatSend, ocsChatPrefill }) {
      try {
        if (ocsChatSend) await calls.send(ocsChatSend);
        if (ocsChatPrefill) await calls.prefill(ocsChatPrefill);
      } catch (error) {
        console.error(error);
      }
    },
  };
  return calls;
}
