// Sends files and reports their progress, which `fetch` cannot report.

import { scalePhotos } from './photos.ts';

/** The headers of a response, from lines such as `retry-after: 5`. */
const parseHeaders = (lines: string) =>
  Object.fromEntries(
    lines
      .split('\r\n')
      .filter(Boolean)
      .map((line) => line.split(/: ?(.*)/)),
  );

/**
 * Posts a form with the address, the headers and the signal of `request`. Rejects without a response.
 *
 * @param onProgress Receives the bytes sent and the bytes in total.
 * @param keepsPhotos Whether large photos are sent as they are.
 */
export async function upload(
  { url, headers, signal }: Request,
  form: FormData,
  onProgress: (sent: number, total: number) => void,
  keepsPhotos = false,
): Promise<Response> {
  const content = keepsPhotos ? form : await scalePhotos(form);
  const request = new XMLHttpRequest();
  request.open('POST', url);
  headers.forEach((value, name) => request.setRequestHeader(name, value));
  request.upload.onprogress = ({ loaded, total }) => onProgress(loaded, total);
  signal.addEventListener('abort', () => request.abort());
  await new Promise((resolve) => {
    // Follows load, error and abort.
    request.onloadend = resolve;
    if (signal.aborted) resolve(undefined);
    else request.send(content);
  });
  const { status, responseText } = request;
  if (!status) throw new TypeError('the upload has no response');
  return new Response(responseText, { status, headers: parseHeaders(request.getAllResponseHeaders()) });
}
