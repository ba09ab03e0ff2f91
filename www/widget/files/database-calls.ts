// Calls the database of selected files, one call after the other.

import { loadLazy } from '../../assets/lazy-modules.ts';

type Files = typeof import('./files.lazy.ts');

let lastCall: Promise<unknown> = Promise.resolve();

/** Runs a call after all earlier ones: a file must not be written after its conversation was deleted. */
function inOrder<T>(act: () => Promise<T>): Promise<T> {
  const call = lastCall.then(act);
  lastCall = call.catch(() => {});
  return call;
}

/** Calls a function of the database by name, for the application. Never rejects; a failure has no result. */
export function callFileStore(name: string, conversation: string, ids: unknown, file: unknown): Promise<unknown> {
  return inOrder(async () => {
    const files = (await loadLazy<Files>('files')) as Record<string, (...parameters: unknown[]) => unknown> | undefined;
    return files?.[name](conversation, ids, file);
  }).catch(() => {});
}

/** Removes all files of a conversation. */
export function removeAllFiles(conversation: string): Promise<void> {
  return inOrder(async () => {
    const files = await loadLazy<Files>('files');
    if (!files) throw new Error('the file module could not be loaded');
    await files.removeAll(conversation);
  });
}
