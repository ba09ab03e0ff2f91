// Puts the Chat API into a page: its `fetch` and `XMLHttpRequest` answer requests for the API themselves, and pass on all others.

import { type ApiResponse, type Upload, respond } from './server.ts';

/** The address of the API in the page. Names that end in `.example` never exist. */
export const IN_PAGE_API = 'https://chat-api.example';

/** The window of a page. */
export type PageWindow = Window & typeof globalThis;

const isInPageApiUrl = (url: string) => url.startsWith(`${IN_PAGE_API}/`);

const contentOf = ({ body }: ApiResponse) => (body instanceof Uint8Array ? body : JSON.stringify(body));

async function readFiles(form: FormData): Promise<Upload[]> {
  const files = form.getAll('files').filter((file) => typeof file !== 'string');
  return Promise.all(files.map(async (file) => ({ name: file.name, type: file.type, content: new Uint8Array(await file.arrayBuffer()) })));
}

/** Responds to a request, with a response of the page's own class. */
async function fetchFromInPageApi(page: PageWindow, request: Request): Promise<Response> {
  const text = await request.text();
  const body: unknown = text ? JSON.parse(text) : undefined;
  const { method, url, headers } = request;
  const response = respond({ method, url: new URL(url), token: headers.get('x-session-token'), body });
  return new page.Response(contentOf(response), { status: response.status, headers: { 'content-type': response.type ?? 'application/json' } });
}

/** Creates a subclass of the page's `XMLHttpRequest`, with which the widget uploads files, that answers uploads to the API itself. */
function createUploadInterceptor(page: PageWindow): typeof XMLHttpRequest {
  return class extends page.XMLHttpRequest {
    #url: URL | undefined;
    #token: string | null = null;
    #response: ApiResponse | undefined;

    override open(method: string, url: string | URL): void {
      this.#url = isInPageApiUrl(String(url)) ? new URL(url) : undefined;
      super.open(method, url);
    }

    override setRequestHeader(name: string, value: string): void {
      if (name.toLowerCase() === 'x-session-token') this.#token = value;
      super.setRequestHeader(name, value);
    }

    override send(body?: XMLHttpRequestBodyInit | Document | null): void {
      const url = this.#url;
      if (!url || !(body instanceof page.FormData)) return super.send(body);
      void readFiles(body).then((files) => {
        const total = files.reduce((sum, { content }) => sum + content.length, 0);
        this.upload.dispatchEvent(new page.ProgressEvent('progress', { lengthComputable: true, loaded: total, total }));
        this.#response = respond({ method: 'POST', url, token: this.#token, body: files });
        this.dispatchEvent(new page.ProgressEvent('loadend'));
      });
    }

    override get status(): number {
      return this.#response?.status ?? super.status;
    }

    override get responseText(): string {
      return this.#response ? JSON.stringify(this.#response.body) : super.responseText;
    }
  };
}

/** Installs the Chat API in a page, before its widget is created. */
export function installChatApi(page: PageWindow): void {
  // Proxies, because the widget recognises the browser's own functions by their text, and replaces others by those of a new window.
  page.fetch = new Proxy(page.fetch, {
    apply(fetch, self, [input, init]: Parameters<typeof window.fetch>) {
      const url = input instanceof page.Request ? input.url : String(input);
      return isInPageApiUrl(url) ? fetchFromInPageApi(page, new page.Request(input, init)) : Reflect.apply(fetch, self, [input, init]);
    },
  });
  page.XMLHttpRequest = new Proxy(createUploadInterceptor(page), {});
}
