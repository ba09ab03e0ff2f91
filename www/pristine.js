// `JSON` as browsers have it. Old frameworks change what it writes, and some pages what it reads.

const SAMPLE = '{"at":["2026-01-01T00:00:00Z",1]}';

/** Whether it reads and writes what it should. */
function works() {
  try {
    const read = globalThis.JSON.parse(SAMPLE);
    return read.at[0] === '2026-01-01T00:00:00Z' && globalThis.JSON.stringify(read) === SAMPLE;
  } catch {
    return false;
  }
}

/** That of a document which no script has touched. */
function untouched() {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  document.documentElement.append(frame);
  const own = /** @type {any} */ (frame.contentWindow)?.JSON;
  frame.remove();
  return own;
}

const { parse, stringify } = works() ? globalThis.JSON : (untouched() ?? globalThis.JSON);

/** Stays what it is, whatever the page changes from now on. */
export const JSON = { parse, stringify };
