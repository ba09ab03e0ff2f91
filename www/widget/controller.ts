// The controller of one element: turns options, and what the visitor and the page do, into calls of the instance.

import { takeEarlyResponses } from 'files';
import type { ElementContext, PublicCalls, WidgetController } from '../loader/element-context.ts';
import { loadApplication, memory } from '../wasm/application.ts';
import { DraftStorage } from './draft-storage.ts';
import { whenIdle } from './idle.ts';
import { Instance, NO_CHATBOT } from './instance.ts';
import { createLauncherView } from './launcher-view.ts';
import { createHost } from './host-bridge.ts';
import { OptionValues } from './option-values.ts';
import { KEYS, OPTIONS } from './options/options.ts';
import type { Affects } from './options/options.ts';
import { preferStored, storageKeys } from './storage/keys.ts';
import { hasConversation } from './storage/persistence.ts';
import { keepOpen, wasOpen } from './storage/window-state.ts';
import type { Options } from './options/types.ts';
import { adoptStyles, overlayStyles } from './overlay-styles.ts';
import { PageTexts } from './page-texts.ts';
import { makeDraggable, resetPosition } from './page/draggable.ts';
import { isolateEvents, isolateFocus } from './page/event-isolation.ts';
import { keepFixed } from './page/fixed-position.ts';
import { trapFocus } from './page/focus-trap.ts';
import { trackVisibleInsets } from './page/keyboard-space.ts';
import { prepareSound } from './page/sound.ts';
import { joinTexts } from './pending-state.ts';
import { removePlaceholder } from './placeholder.ts';
import { createPublicCalls } from './public-calls.ts';
import { WidgetState } from './state.ts';
import { claimKeys, releaseKey } from './storage/claims.ts';
import { createTeaser } from './teaser.ts';
import { hasTexts, launcherText, loadTexts } from './texts.ts';
import type { TokenProvider } from './token-provider.ts';

export class Controller implements WidgetController {
  readonly calls: PublicCalls;
  #state: WidgetState;
  #values: OptionValues;
  #instance: Instance;
  #draft: DraftStorage;
  #launcher: ReturnType<typeof createLauncherView>;
  #teaser: ReturnType<typeof createTeaser>;
  #updatePosition: () => void;
  /** What the options that have changed affect. */
  #changes = new Set<Affects>();
  /** Ends what `#start` has begun. */
  #cleanups: (() => unknown)[] = [];

  constructor(context: ElementContext) {
    const { host, button, overlayRoot, properties } = context;
    const state = new WidgetState(context, new PageTexts(() => this.#onPageTexts()));
    this.#state = state;
    this.#values = new OptionValues(context, () => {
      if (state.options) this.#scheduleChange('conversation');
    });
    this.#launcher = createLauncherView(state);
    this.#instance = new Instance(state, (ended) =>
      createHost(
        state,
        {
          close: () => this.show(false, true),
          setUnread: (count) => this.#launcher.setUnread(count),
          updateAppearance: () => this.#instance.update(),
          saveDraft: () => this.#draft.saveSoon(),
        },
        ended,
      ),
    );
    this.#draft = new DraftStorage(state, this.#instance);
    this.#teaser = createTeaser(state, () => this.show(true, true));
    this.#updatePosition = keepFixed(host, overlayRoot, () => (state.options ? state.options.mode !== 'kiosk' : undefined));
    this.calls = createPublicCalls(state, this.#instance, this.#values, () => this.#checkConsent());
    isolateEvents(overlayRoot);
    makeDraggable(button, button);
    overlayRoot.addEventListener('keydown', (event) => trapFocus(event, this.#instance.window));
    takeEarlyResponses(context.early ?? {});
    context.defineOptions(KEYS);
    this.check(context.updates);
    for (const key of ['pageContext', 'authTokenProvider']) if (properties.has(key)) this.changed(key);
    // The launcher moves when the page transforms an ancestor.
    new IntersectionObserver(() => state.options && this.#updatePosition()).observe(button);
    this.#observeAttributes();
  }

  /** Observes the attributes that the element class does not. */
  #observeAttributes() {
    const { host, properties } = this.#state.context;
    const { observedAttributes } = host.constructor as unknown as { observedAttributes: string[] };
    const attributeFilter = OPTIONS.map(({ name }) => name).filter((name) => !observedAttributes.includes(name));
    new MutationObserver((records) => {
      for (const { attributeName, oldValue } of records) {
        const option = OPTIONS.find(({ name }) => name === attributeName);
        if (!option || host.getAttribute(option.name) === oldValue) continue;
        properties.delete(option.key);
        this.changed(option.key);
      }
    }).observe(host, { attributes: true, attributeOldValue: true, attributeFilter });
  }

  check(options: Record<string, unknown>) {
    for (const key of Object.keys(options)) if (!KEYS.includes(key)) console.error(`ocs-chat: there is no option ${key}.`);
  }

  connected() {
    const state = this.#state;
    state.isDestroyed = false;
    state.context.host.adoptProperties(KEYS);
    if (state.options) return this.#updatePosition();
    this.#changes.clear();
    this.#start();
  }

  disconnected() {
    this.#stop();
  }

  read(key: string): unknown {
    const { isOpen, pending, options, pageContext, tokenProvider } = this.#state;
    if (key === 'visible') return isOpen || Boolean(pending.open && !options);
    if (key === 'pageContext') return pageContext.value;
    if (key === 'authTokenProvider') return tokenProvider;
    const option = OPTIONS.find((one) => one.key === key);
    return option && this.#values.peek(option);
  }

  changed(key: string): void {
    const state = this.#state;
    const value = state.context.properties.get(key);
    if (key === 'pageContext') return state.pageContext.set(value);
    if (key === 'authTokenProvider') return void (state.tokenProvider = value as TokenProvider);
    const option = OPTIONS.find((one) => one.key === key);
    if (!option || !state.context.host.isConnected) return;
    if (key === 'visible') return this.show(Boolean(this.#values.read(option)), false);
    if (this.#values.hasChanged(option)) this.#scheduleChange(option.affects);
  }

  /** Applies changes together in a microtask. */
  #scheduleChange(affected: Affects) {
    if (!this.#changes.size) queueMicrotask(() => this.#applyChanges());
    this.#changes.add(affected);
  }

  #applyChanges() {
    const state = this.#state;
    const previous = state.options;
    const restarts = this.#changes.has('conversation') || !previous;
    this.#changes.clear();
    if (!state.context.host.isConnected) return;
    if (restarts) {
      this.#stop();
      this.#start();
      return;
    }
    const options = this.#values.readAll();
    if (!options) return;
    state.options = options;
    this.#launcher.render();
    this.#teaser.show();
    this.#instance.update();
    if (options.mode === previous.mode) return;
    const { window } = this.#instance;
    if (window) resetPosition(window);
    this.#updatePosition();
    if (options.mode === 'kiosk') this.show(true, false);
  }

  /** Asks the page's function again before something is sent. */
  #checkConsent() {
    if (this.#state.options?.consent === false && this.#values.isConsentGivenNow()) this.#scheduleChange('conversation');
  }

  #onPageTexts() {
    if (!this.#state.options) return;
    this.#launcher.render();
    // A mounted instance does not update its texts.
    if (this.#instance.handle) this.#scheduleChange('conversation');
  }

  #start() {
    const state = this.#state;
    const { host, root, overlayRoot, button } = state.context;
    const options = this.#values.readAll();
    state.options = options;
    const { key: language } = state.language;
    if (!options) {
      // The page has reserved space for a window in kiosk mode.
      if (host.getAttribute('mode') === 'kiosk') {
        root.append(overlayRoot);
        state.context.showPlaceholder(false);
      }
      state.context.placeholder?.showFailure(launcherText(language, 'failed'), null);
      return this.#instance.calls.reject(NO_CHATBOT);
    }
    const keys = claimKeys(storageKeys(options));
    this.#cleanups = [
      this.#instance.watch(),
      this.#draft.start(),
      isolateFocus(overlayRoot),
      trackVisibleInsets(overlayRoot),
      () => releaseKey(keys[0]),
    ];
    state.keys = preferStored(keys, options, memory);
    adoptStyles(root, overlayStyles());
    this.#launcher.render();
    if (!overlayRoot.isConnected) {
      overlayRoot.prepend(button);
      root.append(overlayRoot);
    }
    this.#updatePosition();
    if (!hasTexts(language)) void loadTexts(language).then(() => state.options && this.#launcher.render());
    this.#teaser.show();
    if (options.sound) prepareSound(overlayRoot);
    if (options.translationsUrl) whenIdle(() => void state.pageTexts.load(state.options?.translationsUrl));
    this.#startWindow(options);
  }

  /** Opens the window if it was open, and loads the application if it is needed. */
  #startWindow(options: Options) {
    const state = this.#state;
    const { context, pending } = state;
    const isKiosk = options.mode === 'kiosk';
    const wasLeftOpen = pending.open ?? (isKiosk ? true : options.showButton ? wasOpen(state.key, options) : undefined);
    const load = () => void this.#instance.load();
    if (context.placeholder && !context.open) {
      // The window was closed while the widget bundle was loading.
      pending.takeFrom(context.placeholder);
      removePlaceholder(context);
    }
    if (context.placeholder || (wasLeftOpen ?? options.visible)) {
      state.isOpen = true;
      context.button.hidden = true;
      // Earlier attempts to load the widget bundle may have failed.
      context.placeholder?.showFailure('', null);
      if (context.placeholder && state.takesFocus) keepOpen(state.key, options, true);
      if (!context.placeholder && wasLeftOpen && pending.open === undefined && !isKiosk) whenIdle(load);
      else load();
    } else if (pending.wasRunning || pending.messages.length || this.#instance.calls.length) {
      load();
    } else if (hasConversation(state.key, options)) {
      whenIdle(load);
    }
  }

  #stop() {
    const state = this.#state;
    const { context, pending } = state;
    if (!state.options) return;
    // The focus returns to the text field after a restart.
    if (context.root.activeElement?.localName === 'textarea') state.takesFocus = true;
    pending.messages = state.unsentMessages;
    pending.wasRunning = Boolean(this.#instance.handle);
    if (pending.wasRunning) this.#instance.end();
    else pending.draft = joinTexts(pending.draft, context.placeholder?.field.value);
    pending.open = state.isOpen;
    for (const cleanup of this.#cleanups) cleanup();
    this.#instance.reset();
    this.#launcher.reset();
    this.#teaser.hide();
    removePlaceholder(context);
    context.open = undefined;
    state.options = null;
    state.isOpen = false;
    context.overlayRoot.replaceChildren();
    context.overlayRoot.remove();
  }

  show(open: boolean, focus: boolean): void {
    const state = this.#state;
    const { options, context } = state;
    if (!options) {
      state.pending.open = open;
      return;
    }
    if (open === state.isOpen || (!open && options.mode === 'kiosk')) return;
    state.isOpen = open;
    state.takesFocus = open && focus;
    this.#teaser.onToggle();
    if (open) {
      this.#checkConsent();
      this.#updatePosition();
    }
    context.button.hidden = open || !options.showButton;
    const { handle } = this.#instance;
    if (handle) handle.show(open, focus);
    else if (open) void this.#instance.load();
    else {
      // What was sent in the placeholder window is still sent.
      state.pending.takeFrom(context.placeholder);
      removePlaceholder(context);
    }
    if (!open && focus) context.button.focus();
    // In kiosk mode it is the page that opens the window.
    if (options.mode === 'kiosk') return;
    keepOpen(state.key, options, open);
    state.dispatch(open ? 'open' : 'close', null);
  }

  prepare() {
    // A failure is reported when the application is needed.
    loadApplication().catch(() => {});
  }

  retry() {
    this.#instance.retry();
  }
}
