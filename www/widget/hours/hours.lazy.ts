// The opening hours of the option `hours`: outside of them the chat is read-only. Loaded if the page sets the option. The rule is not in
// the application, which every visitor loads.

import type { Options } from '../options/types.ts';
import { moduleText } from '../module-text.ts';
import { openingAt } from './opening.ts';
import { formatOpeningTime } from './opening-time.ts';
import { parseSchedule, type Schedule } from './schedule.ts';
import { TEXTS } from './texts.ts';

/** Options that take the place of the page's while the chat is closed. */
type ClosedOverrides = Partial<Pick<Options, 'disabled' | 'bannerMessage' | 'bannerStyle'>>;

/** Timers are late on devices that sleep, and clocks are set: the schedule is checked again after this time. */
const MAX_CHECK_DELAY_MS = 600_000;

const NAMES = ['hours.closed', 'hours.opens'];

/**
 * Returns the opening hours of a widget.
 *
 * @param report Reports an invalid schedule.
 * @param onCheck Called after each check of the schedule; `hasChanged`: the chat has opened or closed.
 */
export function createHours(report: (name: string, value: string) => void, onCheck: (hasChanged: boolean) => void) {
  let text: string | undefined;
  let schedule: Schedule | undefined;
  let reported: string | undefined;
  let current = new AbortController();

  function scheduleOf({ hours }: Options): Schedule | undefined {
    if (hours !== text) schedule = hours ? parseSchedule(hours) : undefined;
    text = hours;
    return schedule;
  }

  return {
    /** The options to override now; `undefined` while the chat is open. */
    overrides(options: Options, tag: string, ownTexts: Record<string, unknown> | undefined): ClosedOverrides | undefined {
      const { bannerMessage, bannerStyle } = options;
      const schedule = scheduleOf(options);
      if (!schedule) return undefined;
      const now = Date.now();
      const { isOpenNow, changesAt } = openingAt(schedule, now);
      if (isOpenNow) return undefined;
      const textOf = (name: string) => moduleText(TEXTS, NAMES.indexOf(name), tag, ownTexts, name);
      const opens = changesAt && textOf('hours.opens').replace('{time}', () => formatOpeningTime(changesAt, now, tag, schedule.zone));
      return {
        disabled: true,
        bannerMessage: [[textOf('hours.closed'), opens].filter(Boolean).join(' '), bannerMessage].filter(Boolean).join(' – '),
        bannerStyle: bannerMessage ? bannerStyle : 'info',
      };
    },

    /** Checks the schedule once: when the chat opens or closes, after ten minutes, or when the page is shown again. */
    checkLater(options: Options) {
      current.abort();
      current = new AbortController();
      const { signal } = current;
      const schedule = scheduleOf(options);
      const { hours } = options;
      if (hours && !schedule && hours !== reported) report('hours', hours);
      reported = hours;
      if (!schedule) return;
      const { isOpenNow, changesAt } = openingAt(schedule, Date.now());
      const check = () => onCheck(openingAt(schedule, Date.now()).isOpenNow !== isOpenNow);
      const timer = setTimeout(check, Math.min((changesAt ?? Number.POSITIVE_INFINITY) - Date.now(), MAX_CHECK_DELAY_MS));
      signal.addEventListener('abort', () => clearTimeout(timer));
      document.addEventListener('visibilitychange', check, { signal, once: true });
    },
  };
}
