// What an element does from the moment that it is needed: it reads the options, fetches the application, and stands between
// that and the page. What needs the application waits for it.

import { takeEarly } from 'files';
import { keepApart, keepFocusApart } from './page/event-isolation.js';
import { explain, forgetCrashes, loadApplication, memory, onCrash } from '../wasm/application.js';
import { canStore } from './can-store.js';
import { Consent } from './consent.js';
import { hasFixedContainingBlock, zoomOf } from './page/containing-block.js';
import { makeDraggable } from './page/draggable.js';
import { keepFocus } from './page/focus-trap.js';
import { visibleInsets } from './page/keyboard-space.js';
import { createElement } from '../loader/dom.ts';
import { loadLazy, useLazy } from './lazy-modules.js';
import { KEYS, OPTIONS, readOption, readOptions } from './options/options.ts';
import { keepDraft, takeDraft } from './storage/draft.ts';
import { belongsTo, forgetKeys, preferStored, storageKeys } from './storage/keys.ts';
import { hasConversation, persistenceOf, storageOf } from './storage/persistence.ts';
import { hasRefused, refuse } from './storage/refusals.ts';
import { keepOpen, wasOpen } from './storage/window-state.ts';
import { PageContext } from './page/page-context.js';
import { JSON } from '../wasm/safe-json.js';
import { restStyles } from './rest-styles.js';
import { chooseLanguage, hasTexts, loadTexts, say, sayCount, sayNumber } from './texts.js';

/** @typedef {import('./options/types.ts').Options} Options */
/** @typedef {((ask: { forceRefresh: boolean }) => string | null | undefined | Promise<string | null | undefined>) | undefined} Provider */
/** @typedef {import('../wasm/application.js').Widget} Widget */

/** @type {Set<(again: boolean) => void>} Widgets to be told of a fault. */
const crashed = new Set();
onCrash((again) => crashed.forEach((tell) => tell(again)));

/** @type {Set<string>} Keys of the storage that the widgets of this page use. */
const taken = new Set();

/**
 * Keys for a widget's conversation. A second widget for the same conversation has keys of its own, by its place.
 *
 * @param {[key: string, oldKey: string]} keys
 * @returns {[key: string, oldKey: string]}
 */
function takeKeys([key, oldKey]) {
  let place = '';
  while (taken.has(key + place)) place += '+';
  taken.add(key + place);
  return [key + place, oldKey + place];
}

/** @param {(string | undefined)[]} texts Those that are empty are left out. */
const join = (...texts) => texts.filter(Boolean).join('\n');

/**
 * Calls an instance. Answers whether that has had its effect: an instance may have a fault before or after it.
 *
 * @param {import('../wasm/application.js').Application} application
 * @param {() => void} act
 * @param {() => unknown} observe Answers something that the effect changes.
 */
function hasEffect(application, act, observe) {
  const before = observe();
  act();
  return !application.isBroken() || observe() !== before;
}

/**
 * Calls a function of the module for the browser's database. Never rejects: where something fails, there is no result.
 *
 * @param {'put' | 'get' | 'ids' | 'remove'} name
 * @param {string} conversation
 * @param {any} ids
 * @param {any} file
 * @returns {Promise<unknown>}
 */
function callFileStore(name, conversation, ids, file) {
  return inTurn(async () => (await loadLazy('file-store'))?.[name](conversation, ids, file)).catch(() => {});
}

/** @param {string} conversation */
function removeAllFiles(conversation) {
  return inTurn(async () => {
    const store = await loadLazy('file-store');
    if (!store) throw new Error('the part of the widget that erases them could not be loaded');
    await store.removeAll(conversation);
  });
}

/** @type {Promise<unknown>} The last call of the module for the browser's database. */
let lastCall = Promise.resolve();

/**
 * Acts when all earlier acts have ended: what is written must not come after what is erased.
 *
 * @template T
 * @param {() => Promise<T>} act
 * @returns {Promise<T>}
 */
function inTurn(act) {
  const call = lastCall.then(act);
  lastCall = call.catch(() => {});
  return call;
}

/** Whether the page's owner has been told that nothing can be stored. */
let hasSaidStorage = false;

/** @param {() => void} run */
function whenIdle(run) {
  if ('requestIdleCallback' in window) requestIdleCallback(run, { timeout: 3000 });
  else setTimeout(run, 300);
}

/** Milliseconds after which a page that should have been painted is taken for one that nobody sees. */
const UNSEEN = 100;

/** When what has been done so far can be seen. */
const painted = () =>
  new Promise((done) => {
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));
    setTimeout(done, document.hidden ? 0 : UNSEEN);
  });

/** Instances that may have a fault in one and the same call of the page. */
const MOST_ATTEMPTS = 2;

/** How long to wait before each attempt to load the application again, if the network is gone: a minute in all. */
const RETRY_WAITS_MS = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000];

/** Colours of a page that was made for the widget that was here before, which knows no dark. */
const LIGHT = ['--chat-window-bg-color', '--message-user-bg-color', '--message-assistant-bg-color', '--header-bg-color'];

/** @param {import('../loader/element-context.ts').ElementContext} context */
function removePlaceholder(context) {
  context.placeholder?.element.remove();
  context.placeholder = undefined;
}

const NO_CHATBOT = 'ocs-chat: there is no chatbot-id that could be one.';

/** One chat widget on a page. */
export class Controller {
  /** What the element has begun. */
  #seat;
  /** @type {import('../loader/element-context.ts').HostElement} */
  #host;
  /** @type {Map<string, any>} What was set as properties. */
  #set;
  /** @type {ShadowRoot} */
  #root;
  /** What everything of ours is in. */
  #layer;
  #button;
  #badge = document.createElement('span');
  /** The launcher's name. */
  #name = '';
  /** @type {Options | null} */
  #options = null;
  /** @type {Widget | undefined} */
  #widget;
  /** @type {import('../wasm/application.js').Application | undefined} */
  #application;
  /** All keys that the conversation may be stored under: the one to be used first. */
  #keys = [''];
  #takenKey = '';
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
  #context = new PageContext();
  #isGone = false;
  /** @type {Provider} A bearer token for the visitor, asked for when a session starts; once more after a refusal. */
  #provider;
  /** @type {import('./lazy/page-texts.js').PageTexts | undefined} Texts that the page gives. */
  #pageTexts;
  /** @type {{ done: (widget: Widget) => void, failed: (error: Error) => void }[]} Calls that wait for the application. */
  #waiting = [];
  /** What an element that was taken off the page, or has not been on one yet, goes on with. */
  #left = { running: false, draft: '', picked: '', sends: /** @type {string[]} */ ([]), files: /** @type {File[]} */ ([]), open: /** @type {boolean | undefined} */ (undefined) };

  /** @param {import('../loader/element-context.ts').ElementContext} seat */
  constructor(seat) {
    this.#seat = seat;
    this.#host = seat.host;
    this.#set = seat.properties;
    this.#root = seat.root;
    this.#layer = seat.overlayRoot;
    this.#button = seat.button;
    this.#left.open = seat.open;
    this.#wantsFocus = Boolean(seat.focus);
    this.#badge.className = 'badge';
    this.#badge.part.add('badge');
    this.#badge.ariaHidden = 'true';
    keepApart(this.#layer);
    makeDraggable(this.#button, this.#button);
    this.#layer.addEventListener('keydown', (event) => keepFocus(event, this.#stage?.querySelector('section')));
    takeEarly(seat.early ?? {});
    seat.defineOptions(KEYS);
    this.check(seat.updates);
    for (const key of ['pageContext', 'authTokenProvider']) if (this.#set.has(key)) this.changed(key);
    // A page that transforms what is around the launcher takes that along.
    new IntersectionObserver(() => this.#options && this.#escape()).observe(this.#button);
    // Attributes that the element does not look at itself.
    const observed = new Set(/** @type {any} */ (seat.host.constructor).observedAttributes);
    const attributeFilter = OPTIONS.map(({ name }) => name).filter((name) => !observed.has(name));
    new MutationObserver((changes) => {
      for (const { attributeName, oldValue } of changes) {
        const option = OPTIONS.find(({ name }) => name === attributeName);
        if (!option || this.#host.getAttribute(option.name) === oldValue) continue;
        this.#set.delete(option.key);
        this.changed(option.key);
      }
    }).observe(seat.host, { attributes: true, attributeOldValue: true, attributeFilter });
  }

  /**
   * Says which options there are none of.
   *
   * @param {Record<string, unknown>} options
   */
  check(options) {
    for (const key of Object.keys(options)) if (!KEYS.includes(key)) console.error(`ocs-chat: there is no option ${key}.`);
  }

  /** The element is on the page. */
  connected() {
    this.#isGone = false;
    this.#host.adoptProperties(KEYS);
    if (this.#options) return this.#escape();
    // All that was set is read now.
    this.#changed.clear();
    this.#start();
  }

  /** It is not any more. */
  disconnected() {
    this.#stop();
  }

  /** The key that the conversation is stored under. */
  get #key() {
    return this.#keys[0];
  }

  /** @param {import('./options/options.ts').Option} option */
  #given(option) {
    return this.#set.has(option.key) ? this.#set.get(option.key) : this.#host.getAttribute(option.name);
  }

  /**
   * An option as it is used.
   *
   * @param {string} key
   */
  read(key) {
    if (key === 'visible') return this.#open || Boolean(this.#left.open && !this.#options);
    if (key === 'pageContext') return this.#context.value;
    if (key === 'authTokenProvider') return this.#provider;
    const option = /** @type {import('./options/options.ts').Option} */ (OPTIONS.find((one) => one.key === key));
    const given = this.#given(option);
    return (given === null || given === undefined ? undefined : option.parse(given, option.name)) ?? option.defaultValue;
  }

  /**
   * An option has been given another value.
   *
   * @param {string} key
   */
  changed(key) {
    if (key === 'pageContext') return this.#context.set(this.#set.get(key));
    if (key === 'authTokenProvider') return void (this.#provider = this.#set.get(key));
    const option = OPTIONS.find((one) => one.key === key);
    if (!option || !this.#host.isConnected) return;
    if (key === 'visible') return this.show(Boolean(readOption(option, this.#given(option))), false);
    const value = this.#mark(option);
    if (this.#seen.get(key) === value) return;
    // Several options are often changed together.
    if (!this.#changed.size) queueMicrotask(() => this.#applyChanges());
    this.#changed.add(option.affects);
  }

  /** @type {Map<string, unknown>} What the options were when they were last read. */
  #seen = new Map();

  /**
   * What tells whether an option is another.
   *
   * @param {import('./options/options.ts').Option} option
   */
  #mark(option) {
    const given = this.#given(option);
    return typeof given === 'function' ? given : JSON.stringify(given);
  }

  #readOptions() {
    for (const option of OPTIONS) this.#seen.set(option.key, this.#mark(option));
    const options = readOptions((option) => this.#given(option));
    if (!options) return options;
    // Set to nothing is not the same as never set.
    const isNothing = this.#set.has('consent') && (this.#set.get('consent') ?? null) === null;
    const { consent } = options;
    options.consent = !isNothing && (typeof consent === 'function' ? this.#consent.isGivenBy(consent) : consent);
    return options;
  }

  #consent = new Consent(() => {
    if (this.#options) this.#restart();
  });

  /** The page's own function may say something else by now. */
  #askAgain() {
    const ask = this.#set.get('consent');
    if (typeof ask !== 'function' || this.#options?.consent !== false) return;
    if (this.#consent.isGivenNowBy(ask)) this.#restart();
  }

  #applyChanges() {
    const restart = this.#changed.has('conversation') || !this.#options;
    this.#changed.clear();
    if (!this.#host.isConnected) return;
    if (restart) {
      this.#stop();
      this.#start();
      return;
    }
    const options = this.#readOptions();
    if (!options) return;
    const changesMode = options.mode !== this.#options?.mode;
    this.#options = options;
    this.#showLauncher();
    this.#tease();
    this.#widget?.update(this.#appearance());
    this.#dress();
    if (!changesMode) return;
    const section = this.#stage?.querySelector('section');
    if (section) void useLazy('drag', (drag) => drag.putBack(section));
    this.#escape();
    if (options.mode === 'kiosk') this.show(true, false);
  }

  #start() {
    const options = this.#readOptions();
    this.#options = options;
    if (!options) {
      // A place that the page has kept for the chat does not stay empty.
      if (this.#host.getAttribute('mode') === 'kiosk') {
        this.#root.append(this.#layer);
        this.#seat.showPlaceholder(false);
      }
      this.#seat.placeholder?.showFailure(say(this.#language().key, 'failed'), null);
      return this.#refuse(NO_CHATBOT);
    }
    crashed.add(this.#crashed);
    addEventListener('pagehide', this.#leave);
    this.#letFocusBeHeard = keepFocusApart(this.#layer);
    this.#layer.addEventListener('input', this.#noteDraft);
    for (const change of ['resize', 'scroll']) window.visualViewport?.addEventListener(change, this.#fit);
    const keys = takeKeys(storageKeys(options));
    this.#takenKey = keys[0];
    this.#keys = preferStored(keys, options, memory);
    this.#root.adoptedStyleSheets = [this.#root.adoptedStyleSheets[0], restStyles()];
    this.#showLauncher();
    if (!this.#layer.isConnected) {
      this.#layer.prepend(this.#button);
      this.#root.append(this.#layer);
    }
    this.#escape();
    const { key } = this.#language();
    if (!hasTexts(key)) void loadTexts(key).then(() => this.#options && this.#showLauncher());
    this.#tease();
    if (options.sound) void this.#prepareSound();
    if (options.translationsUrl) whenIdle(() => void this.#loadOwnTexts());
    const isKiosk = options.mode === 'kiosk';
    const left = this.#left.open ?? (isKiosk ? true : options.showButton ? wasOpen(this.#key, options) : undefined);
    if (this.#seat.placeholder && !this.#seat.open) {
      // It was closed before the widget was loaded.
      this.#takeFrom(this.#seat.placeholder);
      removePlaceholder(this.#seat);
    }
    if (this.#seat.placeholder) {
      // The widget could be loaded after all.
      this.#seat.placeholder.showFailure('', null);
      // The visitor has opened it, or the page has.
      this.#open = true;
      this.#button.hidden = true;
      if (this.#wantsFocus) keepOpen(this.#key, options, true);
      void this.#load();
    } else if (left ?? options.visible) {
      this.#open = true;
      this.#button.hidden = true;
      if (left && this.#left.open === undefined && !isKiosk) whenIdle(() => void this.#load());
      else void this.#load();
    } else if (this.#left.running || this.#left.sends.length || this.#waiting.length) {
      void this.#load();
    } else if (hasConversation(this.#key, options)) {
      whenIdle(() => void this.#load());
    }
  }

  #stop() {
    if (!this.#options) return;
    const { placeholder: frame } = this.#seat;
    // Who is writing goes on doing so.
    if (this.#root.activeElement?.localName === 'textarea') this.#wantsFocus = true;
    const sends = this.#sends();
    const isRunning = Boolean(this.#widget);
    const { draft, files } = this.#widget ? this.#endInstance() : { draft: join(this.#left.draft, frame?.field.value), files: this.#left.files };
    this.#end();
    crashed.delete(this.#crashed);
    this.#unread = 0;
    removeEventListener('pagehide', this.#leave);
    this.#letFocusBeHeard();
    this.#layer.removeEventListener('input', this.#noteDraft);
    clearTimeout(this.#draftTimer);
    for (const change of ['resize', 'scroll']) window.visualViewport?.removeEventListener(change, this.#fit);
    this.#teaser?.remove();
    this.#left = { running: isRunning, draft, picked: this.#left.picked, sends, files, open: this.#open };
    taken.delete(this.#takenKey);
    this.#widget = undefined;
    removePlaceholder(this.#seat);
    this.#seat.open = undefined;
    this.#stage = undefined;
    this.#options = null;
    this.#open = false;
    this.#loading = false;
    this.#layer.replaceChildren();
    this.#layer.remove();
  }

  /**
   * @param {boolean} open
   * @param {boolean} focus Whether the visitor did it, so that the focus goes along.
   */
  show(open, focus) {
    if (!this.#options) {
      this.#left.open = open;
      return;
    }
    if (open === this.#open || (!open && this.#options.mode === 'kiosk')) return;
    this.#open = open;
    this.#wantsFocus = open && focus;
    this.#teaser?.remove();
    this.#wasOpened = true;
    if (open) {
      this.#askAgain();
      this.#escape();
    }
    this.#button.hidden = open || !this.#options.showButton;
    if (this.#widget) this.#widget.show(open, focus);
    else if (open) void this.#load();
    else {
      // What has been sent there is still sent, and the rest is there when the window is opened again.
      this.#takeFrom(this.#seat.placeholder);
      removePlaceholder(this.#seat);
    }
    if (!open && focus) this.#button.focus();
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
    this.#host.dispatchEvent(new CustomEvent(`ocs:${name}`, { bubbles: true, composed: true, detail }));
  }

  #language() {
    return chooseLanguage(this.#options?.language);
  }

  #showLauncher() {
    const options = /** @type {Options} */ (this.#options);
    const own = this.#ownTexts();
    const text = options.buttonText ?? own?.['branding.buttonText'];
    const { position, iconUrl, buttonShape, mode } = options;
    const { tag: lang, key, direction: dir } = this.#language();
    /** @type {Partial<import('../loader/launcher.ts').LauncherAppearance>} */
    const appearance = { position, shape: buttonShape ?? '', text, iconUrl, lang, dir };
    // Until the texts have come, the element's own word serves.
    if (hasTexts(key) || own?.['launcher.open']) appearance.label = say(key, 'open', own);
    this.#seat.renderLauncher(appearance);
    this.#name = this.#button.getAttribute('aria-label') ?? '';
    this.#button.append(this.#badge);
    this.#button.hidden = this.#open || mode === 'kiosk' || !options.showButton;
    this.#nameLauncher();
  }

  #nameLauncher() {
    const count = this.#unread;
    this.#badge.hidden = !count;
    const { tag } = this.#language();
    const number = count > 99 ? `${sayNumber(tag, 99)}+` : sayNumber(tag, count);
    this.#badge.textContent = count ? number : '';
    const unread = count ? ` – ${sayCount(tag, 'unread', count, this.#ownTexts())}` : '';
    this.#button.setAttribute('aria-label', this.#name + unread);
  }

  /** Browsers let a page play sounds only after the visitor has done something in it. */
  async #prepareSound() {
    await useLazy('sound', (sound) => {
      for (const gesture of ['pointerdown', 'keydown']) this.#layer.addEventListener(gesture, sound.allowSound, { once: true });
      if (navigator.userActivation?.isActive) sound.allowSound();
    });
  }

  /** @type {HTMLElement | undefined} */
  #teaser;
  /** Whether the window has been open on this page: then nobody has to be told that it can be. */
  #wasOpened = false;

  /** Shows the teaser where it is wanted, as soon as the page has nothing else to do. */
  #tease() {
    this.#teaser?.remove();
    const options = /** @type {Options} */ (this.#options);
    // Without words of its own it says what the bot says first.
    const isGreeting = /^(|true|yes|1)$/i.test(options.teaser ?? '');
    if (this.#wasOpened || !options.teaser || (isGreeting && !options.welcomeMessages[0] && !options.translationsUrl)) return;
    const isWanted = () => this.#options === options && !this.#open && options.showButton && options.mode !== 'kiosk';
    if (hasRefused(this.#key, options, 'teaser') || hasConversation(this.#key, options)) return;
    whenIdle(async () => {
      const { tag: lang, key, direction: dir } = this.#language();
      const [teaser] = await Promise.all([loadLazy('teaser'), loadTexts(key), isGreeting && this.#loadOwnTexts()]);
      if (!teaser) return;
      const own = this.#ownTexts()?.['content.welcomeMessages']?.[0];
      const text = isGreeting ? teaser.plainText(String(own ?? options.welcomeMessages[0] ?? '')) : String(options.teaser);
      if (!text || !isWanted()) return;
      this.#teaser?.remove();
      this.#teaser = teaser.makeTeaser(
        { text, hide: say(key, 'hide', this.#ownTexts()), classes: `${options.position} ${this.#theme()}`, lang, dir },
        () => this.show(true, true),
        () => {
          this.#teaser?.remove();
          refuse(this.#key, options, 'teaser');
          this.#button.focus();
        },
      );
      this.#layer.append(this.#teaser);
    });
  }

  /** What fills a phone's screen stays above the keyboard, which covers a part of the page. */
  #fit = () => {
    const { top, bottom } = visibleInsets();
    const { style } = this.#layer;
    style.setProperty('--above', `${top}px`);
    style.setProperty('--covered', `${bottom}px`);
  };

  /** What can be changed while the application runs. */
  #appearance() {
    const options = /** @type {Options} */ (this.#options);
    /** @type {Record<string, unknown>} */
    const appearance = { kiosk: options.mode === 'kiosk', bannerAtBottom: options.bannerPosition === 'bottom' };
    for (const { key, affects } of OPTIONS) {
      if (affects === 'appearance') appearance[key] = /** @type {any} */ (options)[key];
    }
    if (options.sound) appearance.sound = !hasRefused(this.#key, options, 'sound');
    const own = this.#ownTexts() ?? {};
    appearance.headerText ||= own['branding.headerText'];
    for (const [key, name] of [['welcomeMessages', 'content.welcomeMessages'], ['starterQuestions', 'content.starterQuestions']]) {
      if (own[name]?.length) appearance[key] = own[name].map(String);
    }
    return structuredClone(appearance);
  }

  #theme() {
    const { theme } = /** @type {Options} */ (this.#options);
    if (theme !== 'auto') return theme;
    const style = getComputedStyle(this.#host);
    return LIGHT.some((name) => style.getPropertyValue(name)) ? 'light' : '';
  }

  /** Whether this widget needs the module for pages that transform or magnify what is around it. */
  #needsTopLayer = false;

  /** Keeps what is fixed to the screen there, also within elements that the page has transformed or magnified. */
  async #escape() {
    const isFixed = () => Boolean(this.#options) && this.#options?.mode !== 'kiosk';
    const [isOut, zoom] = isFixed() ? [hasFixedContainingBlock(this.#host), zoomOf(this.#host)] : [false, 1];
    this.#needsTopLayer ||= isOut || zoom !== 1;
    if (!this.#needsTopLayer) return;
    await useLazy('top-layer', (topLayer) => {
      if (!this.#options) return;
      topLayer.setTopLayer(this.#layer, isFixed() && hasFixedContainingBlock(this.#host));
      topLayer.compensateZoom(this.#layer, isFixed() ? zoomOf(this.#host) : 1);
    });
  }

  /** Position and theme of the application's part. */
  #dress() {
    const { position, mode } = /** @type {Options} */ (this.#options);
    if (this.#stage) this.#stage.className = `root ${position} ${mode} ${this.#theme()}`;
  }

  /** What is needed as soon as the visitor does anything. */
  async prepare() {
    try {
      await loadApplication();
    } catch {
      // It is tried again, and said, when it is needed.
    }
  }

  #ownTexts() {
    return /** @type {Record<string, any> | undefined} */ (this.#pageTexts?.at(this.#options?.translationsUrl));
  }

  async #loadOwnTexts() {
    const address = this.#options?.translationsUrl;
    if (!address) return;
    const module = await loadLazy('page-texts');
    this.#pageTexts ??= module && new module.PageTexts(() => this.#useOwnTexts());
    await this.#pageTexts?.load(address);
  }

  #useOwnTexts() {
    if (!this.#options) return;
    this.#showLauncher();
    // They come too late for what is there already.
    if (this.#widget) this.#restart();
  }

  async #load() {
    const options = this.#options;
    if (!options || this.#widget || this.#isGone) return;
    const language = this.#language();
    if (this.#open) this.#showFrame();
    // The placeholder is painted first, also where everything is in the cache: mounting takes longer.
    const framePainted = this.#seat.placeholder && painted();
    if (this.#loading) return;
    this.#loading = true;
    const root = document.createElement('div');
    this.#stage = root;
    const ownTexts = Promise.race([this.#loadOwnTexts(), new Promise((late) => setTimeout(late, 4000))]);
    try {
      const [application, texts] = await Promise.all([loadApplication(), loadTexts(language.key), ownTexts]);
      if (!canStore(options) && !hasSaidStorage) {
        hasSaidStorage = true;
        void this.#explain('storage', 'warn');
      }
      await framePainted;
      if (this.#stage !== root) return;
      this.#application = application;
      this.#mount(root, application, { ...texts, ...this.#ownTexts() });
    } catch (error) {
      root.remove();
      if (this.#stage !== root) return;
      this.#miss(error);
    } finally {
      if (this.#stage === root) this.#loading = false;
    }
  }

  /**
   * @param {HTMLElement} root
   * @param {import('../wasm/application.js').Application} application
   * @param {Record<string, unknown>} texts
   */
  #mount(root, application, texts) {
    const options = /** @type {Options & Record<string, unknown>} */ (this.#options);
    const language = this.#language();
    const ending = new AbortController();
    root.lang = language.tag;
    root.dir = language.direction;
    this.#root.adoptedStyleSheets = [this.#root.adoptedStyleSheets[0], restStyles(), application.styles];
    this.#layer.append(root);
    this.#dress();
    const host = {
      close: () => this.show(false, true),
      turnSound: (/** @type {boolean} */ on) => {
        if (!this.#options) return;
        if (on) void useLazy('sound', (sound) => sound.allowSound());
        refuse(this.#key, this.#options, 'sound', !on);
        this.#widget?.update(this.#appearance());
      },
      unread: (/** @type {number} */ count) => this.#showUnread(count),
      warn: (/** @type {string} */ reason) => {
        if (reason !== 'network') void this.#explain(reason, 'error');
        else if (navigator.onLine) void useLazy('diagnosis', (diagnosis) => diagnosis.diagnose(options, this.#provider));
      },
      tell: (/** @type {string} */ name, /** @type {any} */ message, /** @type {string} */ sessionId) => {
        const isSeen = !document.hidden && document.hasFocus() && this.#open;
        if (name === 'message:received' && this.#appearance().sound) void useLazy('sound', (sound) => sound.ringOnce(isSeen));
        this.#dispatch(name, message === undefined || message === null ? { sessionId } : { message, sessionId });
      },
      takeContext: () => this.#context.take(),
      giveContext: (/** @type {string} */ context) => this.#context.give(context),
      beforeSend: (/** @type {string} */ message, /** @type {string} */ sessionId, /** @type {string | undefined} */ context) => {
        // It is no draft any more.
        this.#noteDraft();
        return this.#context.during(context, () => this.#dispatch('message:before-send', { message, sessionId }));
      },
      bearer: (/** @type {boolean} */ forceRefresh) => {
        const provider = this.#provider;
        return provider && (async () => provider({ forceRefresh }))();
      },
      sunset: (/** @type {string | undefined} */ sunset, /** @type {string | undefined} */ link) => {
        void useLazy('diagnosis', (diagnosis) => diagnosis.reportSunset(sunset, link));
      },
      memory,
      fileStore: (/** @type {'put' | 'get' | 'ids' | 'remove'} */ name, /** @type {any} */ ids, /** @type {any} */ file) => callFileStore(name, given.storageKey, ids, file),
      drawThumbnail: (/** @type {File} */ file) => useLazy('thumbnail', (thumbnail) => thumbnail.drawThumbnail(file).catch(() => {})),
      saveFile: (/** @type {[name: string, type: string, text: string]} */ ...file) => {
        void useLazy('save-file', (module) => module.saveFile(...file));
      },
      painted: painted(),
      ended: new Promise((end) => ending.signal.addEventListener('abort', end)),
    };
    this.#end = () => ending.abort();
    const { placeholder: frame } = this.#seat;
    const begun = frame?.field.value ?? '';
    const caret = frame && [frame.field.selectionStart, frame.field.selectionEnd];
    // Whatever happens to this instance, the next one has all of it.
    this.#takeOver(options, frame);
    const ofIdentity = OPTIONS.filter(({ key, affects }) => affects === 'conversation' && (options[key] ?? null) !== null);
    const identity = Object.fromEntries(ofIdentity.map(({ key }) => [key, options[key]]));
    const given = {
      ...identity,
      appearance: this.#appearance(),
      language: language.tag,
      texts: Object.entries(texts).filter(([, text]) => typeof text === 'string' && text),
      storageKey: this.#key,
      persistence: persistenceOf(options),
      open: this.#open,
      draft: this.#left.draft,
    };
    const widget = application.mount(root, given, host);
    this.#widget = widget;
    this.#retries = 0;
    const field = root.querySelector('textarea');
    // The focus and the caret go over while both fields are there: nobody notices, and no keyboard goes down.
    const takesFocus = frame ? this.#root.activeElement === frame.field : this.#wantsFocus;
    if (field && takesFocus) field.focus();
    if (field && caret && begun) {
      const above = field.value.length - begun.length;
      field.setSelectionRange(above + caret[0], above + caret[1]);
    }
    removePlaceholder(this.#seat);
    // A fault in the middle of it is reported before this.
    queueMicrotask(() => {
      if (this.#widget === widget) this.#handOver(widget, application);
    });
    widget.show(this.#open, false);
    const [header, section] = ['header', 'section'].map((name) => /** @type {HTMLElement | null} */ (root.querySelector(name)));
    if (header && section) makeDraggable(header, section, ending.signal);
  }

  /**
   * Moves what the visitor has entered in the placeholder, and what is stored of an earlier page's draft, to `#left`.
   *
   * @param {Options} options
   * @param {import('../loader/placeholder-window.ts').PlaceholderWindow} [frame]
   */
  #takeOver(options, frame) {
    const left = this.#left;
    const stored = takeDraft(this.#key, options);
    // A draft that this page has stored is still in the placeholder or in `#left`.
    if (!left.draft && stored.text !== this.#noted) left.draft = stored.text;
    // Files in memory need not be read from the database.
    if (!left.files.length) left.picked ||= stored.picked;
    this.#takeFrom(frame);
  }

  /** @param {import('../loader/placeholder-window.ts').PlaceholderWindow} [frame] */
  #takeFrom(frame) {
    if (!frame) return;
    const left = this.#left;
    // The draft of an earlier page comes before what has just been typed.
    left.draft = join(left.draft, frame.field.value);
    left.sends.push(...frame.queue.splice(0));
    frame.field.value = '';
  }

  /**
   * Hands everything in `#left` over to an instance that has been mounted. Each thing leaves `#left` only when the instance
   * has taken it: what a fault interrupts goes to the next instance.
   *
   * @param {Widget} widget
   * @param {import('../wasm/application.js').Application} application
   */
  #handOver(widget, application) {
    const left = this.#left;
    this.#wantsFocus = false;
    left.draft = '';
    if (left.files.length) widget.attach(left.files);
    if (application.isBroken()) return;
    left.files = [];
    if (left.picked && this.#options?.allowAttachments) void this.#pickAgain();
    while (left.sends.length) {
      const [text] = left.sends;
      if (text.trim() && !this.#hasTaken(widget, application, text)) return;
      left.sends.shift();
      if (application.isBroken()) return;
    }
    for (const { done } of this.#waiting.splice(0)) done(widget);
  }

  /**
   * Sends a message. Answers whether the instance has stored it: one that has a fault may have done so before, and then it
   * is sent from there.
   *
   * @param {Widget} widget
   * @param {import('../wasm/application.js').Application} application
   * @param {string} text
   */
  #hasTaken(widget, application, text) {
    return hasEffect(application, () => widget.send(text), () => this.#storedRecords());
  }

  /**
   * Has the running instance do what the page asks for, and the next one if this one has a fault before it has an effect.
   *
   * @param {(widget: Widget) => void} act
   * @param {() => unknown} observe Answers something that the effect changes.
   */
  async #perform(act, observe) {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
      const widget = await this.#ready();
      const application = this.#application;
      if (!application || hasEffect(application, () => act(widget), observe)) return;
      // The fault is reported in a microtask; until then this instance is the running one.
      await undefined;
    }
    throw new Error('ocs-chat: a fault in the chat.');
  }

  /** What is stored for the conversation, to be compared. */
  #storedRecords() {
    const storage = this.#options && storageOf(this.#options);
    const records = [...(storage ? Object.entries(storage) : []), ...memory].filter((record) => belongsTo(record, this.#key));
    // Chunks of a long conversation are never changed without another main record.
    return JSON.stringify(records.map(([name, value]) => [name, name === this.#key ? value : value.length]));
  }

  /** Ends the instance, and answers what was being written. */
  #endInstance() {
    const written = this.#stage?.querySelector('textarea')?.value;
    const [draft, files] = /** @type {Widget} */ (this.#widget).destroy();
    // One that has a fault answers nothing of use.
    return { draft: typeof draft === 'string' ? draft : (written ?? ''), files: [...this.#left.files, ...(Array.isArray(files) ? files : [])] };
  }

  /**
   * The application has had a fault, and its instance is gone. The conversation goes on from what was stored.
   *
   * @param {boolean} again Whether it may be tried again.
   */
  #crashed = (again) => {
    const had = this.#widget || this.#loading;
    const draft = this.#stage?.querySelector('textarea')?.value;
    this.#clear(draft || this.#left.draft);
    if (!had) return;
    if (again) return void this.#load();
    this.#refuse('ocs-chat: a fault in the chat.');
    this.#fail();
  };

  /**
   * The instance of the application is gone.
   *
   * @param {string} draft What was being written.
   */
  #clear(draft) {
    this.#left.draft = draft;
    const field = this.#stage?.querySelector('textarea');
    if (field) this.#wantsFocus = field === this.#root.activeElement;
    this.#end();
    this.#stage?.remove();
    this.#stage = undefined;
    this.#widget = undefined;
    this.#loading = false;
  }

  /** What the visitor has sent before there was anything to send it. */
  #sends() {
    return [...this.#left.sends, ...(this.#seat.placeholder?.queue ?? [])];
  }

  /** Files that were picked on an earlier page. */
  async #pickAgain() {
    const widget = await this.#ready();
    widget.restore(this.#left.picked, () => {
      this.#left.picked = '';
    });
  }

  /** @param {boolean} isLeft Whether the page is left: then what is being written is there on the next one. */
  #keepDraft(isLeft) {
    const field = this.#stage?.querySelector('textarea') ?? this.#seat.placeholder?.field;
    const picked = this.#widget?.picked() || this.#left.picked;
    const text = join(...this.#sends(), this.#left.draft, field?.value);
    if (!this.#options || this.#isGone || !(field || text || picked)) return;
    this.#noted = text;
    keepDraft(this.#key, this.#options, text, picked, isLeft);
  }

  /** What this page has stored last of what is being written. */
  #noted = '';

  #leave = () => this.#keepDraft(true);

  #letFocusBeHeard = () => {};

  #draftTimer = 0;

  /** Crashes end a page without a word. */
  #noteDraft = () => {
    clearTimeout(this.#draftTimer);
    this.#draftTimer = setTimeout(() => this.#keepDraft(false), 1_000);
  };

  /** @param {number} count */
  #showUnread(count) {
    if (count === this.#unread) return;
    this.#unread = count;
    this.#nameLauncher();
    this.#dispatch('unread', { count });
  }

  /** What stands in for the window says what is in the visitor's language. */
  #showFrame() {
    const isNew = !this.#seat.placeholder;
    this.#seat.showPlaceholder(this.#wantsFocus);
    const { key } = this.#language();
    const { placeholder: frame } = this.#seat;
    frame?.closeButton.setAttribute('aria-label', say(key, 'close'));
    const status = frame?.element.querySelector('[role=status]');
    if (status && !status.textContent) status.textContent = say(key, 'loading');
    // After a fault it is another placeholder, in which nothing has been sent yet.
    if (isNew) for (const text of this.#left.sends) status?.before(createElement('p', {}, text));
    if (this.#options?.mode === 'kiosk' || !frame) return;
    frame.element.className = `frame ${this.#options?.position} ${this.#theme()}`;
  }

  #fail() {
    const { key } = this.#language();
    if (this.#open) this.#showFrame();
    this.#seat.placeholder?.showFailure(say(key, 'failed'), say(key, 'retry'));
  }

  /**
   * The application cannot be loaded.
   *
   * @param {unknown} error
   */
  #miss(error) {
    const reason = `ocs-chat: the chat does not start: ${explain(error)}`;
    // The same again says nothing new.
    if (!this.#retries) console.error(reason);
    this.#refuse(reason);
    this.#fail();
    this.#retryLater(error);
  }

  /**
   * Tries again by itself where the network may have been gone.
   *
   * @param {unknown} error
   */
  #retryLater(error) {
    const wait = RETRY_WAITS_MS[this.#retries];
    // A file that has been changed, or is not there, stays so.
    if (wait === undefined || /has been changed|answered 4|CompileError/.test(String(error))) return;
    this.#retries += 1;
    const isWaiting = () => this.#options && !this.#widget && (this.#open || this.#left.sends.length);
    const again = () => {
      clearTimeout(timer);
      removeEventListener('online', again);
      if (isWaiting()) this.retry(false);
    };
    const timer = setTimeout(again, wait);
    addEventListener('online', again);
  }

  #retries = 0;

  /** @param {boolean} isAsked Whether the visitor has asked for another attempt: then the focus goes along. */
  retry(isAsked) {
    if (isAsked) {
      this.#wantsFocus = true;
      this.#retries = 0;
      forgetCrashes();
    }
    if (isAsked) this.#seat.placeholder?.showFailure('', null);
    void this.#load();
  }

  #restart() {
    if (!this.#changed.size) queueMicrotask(() => this.#applyChanges());
    this.#changed.add('conversation');
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
    if (this.#host.isConnected && !this.#options) return Promise.reject(new Error(NO_CHATBOT));
    return new Promise((done, failed) => {
      this.#waiting.push({ done, failed });
      void this.#load();
    });
  }

  /**
   * What the markup of the page asks for, where somebody has clicked.
   *
   * @param {DOMStringMap} asked
   */
  async trigger({ ocsChatSend, ocsChatPrefill }) {
    try {
      if (ocsChatSend) await this.send(ocsChatSend);
      if (ocsChatPrefill) await this.prefill(ocsChatPrefill);
    } catch (error) {
      console.error(error);
    }
  }

  /**
   * Sends a message as if the visitor had written it.
   *
   * @param {string} text
   * @returns {Promise<void>} Settled when the message is in the conversation, which sees to the rest.
   */
  async send(text) {
    if (!String(text).trim()) throw new Error('ocs-chat: there is nothing to send.');
    this.#askAgain();
    const send = (/** @type {Widget} */ widget) => {
      if (this.#options?.disabled) throw new Error('ocs-chat: the chat is disabled.');
      widget.send(String(text));
    };
    await this.#perform(send, () => this.#storedRecords());
  }

  /**
   * Puts a text into the field, for the visitor to send.
   *
   * @param {string} text
   */
  async prefill(text) {
    await this.#perform((widget) => widget.prefill(String(text)), () => this.#stage?.querySelector('textarea')?.value);
  }

  /**
   * Adds files to what is being written.
   *
   * @param {Iterable<File>} files
   */
  async attach(files) {
    const given = [...files];
    const attach = (/** @type {Widget} */ widget) => {
      if (!this.#options?.allowAttachments) throw new Error('ocs-chat: allow-attachments is not set.');
      widget.attach(given);
    };
    await this.#perform(attach, () => this.#stage?.querySelectorAll('.picked li').length);
  }

  /** Leaves the conversation and begins another. */
  async newSession() {
    (await this.#ready()).newSession();
  }

  /**
   * Takes the widget off the page.
   *
   * @param {{ forget?: boolean }} [how] Whether everything that it has stored goes as well.
   */
  async destroy({ forget = false } = {}) {
    if (forget) await this.#forget();
    this.#isGone = true;
    this.#refuse('ocs-chat: the widget is gone.');
    this.#host.onRemoved = undefined;
    this.#host.remove();
  }

  /**
   * Tells the page's owner, in the console, what has to be mended.
   *
   * @param {string} reason
   * @param {'warn' | 'error'} level
   */
  async #explain(reason, level) {
    await useLazy('diagnosis', (diagnosis) => console[level](`ocs-chat: ${diagnosis.sentence(reason)}`));
  }

  /** Removes everything that is stored for the conversation. */
  async #forget() {
    const [options, keys] = [this.#options, this.#keys];
    if (!options) return;
    // Nothing is stored any more, also if the page is left meanwhile.
    this.#isGone = true;
    if (this.#widget) this.#endInstance();
    this.#clear('');
    removePlaceholder(this.#seat);
    this.#left = { running: false, draft: '', picked: '', sends: [], files: [], open: undefined };
    // At once: the page may be left before the files are erased.
    forgetKeys(keys, options, memory);
    try {
      for (const key of keys) await removeAllFiles(key);
    } catch (error) {
      console.error(`ocs-chat: files that were picked and not sent may still be stored: ${error}`);
    }
  }

  /**
   * Says in words why the widget does not work on this page.
   *
   * @returns {Promise<import('./lazy/diagnosis.js').Diagnosis>}
   */
  async diagnose() {
    const options = readOptions((option) => this.#given(option));
    if (!options) return { ok: false, findings: ['chatbot-id is missing or no UUID.'] };
    try {
      await loadApplication();
    } catch (error) {
      return { ok: false, findings: [explain(error)] };
    }
    const diagnosis = await loadLazy('diagnosis');
    return diagnosis ? diagnosis.diagnose(options, this.#provider) : { ok: false, findings: ['the part of the widget that finds faults could not be loaded.'] };
  }
}
