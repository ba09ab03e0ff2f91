// Types of the calls between JavaScript and the WebAssembly module. The functions in src/bindings.rs and src/host.rs have the same
// names in snake case.

/** A mounted instance: `Widget` in src/bindings.rs. */
export interface WidgetHandle {
  show(open: boolean, focus: boolean): void;
  update(appearance: Record<string, unknown>): void;
  /** Returns `false` if the widget has to be mounted again to use this token. */
  setSessionToken(token: string): boolean;
  send(text: string): void;
  prefill(text: string): void;
  attach(files: File[]): void;
  /** Ids and names of the selected files, for `restoreFiles`. */
  selectedFiles(): string;
  /** Selects the files again that an earlier instance has stored. */
  restoreFiles(selected: string, done: () => void): void;
  newSession(): void;
  /** Ends the instance and returns the draft and its files. After a trap the result is not an array. */
  destroy(): unknown;
}

/** The object that an instance calls: `Host` in src/host.rs. */
export interface Host {
  close(): void;
  /** Removes everything that the browser stores for the conversation, and replaces this instance. */
  deleteConversation(): void;
  turnSound(on: boolean): void;
  /**
   * Reads the answer with this id aloud, or stops if it is being read. A new answer is read only if the visitor has turned that on;
   * then the result is what to announce in its place. The text is that of `TextForm::Speech` in src/markdown/plain_text.rs.
   */
  readAloud(entry: number, text: string, isNew: boolean): string | undefined;
  /** Turns reading new answers on or off. */
  toggleReadAloud(): void;
  unread(count: number): void;
  /** Reports an error that only the owner of the page can fix, by the name of its reason. */
  warn(reason: string): void;
  /** Dispatches an event. */
  emit(name: string, message: unknown, sessionId: string): void;
  /** Removes the page context and returns it as JSON. */
  takeContext(): string | undefined;
  restoreContext(context: string): void;
  /** Dispatches the event before a message is sent. Returns the context to send with it. */
  beforeSend(message: string, sessionId: string, context: string | undefined): string | undefined;
  bearerToken(forceRefresh: boolean): Promise<unknown> | undefined;
  reportSunset(sunset: string | undefined, link: string | undefined): void;
  /** Outlives the instance. */
  memory: Map<string, string>;
  /** Calls a function of `files/database.ts`. */
  fileStore(name: string, ids: unknown, file: unknown): Promise<unknown>;
  /**
   * Requests a Web Lock, which is released when the instance ends, even by a trap. Returns a function that releases it or withdraws
   * the request, or `undefined` if the browser has no Web Locks. `onLost` is called if the lock is stolen or the request fails.
   */
  requestLock(name: string, steal: boolean, onAcquired: () => void, onLost: () => void): (() => void) | undefined;
  upload(request: Request, form: FormData, onProgress: (sent: number, total: number) => void): Promise<unknown>;
  drawThumbnail(file: File): Promise<unknown>;
  /** Copies a text to the clipboard, and confirms that on the button with this label and icon. Resolves to whether it was copied. */
  copyText(text: string, button: HTMLElement, label: string, icon: string): Promise<boolean>;
  saveFile(name: string, type: string, text: string): void;
  /** Shows a file of a message as this media type, or saves it if that is empty; `start` downloads it. */
  openFile(item: HTMLElement, shownAs: string, size: number, start: (transfer: unknown) => void): void;
  /** Shows the picture at this address in place of its description in a message. */
  showPicture(description: HTMLElement, address: string): void;
  /** Highlights the code in the rendered text of a message, and typesets its formulas, if the page has enabled that. */
  enrich(text: HTMLElement): void;
  /** Resolves when the browser has painted the window. */
  painted: Promise<unknown>;
}

/** `Options` in src/config.rs, with names in camel case. */
export interface MountOptions {
  appearance: Record<string, unknown>;
  language: string;
  texts: readonly AppText[];
  storageKey: string;
  persistence: 'site' | 'tab' | 'page';
  open: boolean;
  draft: string;
  [identity: string]: unknown;
}

/** An instance of the module that has not been started. */
export interface Glue {
  mount(this: void, root: HTMLElement, options: MountOptions, host: Host): WidgetHandle;
  /** The name of the reason, as for `Host.warn`, for which the server has refused to start a session with this response. */
  startRefusal(this: void, status: number, body: unknown): string;
  /** `onTrap` is called once, when the instance has trapped. Later calls of the instance do nothing. */
  start(module: WebAssembly.Module, onTrap: (error: unknown) => void): Promise<void>;
}
