// Runs the calls of the database of selected files (`database.ts`) in their order.

import { loadLazy } from '../../assets/lazy-modules.ts';

type Files = typeof import('./files.lazy.ts');

let lastCall: Promise<unknown> = Promise.resolve();

/** Runs a call after all earlier ones: a file must not be written after its conversation was deleted. */
function runInOrder<T>(task: () => Promise<T>): Promise<T> {
  const call = lastCall.then(task);
  lastCall = call.catch(() => {});
  return call;
}

/** Calls a function of the database by name, for the WebAssembly application. Resolves to `undefined` on failure. */
export function callFileStore(name: string, conversation: string, ids: unknown, file: unknown): Promise<unknown> {
  return runInOrder(async () => {
    const files = (await loadLazy<Files>('files')) as Record<string, (...parameters: unknown[]) => unknown> | undefined;
    return files?.[name](conversation, ids, file);
  }).catch(() => {});
}

/** Removes all files of a conversation. */
export function removeAllFiles(conversation: string): Promise<void> {
  return runInOrder(async () => {
    const files = await loadLazy<Files>('files');
    if (!files) throw new Error('the file module could not be loaded');
    await files.removeAll(conversation);
  });
}
