// The schedule of `hours`: outside of it the chat is read-only. Loaded if the page sets the option. The rule is not in the application,
// which every visitor loads.

import { afterPaint } from '../idle.ts';
import type { Options } from '../options/types.ts';
import { ownText } from '../own-text.ts';
import { openingAt } from './opening.ts';
import { formatOpeningTime } from './opening-time.ts';
import { parseSchedule, type Schedule } from './schedule.ts';
import { TEXTS } from './texts.ts';

/** Options that the page's own are replaced by while the chat is closed. */
type Closure = Partial<Pick<Options, 'disabled' | 'bannerMessage' | 'bannerStyle'>>;

/** Devices sleep, and their clocks are set. */
const MAX_DELAY_MS = 600_000;

const NAMES = ['hours.closed', 'hours.opens'];

/**
 * Returns a function that returns what the schedule changes in the options of now.
 *
 * @param report Reports an invalid schedule.
 * @param onChange Called when the chat opens or closes, after the latest call of the function.
 */
export function createHours(root: ShadowRoot, report: (name: string, value: string) => void, onChange: () => void) {
  let text: string | undefined;
  let schedule: Schedule | undefined;
  let current = new AbortController();

  /** Updates once when the chat opens or closes, or the page is shown again. */
  function follow(changesAt: number) {
    current = new AbortController();
    const { signal } = current;
    const timer = setTimeout(onChange, Math.min(changesAt - Date.now(), MAX_DELAY_MS));
    signal.addEventListener('abort', () => clearTimeout(timer));
    document.addEventListener('visibilitychange', onChange, { signal, once: true });
  }

  /** A disabled field takes no focus: if the focus was to be there, it goes to the button that closes the window, not to the page. */
  function keepFocus() {
    const focused = root.activeElement;
    if (!focused) return;
    void afterPaint().then(() => {
      const isLost = !root.activeElement || root.activeElement === focused;
      const isGone = !focused.getClientRects().length || focused.matches(':disabled');
      if (isLost && isGone) root.querySelector<HTMLElement>('[part~=close]')?.focus();
    });
  }

  return (options: Options, tag: string, ownTexts: Record<string, unknown> | undefined): Closure | undefined => {
    const { hours, bannerMessage, bannerStyle } = options;
    current.abort();
    if (hours !== text) {
      text = hours;
      schedule = hours ? parseSchedule(hours) : undefined;
      if (hours && !schedule) report('hours', hours);
    }
    if (!schedule) return undefined;
    const now = Date.now();
    const { isOpenNow, changesAt } = openingAt(schedule, now);
    follow(changesAt ?? Number.POSITIVE_INFINITY);
    if (isOpenNow) return undefined;
    keepFocus();
    const textOf = (name: string) => ownText(TEXTS, NAMES.indexOf(name), tag, ownTexts, name);
    const opens = changesAt && textOf('hours.opens').replace('{time}', () => formatOpeningTime(changesAt, now, tag, (schedule as Schedule).zone));
    return {
      disabled: true,
      bannerMessage: [textOf('hours.closed'), opens, bannerMessage].filter(Boolean).join(' '),
      bannerStyle: bannerMessage ? bannerStyle : 'info',
    };
  };
}
