// Converts options to the values with which the application is mounted and updated.

import type { MountOptions } from '../../wasm/bindings.ts';
import { updateDictation } from '../dictation/dictation.ts';
import { OPTIONS } from '../options/options.ts';
import type { Options } from '../options/generated-types.ts';
import { restoreLostFocus } from '../page/keep-focus.ts';
import { pageTextsOf, withPageTexts } from '../texts/page-texts.ts';
import { updateRichText } from '../rich-text/rich-text.ts';
import { languageOf } from '../texts/language.ts';
import type { ElementState } from '../state/element-state.ts';
import type { ModuleState } from '../state/module-state.ts';
import type { WidgetState } from '../state/widget-state.ts';
import { hasChosen } from '../storage/choices.ts';
import { persistenceOf } from '../storage/persistence.ts';
import { renderTheme } from './theme.ts';

/** The options that can change while the application runs, as they are in effect now. */
export function updatableOptions(state: ElementState & ModuleState): Record<string, unknown> {
  const options = state.options as Options & Record<string, unknown>;
  const pageTexts = pageTextsOf(state) ?? {};
  const appearance: Record<string, unknown> = { kiosk: options.mode === 'kiosk', bannerAtBottom: options.bannerPosition === 'bottom' };
  appearance.enterBreaksLine = options.touchEnter === 'newline' && matchMedia('(pointer:coarse)').matches;
  for (const { key, affects } of OPTIONS) {
    if (affects === 'appearance') appearance[key] = options[key];
  }
  if (options.sound) appearance.sound = !hasChosen(state.keys[0], options, 'soundOff');
  const { tag } = languageOf(state);
  if (options.readAloud) appearance.readAloud = state.reader?.menuLabel();
  appearance.headerText ||= pageTexts['branding.headerText'];
  for (const key of ['welcomeMessages', 'starterQuestions']) {
    const pageList = pageTexts[`content.${key}`] as unknown[] | undefined;
    if (pageList?.length) appearance[key] = pageList.map(String);
  }
  return structuredClone(Object.assign(appearance, state.hours?.overrides(options, tag, pageTexts)));
}

export function mountOptions(state: WidgetState, texts: LocaleFile): MountOptions {
  const options = state.options as Options & Record<string, unknown>;
  const conversation = OPTIONS.filter(({ key, affects }) => affects === 'conversation' && (options[key] ?? null) !== null);
  return {
    ...Object.fromEntries(conversation.map(({ key }) => [key, options[key]])),
    appearance: updatableOptions(state),
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
  updateScriptedParts(state);
  if (!state.handle) return;
  void restoreLostFocus(state);
  state.handle.update(updatableOptions(state));
}

/** Updates what the scripts add to the application's window: its classes, dictation, reading aloud, and rich text. */
export function updateScriptedParts(state: WidgetState) {
  const options = state.options as Options;
  if (state.appRoot) state.appRoot.className = `root ${options.position} ${options.mode}`;
  renderTheme(state);
  updateDictation(state);
  updateRichText(state);
  state.reader?.update(options, state.keys[0], languageOf(state).tag, pageTextsOf(state));
}
