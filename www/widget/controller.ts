// The controller of one element: translates options, and actions of the visitor and the page, to calls of the instance.

import { adoptLoader } from 'files';
import { adoptStyles } from '../loader/dom.ts';
import type { ElementContext, WidgetController } from '../loader/element-context.ts';
import { loadApplication, pageRecords } from '../wasm/application.ts';
import { updateAppearance } from './appearance/updatable-options.ts';
import { renderTheme } from './appearance/theme.ts';
import { retry } from './crash-recovery.ts';
import { hasBrokenBuiltIns } from './diagnosis/built-ins.ts';
import { explainInvalidOptions, reportReplacedBuiltIns } from './diagnosis/diagnosis.ts';
import { startSavingDraft } from './draft.ts';
import { forget } from './forget.ts';
import { afterPaint, whenIdle } from './page/idle.ts';
import { followHours } from './hours/hours.ts';
import { disposeInstance, loadInstance, resetInstance } from './instance.ts';
import { renderLauncher, setUnread } from './launcher/launcher-content.ts';
import { createOptionChanges } from './element-options/option-changes.ts';
import type { Changes } from './element-options/option-changes.ts';
import { consentInput, readValuesWithoutConsent, readValues } from './element-options/option-values.ts';
import { KEYS } from './options/options.ts';
import { PROPERTIES } from './options/generated-table.ts';
import { launcherDetailsStyles } from './launcher/launcher-details-styles.ts';
import { makeDraggable, resetPosition } from './page/drag.ts';
import { hideEvents, isolateEvents } from './page/event-isolation.ts';
import { followFullScreen, keepFixed } from './page/fixed-position.ts';
import { trapFocus } from './page/focus-trap.ts';
import { trackVisibleInsets } from './page/keyboard-space.ts';
import { createPageObserver } from './page/page-theme.ts';
import { prepareSound } from './page/sound.ts';
import './missing-modules.ts';
import { loadPageTexts } from './texts/page-texts.ts';
import { removePlaceholder } from './placeholder/show-placeholder.ts';
import { NO_CHATBOT, createPublicCalls } from './public-calls.ts';
import { loadReadAloud } from './read-aloud/read-aloud.ts';
import { followRestoredPage } from './restored-page.ts';
import { windowOf } from './state/instance-state.ts';
import { rejectCalls } from './state/loading-state.ts';
import { addRunning } from './state/running-widgets.ts';
import { createState } from './create-state.ts';
import { languageOf } from './texts/language.ts';
import { claimKeys } from './storage/claims.ts';
import { preferStored, storageKeys } from './storage/keys.ts';
import { hasConversation, storageOf } from './storage/persistence.ts';
import { hideTeaser, showTeaser } from './launcher/teaser.ts';
import { hasTexts, launcherText, loadTexts } from './texts/texts.ts';
import { createWindowSwitch } from './window-switch.ts';

export function createController(context: ElementContext): WidgetController {
  adoptLoader(context);
  if (hasBrokenBuiltIns()) reportReplacedBuiltIns();
  const { host, root, button, overlayRoot, properties } = context;
  const state = createState(context, {
    show: (open, focus) => windowSwitch.show(open, focus),
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
      // The teaser is hidden while the chat is closed.
      const hadFocus = overlayRoot.querySelector('[part~=teaser]:focus-within');
      showTeaser(state);
      if (hadFocus) button.focus();
    },
  });
  explainInvalidOptions();
  const updatePosition = keepFixed(context, () => state.options && state.options.mode !== 'kiosk');
  const observePage = createPageObserver(host, () => renderTheme(state));
  const windowSwitch = createWindowSwitch(state, updatePosition, checkConsent);
  const changes = createOptionChanges(state, applyChanges);
  /** Aborted when the widget stops. */
  let running = new AbortController();

  /** Starts the widget again with its current options and texts. */
  function restart() {
    if (state.options) changes.schedule('conversation');
  }

  /** Continues the conversation of a widget that this one replaces, unless this one has its own: page transitions show both for a while. */
  function onKeyFree() {
    if (state.options && storageOf(state.options) && !hasConversation(state.keys[0], state.options)) restart();
  }

  /** Sets the new session token on the running instance. Returns `false` if the instance must restart. */
  function trySetSessionToken() {
    const token = readValuesWithoutConsent(state)?.sessionToken;
    return Boolean(token && state.handle?.setSessionToken(token));
  }

  function applyChanges(affected: Changes) {
    const previous = state.options;
    const restarts = affected.has('conversation') || !previous || (affected.has('sessionToken') && !trySetSessionToken());
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
    if (options.mode === 'kiosk') state.show(true, false);
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
    state.keys = preferStored(claimKeys(storageKeys(options), signal, onKeyFree), options, pageRecords);
    followRestoredPage(state, restart, signal);
    adoptStyles(root, launcherDetailsStyles());
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
    windowSwitch.start(options, signal);
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
    windowSwitch.followBackButton(false);
    resetInstance(state);
    hideTeaser(state);
    context.open = undefined;
    state.options = null;
    state.isOpen = false;
    overlayRoot.replaceChildren();
    overlayRoot.remove();
    // Last: the page's listener for the event may call the widget.
    setUnread(state, 0);
  }

  isolateEvents(overlayRoot);
  overlayRoot.addEventListener('keydown', (event) => trapFocus(event, windowOf(state)));
  context.defineOptions(KEYS);
  changes.reportUnknown();
  for (const key of PROPERTIES) {
    if (!(key in properties) && key in state.scriptOptions) properties[key] = state.scriptOptions[key];
    if (key in properties) changes.onChange(key);
  }
  const applyAttributes = changes.observeAttributes();

  return {
    calls: createPublicCalls(state, checkConsent),
    getOption: changes.get,
    optionChanged(key) {
      applyAttributes(key);
      changes.onChange(key);
    },
    setOpen: windowSwitch.show,
    connected() {
      if (host.ownerDocument !== window.document) {
        // Its style sheets belong to the document that it was created in.
        return console.error('ocs-chat: an element does not work in another document than its script. Load the script in that document.');
      }
      state.isDestroyed = false;
      host.adoptProperties(KEYS);
      if (state.options) {
        observePage(running.signal);
        renderTheme(state);
        return updatePosition();
      }
      changes.take();
      start();
    },
    disconnected: stop,
    // Failures are reported when the application is needed.
    prepare: () => void Promise.all([loadApplication(), loadTexts(languageOf(state).key)]).catch(() => {}),
    retry: () => retry(state),
  };
}
