// Sends files and reports the progress, which `fetch` cannot.

/** Splits the header lines of a response. */
const headersOf = (request: XMLHttpRequest) =>
  new Headers(
    request
      .getAllResponseHeaders()
      .split('\r\n')
      .filter(Boolean)
      .map((line) => line.split(/: ?(.*)/) as [string, string]),
  );

/**
 * Posts a form with the address, the headers and the signal of `request`.
 *
 * @param onProgress Receives the bytes sent and the bytes in total.
 */
export function upload(
  { url, headers, signal }: Request,
  form: FormData,
  onProgress: (sent: number, total: number) => void,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    headers.forEach((value, name) => request.setRequestHeader(name, value));
    request.upload.onprogress = ({ loaded, total }) => onProgress(loaded, total);
    // Follows load, error and abort alike. The status is 0 without a response.
    request.onloadend = () => {
      const { status, responseText } = request;
      if (status) resolve(new Response(responseText, { status, headers: headersOf(request) }));
      else reject(new TypeError('the upload has failed'));
    };
    signal.addEventListener('abort', () => request.abort());
    if (signal.aborted) reject(signal.reason);
    else request.send(form);
  });
}
