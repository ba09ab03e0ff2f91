// Stores files that wait to be sent in IndexedDB. The application decides which files are stored.

const DATABASE = 'ocs-chat';
const STORE = 'files';

/** Resolves with the result of a request. */
function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Resolves when a transaction is committed. It may fail until then, for example because the storage is full. */
function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}

async function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return resultOf(request);
}

/** Runs `act` while no other tab uses the database: a database that is being deleted must not be written to. */
const withLock = <T>(act: () => Promise<T>): Promise<T> => (navigator.locks ? (navigator.locks.request('ocs-chat-files', act) as Promise<T>) : act());

const withFiles = <T>(mode: IDBTransactionMode, act: (files: IDBObjectStore) => Promise<T>) => withLock(() => useFiles(mode, act));

/** Opens the database for one use: an open database would keep the page out of the browser's back/forward cache. */
async function useFiles<T>(mode: IDBTransactionMode, act: (files: IDBObjectStore) => Promise<T>): Promise<T> {
  const database = await open();
  try {
    return await act(database.transaction(STORE, mode).objectStore(STORE));
  } finally {
    database.close();
  }
}

/** The key of a file. A conversation is identified by its storage key, which has no line breaks. */
const keyOf = (conversation: string, id: number) => `${conversation}\nfile ${id}`;

const allOf = (conversation: string) => IDBKeyRange.bound(`${conversation}\nfile `, `${conversation}\nfile \uffff`);

/** What is stored for a file if the browser cannot store `File` objects, as in private windows of WebKit. */
interface FileBytes {
  name: string;
  type: string;
  bytes: ArrayBuffer;
}

/** Stores a file of a conversation. */
export async function put(conversation: string, id: number, file: File) {
  const store = (value: File | FileBytes) =>
    withFiles('readwrite', async (files) => {
      const done = committed(files.transaction);
      // Also rejected if `put` throws, when nothing awaits it.
      done.catch(() => {});
      files.put(value, keyOf(conversation, id));
      await done;
    });
  try {
    await store(file);
  } catch {
    await store({ name: file.name, type: file.type, bytes: await file.arrayBuffer() });
  }
}

/** Returns a stored file. */
export async function get(conversation: string, id: number) {
  const stored = await withFiles('readonly', (files) => resultOf<File | FileBytes | undefined>(files.get(keyOf(conversation, id))));
  return stored && 'bytes' in stored && !(stored instanceof File) ? new File([stored.bytes], stored.name, { type: stored.type }) : stored;
}

/** Returns the ids of a conversation's files. */
export const ids = (conversation: string) =>
  withFiles('readonly', async (files) => {
    const keys = await resultOf(files.getAllKeys(allOf(conversation)));
    return keys.map((key) => Number(String(key).split(' ').at(-1)));
  });

/** Removes files by their ids. Resolves when they are removed. */
export const remove = (conversation: string, removed: number[]) =>
  withFiles('readwrite', async (files) => {
    const done = committed(files.transaction);
    for (const id of removed) files.delete(keyOf(conversation, id));
    await done;
  });

/** Removes all files of a conversation, and the database with the last file. Resolves when they are removed. */
export const removeAll = (conversation: string) =>
  withLock(async () => {
    // A database that cannot be opened has no files.
    const database = await open().catch(() => undefined);
    if (!database) return;
    database.close();
    const isEmpty = await useFiles('readwrite', async (files) => {
      const done = committed(files.transaction);
      files.delete(allOf(conversation));
      const count = resultOf(files.count());
      // If the transaction is aborted, `done` is rejected, too.
      count.catch(() => {});
      await done;
      return !(await count);
    });
    if (isEmpty) await dropDatabase();
  });

/** Deletes the database. Without Web Locks another tab may be using it; then this does not wait for the deletion. */
function dropDatabase(): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(DATABASE);
    request.onsuccess = request.onerror = request.onblocked = () => resolve();
  });
}
