// The opening hours of the option `hours`: outside of them the chat is read-only. Loaded if the page sets the option, so not part of the
// application, which every visitor loads.

import type { Options } from '../options/generated-types.ts';
import type { OpeningHours } from '../state/module-state.ts';
import { moduleText, type TextKey } from '../texts/module-text.ts';
import { openingAt } from './opening.ts';
import { formatOpeningTime } from './opening-time.ts';
import { parseSchedule, type Schedule } from './schedule.ts';

const TEXTS = JSON.parse(ASSETS.hoursTexts) as ModuleTexts;

/** The schedule is checked at least this often: timers are late on devices that sleep, and clocks are changed. */
const MAX_CHECK_DELAY_MS = 600_000;

/**
 * Returns the opening hours of a widget.
 *
 * @param report Reports an invalid schedule.
 * @param onCheck Called after each check of the schedule; `hasChanged`: the chat has opened or closed.
 */
export function createHours(report: (name: string, value: string) => void, onCheck: (hasChanged: boolean) => void): OpeningHours {
  let parsedText: string | undefined;
  let schedule: Schedule | undefined;
  let reported: string | undefined;
  let pendingCheck = new AbortController();

  function scheduleOf({ hours }: Options): Schedule | undefined {
    if (hours !== parsedText) schedule = hours ? parseSchedule(hours) : undefined;
    parsedText = hours;
    return schedule;
  }

  return {
    overrides(options, tag, ownTexts) {
      const { bannerMessage, bannerStyle } = options;
      const schedule = scheduleOf(options);
      if (!schedule) return undefined;
      const now = Date.now();
      const { isOpenNow, changesAt } = openingAt(schedule, now);
      if (isOpenNow) return undefined;
      const textOf = (key: TextKey) => moduleText(TEXTS, key, tag, ownTexts);
      const opens = changesAt && textOf('hours.opens').replace('{time}', () => formatOpeningTime(changesAt, now, tag, schedule.zone));
      return {
        disabled: true,
        bannerMessage: [[textOf('hours.closed'), opens].filter(Boolean).join(' '), bannerMessage].filter(Boolean).join(' – '),
        bannerStyle: bannerMessage ? bannerStyle : 'info',
      };
    },

    checkLater(options) {
      pendingCheck.abort();
      pendingCheck = new AbortController();
      const { signal } = pendingCheck;
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
