// The element that carries a widget, as much of it as every page view pays for: it shows the launcher, and fetches the rest
// (chat.js) when the visitor is about to need it or the page asks for something. The rest takes over then.

import { loadWidget, requestEarly } from 'bring';
import { dressLauncher, launcherStyles, make, makeFrame } from './launcher.js';

/** @typedef {import('../widget/controller.js').Chat} Chat */
/**
 * What the rest goes on with.
 *
 * @typedef {object} Seat
 * @property {OcsChat} host
 * @property {ShadowRoot} root
 * @property {HTMLElement} layer What everything of ours is in.
 * @property {HTMLButtonElement} button
 * @property {Map<string, any>} set What was set as properties.
 * @property {Record<string, unknown>} asked What was set by `update`.
 * @property {import('./launcher.js').Frame} [frame]
 * @property {boolean} [open] Whether the window is open, if anybody has said so.
 * @property {boolean} [focus] Whether the field is to take the focus.
 * @property {(keys: string[]) => void} defineOptions Makes properties of options.
 * @property {(look?: Partial<import('./launcher.js').Look>) => void} dress
 * @property {Record<string, Promise<Response | void>>} [early] Answers to requests for files that the rest needs, by their names.
 * @property {(focus?: boolean) => void} showFrame
 * @property {() => void} dropFrame
 */

/** The options that can be seen before the rest is there, as attributes. The rest knows them all: widget/options/options.js. */
const NAMES =
  'chatbot-id button-text icon-url button-shape show-button header-text position mode theme language preload visible'.split(' ');

/** @param {string} name */
const camel = (name) => name.replace(/-./g, (dashed) => dashed[1].toUpperCase());

/** The same as properties. */
const KEYS = NAMES.map(camel);

/** What the rest does when it is there; it has its own words about each. */
const CALLS = ['send', 'prefill', 'attach', 'newSession', 'diagnose', 'destroy', 'trigger'];

/** @param {unknown} value */
const word = (value) => String(value ?? '').trim().toLowerCase();

/** @param {unknown} value */
const isNo = (value) => /^(false|0|no|off)$/.test(word(value));

/** @param {unknown} value */
const isYes = (value) => /^(|true|1|yes|on|visible)$/.test(word(value ?? 0));

/** @param {string} tag */
const primary = (tag) => word(tag).split(/[-_]/)[0];

/** Whether the visitor pays dearly for what is loaded: nothing is, until it is certain to be needed. */
function savesData() {
  const { saveData, effectiveType } = /** @type {any} */ (navigator).connection ?? {};
  return saveData || /2g/.test(effectiveType);
}

/**
 * Whether the visitor left the window open or closed, or has a conversation going, here or with the widget that was here
 * before: then the rest is to look at it.
 *
 * @param {string} id Of the chatbot.
 */
function leftBehind(id) {
  let isAny, goesOn;
  try {
    for (const storage of [localStorage, sessionStorage]) {
      for (const key in storage) {
        if (!key.startsWith('ocs-chat') || !key.includes(id) || /[~^@'&.]$/.test(key)) continue;
        isAny = true;
        goesOn ||= !isNo(storage[key]);
      }
    }
  } catch {
    // Nothing can be stored, so nothing is.
  }
  return { isAny, goesOn };
}

/** One chat widget on a page. */
export class OcsChat extends HTMLElement {
  static observedAttributes = NAMES;

  /** @type {(() => void) | undefined} What is to be done when it is on the page no more. */
  lost;
  /** @type {Chat | undefined} */
  #chat;
  /** @type {Seat} */
  #seat = {
    host: this,
    defineOptions,
    root: this.attachShadow({ mode: 'open' }),
    layer: make('div', { class: 'layer' }),
    button: make('button', { part: 'launcher', 'aria-haspopup': 'dialog' }),
    set: new Map(),
    asked: {},
    dress: (look) => dressLauncher(this.#seat.button, { ...this.#look(), ...look }),
    showFrame: (focus) => this.#showFrame(focus),
    dropFrame: () => this.#dropFrame(),
  };

  constructor() {
    super();
    const { button } = this.#seat;
    button.onclick = () => this.show(true, true);
    button.onpointerenter = button.onfocus = () => savesData() || this.#load(true);
  }

  connectedCallback() {
    // Set by the page before this class was there.
    this.adopt(KEYS);
    if (this.#chat) this.#chat.connected();
    else this.#start();
  }

  /**
   * Takes note of what was set as a plain property.
   *
   * @param {string[]} keys
   */
  adopt(keys) {
    for (const key of keys) {
      if (this.hasOwnProperty(key)) {
        const value = /** @type {any} */ (this)[key];
        delete (/** @type {any} */ (this)[key]);
        this.write(key, value);
      }
    }
  }

  disconnectedCallback() {
    // An element that is only moved is connected again before this runs.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#chat?.disconnected();
      this.lost?.();
    });
  }

  /**
   * @param {string} name
   * @param {string | null} before
   * @param {string | null} after
   */
  attributeChangedCallback(name, before, after) {
    const key = camel(name);
    // The window may have been opened and closed otherwise since its attribute was set.
    if (before === after && key !== 'visible') return;
    this.#seat.set.delete(key);
    this.#changed(key);
  }

  /** @param {string} key */
  #changed(key) {
    if (this.#chat) this.#chat.changed(key);
    else if (!this.isConnected) return;
    else if (key === 'visible') this.show(isYes(this.#given(key)), false);
    else this.#start();
  }

  /**
   * As it was set or written.
   *
   * @param {string} key
   */
  #given(key) {
    const { set } = this.#seat;
    return set.has(key) ? set.get(key) : this.getAttribute(NAMES[KEYS.indexOf(key)]);
  }

  /** What there is to see of it without the rest. */
  #look() {
    const given = (/** @type {string} */ key) => word(this.#given(key));
    // The rest looks further, for one that there are texts in.
    const lang = this.#given('language') || navigator.language;
    return {
      // What is none of the words is no class of ours.
      corner: given('mode') === 'kiosk' ? 'kiosk' : given('position'),
      shape: given('buttonShape'),
      skin: given('theme'),
      caption: this.#given('buttonText'),
      icon: this.#given('iconUrl'),
      heading: this.#given('headerText'),
      purpose: LOADER.texts[primary(lang)] ?? LOADER.open,
      lang,
      dir: /^(ar|fa|ur)/.test(lang) ? 'rtl' : 'ltr',
    };
  }

  #start() {
    const seat = this.#seat;
    const { root, layer, button } = seat;
    const id = word(this.#given('chatbotId'));
    const isThere = /^[\da-f-]{32,36}$/.test(id);
    const look = this.#look();
    const isKiosk = look.corner === 'kiosk';
    const isVisible = isYes(this.#given('visible'));
    if (isThere) seat.open ??= isKiosk || (isVisible && !leftBehind(id).isAny) || undefined;
    root.adoptedStyleSheets = [launcherStyles()];
    seat.dress();
    button.hidden = !isThere || seat.open || isKiosk || isNo(this.#given('showButton'));
    if (!layer.isConnected) {
      // Not again and again: what is moved loses the focus.
      layer.append(button);
      root.append(layer);
    }
    // Anew wherever the element is put.
    new IntersectionObserver(([{ boundingClientRect: { width, bottom } }]) => {
      // Something around it has trapped what is fixed to the screen: the rest knows a way out.
      if (width && Math.abs(innerHeight - bottom) > 120) this.#load();
    }).observe(button);
    const preload = savesData() ? '' : word(this.#given('preload'));
    (window.requestIdleCallback ?? setTimeout)(() => {
      // Frameworks that take over what a server has made complain about attributes that they did not write.
      this.dataset.widgetVersion = LOADER.version;
      if (preload || isVisible || this.matches('[translations-url],[teaser]') || /** @type {any} */ (this).teaser || leftBehind(id).goesOn) this.#load(preload);
    }, { timeout: 4e3 });
    // What is wrong with it is said by the rest.
    if (!isThere) return this.#load();
    if (seat.open) {
      this.#showFrame();
      return this.#load(true);
    }
    if (preload === 'eager') this.#load(true);
  }

  /**
   * @param {boolean} open
   * @param {boolean} focus Whether the visitor did it, so that the focus goes along.
   */
  show(open, focus) {
    const seat = this.#seat;
    if (this.#chat) return this.#chat.show(open, focus);
    if (open === Boolean(seat.open)) return;
    seat.open = open;
    seat.focus = open && focus;
    if (!seat.layer.isConnected) return;
    seat.button.hidden = open;
    if (open) {
      this.#showFrame();
      this.#load(true);
    } else {
      // What has been entered there is still to be sent.
      seat.frame?.element.remove();
      if (focus) seat.button.focus();
    }
    this.dispatchEvent(new CustomEvent(open ? 'ocs:open' : 'ocs:close', { bubbles: true, composed: true }));
  }

  #showFrame(focus = this.#seat.focus) {
    const seat = this.#seat;
    if (!seat.frame) {
      const retry = () => {
        seat.frame?.fail('', null);
        seat.frame?.field.focus();
        if (this.#chat) this.#chat.retry(true);
        else this.#load();
      };
      seat.frame = makeFrame(this.#look(), () => this.show(false, true), retry);
    }
    if (!seat.frame.element.isConnected) seat.layer.append(seat.frame.element);
    if (focus) seat.frame.field.focus();
  }

  #dropFrame() {
    this.#seat.frame?.element.remove();
    this.#seat.frame = undefined;
  }

  /**
   * The rest, which takes over as soon as it is there.
   */
  brought() {
    return loadWidget().then(
      ({ Chat }) => {
        if (!this.#chat) {
          this.#chat = new Chat(this.#seat);
          if (this.isConnected) this.#chat.connected();
        }
        return this.#chat;
      },
      (error) => {
        const failure = new Error(`ocs-chat: the chat could not be loaded: ${error}`);
        this.#seat.frame?.fail();
        if (!this.#wait) console.error(failure);
        this.#retryLater();
        throw failure;
      },
    );
  }

  /** Milliseconds between the last attempts to load the rest, and whether another is due. */
  #wait = 0;
  #isRetrying = false;

  /** Tries again, after 2, 4, … and 32 seconds: the network may be gone for a while. */
  #retryLater() {
    if (this.#isRetrying || this.#wait > 2e4) return;
    this.#isRetrying = true;
    this.#wait = 2 * this.#wait || 2e3;
    setTimeout(() => {
      this.#isRetrying = false;
      if (this.#seat.frame) this.#load();
    }, this.#wait);
  }

  /** @param {unknown} [prepares] Whether the visitor is about to need the application, or the page wants it to be ready. */
  #load(prepares) {
    if (prepares && !this.#chat) this.#seat.early = requestEarly(primary(this.#look().lang));
    this.brought().then((chat) => prepares && chat.prepare(), () => {});
  }

  /**
   * An option: as it is used or, while the rest is not there, as it was given.
   *
   * @param {string} key
   */
  read(key) {
    if (this.#chat) return this.#chat.read(key);
    return key === 'visible' ? Boolean(this.#seat.open) : (this.#given(key) ?? undefined);
  }

  /**
   * @param {string} key
   * @param {any} value
   */
  write(key, value) {
    if (key === 'visible') return this.show(isYes(value), false);
    this.#seat.set.set(key, value);
    this.#changed(key);
  }

  /**
   * The same as setting `pageContext`.
   *
   * @param {object | null} context
   */
  setContext(context) {
    this.write('pageContext', context);
  }

  /** Opens the window. */
  open() {
    this.show(true, true);
  }

  /** Closes the window. */
  close() {
    this.show(false, false);
  }

  /** Opens the window if it is closed, and closes it if it is open. */
  toggle() {
    this.show(!this.read('visible'), true);
  }

  /**
   * Sets several options at once, by their names as properties.
   *
   * @param {Record<string, any>} options
   */
  update(options) {
    Object.assign(this, options);
    if (this.#chat) this.#chat.check(options);
    else Object.assign(this.#seat.asked, options);
  }

  /**
   * Listens to one of the widget's events.
   *
   * @param {string} event With or without `ocs:` in front.
   * @param {(detail: any, event: Event) => void} listener
   * @returns {() => void} Stops listening.
   */
  on(event, listener) {
    const name = event.replace(/^(ocs:)?/, 'ocs:');
    const hear = (/** @type {any} */ heard) => listener(heard.detail, heard);
    this.addEventListener(name, hear);
    return () => this.removeEventListener(name, hear);
  }

  /** The version of the widget. */
  async getVersion() {
    return LOADER.version;
  }
}

/** @type {any} */
const shape = OcsChat.prototype;

/**
 * Makes properties of options.
 *
 * @param {string[]} keys
 */
export function defineOptions(keys) {
  for (const key of keys) {
    Object.defineProperty(shape, key, {
      configurable: true,
      get() {
        return this.read(key);
      },
      set(value) {
        this.write(key, value);
      },
    });
  }
}

defineOptions(KEYS);
for (const name of CALLS) {
  shape[name] = async function (/** @type {unknown[]} */ ...given) {
    return (await this.brought())[name](...given);
  };
}
