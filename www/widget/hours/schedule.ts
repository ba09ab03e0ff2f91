// Parses the schedule of `hours`. Its grammar is in docs/hours.md.

/** A part of a day, in minutes from midnight on the clock. If it ends on the next day, `end` is above 1,440. */
export type Range = readonly [start: number, end: number];

export interface Schedule {
  /** IANA name of the time zone. */
  zone: string;
  /** The ranges of each day of the week, Sunday first. */
  week: readonly (readonly Range[])[];
  /** The ranges of days that have their own, by date: `2026-12-25`, or `12-25` for every year. */
  dates: ReadonlyMap<string, readonly Range[]>;
}

const DAY_NAMES = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const DAY_MINUTES = 1_440;

/** The index of a day of the week by its name in English, which can be shortened to two letters; -1 if there is none. */
const dayIndex = (word: string) => (word.length < 2 ? -1 : DAY_NAMES.findIndex((name) => name.startsWith(word)));

/** The indices of `mon` or `mon-fri`; empty for other words. */
function parseDays(token: string): number[] {
  const [first, last = first, ...others] = token.split('-').map(dayIndex);
  if (first < 0 || last < 0 || others.length) return [];
  const count = ((last - first + 7) % 7) + 1;
  return Array.from({ length: count }, (_, offset) => (first + offset) % 7);
}

/** Whether the text is the date of a day that exists, with or without a year. */
function isDate(token: string): boolean {
  const found = /^(\d{4}-)?(\d\d)-(\d\d)$/.exec(token);
  if (!found) return false;
  // Without a year, February has 29 days.
  const iso = `${found[1] ?? '2000-'}${found[2]}-${found[3]}`;
  const date = new Date(`${iso}T00:00Z`);
  return !Number.isNaN(date.valueOf()) && date.toISOString().startsWith(iso);
}

/** Parses a range such as `08:00-17:00`. If its end is before its start, it ends on the next day. */
function parseRange(token: string): Range | undefined {
  const found = /^(\d\d?):(\d\d)-(\d\d?):(\d\d)$/.exec(token);
  if (!found) return undefined;
  const [startHour, startMinute, endHour, endMinute] = found.slice(1).map(Number);
  const [start, end] = [startHour * 60 + startMinute, endHour * 60 + endMinute];
  if (startMinute > 59 || endMinute > 59 || start >= DAY_MINUTES || end > DAY_MINUTES || start === end) return undefined;
  return [start, end > start ? end : end + DAY_MINUTES];
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

/** Parses a schedule. Returns `undefined` if the text is not valid. */
export function parseSchedule(text: string): Schedule | undefined {
  // All kinds of dashes are accepted, with or without spaces around them.
  const spaced = text
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/ ?[-‐-―−] ?/g, '-');
  const [, rules, zone] = /^(.+)[ ,;]([a-z][\w+/-]*)$/i.exec(spaced) ?? [];
  if (!zone || !isTimeZone(zone)) return undefined;
  const week: Range[][] = DAY_NAMES.map(() => []);
  const dates = new Map<string, readonly Range[]>();
  // A rule is days, then their times. Days after times start the next rule.
  let days: (number | string)[] = [];
  let ranges: Range[] | undefined;
  let isClosed = false;
  for (const token of rules
    .toLowerCase()
    .split(/[ ,;]+/)
    .filter(Boolean)) {
    const found: (number | string)[] = isDate(token) ? [token] : parseDays(token);
    if (found.length) {
      if (ranges) days = [];
      ranges = undefined;
      days.push(...found);
      continue;
    }
    const range = parseRange(token);
    const closes = token === 'closed' || token === 'off';
    // "Closed" stands alone in its rule, without times or a second "closed".
    if ((!range && !closes) || (isClosed && ranges) || (closes && ranges)) return undefined;
    if (!ranges) {
      const own: Range[] = (ranges = []);
      for (const day of days.length ? days : DAY_NAMES.keys()) {
        if (typeof day === 'number') week[day] = own;
        else dates.set(day, own);
      }
    }
    isClosed = closes;
    if (range) ranges.push(range);
  }
  if (!ranges || ![...week, ...dates.values()].some(({ length }) => length)) return undefined;
  return { zone, week, dates };
}
