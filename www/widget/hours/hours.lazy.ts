// The schedule of `hours`: outside of it the chat is read-only. Loaded if the page sets the option. The rule is not in the application,
// which every visitor loads.

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
 * Returns the opening hours of a widget.
 *
 * @param report Reports an invalid schedule.
 * @param onTime Called from time to time; `hasChanged`: the chat has opened or closed.
 */
export function createHours(report: (name: string, value: string) => void, onTime: (hasChanged: boolean) => void) {
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
    /** What the schedule changes in the options now. */
    closure(options: Options, tag: string, ownTexts: Record<string, unknown> | undefined): Closure | undefined {
      const { bannerMessage, bannerStyle } = options;
      const schedule = scheduleOf(options);
      if (!schedule) return undefined;
      const now = Date.now();
      const { isOpenNow, changesAt } = openingAt(schedule, now);
      if (isOpenNow) return undefined;
      const textOf = (name: string) => ownText(TEXTS, NAMES.indexOf(name), tag, ownTexts, name);
      const opens = changesAt && textOf('hours.opens').replace('{time}', () => formatOpeningTime(changesAt, now, tag, schedule.zone));
      return {
        disabled: true,
        bannerMessage: [textOf('hours.closed'), opens, bannerMessage].filter(Boolean).join(' '),
        bannerStyle: bannerMessage ? bannerStyle : 'info',
      };
    },

    /** Calls `onTime` once: when the chat opens or closes, after ten minutes, or when the page is shown again. */
    follow(options: Options) {
      current.abort();
      current = new AbortController();
      const { signal } = current;
      const schedule = scheduleOf(options);
      const { hours } = options;
      if (hours && !schedule && hours !== reported) report('hours', hours);
      reported = hours;
      if (!schedule) return;
      const { isOpenNow, changesAt } = openingAt(schedule, Date.now());
      const update = () => onTime(openingAt(schedule, Date.now()).isOpenNow !== isOpenNow);
      const timer = setTimeout(update, Math.min((changesAt ?? Number.POSITIVE_INFINITY) - Date.now(), MAX_DELAY_MS));
      signal.addEventListener('abort', () => clearTimeout(timer));
      document.addEventListener('visibilitychange', update, { signal, once: true });
    },
  };
}
