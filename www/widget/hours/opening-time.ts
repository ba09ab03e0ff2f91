// Formats the time at which the chat opens, for the visitor: in their time zone and language.

/** The time of day in a time zone, by default the visitor's, as a string for comparison. */
function timeOfDay(time: number, zone?: string) {
  return new Intl.DateTimeFormat('en', { timeZone: zone, hourCycle: 'h23', hour: 'numeric', minute: 'numeric' }).format(time);
}

/** Days from one date to another, by the visitor's calendar. */
function daysBetween(from: number, to: number) {
  const day = (time: number) => {
    const date = new Date(time);
    return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000;
  };
  return day(to) - day(from);
}

/**
 * The time as a text. It names the visitor's time zone if the time of day is different in the schedule's.
 *
 * @param tag The visitor's language.
 */
export function formatOpeningTime(opensAt: number, now: number, tag: string, zone: string): string {
  const days = daysBetween(now, opensAt);
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(tag, {
      ...options,
      hour: 'numeric',
      minute: '2-digit',
      timeZoneName: timeOfDay(opensAt) === timeOfDay(opensAt, zone) ? undefined : 'short',
    }).format(opensAt);
  const yearOf = (time: number) => new Intl.DateTimeFormat(tag, { year: 'numeric' }).format(time);
  const year = yearOf(now) === yearOf(opensAt) ? undefined : 'numeric';
  if (days > 1) return format({ weekday: 'long', day: 'numeric', month: 'long', year });
  return `${new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }).format(days, 'day')} ${format({})}`;
}
