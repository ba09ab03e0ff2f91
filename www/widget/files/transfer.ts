// Receives the content of a file. The application decides which request is sent, and when.

/** A request without progress for this long fails. */
const TRANSFER_TIMEOUT_MS = 30_000;

/** What the application calls: `FileTransfer` in src/api/file_transfer.rs. */
export interface Transfer {
  /** Sends a request. Keeps the content of a success, and returns a response with status 204. Can be called again after a refusal. */
  send(request: Request): Promise<Response>;
  /** Ends the transfer; `isGone` if the server does not have the file. */
  end(isComplete: boolean, isGone: boolean): void;
}

/** The content, or whether the server does not have it. */
export type Received = { content: Blob } | { isGone: boolean };

/**
 * Receives what `start` requests.
 *
 * @param size In bytes, according to the message; 0 if it is unknown.
 * @param onProgress Called with the number of bytes received so far, and of the whole file: 0 if it is unknown, too low if the response is compressed.
 */
export function receive(start: (transfer: Transfer) => void, size: number, onProgress: (bytes: number, total: number) => void): Promise<Received> {
  return new Promise((resolve) => {
    let parts: BlobPart[] = [];
    const aborted = new AbortController();
    let timer = 0;
    const restartTimer = () => {
      clearTimeout(timer);
      timer = setTimeout(() => aborted.abort(), TRANSFER_TIMEOUT_MS);
    };

    async function read({ body, headers }: Response) {
      parts = [];
      const total = size || Number(headers.get('content-length'));
      const reader = (body as ReadableStream<Uint8Array<ArrayBuffer>>).getReader();
      for (let bytes = 0; ; ) {
        const { done, value } = await reader.read();
        if (done) {
          // Without a length, browsers do not notice that a response was cut off.
          if (bytes < size && !headers.has('content-length')) throw new Error('the file is incomplete');
          return;
        }
        restartTimer();
        parts.push(value);
        onProgress((bytes += value.length), total);
      }
    }

    start({
      async send(request) {
        restartTimer();
        try {
          // The credentials of the session must not follow a redirect.
          const response = await fetch(request, { redirect: 'error', signal: aborted.signal });
          // Read here, where the timeout and the end of the transfer still apply.
          if (!response.ok) return new Response(await response.text(), response);
          await read(response);
          return new Response(null, { status: 204 });
        } finally {
          clearTimeout(timer);
        }
      },
      end(isComplete, isGone) {
        aborted.abort();
        resolve(isComplete ? { content: new Blob(parts, { type: 'application/octet-stream' }) } : { isGone });
      },
    });
  });
}
