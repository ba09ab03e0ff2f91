// Removes everything that the browser stores for a conversation.

import { pageRecords } from '../wasm/application.ts';
import { removeAllFiles } from './files/file-store.ts';
import { disposeInstance, resetInstance } from './instance.ts';
import { removePlaceholder } from './placeholder/show-placeholder.ts';
import { createPending } from './state/draft-state.ts';
import type { ElementState } from './state/element-state.ts';
import type { InstanceState } from './state/instance-state.ts';
import type { WidgetState } from './state/widget-state.ts';
import { forgetKeys } from './storage/keys.ts';

/** Starts a new conversation in all tabs: another tab would store the old conversation again. */
export function endConversation({ handle, keys: [key] }: ElementState & InstanceState) {
  if (handle) return handle.newSession();
  const at = Date.now();
  try {
    // There is no instance that could encode this `TabMessage` (src/chat/model/tab_message.rs).
    const channel = new BroadcastChannel(`${key}@`);
    channel.postMessage([{ Mail: { id: at, at, intent: 'NewChat' } }, []]);
    channel.close();
  } catch {
    // Old browsers have no `BroadcastChannel`.
  }
}

/** Ends the instance for good, and resolves when everything is removed. */
export async function forget(state: WidgetState) {
  const { options, keys } = state;
  if (!options) return;
  // Nothing is stored any more, even if the visitor leaves the page meanwhile.
  state.isDestroyed = true;
  disposeInstance(state);
  resetInstance(state);
  removePlaceholder(state);
  state.pending = createPending();
  state.storedDraft = undefined;
  // Before the files, whose removal takes longer: the visitor may leave the page.
  forgetKeys(keys, options, pageRecords);
  try {
    for (const key of keys) await removeAllFiles(key);
  } catch (error) {
    console.error(`ocs-chat: files that were selected but not sent may still be stored: ${error}`);
  }
}
