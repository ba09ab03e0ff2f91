// Shows the teaser at the moment that `teaser-after` and `teaser-on` specify, once per visit, and hides it while it covers a field in
// use. Part of the module teaser.lazy.ts.

import type { Options } from '../options/generated-types.ts';
import { hasChosen } from '../storage/choices.ts';
import { CHOICE_SUFFIXES } from '../storage/keys.ts';
import { hasConversation, persistenceOf } from '../storage/persistence.ts';

/** With a longer delay, `setTimeout` fires at once. */
const MAX_TEASER_DELAY_MS = 2 ** 31 - 1;
const UNITS_MS: Record<string, number> = { ms: 1, s: 1_000, '': 1_000, m: 60_000, min: 60_000 };

/** Milliseconds of `20s`, `1.5m` or `800ms`; a number without unit is seconds. `undefined` for other texts. */
export function parseDelay(text: string): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?|\.\d+)\s*(ms|s|m|min|)$/.exec(text.trim().toLowerCase()) ?? [];
  return number === undefined ? undefined : Math.min(Number(number) * UNITS_MS[unit], MAX_TEASER_DELAY_MS);
}

/** The mouse leaves the page at the top if the event's position is above this. */
const EXIT_EDGE_PX = 20;

/** The events that `teaser-on` waits for. */
export interface Triggers {
  exit: boolean;
  /** The scrolled fraction of the page that shows the teaser, from 0 to 1. */
  scroll?: number;
}

/** The triggers of `exit`, `scroll:60%` or both. `undefined` for other texts. */
export function parseTriggers(text: string): Triggers | undefined {
  const triggers: Triggers = { exit: false };
  for (const word of text
    .toLowerCase()
    .split(/[\s,|]+/)
    .filter(Boolean)) {
    const percent = Number(/^scroll:(\d+(?:\.\d+)?)%?$/.exec(word)?.[1]);
    if (word === 'exit') triggers.exit = true;
    else if (percent > 0 && percent <= 100) triggers.scroll = percent / 100;
    else return undefined;
  }
  return triggers;
}

/** Keys of widgets whose teaser this page has shown, in case nothing can be stored. */
const shownKeys = new Set<string>();
/** The elements whose teaser was shown: a change of an option shows it again. */
const shownHosts = new WeakSet<Element>();

/** When each element began to wait. Changes of its options do not restart the wait. */
const startTimes = new WeakMap<Element, number>();

/** The record of the visitor's choice to hide the teaser has the same name, but the value "0". */
const recordName = (key: string) => key + CHOICE_SUFFIXES.teaserHidden;

function visitStorage(options: Options): Storage | undefined {
  try {
    return persistenceOf(options) === 'page' ? undefined : window.sessionStorage;
  } catch {
    return undefined;
  }
}

function wasShown(key: string, options: Options): boolean {
  return shownKeys.has(key) || Boolean(visitStorage(options)?.getItem(recordName(key)));
}

function storeShown(key: string, options: Options) {
  shownKeys.add(key);
  try {
    visitStorage(options)?.setItem(recordName(key), '1');
  } catch {
    // `shownKeys` still has it for this page.
  }
}

/** The element with the focus, also in the shadow trees of other elements. */
function activeElement(): Element | null {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

/** Whether the element covers a field with the focus. A frame or a custom element may contain one. */
function coversField(element: Element): boolean {
  const field = activeElement();
  if (!field) return false;
  const canBeField = field.matches('input,textarea,select,iframe') || field.localName.includes('-') || (field as HTMLElement).isContentEditable;
  if (!canBeField) return false;
  const [one, other] = [element.getBoundingClientRect(), field.getBoundingClientRect()];
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

/** Hides the element while it covers a field with the focus, until `signal` is aborted. */
function avoidFields(element: HTMLElement, signal: AbortSignal) {
  const update = () => {
    element.style.visibility = coversField(element) ? 'hidden' : '';
  };
  const later = () => void requestAnimationFrame(update);
  update();
  for (const name of ['focusin', 'focusout', 'input', 'scroll']) document.addEventListener(name, later, { signal, capture: true, passive: true });
  addEventListener('resize', later, { signal });
  addEventListener('blur', later, { signal });
}

/** The scrolled fraction of an element; 0 if it does not scroll, or is lower than half the viewport. */
function scrolledFraction(target: EventTarget | null): number {
  const scroller = target instanceof Element ? target : document.scrollingElement;
  if (!scroller || scroller.clientHeight < window.innerHeight / 2) return 0;
  const distance = scroller.scrollHeight - scroller.clientHeight;
  return distance > 0 ? scroller.scrollTop / distance : 0;
}

/**
 * Shows the teaser at its moment, or at once if none is set, unless it was shown on this visit.
 *
 * @param report Reports an invalid option.
 * @param show Returns the teaser, or `undefined` if it must not be shown any more.
 * @returns An object whose `remove` ends the waiting, and removes the teaser.
 */
export function showAtMoment(host: Element, key: string, options: Options, report: (name: string, value: string) => void, show: () => HTMLElement | undefined) {
  const { teaserAfter, teaserOn } = options;
  const waiting = new AbortController();
  const shown = new AbortController();
  let teaser: HTMLElement | undefined;
  const delay = teaserAfter && parseDelay(teaserAfter);
  const triggers = teaserOn ? parseTriggers(teaserOn) : undefined;
  if (teaserAfter && delay === undefined) report('teaser-after', teaserAfter);
  if (teaserOn && !triggers) report('teaser-on', teaserOn);
  const isTimed = typeof delay === 'number' || triggers;
  const showNow = () => {
    waiting.abort();
    // Another tab may have shown it meanwhile.
    teaser = hasChosen(key, options, 'teaserHidden') || hasConversation(key, options) ? undefined : show();
    if (!teaser) return;
    avoidFields(teaser, shown.signal);
    if (!isTimed) return;
    shownHosts.add(host);
    storeShown(key, options);
  };
  const { signal } = waiting;
  if (shownHosts.has(host) || !isTimed) showNow();
  else if (!wasShown(key, options)) {
    if (typeof delay === 'number') {
      const startedAt = startTimes.get(host) ?? performance.now();
      startTimes.set(host, startedAt);
      const timer = setTimeout(showNow, Math.max(0, delay - (performance.now() - startedAt)));
      signal.addEventListener('abort', () => clearTimeout(timer));
    }
    if (triggers?.exit) document.documentElement.addEventListener('mouseleave', ({ clientY }) => clientY < EXIT_EDGE_PX && showNow(), { signal });
    const { scroll } = triggers ?? {};
    const onScroll = ({ target }: Event) => scroll && scrolledFraction(target) >= scroll && showNow();
    document.addEventListener('scroll', onScroll, { signal, capture: true, passive: true });
    // A page that is reloaded, or opened at an anchor, has been scrolled already.
    if (scroll && scrolledFraction(document) >= scroll) showNow();
  }
  return {
    remove() {
      waiting.abort();
      shown.abort();
      teaser?.remove();
    },
  };
}
