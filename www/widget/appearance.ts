// Turns options into what the application is mounted and updated with.

import type { MountOptions } from '../wasm/bindings.ts';
import { updateDictation } from './dictation/dictation.ts';
import { OPTIONS } from './options/options.ts';
import type { Options } from './options/types.ts';
import { pageTextsOf, withPageTexts } from './page-texts.ts';
import { updateRichText } from './rich-text/rich-text.ts';
import { languageOf } from './state.ts';
import type { WidgetState } from './state.ts';
import { persistenceOf } from './storage/persistence.ts';
import { hasRefused } from './storage/refusals.ts';

/** Colours of pages that were made for the legacy widget, which has no dark theme. */
const LIGHT_COLORS = ['--chat-window-bg-color', '--message-user-bg-color', '--message-assistant-bg-color', '--header-bg-color'];

/** Class name of the theme; empty for the system's. */
export function themeOf({ options, context }: WidgetState) {
  const { theme } = options as Options;
  if (theme !== 'auto') return theme;
  const style = getComputedStyle(context.host);
  return LIGHT_COLORS.some((name) => style.getPropertyValue(name)) ? 'light' : '';
}

/** The options that can be changed while the application runs. */
export function appearanceOf(state: WidgetState): Record<string, unknown> {
  const options = state.options as Options & Record<string, unknown>;
  const pageTexts = pageTextsOf(state) ?? {};
  const appearance: Record<string, unknown> = { kiosk: options.mode === 'kiosk', bannerAtBottom: options.bannerPosition === 'bottom' };
  appearance.enterBreaksLine = options.touchEnter === 'newline' && matchMedia('(pointer:coarse)').matches;
  for (const { key, affects } of OPTIONS) {
    if (affects === 'appearance') appearance[key] = options[key];
  }
  if (options.sound) appearance.sound = !hasRefused(state.keys[0], options, 'sound');
  appearance.headerText ||= pageTexts['branding.headerText'];
  for (const key of ['welcomeMessages', 'starterQuestions']) {
    const own = pageTexts[`content.${key}`] as unknown[] | undefined;
    if (own?.length) appearance[key] = own.map(String);
  }
  return structuredClone(Object.assign(appearance, state.scheduledOptions?.(options, languageOf(state).tag, pageTexts)));
}

export function mountOptions(state: WidgetState, texts: LocaleFile): MountOptions {
  const options = state.options as Options & Record<string, unknown>;
  const conversation = OPTIONS.filter(({ key, affects }) => affects === 'conversation' && (options[key] ?? null) !== null);
  return {
    ...Object.fromEntries(conversation.map(({ key }) => [key, options[key]])),
    appearance: appearanceOf(state),
    language: languageOf(state).tag,
    texts: withPageTexts(state, texts.app),
    storageKey: state.keys[0],
    persistence: persistenceOf(options),
    open: state.isOpen,
    draft: state.pending.draft,
  };
}

/** Updates what can change while the instance runs. */
export function updateAppearance(state: WidgetState) {
  state.handle?.update(appearanceOf(state));
  renderClasses(state);
}

export function renderClasses(state: WidgetState) {
  const { position, mode } = state.options as Options;
  if (state.appRoot) state.appRoot.className = `root ${position} ${mode} ${themeOf(state)}`;
  updateDictation(state);
  updateRichText(state);
}
