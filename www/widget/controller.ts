// The controller of one element: turns options, and what the visitor and the page do, into calls of the instance.

import { takeEarlyResponses } from 'files';
import { adoptStyles } from '../loader/dom.ts';
import type { ElementContext, WidgetController } from '../loader/element-context.ts';
import { camelCase } from '../loader/initial-options.ts';
import { loadApplication, memory } from '../wasm/application.ts';
import { renderTheme, updateAppearance } from './appearance.ts';
import { retry } from './crash-recovery.ts';
import { explainInvalidOptions } from './diagnosis/diagnosis.ts';
import { startSavingDraft } from './draft.ts';
import { forget } from './forget.ts';
import { afterPaint, whenIdle } from './idle.ts';
import { followHours } from './hours/hours.ts';
import { disposeInstance, loadInstance, resetInstance } from './instance.ts';
import { renderLauncher, setUnread } from './launcher-content.ts';
import { consentInput, findOption, hasChanged, parseValues, peekValue, readValue, readValues } from './option-values.ts';
import { KEYS, OPTIONS } from './options/options.ts';
import type { Affects } from './options/options.ts';
import { PROPERTIES } from './options/table.ts';
import type { Options } from './options/types.ts';
import { overlayStyles } from './overlay-styles.ts';
import { createBackButton } from './page/back-button.ts';
import { makeDraggable, resetPosition } from './page/draggable.ts';
import { hideEvents, isolateEvents } from './page/event-isolation.ts';
import { followFullScreen, keepFixed } from './page/fixed-position.ts';
import { trapFocus } from './page/focus-trap.ts';
import { keepFocus } from './page/keep-focus.ts';
import { trackVisibleInsets } from './page/keyboard-space.ts';
import { createPageObserver } from './page/page-theme.ts';
import { prepareSound } from './page/sound.ts';
import './missing-modules.ts';
import { loadPageTexts } from './page-texts.ts';
import { removePlaceholder } from './placeholder.ts';
import { NO_CHATBOT, createPublicCalls } from './public-calls.ts';
import { loadReadAloud } from './read-aloud/read-aloud.ts';
import { addRunning } from './running-widgets.ts';
import { createState, dispatch, fieldOf, languageOf, rejectCalls, windowOf } from './state.ts';
import { claimKeys } from './storage/claims.ts';
import { preferStored, storageKeys } from './storage/keys.ts';
import { hasConversation, storageOf } from './storage/persistence.ts';
import { storeOpen, wasOpen } from './storage/window-state.ts';
import { hideTeaser, showTeaser } from './teaser.ts';
import { hasTexts, launcherText, loadTexts } from './texts.ts';
import type { TokenProvider } from './token-provider.ts';

export function createController(context: ElementContext): WidgetController {
  const { host, root, button, overlayRoot, properties } = context;
  const state = createState(context, {
    show,
    deleteConversation() {
      // Files are removed while the new conversation begins.
      void forget(state);
      state.isDestroyed = false;
      state.takesFocus = true;
      if (host.isConnected && state.options) void loadInstance(state);
    },
    onConsent: restart,
    onPageTexts() {
      if (!state.options) return;
      renderLauncher(state);
      // A mounted instance does not update its texts.
      if (state.handle) restart();
    },
    onHoursCheck(hasChanged) {
      updateAppearance(state);
      if (!hasChanged) return;
      // A closed chat does not invite.
      const hadFocus = overlayRoot.querySelector('[part~=teaser]:focus-within');
      showTeaser(state);
      if (hadFocus) button.focus();
    },
  });
  explainInvalidOptions();
  const updatePosition = keepFixed(context, () => state.options && state.options.mode !== 'kiosk');
  const observePage = createPageObserver(host, () => renderTheme(state));
  /** What the options that have changed affect. */
  const changes = new Set<Affects | 'sessionToken'>();
  /** Aborted when the widget stops. */
  let running = new AbortController();

  const followBackButton = createBackButton(() => show(false, false));

  /** Applies changes together in a microtask. */
  function scheduleChange(affected: Affects | 'sessionToken') {
    if (!changes.size) queueMicrotask(applyChanges);
    changes.add(affected);
  }

  /** Starts the widget again with its present options and texts. */
  function restart() {
    if (state.options) scheduleChange('conversation');
  }

  /** Continues the conversation of a widget that this one has replaced, unless it has begun its own: page transitions show both for a while. */
  function onKeyFree() {
    if (state.options && storageOf(state.options) && !hasConversation(state.keys[0], state.options)) restart();
  }

  /** Sets the new session token on the running instance. Returns `false` if the instance must restart. */
  function trySetSessionToken() {
    const token = parseValues(state)?.sessionToken;
    return Boolean(token && state.handle?.setSessionToken(token));
  }

  function applyChanges() {
    const previous = state.options;
    const restarts = changes.has('conversation') || !previous || (changes.has('sessionToken') && !trySetSessionToken());
    changes.clear();
    if (!host.isConnected) return;
    if (restarts) {
      stop();
      start();
      return;
    }
    const options = readValues(state);
    if (!options) return;
    state.options = options;
    renderLauncher(state);
    showTeaser(state);
    updateAppearance(state);
    if (options.sound) prepareSound(overlayRoot);
    void followHours(state);
    void loadReadAloud(state);
    if (options.mode === previous.mode) return;
    const window = windowOf(state);
    if (window) resetPosition(window);
    updatePosition();
    if (options.mode === 'kiosk') show(true, false);
  }

  /** Calls the page's `consent` function again before something is sent or shown. */
  function checkConsent() {
    const ask = consentInput(state);
    if (typeof ask === 'function' && state.options?.consent === false && state.consent(ask as () => unknown, true)) restart();
  }

  function start() {
    const options = readValues(state);
    state.options = options;
    const { key: language } = languageOf(state);
    if (!options) {
      // The page has reserved space for a window in kiosk mode.
      if (host.getAttribute('mode') === 'kiosk') {
        root.append(overlayRoot);
        host.showPlaceholder(false);
      }
      context.placeholderWindow?.showFailure(launcherText(language, 'failed'), null);
      return rejectCalls(state, NO_CHATBOT);
    }
    running = new AbortController();
    const { signal } = running;
    addRunning(state, signal);
    startSavingDraft(state, signal);
    hideEvents(host, overlayRoot, signal);
    trackVisibleInsets(overlayRoot, signal);
    observePage(signal);
    makeDraggable(button, button, signal, context.pointerEvents.splice(0));
    button.onpointerdown = button.onpointermove = null;
    state.keys = preferStored(claimKeys(storageKeys(options), signal, onKeyFree), options, memory);
    adoptStyles(root, overlayStyles());
    renderLauncher(state);
    if (!overlayRoot.isConnected) {
      overlayRoot.prepend(button);
      root.append(overlayRoot);
    }
    followFullScreen(host, signal);
    void afterPaint().then(updatePosition);
    if (!hasTexts(language))
      void loadTexts(language).then(
        () => state.options && renderLauncher(state),
        () => {},
      );
    showTeaser(state);
    if (options.sound) prepareSound(overlayRoot);
    if (options.translationsUrl) whenIdle(() => void loadPageTexts(state));
    startWindow(options);
  }

  /** Opens the window if it was open, and loads the application if it is needed. */
  function startWindow(options: Options) {
    const { pending } = state;
    const [key] = state.keys;
    const isKiosk = options.mode === 'kiosk';
    const wasLeftOpen = pending.open ?? (isKiosk || (options.showButton ? wasOpen(key, options) : undefined));
    const loadNow = () => void loadInstance(state);
    if (!context.open) {
      // The window was closed while the widget bundle was loading.
      removePlaceholder(state);
    }
    const { placeholderWindow: placeholder } = context;
    if (placeholder || (wasLeftOpen ?? options.visible)) {
      state.isOpen = true;
      button.hidden = true;
      // Earlier attempts to load the widget bundle may have failed.
      placeholder?.showFailure('', null);
      if (placeholder && state.takesFocus) storeOpen(key, options, true);
      if (!isKiosk) followBackButton(true);
      if (!placeholder && wasLeftOpen && pending.open === undefined && !isKiosk) whenIdle(loadNow);
      else loadNow();
    } else if (pending.wasRunning || pending.messages.length || state.waitingCalls.length) {
      loadNow();
    } else if (hasConversation(key, options)) {
      whenIdle(loadNow);
    }
  }

  function stop() {
    const { pending } = state;
    if (!state.options) return;
    // The focus returns to the text field after a restart.
    if (root.activeElement?.localName === 'textarea') state.takesFocus = true;
    removePlaceholder(state);
    pending.wasRunning = Boolean(state.handle);
    if (pending.wasRunning) disposeInstance(state);
    pending.open = state.isOpen;
    running.abort();
    followBackButton(false);
    resetInstance(state);
    hideTeaser(state);
    context.open = undefined;
    state.options = null;
    state.isOpen = false;
    overlayRoot.replaceChildren();
    overlayRoot.remove();
    // The page may call the widget when it hears of that.
    setUnread(state, 0);
  }

  function show(open: boolean, focus: boolean): void {
    const { options, pending, handle } = state;
    if (!options) {
      pending.open = open;
      return;
    }
    if (open === state.isOpen || (!open && options.mode === 'kiosk')) return;
    state.isOpen = open;
    state.takesFocus = open && focus;
    state.wasToggled = true;
    hideTeaser(state);
    if (open) {
      renderTheme(state);
      checkConsent();
      void afterPaint().then(updatePosition);
    }
    button.hidden = open || !options.showButton;
    if (handle) {
      // The window takes the place of no placeholder: it may be animated.
      state.appRoot?.setAttribute('data-reopened', '');
      handle.show(open, focus);
      if (open && focus) void keepFocus(state, fieldOf(state));
    } else if (open) void loadInstance(state);
    else {
      // Messages that were sent in the placeholder window are still sent.
      removePlaceholder(state);
    }
    if (!open && focus) button.focus();
    // In kiosk mode it is the page that opens the window.
    if (options.mode === 'kiosk') return;
    storeOpen(state.keys[0], options, open);
    followBackButton(open);
    dispatch(state, open ? 'open' : 'close', null);
  }

  function optionChanged(key: string): void {
    const value = properties.get(key);
    if (key === 'pageContext') return state.pageContext.set(value);
    if (key === 'authTokenProvider') return void (state.tokenProvider = (value || undefined) as TokenProvider);
    const option = findOption(key);
    if (!option) return;
    if (key === 'visible') return show(Boolean(readValue(state, option)), false);
    if (host.isConnected && hasChanged(state, option)) scheduleChange(key === 'sessionToken' ? key : option.affects);
  }

  function getOption(key: string): unknown {
    if (key === 'visible') return state.isOpen || Boolean(state.pending.open && !state.options);
    if (key === 'pageContext') return state.pageContext.get();
    if (key === 'authTokenProvider') return state.tokenProvider;
    const option = findOption(key);
    return option && peekValue(state, option);
  }

  /** Reports values that the page has set for options that do not exist. */
  function reportUnknownOptions() {
    for (const key of properties.keys()) {
      if (!KEYS.includes(key) && properties.delete(key)) console.error(`ocs-chat: there is no option ${key}.`);
    }
  }

  /** Observes the attributes that the element class does not. Returns a function that lets changes up to now take effect. */
  function observeAttributes() {
    const { observedAttributes } = host.constructor as unknown as { observedAttributes: string[] };
    const attributeFilter = OPTIONS.map(({ name }) => name).filter((name) => !observedAttributes.includes(name));
    /** `newer`: the option that has just changed, after these attributes. */
    const apply = (records: MutationRecord[], newer?: string) => {
      for (const { attributeName, oldValue } of records) {
        const name = attributeName as string;
        const key = camelCase(name);
        if (key === newer || host.getAttribute(name) === oldValue) continue;
        properties.delete(key);
        optionChanged(key);
      }
    };
    const observer = new MutationObserver((records) => apply(records));
    observer.observe(host, { attributes: true, attributeOldValue: true, attributeFilter });
    return (newer: string) => apply(observer.takeRecords(), newer);
  }

  isolateEvents(overlayRoot);
  overlayRoot.addEventListener('keydown', (event) => trapFocus(event, windowOf(state)));
  takeEarlyResponses(context.earlyResponses ?? {});
  context.defineOptions(KEYS);
  reportUnknownOptions();
  for (const key of PROPERTIES) {
    if (!properties.has(key) && key in state.scriptOptions) properties.set(key, state.scriptOptions[key]);
    if (properties.has(key)) optionChanged(key);
  }
  // The launcher moves when the page transforms an ancestor.
  new IntersectionObserver(() => state.options && updatePosition()).observe(button);
  const applyAttributes = observeAttributes();

  return {
    calls: createPublicCalls(state, checkConsent),
    reportUnknownOptions,
    getOption,
    optionChanged(key) {
      applyAttributes(key);
      optionChanged(key);
    },
    setOpen: show,
    connected() {
      state.isDestroyed = false;
      host.adoptProperties(KEYS);
      if (state.options) {
        observePage(running.signal);
        renderTheme(state);
        return updatePosition();
      }
      changes.clear();
      start();
    },
    disconnected: stop,
    // A failure is reported when the application is needed.
    prepare: () => void Promise.all([loadApplication(), loadTexts(languageOf(state).key)]).catch(() => {}),
    retry: () => retry(state),
  };
}
