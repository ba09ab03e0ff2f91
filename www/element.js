// The element that carries a widget: it reads the options, shows the launcher, and fetches the application when the
// visitor is about to need it.

import { explain, loadApplication, loadTexts } from './application.js';
import { launcherStyles, makeFrame, makeLauncher } from './launcher.js';
import { OPTIONS, readOptions } from './options.js';
import { chooseLanguage } from './texts.js';

/** @type {Record<string, string>} */
const WARNINGS = {
  key: 'the server does not accept embed-key for this chatbot. Copy it again from the channel in Open Chat Studio.',
  origin: `the server does not allow this site (${location.hostname}). Add it to the channel's allowed domains.`,
  chatbot: 'the server does not know the chatbot named by chatbot-id.',
  unavailable: 'the chatbot is switched off in Open Chat Studio.',
  refused: 'the server refused a request that is in order as far as we know. Is api-base-url right?',
};

/**
 * Whether the visitor has a conversation going, so that the bot may have said something meanwhile.
 *
 * @param {string} chatbotId
 */
function hasConversation(chatbotId) {
  try {
    return localStorage.getItem(`ocs-chat:${chatbotId}`) !== null;
  } catch {
    return false;
  }
}

/** @param {() => void} run */
function whenIdle(run) {
  if ('requestIdleCallback' in window) requestIdleCallback(run, { timeout: 3000 });
  else setTimeout(run, 300);
}

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
  #loading = false;
  #open = false;
  #restarting = false;
  /** What an element that was taken off the page goes on with when it is put back. */
  #left = { running: false, open: false };

  connectedCallback() {
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
    if (name === 'visible' && this.#options) {
      this.visible = after !== null && after !== 'false' && after !== '0';
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
    this.#setOpen(Boolean(open), false);
  }

  #start() {
    this.#options = readOptions(this);
    if (!this.#options) return;
    const { position, buttonText, visible } = this.#options;
    const language = chooseLanguage(this.#options.language);
    this.#root.adoptedStyleSheets = [launcherStyles()];
    this.#launcher = makeLauncher({ position, text: buttonText, language: language.key });
    const { button } = this.#launcher;
    button.addEventListener('click', () => this.#setOpen(true, true));
    for (const intent of ['pointerenter', 'focus', 'touchstart']) {
      button.addEventListener(intent, () => void loadApplication().catch(() => {}), { once: true, passive: true });
    }
    this.#root.append(button);
    if (visible || this.#left.open) this.#setOpen(true, false);
    else if (this.#left.running) void this.#load(false);
    else if (hasConversation(this.#options.chatbotId)) whenIdle(() => void this.#load(false));
  }

  #stop() {
    this.#left = { running: Boolean(this.#widget), open: this.#open };
    this.#widget?.destroy();
    this.#widget = undefined;
    this.#frame = undefined;
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
    const launcher = /** @type {HTMLElement} */ (this.#launcher?.button);
    launcher.hidden = open;
    if (this.#widget) this.#widget.show(open, focus);
    else if (open) void this.#load(focus);
    else this.#dropFrame();
    if (!open && focus) launcher.focus();
  }

  /** @param {boolean} focus */
  async #load(focus) {
    const options = this.#options;
    if (!options) return;
    const language = chooseLanguage(options.language);
    if (this.#open) this.#showFrame(language.key, focus);
    if (this.#loading || this.#widget) return;
    this.#loading = true;
    try {
      const [application, texts] = await Promise.all([loadApplication(), loadTexts(language.key)]);
      if (this.#options !== options) return;
      const root = document.createElement('div');
      root.className = `root ${options.position}`;
      root.lang = language.tag;
      root.dir = language.direction;
      this.#root.adoptedStyleSheets = [launcherStyles(), application.styles];
      this.#dropFrame();
      this.#root.append(root);
      const host = {
        close: () => this.#setOpen(false, true),
        unread: (/** @type {number} */ count) => this.#launcher?.showUnread(count),
        warn: (/** @type {string} */ reason) => console.error(`ocs-chat: ${WARNINGS[reason]}`),
      };
      this.#widget = application.mount(root, { ...options, language: language.tag, texts }, host);
      this.#widget.show(this.#open, focus);
    } catch (error) {
      console.error(`ocs-chat: the chat does not start: ${explain(error)}`);
      if (this.#options === options) this.#frame?.show('failed');
    } finally {
      if (this.#options === options) this.#loading = false;
    }
  }

  /**
   * @param {string} language
   * @param {boolean} focus
   */
  #showFrame(language, focus) {
    if (!this.#frame) {
      const { position } = /** @type {import('./options.js').Options} */ (this.#options);
      this.#frame = makeFrame({
        position,
        language,
        onClose: () => this.#setOpen(false, true),
        onRetry: () => {
          this.#dropFrame();
          void this.#load(true);
        },
      });
      this.#root.append(this.#frame.frame);
    }
    if (focus) this.#frame.close.focus();
  }

  #dropFrame() {
    this.#frame?.frame.remove();
    this.#frame = undefined;
  }
}
