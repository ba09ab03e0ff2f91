// Loads the application, mounts the instance of one widget, hands the pending state over to it, and ends it.

import { adoptStyles } from '../loader/dom.ts';
import { loadApplication } from '../wasm/application.ts';
import type { Application } from '../wasm/application.ts';
import type { WidgetHandle } from '../wasm/bindings.ts';
import { updatableOptions, mountOptions, updateScriptedParts } from './appearance/updatable-options.ts';
import { reportStorage } from './diagnosis/diagnosis.ts';
import { restoreDraft, saveDraftSoon } from './draft.ts';
import { callAndVerify, storedRecords } from './detect-effect.ts';
import { createHost } from './host/host-bridge.ts';
import { prepareDictation } from './dictation/dictation.ts';
import { followHours } from './hours/hours.ts';
import { afterPaint } from './page/idle.ts';
import { onLoadFailed } from './load-failure.ts';
import { keepScrollInside } from './page/event-isolation.ts';
import { makeDraggable } from './page/drag.ts';
import { keepFocusInWindow, restoreLostFocus } from './page/keep-focus.ts';
import { preconnect } from './page/preconnect.ts';
import { loadPageTexts } from './texts/page-texts.ts';
import { removePlaceholder, showPlaceholder } from './placeholder/show-placeholder.ts';
import { loadReadAloud } from './read-aloud/read-aloud.ts';
import { joinTexts } from './state/draft-state.ts';
import type { DraftState } from './state/draft-state.ts';
import { fieldOf, windowOf } from './state/instance-state.ts';
import type { InstanceState } from './state/instance-state.ts';
import type { WidgetState } from './state/widget-state.ts';
import { languageOf } from './texts/language.ts';
import { loadTexts } from './texts/texts.ts';

/** The window opens without the page's own texts, schedule, reading aloud or dictation if loading them takes longer. */
const PAGE_FILES_TIMEOUT_MS = 4_000;

/** Loads and mounts the application, unless it is mounted or loading. If the window is open, shows the placeholder until then. */
export async function loadInstance(state: WidgetState) {
  const { options, context } = state;
  if (!options || state.handle || state.isDestroyed) return;
  const { key } = languageOf(state);
  if (state.isOpen) showPlaceholder(state);
  // The placeholder is painted first, even if everything is cached: mounting takes longer.
  const placeholderPainted = context.placeholderWindow && afterPaint();
  if (state.isLoading) return;
  state.isLoading = true;
  // Not with the option `visible`: the visitor may not want to chat.
  if (state.takesFocus) preconnect(options.apiBaseUrl);
  const appRoot = document.createElement('div');
  state.appRoot = appRoot;
  const timeout = new Promise((resolve) => setTimeout(resolve, PAGE_FILES_TIMEOUT_MS));
  try {
    const [application, texts] = await Promise.all([
      loadApplication(),
      loadTexts(key),
      Promise.race([Promise.all([loadPageTexts(state), followHours(state), loadReadAloud(state), prepareDictation(state)]), timeout]),
    ]);
    reportStorage(options);
    await placeholderPainted;
    if (state.appRoot !== appRoot) return;
    mount(state, appRoot, application, texts);
  } catch (error) {
    appRoot.remove();
    if (state.appRoot === appRoot) onLoadFailed(state, error, () => void loadInstance(state));
  } finally {
    if (state.appRoot === appRoot) state.isLoading = false;
  }
}

/** The button of the application's window that takes the focus from this element of the placeholder window, if one does. */
function counterpartOf(focused: Element | null, appRoot: HTMLElement) {
  if (focused?.matches('header button')) return appRoot.querySelector<HTMLElement>('[part~=close]');
  if (focused?.matches('.send')) return appRoot.querySelector<HTMLElement>('.send');
  const questions = focused?.matches('.starter') ? [...appRoot.querySelectorAll<HTMLElement>('.starter')] : [];
  return questions.find(({ textContent }) => textContent === focused?.textContent);
}

function mount(state: WidgetState, appRoot: HTMLElement, application: Application, texts: LocaleFile) {
  const { root, overlayRoot, placeholderWindow: placeholder } = state.context;
  const { tag, direction } = languageOf(state);
  const disposal = new AbortController();
  appRoot.lang = tag;
  appRoot.dir = direction;
  adoptStyles(root, application.styles);
  overlayRoot.append(appRoot);
  updateScriptedParts(state);
  const host = createHost(state, new Promise((resolve) => disposal.signal.addEventListener('abort', resolve)));
  state.dispose = () => disposal.abort();
  const typed = placeholder?.field.value;
  const caret = placeholder && [placeholder.field.selectionStart, placeholder.field.selectionEnd];
  // Mounting may trap, so everything is in the pending state before.
  restoreDraft(state);
  // A read-only chat does not send messages that were entered before that was known.
  if (updatableOptions(state).disabled) state.pending.draft = joinTexts(...state.pending.messages.splice(0), state.pending.draft);
  const handle = application.mount(appRoot, mountOptions(state, texts), host);
  state.application = application;
  state.handle = handle;
  state.failedAttempts = 0;
  state.isReleaseMissing = state.hasVisitorRetried = false;
  const field = fieldOf(state);
  // The focus and the caret move while both fields exist, so that an on-screen keyboard stays.
  const takesFocus = placeholder ? placeholder.frame.contains(root.activeElement) : state.takesFocus;
  const target = (placeholder && counterpartOf(root.activeElement, appRoot)) ?? field;
  if (takesFocus) {
    target?.focus();
    void restoreLostFocus(state, target);
  }
  if (field && caret && typed) {
    const offset = field.value.length - typed.length;
    field.setSelectionRange(offset + caret[0], offset + caret[1]);
  }
  removePlaceholder(state);
  // A trap is reported in an earlier microtask.
  queueMicrotask(() => {
    if (state.handle === handle) handOver(state, handle, application);
  });
  handle.show(state.isOpen, false);
  if (takesFocus) target?.scrollIntoView({ block: 'nearest' });
  const [header, window] = [appRoot.querySelector('header'), windowOf(state)];
  // The window replaces the placeholder in the same place, so it is not animated.
  if (placeholder) for (const animation of window?.getAnimations() ?? []) animation.finish();
  if (window) keepScrollInside(window);
  keepFocusInWindow(state, appRoot, disposal.signal);
  if (header && window) makeDraggable(header, window, disposal.signal);
}

/**
 * Hands the pending state over to a mounted instance. Each item leaves the pending state only after the instance has taken it,
 * so that it goes to the next instance if this one traps.
 */
function handOver(state: WidgetState, handle: WidgetHandle, application: Application) {
  const { pending } = state;
  state.takesFocus = false;
  pending.draft = '';
  if (pending.files.length) handle.attach(pending.files);
  if (application.isBroken()) return;
  pending.files = [];
  if (pending.storedFiles && state.options?.allowAttachments) {
    queueMicrotask(() => {
      if (state.handle !== handle) return;
      handle.restoreFiles(pending.storedFiles, () => {
        pending.storedFiles = '';
      });
    });
  }
  while (pending.messages.length) {
    const [text] = pending.messages;
    // An instance that traps may already have stored the message. Then the next one sends it.
    if (
      text.trim() &&
      !callAndVerify(
        application,
        () => handle.send(text),
        () => storedRecords(state),
      )
    )
      return;
    pending.messages.shift();
    if (application.isBroken()) return;
  }
  for (const { resolve } of state.waitingCalls.splice(0)) resolve(handle);
  // The stored draft was removed when it was restored.
  saveDraftSoon(state);
}

/** Ends the instance. Its draft and files go to the pending state. */
export function disposeInstance(state: DraftState & InstanceState) {
  const { pending } = state;
  const fieldText = fieldOf(state)?.value;
  const result = state.handle?.destroy();
  // After a trap the result is not an array.
  const [draft, files] = Array.isArray(result) ? (result as unknown[]) : [];
  pending.draft = typeof draft === 'string' ? draft : (fieldText ?? '');
  state.draftFiles = '';
  if (Array.isArray(files)) pending.files.push(...(files as File[]));
}

/** Discards an ended or broken instance. */
export function resetInstance(state: WidgetState) {
  const field = fieldOf(state);
  if (field) state.takesFocus = field === state.context.root.activeElement;
  state.dispose?.();
  state.appRoot?.remove();
  state.appRoot = undefined;
  state.handle = undefined;
  state.isLoading = false;
}
