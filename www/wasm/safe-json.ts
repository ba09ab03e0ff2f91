// `JSON` as browsers implement it. Old frameworks change what `stringify` returns (`toJSON` on built-in prototypes), and some pages
// replace `parse`.

export interface SafeJson {
  parse(text: string): unknown;
  stringify(value: unknown): string;
}

const DATE = '2026-01-01T00:00:00Z';
const SAMPLE = `{"at":["${DATE}",1]}`;

function works(check: () => boolean) {
  try {
    return check();
  } catch {
    return false;
  }
}

const canParse = (json: SafeJson) => works(() => (json.parse(SAMPLE) as { at: unknown[] }).at[0] === DATE);
const canStringify = (json: SafeJson) => works(() => json.stringify({ at: [DATE, 1] }) === SAMPLE);

/** Returns the `JSON` of a new document, which no script has changed. */
function fromNewDocument() {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  document.documentElement.append(frame);
  const json = (frame.contentWindow as (Window & { JSON?: SafeJson }) | null)?.JSON;
  frame.remove();
  return json;
}

function choose(): SafeJson {
  const page: SafeJson = globalThis.JSON;
  if (canParse(page) && canStringify(page)) return page;
  const other = fromNewDocument() ?? page;
  return {
    parse: (canParse(other) && !canParse(page) ? other : page).parse,
    stringify: (canStringify(other) && !canStringify(page) ? other : page).stringify,
  };
}

const { parse, stringify } = choose();

/** Later changes by the page do not affect it. */
export const safeJson: SafeJson = { parse, stringify };
