// Decides whether a schedule is open at a time, and when that changes. Times are milliseconds since the epoch.

import type { Range, Schedule } from './schedule.ts';

export interface Opening {
  isOpenNow: boolean;
  /** When that changes; `undefined` if it stays open for more than a week, or closed for more than a year. */
  changesAt?: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Dates without a year recur within this time, except for 29 February. */
const SEARCHED_DAYS = 367;
const LONGEST_OPENING_MS = 7 * DAY_MS;

/** Returns a function that returns the offset of a time zone from UTC at a time, in milliseconds. */
function offsetsOf(zone: string) {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (time: number) => {
    const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
    const local = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second);
    return local - Math.floor(time / 1000) * 1000;
  };
}

type OffsetAt = ReturnType<typeof offsetsOf>;

/**
 * The time at which clocks show `local`, the milliseconds of a date and time read as UTC. When clocks are set back, they show it twice:
 * `isLater` chooses the second time. A time that clocks skip is converted with the offset before the change.
 */
function timeOf(local: number, isLater: boolean, offsetAt: OffsetAt): number {
  const [before, after] = [offsetAt(local - DAY_MS), offsetAt(local + DAY_MS)];
  const times = [local - before, local - after].filter((time) => local - time === offsetAt(time));
  if (!times.length) return local - before;
  return isLater ? Math.max(...times) : Math.min(...times);
}

/** The ranges of the day that starts at `midnight`, read as UTC. */
function rangesOf({ week, dates }: Schedule, midnight: number): readonly Range[] {
  const date = new Date(midnight);
  const iso = date.toISOString().slice(0, 10);
  return dates.get(iso) ?? dates.get(iso.slice(5)) ?? week[date.getUTCDay()];
}

/** Whether the schedule is open. Ranges that follow one another without a gap are one. */
export function openingAt(schedule: Schedule, now: number): Opening {
  const offsetAt = offsetsOf(schedule.zone);
  const today = Math.floor((now + offsetAt(now)) / DAY_MS) * DAY_MS;
  let closesAt: number | undefined;
  // A range of yesterday may end today.
  for (let day = -1; day <= SEARCHED_DAYS; day += 1) {
    const midnight = today + day * DAY_MS;
    const times = rangesOf(schedule, midnight).map(([start, end]) => [
      timeOf(midnight + start * MINUTE_MS, false, offsetAt),
      timeOf(midnight + end * MINUTE_MS, true, offsetAt),
    ]);
    for (const [start, end] of times.sort(([one], [other]) => one - other)) {
      // Where clocks skip a whole range, it ends before it starts.
      if (end <= Math.max(start, closesAt ?? now)) continue;
      if (start > (closesAt ?? now)) return { isOpenNow: closesAt !== undefined, changesAt: closesAt ?? start };
      closesAt = end;
    }
    if (closesAt !== undefined && closesAt > now + LONGEST_OPENING_MS) break;
  }
  return { isOpenNow: closesAt !== undefined };
}
