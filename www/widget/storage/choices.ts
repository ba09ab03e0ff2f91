// Stores choices of the visitor that differ from the default: the sound is off, the teaser is hidden, new answers are read aloud.

import type { Options } from '../options/generated-types.ts';
import { CHOICE_SUFFIXES } from './keys.ts';
import { storageOf } from './persistence.ts';

/** A choice that differs from the default. */
export type Choice = keyof typeof CHOICE_SUFFIXES;

/** Names of this page's records: a fallback for unavailable storage. */
const chosen = new Set<string>();

/** Whether the visitor has made a choice. */
export function hasChosen(key: string, options: Options, choice: Choice): boolean {
  try {
    return chosen.has(key + CHOICE_SUFFIXES[choice]) || storageOf(options)?.getItem(key + CHOICE_SUFFIXES[choice]) === '0';
  } catch {
    return false;
  }
}

/** Remembers that the visitor has made a choice, or returned to the default. */
export function storeChoice(key: string, options: Options, choice: Choice, isChosen = true): void {
  const name = key + CHOICE_SUFFIXES[choice];
  if (isChosen) chosen.add(name);
  else chosen.delete(name);
  try {
    // A record that is "0" does not make `embed.js` load the widget bundle.
    if (isChosen) storageOf(options)?.setItem(name, '0');
    else storageOf(options)?.removeItem(name);
  } catch {
    // The choice still holds for this page.
  }
}
