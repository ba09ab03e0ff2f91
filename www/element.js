// The element that carries a widget: it reads the options, shows the launcher, and fetches the application when the
// visitor is about to need it. What needs the application waits for it.

import { explain, forgetCrashes, loadApplication, loadTexts, memory, onCrash, VERSION } from './application.js';
import { launcherStyles, makeFrame, makeLauncher } from './launcher.js';
import { OPTIONS, forgetKeys, hasConversation, keepDraft, keepOpen, persistenceOf, readOption, readOptions, storageKey, takeDraft, wasOpen } from './options.js';
import { chooseLanguage } from './texts.js';

/** @typedef {import('./options.js').Options} Options */
/** @typedef {import('./application.js').Widget} Widget */

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

/** Whether the page's owner has been told that nothing can be stored. */
let hasSaidStorage = false;

/** @param {() => void} run */
function whenIdle(run) {
  if ('requestIdleCallback' in window) requestIdleCallback(run, { timeout: 3000 });
  else setTimeout(run, 300);
}

/**
 * Whether something around an element makes what is fixed in it fixed to that.
 *
 * @param {Element} element
 */
function isTrapped(element) {
  for (let around = element.parentElement; around; around = around.parentElement) {
    const { transform, translate, rotate, scale, perspective, filter, backdropFilter, contain, willChange } = getComputedStyle(around);
    const traps = [transform, translate, rotate, scale, perspective, filter, backdropFilter].some((value) => value && value !== 'none');
    if (traps || /paint|layout|strict|content/.test(contain) || /transform|perspective|filter/.test(willChange)) return true;
  }
  return false;
}

/** Colours of a page that was made for the widget that was here before, which knows no dark. */
const LIGHT = ['--chat-window-bg-color', '--message-user-bg-color', '--message-assistant-bg-color', '--header-bg-color'];

const NO_CHATBOT = 'ocs-chat: there is no chatbot-id that could be one.';

/** All that can be set: the options, and what no attribute can take. */
const KEYS = [...OPTIONS.map(({ key }) => key), 'pageContext', 'authTokenProvider'];
const VISIBLE = /** @type {import('./options.js').Option} */ (OPTIONS.find(({ name }) => name === 'visible'));

/**
 * What the page says about itself, as JSON.
 *
 * @param {object | undefined} context
 */
function written(context) {
  try {
    return context && JSON.stringify(context);
  } catch (error) {
    console.error(`ocs-chat: pageContext cannot be sent: ${error}`);
    return undefined;
  }
}

/** One chat widget on a page. */
export class OcsChat extends HTMLElement {
  static observedAttributes = OPTIONS.map(({ name }) => name);

  /** @type {Options | null} */
  #options = null;
  /** @type {Map<string, unknown>} What was set as properties. */
  #set = new Map();
  /** @type {ShadowRoot} */
  #root = this.attachShadow({ mode: 'open' });
  #launcher = makeLauncher();
  /** What everything of ours is in. */
  #layer = document.createElement('div');
  /** @type {ReturnType<typeof makeFrame> | undefined} */
  #frame;
  /** @type {Widget | undefined} */
  #widget;
  /** @type {import('./application.js').Application | undefined} */
  #application;
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
  #changed = new Set();
  /** @type {object | undefined} */
  #context;
  #isGone = false;
  /** @type {((ask: { forceRefresh: boolean }) => string | null | undefined | Promise<string | null | undefined>) | undefined} */
  #provider;
  /** @type {Record<string, any> | undefined} The page's own texts. */
  #own;
  #ownFrom = '';
  /** @type {Promise<void> | undefined} */
  #ownComes;
  /** @type {{ done: (widget: Widget) => void, failed: (error: Error) => void }[]} Calls that wait for the application. */
  #waiting = [];
  /** What an element that was taken off the page, or has not been on one yet, goes on with. */
  #left = { running: false, draft: '', files: /** @type {File[]} */ ([]), open: /** @type {boolean | undefined} */ (undefined) };

  constructor() {
    super();
    this.#launcher.button.addEventListener('click', () => this.#setOpen(!this.#open, true));
    for (const intent of ['pointerenter', 'focus', 'touchstart']) {
      this.#launcher.button.addEventListener(intent, () => void this.#prepare(), { once: true, passive: true });
    }
  }

  connectedCallback() {
    this.setAttribute('data-widget-version', VERSION);
    this.#isGone = false;
    // Set by the page before this class was there.
    for (const key of KEYS) {
      const own = Object.getOwnPropertyDescriptor(this, key);
      if (own) {
        delete (/** @type {any} */ (this)[key]);
        /** @type {any} */ (this)[key] = own.value;
      }
    }
    if (this.#options) this.#escape();
    else this.#start();
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
    const option = OPTIONS.find((one) => one.name === name);
    // The window may have been opened and closed otherwise since its attribute was set.
    if (!option || (before === after && option.name !== 'visible')) return;
    this.#set.delete(option.key);
    this.#change(option);
  }

  /** @param {import('./options.js').Option} option */
  #given(option) {
    return this.#set.has(option.key) ? this.#set.get(option.key) : this.getAttribute(option.name);
  }

  /**
   * The value of an option, read or set as a property.
   *
   * @param {import('./options.js').Option} option
   */
  read(option) {
    if (option.name === 'visible') return this.#open || Boolean(this.#left.open && !this.#options);
    const given = this.#given(option);
    return (given === null || given === undefined ? undefined : option.read(given, option.name)) ?? option.otherwise;
  }

  /**
   * @param {import('./options.js').Option} option
   * @param {unknown} value
   */
  write(option, value) {
    if (option.name === 'visible') return this.#show(Boolean(readOption(option, value)));
    if (JSON.stringify(value) === JSON.stringify(this.#given(option))) return;
    this.#set.set(option.key, value);
    this.#change(option);
  }

  /** @param {import('./options.js').Option} option */
  #change(option) {
    if (!this.isConnected) return;
    if (option.name === 'visible') {
      if (this.#options) this.#setOpen(Boolean(readOption(option, this.#given(option))), false);
      return;
    }
    // Several options are often changed together.
    if (!this.#changed.size) queueMicrotask(() => this.#applyChanges());
    this.#changed.add(option.changes ?? 'identity');
  }

  #applyChanges() {
    const restart = this.#changed.has('identity') || !this.#options;
    this.#changed.clear();
    if (!this.isConnected) return;
    if (restart) {
      this.#stop();
      this.#start();
      return;
    }
    const options = readOptions((option) => this.#given(option));
    if (!options) return;
    const changesMode = options.mode !== this.#options?.mode;
    this.#options = options;
    this.#showLauncher();
    this.#widget?.update(this.#appearance());
    this.#dress();
    if (!changesMode) return;
    const section = this.#stage?.querySelector('section');
    if (section) this.#application?.putBack(section);
    this.#escape();
    if (options.mode === 'kiosk') this.#setOpen(true, false);
  }

  /** @param {boolean} open */
  #show(open) {
    if (this.#options) this.#setOpen(open, false);
    else this.#left.open = open;
  }

  #start() {
    const options = readOptions((option) => this.#given(option));
    this.#options = options;
    if (!options) {
      if (this.getAttribute('mode') === 'kiosk') this.#showNothing();
      return this.#refuse(NO_CHATBOT);
    }
    crashed.add(this.#crashed);
    addEventListener('pagehide', this.#leave);
    this.#key = takeKey(storageKey(options));
    this.#root.adoptedStyleSheets = [launcherStyles()];
    this.#showLauncher();
    this.#layer.className = 'layer';
    this.#layer.replaceChildren(this.#launcher.button);
    this.#root.append(this.#layer);
    this.#escape();
    if (options.translationsUrl) whenIdle(() => void this.#loadOwnTexts());
    const isKiosk = options.mode === 'kiosk';
    const left = this.#left.open ?? (isKiosk ? true : options.showButton ? wasOpen(this.#key, options) : undefined);
    if (left ?? options.visible) {
      this.#open = true;
      this.#launcher.button.hidden = true;
      if (left && this.#left.open === undefined && !isKiosk) whenIdle(() => void this.#load());
      else void this.#load();
    } else if (this.#left.running || this.#waiting.length) {
      void this.#load();
    } else if (hasConversation(this.#key, options)) {
      whenIdle(() => void this.#load());
    }
  }

  #stop() {
    if (!this.#options) return;
    const [draft, files] = this.#widget ? this.#widget.destroy() : [this.#left.draft, this.#left.files];
    this.#end();
    crashed.delete(this.#crashed);
    removeEventListener('pagehide', this.#leave);
    this.#unread = 0;
    this.#left = { running: Boolean(this.#widget), draft, files, open: this.#open };
    taken.delete(this.#key);
    this.#widget = undefined;
    this.#frame = undefined;
    this.#stage = undefined;
    this.#options = null;
    this.#launcher.showUnread(0);
    this.#open = false;
    this.#loading = false;
    this.#layer.replaceChildren();
    this.#layer.remove();
  }

  /**
   * @param {boolean} open
   * @param {boolean} focus Whether the visitor did it, so that the focus goes along.
   */
  #setOpen(open, focus) {
    if (!this.#options || open === this.#open || (!open && this.#options.mode === 'kiosk')) return;
    this.#open = open;
    this.#wantsFocus = open && focus;
    this.#launcher.button.hidden = open || !this.#options.showButton;
    if (this.#widget) this.#widget.show(open, focus);
    else if (open) void this.#load();
    else this.#dropFrame();
    if (!open && focus) this.#launcher.button.focus();
    // A part of the page is open because the page says so.
    if (this.#options.mode === 'kiosk') return;
    keepOpen(this.#key, this.#options, open);
    this.#dispatch(open ? 'open' : 'close', null);
  }

  /**
   * @param {string} name
   * @param {unknown} detail
   */
  #dispatch(name, detail) {
    this.dispatchEvent(new CustomEvent(`ocs:${name}`, { bubbles: true, composed: true, detail }));
  }

  #language() {
    return chooseLanguage(this.#options?.language);
  }

  #showLauncher() {
    const options = /** @type {Options} */ (this.#options);
    const own = this.#ownTexts();
    const text = options.buttonText ?? own?.['branding.buttonText'];
    const { position, iconUrl: icon, buttonShape: shape } = options;
    this.#launcher.show({ position, shape, text, icon, language: this.#language(), own });
    this.#launcher.button.hidden = this.#open || !options.showButton;
  }

  /** What can be changed while the application runs. */
  #appearance() {
    const options = /** @type {Options} */ (this.#options);
    /** @type {Record<string, unknown>} */
    const appearance = { kiosk: options.mode === 'kiosk', bannerAtBottom: options.bannerPosition === 'bottom' };
    for (const { key, changes } of OPTIONS) {
      if (changes === 'looks') appearance[key] = /** @type {any} */ (options)[key];
    }
    const own = this.#ownTexts() ?? {};
    appearance.headerText ||= own['branding.headerText'];
    for (const [key, name] of [['welcomeMessages', 'content.welcomeMessages'], ['starterQuestions', 'content.starterQuestions']]) {
      if (own[name]?.length) appearance[key] = own[name].map(String);
    }
    return JSON.parse(JSON.stringify(appearance));
  }

  #theme() {
    const { theme } = /** @type {Options} */ (this.#options);
    if (theme !== 'auto') return theme;
    const style = getComputedStyle(this);
    return LIGHT.some((name) => style.getPropertyValue(name)) ? 'light' : '';
  }

  /** What is fixed is so to the screen, also within something that the page has transformed. */
  #escape() {
    if (!('showPopover' in this.#layer)) return;
    const leaves = this.#options?.mode !== 'kiosk' && isTrapped(this);
    this.#layer.classList.toggle('top', leaves);
    // Taken away and set again: what was moved in the page has left the top layer without a word.
    this.#layer.popover = null;
    if (!leaves) return;
    this.#layer.popover = 'manual';
    this.#layer.showPopover();
  }

  /** Position and theme of the application's part. */
  #dress() {
    const { position, mode } = /** @type {Options} */ (this.#options);
    if (this.#stage) this.#stage.className = `root ${position} ${mode} ${this.#theme()}`;
  }

  /** What is needed as soon as the visitor does anything. */
  async #prepare() {
    try {
      this.#application = await loadApplication();
      this.#application.drag(this.#launcher.button, this.#launcher.button);
    } catch {
      // It is tried again, and said, when it is needed.
    }
  }

  /** The page's own texts, as far as they have come. */
  #ownTexts() {
    return this.#options?.translationsUrl ? this.#own : undefined;
  }

  async #loadOwnTexts() {
    const url = this.#options?.translationsUrl;
    if (!url || this.#ownFrom === url) return this.#ownComes;
    this.#ownFrom = url;
    this.#own = undefined;
    this.#ownComes = (async () => {
      try {
        const response = await fetch(url);
        const own = response.ok ? await response.json() : undefined;
        if (typeof own !== 'object' || !own) throw new Error(`it answered ${response.status}`);
        if (this.#ownFrom !== url) return;
        this.#own = own;
        if (!this.#options) return;
        this.#showLauncher();
        // They come too late for what is there already.
        if (this.#widget) this.#change(OPTIONS[0]);
      } catch (error) {
        console.error(`ocs-chat: the texts at translations-url could not be read: ${error}`);
      }
    })();
    return this.#ownComes;
  }

  async #load() {
    const options = this.#options;
    if (!options || this.#widget) return;
    const language = this.#language();
    if (this.#open) this.#showFrame(language);
    if (this.#loading) return;
    this.#loading = true;
    const root = document.createElement('div');
    this.#stage = root;
    const ownTexts = Promise.race([this.#loadOwnTexts(), new Promise((late) => setTimeout(late, 4000))]);
    try {
      const [application, texts] = await Promise.all([loadApplication(), loadTexts(language.key), ownTexts]);
      if (this.#options !== options && this.#stage !== root) return;
      this.#application = application;
      this.#mount(root, application, { ...texts, ...this.#ownTexts() });
    } catch (error) {
      root.remove();
      if (this.#stage !== root) return;
      const reason = explain(error);
      console.error(`ocs-chat: the chat does not start: ${reason}`);
      this.#refuse(`ocs-chat: the chat does not start: ${reason}`);
      this.#frame?.show('failed');
    } finally {
      if (this.#stage === root) this.#loading = false;
    }
  }

  /**
   * @param {HTMLElement} root
   * @param {import('./application.js').Application} application
   * @param {Record<string, unknown>} texts
   */
  #mount(root, application, texts) {
    const options = /** @type {Options & Record<string, unknown>} */ (this.#options);
    const language = this.#language();
    root.lang = language.tag;
    root.dir = language.direction;
    this.#root.adoptedStyleSheets = [launcherStyles(), application.styles];
    this.#layer.append(root);
    this.#dress();
    const host = {
      close: () => this.#setOpen(false, true),
      unread: (/** @type {number} */ count) => this.#showUnread(count),
      warn: (/** @type {string} */ reason) => {
        if (reason !== 'network') console.error(`ocs-chat: ${application.sentence(reason)}`);
        else if (navigator.onLine) void application.diagnose(options, this.#provider);
      },
      tell: (/** @type {string} */ name, /** @type {any} */ message, /** @type {string} */ sessionId) => {
        this.#dispatch(name, message === undefined || message === null ? { sessionId } : { message, sessionId });
      },
      takeContext: () => {
        const context = written(this.#context);
        this.#context = undefined;
        return context;
      },
      giveContext: (/** @type {string} */ context) => {
        this.#context ??= JSON.parse(context);
      },
      beforeSend: (/** @type {string} */ message, /** @type {string} */ sessionId, /** @type {string | undefined} */ context) => {
        // A handler sees what goes with this message, not what is meant for the next one.
        const next = this.#context;
        this.#context = context && JSON.parse(context);
        this.#dispatch('message:before-send', { message, sessionId });
        const now = written(this.#context);
        this.#context = next;
        return now;
      },
      bearer: (/** @type {boolean} */ forceRefresh) => {
        const provider = this.#provider;
        return provider && (async () => provider({ forceRefresh }))();
      },
      sunset: application.tellSunset,
      memory,
      ended: new Promise((end) => {
        this.#end = () => end(undefined);
      }),
    };
    const ofIdentity = OPTIONS.filter(({ key, changes }) => !changes && (options[key] ?? null) !== null);
    const identity = Object.fromEntries(ofIdentity.map(({ key }) => [key, options[key]]));
    const given = {
      ...identity,
      appearance: this.#appearance(),
      language: language.tag,
      texts: Object.entries(texts).filter(([, text]) => typeof text === 'string' && text),
      storageKey: this.#key,
      persistence: persistenceOf(options),
      draft: this.#left.draft || takeDraft(this.#key, options),
    };
    if (!hasSaidStorage && !application.canStore(options)) {
      hasSaidStorage = true;
      console.warn(`ocs-chat: ${application.sentence('storage')}`);
    }
    const widget = application.mount(root, given, host);
    this.#widget = widget;
    this.#dropFrame();
    const files = this.#left.files;
    // A fault in the middle of it is told before this.
    queueMicrotask(() => {
      if (this.#widget !== widget) return;
      this.#wantsFocus = false;
      this.#left.draft = '';
      this.#left.files = [];
      if (files.length) widget.attach(files);
      for (const { done } of this.#waiting.splice(0)) done(widget);
    });
    widget.show(this.#open, this.#wantsFocus);
    const [header, section] = ['header', 'section'].map((name) => /** @type {HTMLElement | null} */ (root.querySelector(name)));
    if (header && section) application.drag(header, section);
    application.drag(this.#launcher.button, this.#launcher.button);
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
    if (!again) this.#refuse('ocs-chat: a fault in the chat.');
    if (again) {
      void this.#load();
    } else if (this.#open) {
      this.#showFrame(this.#language());
      this.#frame?.show('failed');
    }
  };

  /** The page is left: what is being written is there on the next one. */
  #leave = () => {
    const field = this.#stage?.querySelector('textarea');
    if (field && this.#options) keepDraft(this.#key, this.#options, field.value);
  };

  /** @param {number} count */
  #showUnread(count) {
    if (count === this.#unread) return;
    this.#unread = count;
    this.#launcher.showUnread(count);
    this.#dispatch('unread', { count });
  }

  /** A place that the page has kept for the chat does not stay empty. */
  #showNothing() {
    const quiet = () => {};
    const frame = makeFrame({ position: 'kiosk', theme: '', language: chooseLanguage(null), onClose: quiet, onRetry: quiet });
    frame.show('nothing');
    this.#root.adoptedStyleSheets = [launcherStyles()];
    this.#layer.className = 'layer';
    this.#layer.append(frame.frame);
    this.#root.append(this.#layer);
  }

  /** @param {ReturnType<typeof chooseLanguage>} language */
  #showFrame(language) {
    if (!this.#frame) {
      const { position, mode } = /** @type {Options} */ (this.#options);
      this.#frame = makeFrame({
        position: mode === 'kiosk' ? mode : position,
        theme: this.#theme(),
        language,
        onClose: () => this.#setOpen(false, true),
        onRetry: () => {
          this.#wantsFocus = true;
          forgetCrashes();
          this.#dropFrame();
          void this.#load();
        },
      });
      this.#layer.append(this.#frame.frame);
    }
    if (this.#wantsFocus) this.#frame.close.focus();
  }

  #dropFrame() {
    this.#frame?.frame.remove();
    this.#frame = undefined;
  }

  /**
   * Nobody waits for the application any longer.
   *
   * @param {string} why
   */
  #refuse(why) {
    for (const { failed } of this.#waiting.splice(0)) failed(new Error(why));
  }

  /**
   * The running application, now or as soon as it is there.
   *
   * @returns {Promise<Widget>}
   */
  #ready() {
    if (this.#widget) return Promise.resolve(this.#widget);
    if (this.#isGone) return Promise.reject(new Error('ocs-chat: the widget is gone.'));
    if (this.isConnected && !this.#options) return Promise.reject(new Error(NO_CHATBOT));
    return new Promise((done, failed) => {
      this.#waiting.push({ done, failed });
      void this.#load();
    });
  }

  /** A bearer token for the visitor, asked for when a session starts; once more with `forceRefresh` after a refusal. */
  get authTokenProvider() {
    return this.#provider;
  }

  set authTokenProvider(provider) {
    this.#provider = provider;
  }

  /** What the page says about itself, sent with the next message: an object. */
  get pageContext() {
    return this.#context;
  }

  set pageContext(context) {
    const fits = context === undefined || context === null || (typeof context === 'object' && !Array.isArray(context));
    if (fits) this.#context = context ?? undefined;
    else console.error(`ocs-chat: pageContext must be an object, not ${JSON.stringify(context)}.`);
  }

  /** Opens the window. */
  open() {
    if (this.#options) this.#setOpen(true, true);
    else this.#left.open = true;
  }

  /** Closes the window. */
  close() {
    this.#show(false);
  }

  /** Opens the window if it is closed, and closes it if it is open. */
  toggle() {
    if (this.read(VISIBLE)) this.close();
    else this.open();
  }

  /**
   * Sends a message as if the visitor had written it.
   *
   * @param {string} text
   * @returns {Promise<void>} Settled when the message is in the conversation, which sees to the rest.
   */
  async send(text) {
    if (!String(text).trim()) throw new Error('ocs-chat: there is nothing to send.');
    const widget = await this.#ready();
    if (this.#options?.disabled) throw new Error('ocs-chat: the chat is disabled.');
    widget.send(String(text));
  }

  /**
   * Puts a text into the field, for the visitor to send.
   *
   * @param {string} text
   */
  async prefill(text) {
    (await this.#ready()).prefill(String(text));
  }

  /**
   * Adds files to what is being written.
   *
   * @param {Iterable<File>} files
   */
  async attach(files) {
    const given = [...files];
    const widget = await this.#ready();
    if (!this.#options?.allowAttachments) throw new Error('ocs-chat: allow-attachments is not set.');
    widget.attach(given);
  }

  /** Leaves the conversation and begins another. */
  async newSession() {
    (await this.#ready()).newSession();
  }

  /**
   * The same as setting `pageContext`.
   *
   * @param {object | null} context
   */
  setContext(context) {
    this.pageContext = /** @type {any} */ (context);
  }

  /**
   * Sets several options at once, by their names as properties.
   *
   * @param {Partial<Options> & { pageContext?: object, authTokenProvider?: OcsChat['authTokenProvider'] }} options
   */
  update(options) {
    for (const [key, value] of Object.entries(options)) {
      if (KEYS.includes(key)) /** @type {any} */ (this)[key] = value;
      else console.error(`ocs-chat: there is no option ${key}.`);
    }
  }

  /**
   * Takes the widget off the page.
   *
   * @param {{ forget?: boolean }} [how] Whether everything that it has stored goes as well.
   */
  async destroy({ forget = false } = {}) {
    const options = this.#options;
    if (forget && options) {
      try {
        (await this.#ready()).forget();
      } catch {
        forgetKeys(this.#key, options);
      }
    }
    this.#isGone = true;
    this.#refuse('ocs-chat: the widget is gone.');
    this.remove();
  }

  /**
   * Listens to one of the widget's events.
   *
   * @param {string} event With or without `ocs:` in front.
   * @param {(detail: any, event: Event) => void} listener
   * @returns {() => void} Stops listening.
   */
  on(event, listener) {
    const name = event.startsWith('ocs:') ? event : `ocs:${event}`;
    const hear = (/** @type {Event} */ heard) => listener(/** @type {CustomEvent} */ (heard).detail, heard);
    this.addEventListener(name, hear);
    return () => this.removeEventListener(name, hear);
  }

  /** The version of the widget. */
  async getVersion() {
    return VERSION;
  }

  /**
   * Says in words why the widget does not work on this page.
   *
   * @returns {Promise<import('./diagnose.js').Diagnosis>}
   */
  async diagnose() {
    const options = readOptions((option) => this.#given(option));
    if (!options) return { ok: false, findings: ['chatbot-id is missing or no UUID.'] };
    let application;
    try {
      application = await loadApplication();
    } catch (error) {
      return { ok: false, findings: [explain(error)] };
    }
    return application.diagnose(options, this.#provider);
  }
}

for (const option of OPTIONS) {
  Object.defineProperty(OcsChat.prototype, option.key, {
    configurable: true,
    enumerable: true,
    get() {
      return this.read(option);
    },
    set(value) {
      this.write(option, value);
    },
  });
}
