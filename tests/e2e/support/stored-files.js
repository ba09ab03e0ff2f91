// The files that the widget has stored in IndexedDB. It stores and removes them asynchronously.

/** The keys of all stored files. */
export const storedFiles = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('ocs-chat');
        // There is no database. It must not be created here: the widget would open it without its store.
        opening.onupgradeneeded = () => {
          opening.transaction.abort();
          resolve([]);
        };
        opening.onerror = (event) => {
          event.preventDefault();
          reject(opening.error);
        };
        opening.onsuccess = () => {
          const reading = opening.result.transaction('files').objectStore('files').getAllKeys();
          reading.onsuccess = () => resolve(reading.result);
          opening.result.close();
        };
      }),
  );
