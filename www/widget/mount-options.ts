// Turns options into what the application is mounted and updated with.

import type { MountOptions } from '../wasm/bindings.ts';
import { OPTIONS } from './options/options.ts';
import { persistenceOf } from './storage/persistence.ts';
import { hasRefused } from './storage/refusals.ts';
import type { Options } from './options/types.ts';
import type { WidgetState } from './state.ts';
import type { Texts } from './texts.ts';

/** The options that can be changed while the application runs. */
export function appearanceOf({ options: current, key, ownTexts = {} }: WidgetState): Record<string, unknown> {
  const options = current as Options & Record<string, unknown>;
  const appearance: Record<string, unknown> = { kiosk: options.mode === 'kiosk', bannerAtBottom: options.bannerPosition === 'bottom' };
  for (const { key, affects } of OPTIONS) {
    if (affects === 'appearance') appearance[key] = options[key];
  }
  if (options.sound) appearance.sound = !hasRefused(key, options, 'sound');
  appearance.headerText ||= ownTexts['branding.headerText'];
  for (const key of ['welcomeMessages', 'starterQuestions']) {
    const own = ownTexts[`content.${key}`] as unknown[] | undefined;
    if (own?.length) appearance[key] = own.map(String);
  }
  return structuredClone(appearance);
}

export function mountOptions(state: WidgetState, texts: Texts): MountOptions {
  const options = state.options as Options & Record<string, unknown>;
  const ofIdentity = OPTIONS.filter(({ key, affects }) => affects === 'conversation' && (options[key] ?? null) !== null);
  return {
    ...Object.fromEntries(ofIdentity.map(({ key }) => [key, options[key]])),
    appearance: appearanceOf(state),
    language: state.language.tag,
    texts: Object.entries({ ...texts, ...state.ownTexts }).filter(([, text]) => typeof text === 'string' && text),
    storageKey: state.key,
    persistence: persistenceOf(options),
    open: state.isOpen,
    draft: state.pending.draft,
  };
}
