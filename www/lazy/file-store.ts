// The browser's database, as a place for files that wait to be sent. Loaded with the first file.
//
// The application decides which files are kept and by what keys; here is only how.

const DATABASE = 'ocs-chat';
const STORE = 'files';

/** Resolves with the result of a request. */
function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Resolves when a transaction is committed: only then is anything written, for there may be no room. */
function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}

/** Opens the database for one use: an open database would keep the page out of the browser's back/forward cache. */
async function withFiles<T>(mode: IDBTransactionMode, act: (files: IDBObjectStore) => Promise<T>): Promise<T> {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  const database = await resultOf(request);
  try {
    return await act(database.transaction(STORE, mode).objectStore(STORE));
  } finally {
    database.close();
  }
}

const startingWith = (prefix: string) => IDBKeyRange.bound(prefix, `${prefix}\uffff`);

/** Keeps a file. */
export const put = (key: string, file: File) =>
  withFiles('readwrite', async (files) => {
    const done = committed(files.transaction);
    files.put(file, key);
    await done;
    return true;
  });

/** Returns a file that was kept. */
export const get = (key: string) => withFiles('readonly', (files) => resultOf<File | undefined>(files.get(key)));

/** Returns the keys that begin like this. */
export const keys = (prefix: string) => withFiles('readonly', (files) => resultOf(files.getAllKeys(startingWith(prefix))));

/** Removes files by their keys; resolves when they are gone. */
export const remove = (names: string[]) =>
  withFiles('readwrite', async (files) => {
    const done = committed(files.transaction);
    for (const name of names) files.delete(name);
    await done;
    return true;
  });

/** Removes all files whose keys begin like this, and the database with the last file; resolves when they are gone. */
export async function erase(prefix: string) {
  let isEmpty = false;
  try {
    await withFiles('readwrite', async (files) => {
      const done = committed(files.transaction);
      files.delete(startingWith(prefix));
      const count = resultOf(files.count());
      await done;
      isEmpty = !(await count);
    });
  } catch (error) {
    // A browser without a database, or one that the page may not use, has kept nothing.
    if (globalThis.indexedDB && !(error instanceof DOMException && error.name === 'SecurityError')) throw error;
  }
  if (isEmpty) await dropDatabase();
  return true;
}

/** Another tab that uses the database just now keeps it: it goes with the next file that is forgotten. */
function dropDatabase(): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(DATABASE);
    request.onsuccess = request.onerror = request.onblocked = () => resolve();
  });
}
