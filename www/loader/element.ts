// The custom element, as far as every page view needs it: the launcher and the placeholder window. It loads the widget bundle when the
// visitor is about to use the chat, when the page calls a method, and when an option such as `teaser`, a stored conversation or the
// launcher's position on the page requires it. Then it passes calls to the controller.

import { loadWidget, requestEarly, verifiedModule } from 'load-widget';
import { createElement } from './dom.ts';
import type { ElementContext, HostElement, PublicCalls, WidgetController } from './element-context.ts';
import { directionOf, primaryLanguage } from './language-tag.ts';
import { attributeOf, hasNoText, isFalse, isTrue, normalize } from './option-text.ts';
import { type LauncherAppearance, launcherStyles, renderLauncher } from './launcher.ts';
import { savesData, storageNeedsWidget } from './loading-hints.ts';
import { KEYS, type Key } from './option-keys.ts';
import { createPlaceholderWindow } from './placeholder-window.ts';

/** Methods that load the widget bundle and call the method of the same name in `controller.calls`. */
// In the order that compresses best.
const CALLS = 'newSession diagnose prefill attach destroy send getVersion trigger'.split(' ') as (keyof PublicCalls)[];

/** An element or the prototype, for access to its properties by name. */
type Properties = Record<string, unknown>;

/** The methods in `CALLS` are added to the prototype at the end of this file. */
export interface OcsChat extends PublicCalls {}

/** One chat widget on a page. */
export class OcsChat extends HTMLElement implements HostElement {
  static observedAttributes = KEYS.map(attributeOf);

  // `declare` adds no field to `embed.js`.
  declare onRemoved?: () => unknown;
  #controller: WidgetController | undefined;
  /** Half of the delay before the next attempt to load the widget bundle, in milliseconds. It doubles with each failure. */
  #halfDelay = 1_000;
  /** The timer of the next attempt; 0 if there is none, `undefined` before the first failure. */
  #retryTimer: number | undefined;
  #context: ElementContext = {
    host: this,
    defineOptions,
    verifiedModule,
    root: this.attachShadow({ mode: 'open' }),
    overlayRoot: createElement('div', { class: 'layer' }),
    button: createElement('button', { part: 'launcher', 'aria-haspopup': 'dialog' }),
    // Not a `Map`: pages with maps have classes of that name.
    properties: {},
    pointerEvents: [],
  };

  constructor() {
    super();
    const { root, overlayRoot, button } = this.#context;
    overlayRoot.append(button);
    // An element without an end tag contains the rest of the page, which the slot keeps visible.
    root.append(overlayRoot, createElement('slot'));
    button.onclick = () => this.setOpen(true, true);
    button.onpointerenter = button.onfocus = () => savesData() || this.#load(true);
    button.onpointerdown = button.onpointermove = (event) => this.#context.pointerEvents.push(event);
  }

  connectedCallback() {
    this.adoptProperties(KEYS);
    if (this.#controller) return this.#controller.connected();
    this.#start();
    try {
      new IntersectionObserver(([{ boundingClientRect: box }]) => {
        // A button far from the viewport's bottom edge, or to the left of the viewport, means that an ancestor is the containing block of
        // fixed elements. The widget bundle can compensate for that.
        if (box.width && (Math.abs(innerHeight - box.bottom) > 120 || box.x < 0)) this.#load();
      }).observe(this.#context.button);
    } catch {
      // The page uses the name `IntersectionObserver` for something else.
    }
  }

  adoptProperties(keys: string[]) {
    for (const key of keys) {
      if (this.hasOwnProperty(key)) {
        const value = (this as unknown as Properties)[key];
        delete (this as unknown as Properties)[key];
        this.writeOption(key, value);
      }
    }
  }

  async disconnectedCallback() {
    // An element that the page moves is connected again after this microtask.
    await undefined;
    if (this.isConnected) return;
    this.#controller?.disconnected();
    this.onRemoved?.();
  }

  /** Removes the element for good: `onRemoved` would add it again. */
  remove() {
    this.onRemoved = undefined;
    super.remove();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null) {
    const key = KEYS.find((one) => attributeOf(one) === name) as string;
    // The window may have been opened or closed by other means since `visible` was set.
    if (before === after && key !== 'visible') return;
    delete this.#context.properties[key];
    this.#changed(key);
  }

  #changed(key: string) {
    if (this.#controller) this.#controller.optionChanged(key);
    // The attributes of an element that was in the page before this script ran are reported before `connectedCallback`.
    else if (this.isConnected && this.#context.button.className) {
      if (key === 'visible') this.setOpen(isTrue(this.#appearance().visible), false);
      else this.#start();
    }
  }

  /** The value that the page has set for an option; `null` if it has set none. */
  #given(key: string): unknown {
    const { properties } = this.#context;
    return key in properties ? properties[key] : this.getAttribute(attributeOf(key));
  }

  #appearance() {
    const options = {} as Record<Key, string | null>;
    for (const key of KEYS) {
      options[key] = this.#given(key) as string | null;
      // The widget bundle reports objects, functions and symbols. Some of them cannot be converted to strings.
      if (hasNoText(options[key])) options[key] = null;
    }
    // The widget bundle chooses a language that it has texts for.
    const lang = options.language || window.navigator.language;
    return {
      ...options,
      label: LOADER.labels[primaryLanguage(lang)] ?? LOADER.labels.en,
      lang,
      dir: directionOf(lang),
    };
  }

  #start() {
    const context = this.#context;
    const { root, button } = context;
    const { chatbotId, visible, showButton, preload, teaser, translationsUrl, mode } = this.#appearance();
    const id = normalize(chatbotId);
    const hasChatbot = /^[\da-f-]{32,36}$/.test(id);
    const isKiosk = normalize(mode) === 'kiosk';
    const isVisible = isTrue(visible);
    if (hasChatbot) context.open ??= isKiosk || (isVisible && storageNeedsWidget(id) === undefined) || undefined;
    root.adoptedStyleSheets = [launcherStyles()];
    this.renderLauncher();
    button.hidden = !hasChatbot || context.open || isKiosk || isFalse(showButton);
    const early = savesData() ? '' : normalize(preload);
    const onIdle = () => {
      // Not earlier: frameworks report attributes that they did not write when they hydrate a page.
      this.dataset.widgetVersion = LOADER.version;
      if (early || isVisible || teaser || translationsUrl || storageNeedsWidget(id)) this.#load(early);
    };
    try {
      // If the page uses one of these names for its own function, that may schedule nothing. It returns no id.
      if (!(window.requestIdleCallback ?? window.setTimeout)(onIdle, { timeout: 4e3 })) onIdle();
    } catch {
      onIdle();
    }
    if (context.open) this.showPlaceholder();
    // Without a valid chatbot id, the widget bundle reports the problem.
    if (!hasChatbot || context.open || early === 'eager') this.#load(hasChatbot);
  }

  /** Opens or closes the window. `focus`: whether to move the focus to the text field, or back to the launcher. */
  setOpen(open: boolean, focus: boolean): void {
    const context = this.#context;
    if (this.#controller) return this.#controller.setOpen(open, focus);
    if (open === Boolean(context.open)) return;
    context.open = open;
    if (open) context.focusedBefore = focus && document.activeElement;
    // The placeholder window is kept, because its messages have not been sent yet.
    else context.placeholderWindow?.frame.remove();
    this.#start();
    if (!open && focus) context.button.focus();
    this.dispatchEvent(new CustomEvent(open ? 'ocs:open' : 'ocs:close', { bubbles: true, composed: true }));
  }

  renderLauncher(appearance?: Partial<LauncherAppearance>) {
    renderLauncher(this.#context.button, { ...this.#appearance(), ...appearance });
  }

  showPlaceholder(focus: unknown = this.#context.focusedBefore) {
    const context = this.#context;
    if (!context.placeholderWindow) {
      context.placeholderWindow = createPlaceholderWindow(
        this.#appearance(),
        () => this.setOpen(false, true),
        () => (this.#controller ? this.#controller.retry() : this.#load()),
      );
    }
    const { frame, field } = context.placeholderWindow;
    if (!frame.isConnected) context.overlayRoot.append(frame);
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
        const failure = Error(`ocs-chat: the chat could not be loaded: ${error}`);
        this.#context.placeholderWindow?.showFailure();
        // Only the first failure is reported.
        if (this.#retryTimer === undefined) window.console.error(failure);
        this.#retryTimer ||= window.setTimeout(
          () => {
            this.#retryTimer = 0;
            // Without a placeholder window no visitor waits for the bundle.
            if (this.#context.placeholderWindow) this.#load();
          },
          (this.#halfDelay *= 2),
        );
        throw failure;
      },
    );
  }

  /** Loads the widget bundle and, if `shouldPrepare`, the application. */
  #load(shouldPrepare?: unknown) {
    if (shouldPrepare && !this.#controller) this.#context.earlyResponses = requestEarly(primaryLanguage(this.#appearance().lang));
    this.loadController().then(
      (controller) => shouldPrepare && controller.prepare(),
      () => {},
    );
  }

  /** An option's value: after validation or, before the widget bundle has loaded, as the page has set it. */
  readOption(key: string): unknown {
    if (this.#controller) return this.#controller.getOption(key);
    return key === 'visible' ? Boolean(this.#context.open) : this.#given(key);
  }

  writeOption(key: string, value: unknown): void {
    this.#context.properties[key] = value;
    this.#changed(key);
  }

  /** Sets `pageContext`. */
  setContext(context: object | null) {
    this.writeOption('pageContext', context);
  }

  /** Opens the window. */
  open() {
    this.setOpen(true, true);
  }

  /** Closes the window. */
  close() {
    this.setOpen(false, false);
  }

  /** Opens or closes the window. */
  toggle() {
    this.setOpen(!this.readOption('visible'), true);
  }

  /** Sets several options by their names as properties. */
  update(options: object) {
    for (const [key, value] of Object.entries(options)) this.writeOption(key, value);
  }

  /**
   * Adds a listener for one of the widget's events.
   *
   * @param event With or without the prefix `ocs:`.
   * @param listener Its parameters are declared in the package's public types.
   * @returns A function that removes the listener.
   */
  on(event: string, listener: (detail: never, event: never) => void) {
    const name = `ocs:${event.replace('ocs:', '')}`;
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
        return this.readOption(key);
      },
      set(this: OcsChat, value) {
        this.writeOption(key, value);
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
