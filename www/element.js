// The element that carries a widget: it reads the options, shows the launcher, and fetches the application when the
// visitor is about to need it.

import { explain, forgetCrashes, loadApplication, loadTexts, memory, onCrash } from './application.js';
import { launcherStyles, makeFrame, makeLauncher } from './launcher.js';
import { OPTIONS, hasConversation, persistenceOf, readOption, readOptions, storageKey } from './options.js';
import { chooseLanguage } from './texts.js';

/** @type {Record<string, string>} */
const WARNINGS = {
  key: 'the server does not accept embed-key for this chatbot. Copy it again from the channel in Open Chat Studio.',
  login: 'the chatbot wants visitors to be logged in, which this version cannot do.',
  origin: `the server does not allow this site (${location.hostname}). Add it to the channel's allowed domains.`,
  chatbot: 'the server does not know the chatbot named by chatbot-id.',
  unavailable: 'the chatbot is switched off in Open Chat Studio.',
  refused: 'the server refused a request that is in order as far as we know. Is api-base-url right?',
};

/** @type {Set<(again: boolean) => void>} Widgets to be told of a fault. */
const crashed = new Set();
onCrash((again) => crashed.forEach((tell) => tell(again)));

/** @type {Set<string>} Keys of the storage that the widgets of this page use. */
const taken = new Set();

/**
 * A key for a widget's conversation. A second widget for the same conversation has one of its own, by its place.
 *
 * @param {string} key
 */
function takeKey(key) {
  while (taken.has(key)) key += '+';
  taken.add(key);
  return key;
}

/** @param {() => void} run */
function whenIdle(run) {
  if ('requestIdleCallback' in window) requestIdleCallback(run, { timeout: 3000 });
  else setTimeout(run, 300);
}

const VISIBLE = /** @type {import('./options.js').Option} */ (OPTIONS.find(({ name }) => name === 'visible'));

/** One chat widget on a page. */
export class OcsChat extends HTMLElement {
  static observedAttributes = OPTIONS.map(({ name }) => name);

  /** @type {import('./options.js').Options | null} */
  #options = null;
  /** @type {ShadowRoot} */
  #root = this.attachShadow({ mode: 'open' });
  /** @type {ReturnType<typeof makeLauncher> | undefined} */
  #launcher;
  /** @type {ReturnType<typeof makeFrame> | undefined} */
  #frame;
  /** @type {import('./application.js').Widget | undefined} */
  #widget;
  #key = '';
  /** @type {HTMLElement | undefined} The application's part of the shadow root. */
  #stage;
  #unread = 0;
  /** Lets go of what the instance of the application holds on to. */
  #end = () => {};
  #loading = false;
  #open = false;
  /** Whether the field is to take the focus when it is there. */
  #wantsFocus = false;
  #restarting = false;
  /** What an element that was taken off the page, or has not been on one yet, goes on with. */
  #left = { running: false, draft: '', open: /** @type {boolean | undefined} */ (undefined) };

  connectedCallback() {
    if (Object.hasOwn(this, 'visible')) {
      // Set by the page before this class was there.
      const open = this.visible;
      delete (/** @type {any} */ (this).visible);
      this.visible = open;
    }
    if (!this.#options) this.#start();
  }

  disconnectedCallback() {
    // An element that is only moved is connected again before this runs.
    queueMicrotask(() => {
      if (!this.isConnected) this.#stop();
    });
  }

  /**
   * @param {string} name
   * @param {string | null} before
   * @param {string | null} after
   */
  attributeChangedCallback(name, before, after) {
    if (before === after || !this.isConnected || this.#restarting) return;
    if (name === VISIBLE.name && this.#options) {
      const visible = after === null ? false : readOption(VISIBLE, this);
      if (visible !== undefined) this.visible = /** @type {boolean} */ (visible);
      return;
    }
    // Several attributes are often changed together.
    this.#restarting = true;
    queueMicrotask(() => {
      this.#restarting = false;
      this.#stop();
      if (this.isConnected) this.#start();
    });
  }

  /** Whether the window is open. */
  get visible() {
    return this.#open;
  }

  set visible(open) {
    if (this.#options) this.#setOpen(Boolean(open), false);
    else this.#left.open = Boolean(open);
  }

  #start() {
    this.#options = readOptions(this);
    if (!this.#options) return;
    crashed.add(this.#crashed);
    const { position, buttonText, visible } = this.#options;
    const language = chooseLanguage(this.#options.language);
    this.#key = takeKey(storageKey(this.#options));
    this.#root.adoptedStyleSheets = [launcherStyles()];
    this.#launcher = makeLauncher({ position, text: buttonText, language });
    const { button } = this.#launcher;
    button.addEventListener('click', () => this.#setOpen(true, true));
    for (const intent of ['pointerenter', 'focus', 'touchstart']) {
      button.addEventListener(intent, () => void loadApplication().catch(() => {}), { once: true, passive: true });
    }
    this.#root.append(button);
    if (this.#left.open ?? visible) this.#setOpen(true, false);
    else if (this.#left.running) void this.#load();
    else if (hasConversation(this.#key, this.#options)) whenIdle(() => void this.#load());
  }

  #stop() {
    if (!this.#options) return;
    const draft = this.#widget ? this.#widget.destroy() : this.#left.draft;
    this.#end();
    crashed.delete(this.#crashed);
    this.#unread = 0;
    this.#left = { running: Boolean(this.#widget), draft, open: this.#open };
    taken.delete(this.#key);
    this.#widget = undefined;
    this.#frame = undefined;
    this.#stage = undefined;
    this.#launcher = undefined;
    this.#options = null;
    this.#open = false;
    this.#loading = false;
    this.#root.replaceChildren();
  }

  /**
   * @param {boolean} open
   * @param {boolean} focus Whether the visitor did it, so that the focus goes along.
   */
  #setOpen(open, focus) {
    if (!this.#options || open === this.#open) return;
    this.#open = open;
    this.#wantsFocus = open && focus;
    const launcher = /** @type {HTMLElement} */ (this.#launcher?.button);
    launcher.hidden = open;
    if (this.#widget) this.#widget.show(open, focus);
    else if (open) void this.#load();
    else this.#dropFrame();
    if (!open && focus) launcher.focus();
  }

  async #load() {
    const options = this.#options;
    if (!options || this.#widget) return;
    const language = chooseLanguage(options.language);
    if (this.#open) this.#showFrame(language);
    if (this.#loading) return;
    this.#loading = true;
    const root = document.createElement('div');
    this.#stage = root;
    try {
      const [application, texts] = await Promise.all([loadApplication(), loadTexts(language.key)]);
      if (this.#options !== options) return;
      root.className = `root ${options.position}`;
      root.lang = language.tag;
      root.dir = language.direction;
      this.#root.adoptedStyleSheets = [launcherStyles(), application.styles];
      this.#root.append(root);
      const host = {
        close: () => this.#setOpen(false, true),
        unread: (/** @type {number} */ count) => this.#showUnread(count),
        warn: (/** @type {string} */ reason) => console.error(`ocs-chat: ${WARNINGS[reason]}`),
        memory,
        ended: new Promise((end) => {
          this.#end = () => end(undefined);
        }),
      };
      const given = {
        ...options,
        language: language.tag,
        texts: Object.entries(texts),
        storageKey: this.#key,
        persistence: persistenceOf(options),
        draft: this.#left.draft,
      };
      const widget = application.mount(root, given, host);
      this.#widget = widget;
      this.#dropFrame();
      // A fault in the middle of it is told before this.
      queueMicrotask(() => {
        if (this.#widget === widget) this.#left.draft = '';
      });
      widget.show(this.#open, this.#wantsFocus);
    } catch (error) {
      root.remove();
      if (this.#stage !== root) return;
      console.error(`ocs-chat: the chat does not start: ${explain(error)}`);
      if (this.#options === options) this.#frame?.show('failed');
    } finally {
      if (this.#options === options && this.#stage === root) this.#loading = false;
    }
  }

  /**
   * The application has had a fault, and its instance is gone. The conversation goes on from what was stored.
   *
   * @param {boolean} again Whether it may be tried again.
   */
  #crashed = (again) => {
    const field = this.#stage?.querySelector('textarea');
    const had = this.#widget || this.#loading;
    this.#left.draft = field?.value || this.#left.draft;
    if (field) this.#wantsFocus = field === this.#root.activeElement;
    this.#end();
    this.#stage?.remove();
    this.#stage = undefined;
    this.#widget = undefined;
    this.#loading = false;
    if (!had) return;
    if (again) {
      void this.#load();
    } else if (this.#open) {
      this.#showFrame(chooseLanguage(this.#options?.language));
      this.#frame?.show('failed');
    }
  };

  /** @param {number} count */
  #showUnread(count) {
    if (count === this.#unread) return;
    this.#unread = count;
    this.#launcher?.showUnread(count);
    this.dispatchEvent(new CustomEvent('ocs:unread', { bubbles: true, composed: true, detail: { count } }));
  }

  /** @param {ReturnType<typeof chooseLanguage>} language */
  #showFrame(language) {
    if (!this.#frame) {
      const { position } = /** @type {import('./options.js').Options} */ (this.#options);
      this.#frame = makeFrame({
        position,
        language,
        onClose: () => this.#setOpen(false, true),
        onRetry: () => {
          this.#wantsFocus = true;
          forgetCrashes();
          this.#dropFrame();
          void this.#load();
        },
      });
      this.#root.append(this.#frame.frame);
    }
    if (this.#wantsFocus) this.#frame.close.focus();
  }

  #dropFrame() {
    this.#frame?.frame.remove();
    this.#frame = undefined;
  }
}
