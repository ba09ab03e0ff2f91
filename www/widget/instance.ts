// The instance of the application that belongs to one widget: loads it, mounts it, hands the pending state over to it, and
// replaces it after a trap.

import { explainLoadError, loadApplication } from '../wasm/application.ts';
import type { Application } from '../wasm/application.ts';
import type { Host, WidgetHandle } from '../wasm/bindings.ts';
import { onCrash, resetCrashes } from './crash-recovery.ts';
import { reportStorage } from './diagnosis.ts';
import { hasEffect, storedRecords } from './effects.ts';
import { painted } from './idle.ts';
import { appearanceOf, mountOptions } from './mount-options.ts';
import type { Options } from './options/types.ts';
import { adoptStyles } from './overlay-styles.ts';
import { makeDraggable } from './page/draggable.ts';
import { PendingCalls } from './pending-calls.ts';
import { removePlaceholder, showLoadFailure, showPlaceholder } from './placeholder.ts';
import { restoreDraft } from './restore-draft.ts';
import type { WidgetState } from './state.ts';
import { loadTexts } from './texts.ts';
import type { Texts } from './texts.ts';

export const NO_CHATBOT = 'ocs-chat: there is no chatbot-id that could be one.';

/** Delays before further attempts to load the application, if the network is unavailable: a minute in all. */
const RETRY_DELAYS_MS = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000];

/** The window opens without the page's own texts if they take longer. */
const PAGE_TEXTS_TIMEOUT_MS = 4_000;

export class Instance {
  handle: WidgetHandle | undefined;
  application: Application | undefined;
  calls = new PendingCalls();
  #state: WidgetState;
  #createHost: (ended: Promise<unknown>) => Host;
  #appRoot: HTMLElement | undefined;
  #isLoading = false;
  #retries = 0;
  #dispose = () => {};

  constructor(state: WidgetState, createHost: (ended: Promise<unknown>) => Host) {
    this.#state = state;
    this.#createHost = createHost;
  }

  /** The text field of the window. */
  get field() {
    return this.#appRoot?.querySelector('textarea') ?? undefined;
  }

  get window() {
    return this.#appRoot?.querySelector('section');
  }

  /**
   * Starts to watch for traps.
   *
   * @returns A function that ends it.
   */
  watch(): () => void {
    return onCrash((mayRestart) => this.#onCrash(mayRestart));
  }

  /** The handle of the mounted instance; loads the application if that is not mounted. */
  ready(): Promise<WidgetHandle> {
    const { isDestroyed, context, options } = this.#state;
    if (this.handle) return Promise.resolve(this.handle);
    if (isDestroyed) return Promise.reject(new Error('ocs-chat: the widget is gone.'));
    if (context.host.isConnected && !options) return Promise.reject(new Error(NO_CHATBOT));
    const handle = this.calls.wait();
    void this.load();
    return handle;
  }

  /** Loads and mounts the application, unless that has happened or is happening. Shows the placeholder in an open window. */
  async load() {
    const state = this.#state;
    const { options, context, language, pageTexts } = state;
    if (!options || this.handle || state.isDestroyed) return;
    if (state.isOpen) showPlaceholder(state);
    // The placeholder is painted first, even if everything is cached: mounting takes longer.
    const placeholderPainted = context.placeholder && painted();
    if (this.#isLoading) return;
    this.#isLoading = true;
    const appRoot = document.createElement('div');
    this.#appRoot = appRoot;
    const timeout = new Promise((resolve) => setTimeout(resolve, PAGE_TEXTS_TIMEOUT_MS));
    const ownTexts = Promise.race([pageTexts.load(options.translationsUrl), timeout]);
    try {
      const [application, texts] = await Promise.all([loadApplication(), loadTexts(language.key), ownTexts]);
      reportStorage(options);
      await placeholderPainted;
      if (this.#appRoot !== appRoot) return;
      this.application = application;
      this.#mount(appRoot, application, texts);
    } catch (error) {
      appRoot.remove();
      if (this.#appRoot === appRoot) this.#onLoadFailed(error);
    } finally {
      if (this.#appRoot === appRoot) this.#isLoading = false;
    }
  }

  #mount(appRoot: HTMLElement, application: Application, texts: Texts) {
    const state = this.#state;
    const { root, overlayRoot, placeholder } = state.context;
    const { tag, direction } = state.language;
    const disposal = new AbortController();
    appRoot.lang = tag;
    appRoot.dir = direction;
    adoptStyles(root, application.styles);
    overlayRoot.append(appRoot);
    this.#renderClasses();
    const host = this.#createHost(new Promise((resolve) => disposal.signal.addEventListener('abort', resolve)));
    this.#dispose = () => disposal.abort();
    const typed = placeholder?.field.value;
    const caret = placeholder && [placeholder.field.selectionStart, placeholder.field.selectionEnd];
    // Everything is in the pending state before mounting, which may trap.
    restoreDraft(state);
    const handle = application.mount(appRoot, mountOptions(state, texts), host);
    this.handle = handle;
    this.#retries = 0;
    const { field } = this;
    // The focus and the caret move while both fields exist, so that an on-screen keyboard stays.
    const takesFocus = placeholder ? root.activeElement === placeholder.field : state.takesFocus;
    if (field && takesFocus) field.focus();
    if (field && caret && typed) {
      const offset = field.value.length - typed.length;
      field.setSelectionRange(offset + caret[0], offset + caret[1]);
    }
    removePlaceholder(state.context);
    // A trap is reported in an earlier microtask.
    queueMicrotask(() => {
      if (this.handle === handle) this.#handOver(handle, application);
    });
    handle.show(state.isOpen, false);
    const header = appRoot.querySelector('header');
    if (header && this.window) makeDraggable(header, this.window, disposal.signal);
  }

  /**
   * Hands the pending state over to a mounted instance. Each item leaves the pending state only after the instance has taken it,
   * so that it goes to the next instance if this one traps.
   */
  #handOver(handle: WidgetHandle, application: Application) {
    const state = this.#state;
    const { pending } = state;
    state.takesFocus = false;
    pending.draft = '';
    if (pending.files.length) handle.attach(pending.files);
    if (application.isBroken()) return;
    pending.files = [];
    if (pending.storedFiles && state.options?.allowAttachments) {
      queueMicrotask(() => {
        if (this.handle !== handle) return;
        handle.restore(pending.storedFiles, () => {
          pending.storedFiles = '';
        });
      });
    }
    while (pending.messages.length) {
      const [text] = pending.messages;
      // The instance that has trapped may have stored the message before. Then the next one sends it.
      if (text.trim() && !hasEffect(application, () => handle.send(text), () => storedRecords(state))) return;
      pending.messages.shift();
      if (application.isBroken()) return;
    }
    this.calls.resolve(handle);
  }

  /** Updates what can change while the instance runs. */
  update() {
    this.handle?.update(appearanceOf(this.#state));
    this.#renderClasses();
  }

  #renderClasses() {
    const { options, theme } = this.#state;
    const { position, mode } = options as Options;
    if (this.#appRoot) this.#appRoot.className = `root ${position} ${mode} ${theme}`;
  }

  /** Ends the instance. Its draft and files go to the pending state. */
  end() {
    const { pending } = this.#state;
    const written = this.field?.value;
    const result = this.handle?.destroy();
    const [draft, files] = Array.isArray(result) ? (result as unknown[]) : [];
    // After a trap the result is something else.
    pending.draft = typeof draft === 'string' ? draft : (written ?? '');
    if (Array.isArray(files)) pending.files = [...pending.files, ...(files as File[])];
  }

  /** Discards an ended or broken instance. */
  reset() {
    const { field } = this;
    if (field) this.#state.takesFocus = field === this.#state.context.root.activeElement;
    this.#dispose();
    this.#appRoot?.remove();
    this.#appRoot = undefined;
    this.handle = undefined;
    this.#isLoading = false;
  }

  #onCrash(mayRestart: boolean) {
    const wasUsed = this.handle || this.#isLoading;
    const { pending } = this.#state;
    pending.draft = this.field?.value || pending.draft;
    this.reset();
    if (!wasUsed) return;
    if (mayRestart) return void this.load();
    this.calls.reject('ocs-chat: a fault in the chat.');
    showLoadFailure(this.#state);
  }

  #onLoadFailed(error: unknown) {
    const reason = `ocs-chat: the chat does not start: ${explainLoadError(error)}`;
    // Further attempts fail for the same reason.
    if (!this.#retries) console.error(reason);
    this.calls.reject(reason);
    showLoadFailure(this.#state);
    this.#scheduleRetry(error);
  }

  /** Tries again if the network may have been unavailable. */
  #scheduleRetry(error: unknown) {
    const delay = RETRY_DELAYS_MS[this.#retries];
    // A changed or missing file stays so.
    if (delay === undefined || /has been changed|answered 4|CompileError/.test(String(error))) return;
    this.#retries += 1;
    const retry = () => {
      clearTimeout(timer);
      removeEventListener('online', retry);
      const { options, isOpen, pending } = this.#state;
      if (options && !this.handle && (isOpen || pending.messages.length)) void this.load();
    };
    const timer = setTimeout(retry, delay);
    addEventListener('online', retry);
  }

  /** Tries again because the visitor has asked for it. */
  retry() {
    const state = this.#state;
    state.takesFocus = true;
    this.#retries = 0;
    resetCrashes();
    state.context.placeholder?.showFailure('', null);
    void this.load();
  }
}
