// The custom element, as far as every page view needs it: it shows the launcher and the placeholder window, and loads the widget
// bundle when the visitor is about to use the chat or the page calls a method. Then it passes calls to the controller.

import { loadWidget, requestEarly } from 'load-widget';
import { createElement } from './dom.ts';
import type { ElementContext, HostElement, PublicCalls, WidgetController } from './element-context.ts';
import { KEYS, camelCase, directionOf, isFalse, isTrue, normalize, primaryLanguage } from './initial-options.ts';
import { launcherStyles, renderLauncher } from './launcher.ts';
import { createRetry } from './load-retry.ts';
import { savesData, storageNeedsWidget } from './loading-hints.ts';
import { OBSERVED_ATTRIBUTES } from './observed-attributes.ts';
import { createPlaceholderWindow } from './placeholder-window.ts';

/** Methods that load the widget bundle and call the controller's method of the same name. */
const CALLS = 'send prefill attach newSession diagnose destroy trigger getVersion'.split(' ') as (keyof PublicCalls)[];

/** An element or prototype as an object with option values. */
type Properties = Record<string, unknown>;

/** They are added to the prototype at the end of this file. */
export interface OcsChat extends PublicCalls {}

/** One chat widget on a page. */
export class OcsChat extends HTMLElement implements HostElement {
  static observedAttributes = OBSERVED_ATTRIBUTES;

  // `declare` adds no field to `embed.js`.
  declare onRemoved?: () => unknown;
  #controller: WidgetController | undefined;
  /** Without a placeholder window no visitor waits for the bundle. */
  #retry = createRetry(() => this.#context.placeholderWindow && this.#load());
  #context: ElementContext = {
    host: this,
    defineOptions,
    root: this.attachShadow({ mode: 'open' }),
    overlayRoot: createElement('div', { class: 'layer' }),
    button: createElement('button', { part: 'launcher', 'aria-haspopup': 'dialog' }),
    properties: new Map(),
    pointerEvents: [],
    renderLauncher: (appearance) => renderLauncher(this.#context.button, { ...this.#appearance(), ...appearance }),
    showPlaceholder: (focus) => this.#showPlaceholder(focus),
  };

  constructor() {
    super();
    const { root, overlayRoot, button } = this.#context;
    overlayRoot.append(button);
    // Without an end tag the element contains the rest of the page.
    root.append(overlayRoot, createElement('slot'));
    button.onclick = () => this.show(true, true);
    button.onpointerenter = button.onfocus = () => savesData() || this.#load(true);
    button.onpointerdown = button.onpointermove = (event) => this.#context.pointerEvents.push(event);
  }

  connectedCallback() {
    this.adoptProperties(KEYS);
    if (this.#controller) return this.#controller.connected();
    this.#start();
    try {
      new IntersectionObserver(
        ([
          {
            boundingClientRect: { width, bottom },
          },
        ]) => {
          // The containing block of fixed elements is not the viewport. The widget bundle can compensate for that.
          if (width && Math.abs(innerHeight - bottom) > 120) this.#load();
        },
      ).observe(this.#context.button);
    } catch {
      // The page uses the name for something else.
    }
  }

  adoptProperties(keys: string[]) {
    for (const key of keys) {
      if (this.hasOwnProperty(key)) {
        const value = (this as unknown as Properties)[key];
        delete (this as unknown as Properties)[key];
        this.write(key, value);
      }
    }
  }

  async disconnectedCallback() {
    // An element that is moved in the page is connected again by then.
    await undefined;
    if (this.isConnected) return;
    this.#controller?.disconnected();
    this.onRemoved?.();
  }

  /** The page does not want the widget. */
  remove() {
    this.onRemoved = undefined;
    super.remove();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null) {
    const key = camelCase(name);
    // The window may have been opened or closed by other means since `visible` was set.
    if (before === after && key !== 'visible') return;
    this.#context.properties.delete(key);
    this.#changed(key);
  }

  #changed(key: string) {
    if (this.#controller) this.#controller.optionChanged(key);
    else if (this.isConnected) {
      if (key === 'visible') this.show(isTrue(this.#given(key)), false);
      else this.#start();
    }
  }

  /** The value of an option as the page has given it; `null` if it has not. */
  #given(key: string): unknown {
    const { properties } = this.#context;
    const value = properties.has(key) ? properties.get(key) : this.getAttribute(key.replace(/[A-Z]/g, '-$&'));
    // The widget bundle reports objects, functions and symbols, some of which cannot become texts.
    return /^[fo]|sy/.test(typeof value) ? null : value;
  }

  #appearance() {
    const text = (key: string) => this.#given(key) as string | null;
    const word = (key: string) => normalize(text(key));
    // The widget bundle chooses a language that it has texts for.
    const lang = text('language') || window.navigator.language;
    return {
      // Class names of the page's choice do no harm.
      position: word('mode') === 'kiosk' ? 'kiosk' : word('position'),
      shape: word('buttonShape'),
      theme: word('theme'),
      text: text('buttonText'),
      iconUrl: text('iconUrl'),
      heading: text('headerText'),
      label: LOADER.labels[primaryLanguage(lang)] ?? LOADER.labels.en,
      lang,
      dir: directionOf(lang),
    };
  }

  #start() {
    const context = this.#context;
    const { root, button } = context;
    const id = normalize(this.#given('chatbotId'));
    const hasChatbot = /^[\da-f-]{32,36}$/.test(id);
    const isKiosk = this.#appearance().position === 'kiosk';
    const isVisible = isTrue(this.#given('visible'));
    if (hasChatbot) context.open ??= isKiosk || (isVisible && storageNeedsWidget(id) === undefined) || undefined;
    root.adoptedStyleSheets = [launcherStyles()];
    context.renderLauncher();
    button.hidden = !hasChatbot || context.open || isKiosk || isFalse(this.#given('showButton'));
    const preload = savesData() ? '' : normalize(this.#given('preload'));
    const onIdle = () => {
      // Not earlier: frameworks report attributes that they did not write when they hydrate a page.
      this.dataset.widgetVersion = LOADER.version;
      if (preload || isVisible || this.#given('teaser') || this.#given('translationsUrl') || storageNeedsWidget(id)) this.#load(preload);
    };
    try {
      // A page's own function of one of these names returns nothing.
      if (!(window.requestIdleCallback ?? window.setTimeout)(onIdle, { timeout: 4e3 })) onIdle();
    } catch {
      onIdle();
    }
    if (context.open) this.#showPlaceholder();
    // Without a chatbot, the widget bundle reports what is wrong.
    if (!hasChatbot || context.open || preload === 'eager') this.#load(hasChatbot);
  }

  /** `focus`: the visitor has opened or closed the window, so the focus moves. */
  show(open: boolean, focus: boolean): void {
    const context = this.#context;
    if (this.#controller) return this.#controller.show(open, focus);
    if (open === Boolean(context.open)) return;
    context.open = open;
    context.takesFocus = open && focus;
    context.button.hidden = open;
    if (open) {
      this.#showPlaceholder();
      this.#load(true);
    } else {
      // The placeholder is kept: messages that were sent in it are still to be sent.
      context.placeholderWindow?.element.remove();
      if (focus) context.button.focus();
    }
    this.dispatchEvent(new CustomEvent(open ? 'ocs:open' : 'ocs:close', { bubbles: true, composed: true }));
  }

  #showPlaceholder(focus = this.#context.takesFocus) {
    const context = this.#context;
    if (!context.placeholderWindow) {
      context.placeholderWindow = createPlaceholderWindow(
        this.#appearance(),
        () => this.show(false, true),
        () => (this.#controller ? this.#controller.retry() : this.#load()),
      );
    }
    const { element, field } = context.placeholderWindow;
    if (!element.isConnected) context.overlayRoot.append(element);
    if (focus) field.focus();
  }

  /** Loads the widget bundle and creates the controller. */
  loadController(): Promise<WidgetController> {
    return loadWidget().then(
      ({ createController }) => {
        if (!this.#controller) {
          this.#controller = createController(this.#context);
          if (this.isConnected) this.#controller.connected();
        }
        return this.#controller;
      },
      (error: unknown) => {
        const failure = new Error(`ocs-chat: the chat could not be loaded: ${error}`);
        this.#context.placeholderWindow?.showFailure();
        this.#retry(failure);
        throw failure;
      },
    );
  }

  /** `prepares`: whether to load the application, too. */
  #load(prepares?: unknown) {
    if (prepares && !this.#controller) this.#context.earlyResponses = requestEarly(primaryLanguage(this.#appearance().lang));
    this.loadController().then(
      (controller) => prepares && controller.prepare(),
      () => {},
    );
  }

  /** An option's value: as it is used or, before the widget bundle has loaded, as it was given. */
  read(key: string): unknown {
    if (this.#controller) return this.#controller.getOption(key);
    return key === 'visible' ? Boolean(this.#context.open) : this.#given(key);
  }

  write(key: string, value: unknown): void {
    this.#context.properties.set(key, value);
    this.#changed(key);
  }

  /** Sets `pageContext`. */
  setContext(context: object | null) {
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

  /** Opens or closes the window. */
  toggle() {
    this.show(!this.read('visible'), true);
  }

  /** Sets several options by their names as properties. */
  update(options: object) {
    for (const [key, value] of Object.entries(options)) this.write(key, value);
    this.#controller?.reportUnknownOptions();
  }

  /**
   * Adds a listener for one of the widget's events.
   *
   * @param event With or without the prefix `ocs:`.
   * @param listener The package's public types tell which parameters it gets.
   * @returns A function that removes the listener.
   */
  on(event: string, listener: (detail: never, event: never) => void) {
    const name = event.replace(/^(ocs:)?/, 'ocs:');
    const onEvent = (event: Event) => listener((event as CustomEvent).detail as never, event as never);
    this.addEventListener(name, onEvent);
    return () => this.removeEventListener(name, onEvent);
  }
}

/** Defines properties of the element class that read and write options. */
export function defineOptions(keys: string[]) {
  for (const key of keys) {
    Object.defineProperty(OcsChat.prototype, key, {
      configurable: true,
      get(this: OcsChat) {
        return this.read(key);
      },
      set(this: OcsChat, value) {
        this.write(key, value);
      },
    });
  }
}

defineOptions(KEYS);
for (const name of CALLS) {
  (OcsChat.prototype as unknown as Properties)[name] = async function (this: OcsChat, ...parameters: unknown[]) {
    return ((await this.loadController()).calls[name] as (...parameters: unknown[]) => unknown)(...parameters);
  };
}
