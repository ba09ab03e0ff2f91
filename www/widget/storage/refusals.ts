// Stores that the visitor has turned off the sound or hidden the teaser.

import type { Options } from '../options/types.ts';
import { storageOf } from './persistence.ts';

/** The features that a visitor can turn off, with the suffix of each record. */
const SUFFIXES = { sound: '&', teaser: '.' };

/** A feature that a visitor can turn off. */
export type Refusable = keyof typeof SUFFIXES;

/** Names of this page's records: a fallback for unavailable storage. */
const refused = new Set<string>();

/** Whether the visitor has turned it off. */
export function hasRefused(key: string, options: Options, what: Refusable): boolean {
  try {
    return refused.has(key + SUFFIXES[what]) || storageOf(options)?.getItem(key + SUFFIXES[what]) === '0';
  } catch {
    return false;
  }
}

/** Remembers that the visitor has turned it off, or on again. */
export function refuse(key: string, options: Options, what: Refusable, isRefused = true): void {
  const name = key + SUFFIXES[what];
  if (isRefused) refused.add(name);
  else refused.delete(name);
  try {
    if (isRefused) storageOf(options)?.setItem(name, '0');
    else storageOf(options)?.removeItem(name);
  } catch {
    // The refusal still holds for this page.
  }
}
