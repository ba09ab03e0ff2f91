// Opening hours: the schedule and its rule as pure functions, and the chat outside of them.

import { formatOpeningTime } from '../../www/widget/hours/opening-time.ts';
import { openingAt } from '../../www/widget/hours/opening.ts';
import { parseSchedule } from '../../www/widget/hours/schedule.ts';
import { holdRequests } from './support/held-requests.js';
import { shot } from './support/screenshots.js';
import { Widget, expect, test } from './support/test.js';

const DAY_AND_NIGHT = [[0, 1440]];
const DAY = [[480, 1020]];

/** The ranges of a valid schedule in UTC: of each day of the week, Monday first, and of dates. */
function parsed(text) {
  const { week, dates } = parseSchedule(`${text} UTC`);
  return { week: [...week.slice(1), week[0]], dates: Object.fromEntries(dates) };
}

/** Whether a schedule is open at a time, and when that changes. */
function opening(schedule, time) {
  const { isOpenNow, changesAt } = openingAt(parseSchedule(schedule), Date.parse(time));
  return `${isOpenNow ? 'open until' : 'closed until'} ${changesAt === undefined ? '?' : new Date(changesAt).toISOString().slice(0, 16)}`;
}

test.describe('the schedule', () => {
  test('has days, ranges and a time zone', () => {
    expect(parseSchedule('Mon-Fri 08:00-17:00 Africa/Nairobi')).toEqual({
      zone: 'Africa/Nairobi',
      week: [[], DAY, DAY, DAY, DAY, DAY, []],
      dates: new Map(),
    });
    expect(parseSchedule('08:00-17:00 America/Port-au-Prince').zone).toBe('America/Port-au-Prince');
  });

  for (const [text, week] of [
    ['Mon,Wed-Fri 8:00-17:00', [DAY, [], DAY, DAY, DAY, [], []]],
    ['monday TU wed 08:00 – 17:00', [DAY, DAY, DAY, [], [], [], []]],
    ['Sat-Mon 08:00-17:00', [DAY, [], [], [], [], DAY, DAY]],
    ['08:00-17:00', Array(7).fill(DAY)],
    ['00:00-24:00', Array(7).fill(DAY_AND_NIGHT)],
    [
      'Mon 08:00-12:00, 13:00-17:00',
      [
        [
          [480, 720],
          [780, 1020],
        ],
        [],
        [],
        [],
        [],
        [],
        [],
      ],
    ],
    ['Mon 08:00-12:00; Tue 13:00-17:00', [[[480, 720]], [[780, 1020]], [], [], [], [], []]],
    ['Mon 08:00-12:00, Tue 13:00-17:00', [[[480, 720]], [[780, 1020]], [], [], [], [], []]],
    ['Mon-Sat 08:00-17:00; Tue closed; Wed off', [DAY, [], [], DAY, DAY, DAY, []]],
    ['Mon-Wed 08:00-17:00; Tue 22:00-06:00', [DAY, [[1320, 1800]], DAY, [], [], [], []]],
    ['Fri 22:00-24:00', [[], [], [], [], [[1320, 1440]], [], []]],
  ]) {
    test(`reads "${text}"`, () => expect(parsed(text).week).toEqual(week));
  }

  test('has dates with hours of their own', () => {
    expect(parsed('Mon 08:00-17:00; 2026-12-24 08:00-12:00; 12-25,12-26,02-29 closed').dates).toEqual({
      '2026-12-24': [[480, 720]],
      '12-25': [],
      '12-26': [],
      '02-29': [],
    });
  });

  for (const text of [
    '',
    'UTC',
    'Mon-Fri UTC',
    'Mon-Fri 08:00-17:00',
    'Mon-Fri 08:00-17:00 Nairobi/Africa',
    'Mon-Fri 08:00 UTC',
    'Mon-Fri 8-17 UTC',
    'Mon-Fri 08:00-25:00 UTC',
    'Mon-Fri 08:60-17:00 UTC',
    'Mon-Fri 24:00-06:00 UTC',
    'Mon-Fri 08:00-08:00 UTC',
    'Mon-Fry 08:00-17:00 UTC',
    'M 08:00-17:00 UTC',
    'Weds 08:00-17:00 UTC',
    'Mon-Wed-Fri 08:00-17:00 UTC',
    'Mon-Fri 08:00-17:00; Sat UTC',
    'Mon-Fri 08:00-17:00 closed UTC',
    'Mon-Fri closed 08:00-17:00 UTC',
    'Mon-Sun closed UTC',
    '2026-02-29 08:00-17:00 UTC',
    '13-01 08:00-17:00 UTC',
    'always',
  ]) {
    test(`rejects "${text}"`, () => expect(parseSchedule(text)).toBeUndefined());
  }

  for (const text of ['Mon '.repeat(20_000), `Mon 08:00${' '.repeat(20_000)}x`, `${'-'.repeat(20_000)} UTC`]) {
    test(`rejects ${text.length} characters like "${text.slice(0, 12)}" quickly`, () => {
      const start = performance.now();
      expect(parseSchedule(text)).toBeUndefined();
      expect(performance.now() - start).toBeLessThan(500);
    });
  }
});

test.describe('whether it is open', () => {
  const OFFICE = 'Mon-Fri 08:00-12:00, 13:00-17:00 Africa/Nairobi';
  const NIGHTS = 'Fri 22:00-06:00 UTC';

  // 28 November 2026 is a Saturday. Nairobi is three hours ahead of UTC.
  for (const [title, schedule, time, expected] of [
    ['opens at the first minute', OFFICE, '2026-11-27T05:00Z', 'open until 2026-11-27T09:00'],
    ['is closed in the minute before', OFFICE, '2026-11-27T04:59:59Z', 'closed until 2026-11-27T05:00'],
    ['closes at the end of the range', OFFICE, '2026-11-27T09:00Z', 'closed until 2026-11-27T10:00'],
    ['opens after the weekend', OFFICE, '2026-11-27T14:00Z', 'closed until 2026-11-30T05:00'],
    ['has the day of the zone, not that of UTC', 'Mon 00:00-03:00 Africa/Nairobi', '2026-11-29T22:00Z', 'open until 2026-11-30T00:00'],
    ['stays open overnight', NIGHTS, '2026-11-28T05:59Z', 'open until 2026-11-28T06:00'],
    ['belongs to the day on which it starts', `${NIGHTS.slice(0, -4)}; Sat closed UTC`, '2026-11-28T05:59Z', 'open until 2026-11-28T06:00'],
    ['joins ranges at midnight', 'Fri 22:00-24:00; Sat 00:00-04:00 UTC', '2026-11-27T23:00Z', 'open until 2026-11-28T04:00'],
    ['joins ranges that overlap', 'Fri 08:00-12:00, 10:00-11:00, 11:30-14:00 UTC', '2026-11-27T09:00Z', 'open until 2026-11-27T14:00'],
    ['has ranges in any order', 'Fri 14:00-15:00, 08:00-09:00 UTC', '2026-11-27T07:00Z', 'closed until 2026-11-27T08:00'],
    ['is always open', '00:00-24:00 UTC', '2026-11-27T07:00Z', 'open until ?'],
    ['is closed on a holiday', 'Mon-Sun 08:00-17:00; 12-25,12-26 closed UTC', '2026-12-25T09:00Z', 'closed until 2026-12-27T08:00'],
    ['prefers a date with its year', '08:00-17:00; 2026-12-25 10:00-11:00; 12-25 closed UTC', '2026-12-25T09:00Z', 'closed until 2026-12-25T10:00'],
    ['finds a day of next year', '12-25 08:00-09:00 UTC', '2026-12-25T09:00Z', 'closed until 2027-12-25T08:00'],
    ['never opens again', '2026-11-01 08:00-09:00 UTC', '2026-12-25T09:00Z', 'closed until ?'],
  ]) {
    test(title, () => expect(opening(schedule, time)).toBe(expected));
  }

  // In Berlin, clocks go from 2:00 to 3:00 on 29 March 2026, and from 3:00 back to 2:00 on 25 October 2026.
  for (const [title, schedule, time, expected] of [
    ['opens an hour earlier in UTC after the change to summer time', 'Mon-Fri 08:00-17:00', '2026-03-27T16:00Z', 'closed until 2026-03-30T06:00'],
    ['opens an hour later in UTC after the change to winter time', 'Mon-Fri 08:00-17:00', '2026-10-23T15:00Z', 'closed until 2026-10-26T07:00'],
    ['is an hour shorter over the change to summer time', 'Sat 22:00-06:00', '2026-03-28T21:00Z', 'open until 2026-03-29T04:00'],
    ['is an hour longer over the change to winter time', 'Sat 22:00-06:00', '2026-10-24T20:00Z', 'open until 2026-10-25T05:00'],
    ['opens after the change at a time that clocks skip', 'Sun 02:30-05:00', '2026-03-29T00:00Z', 'closed until 2026-03-29T01:30'],
    ['has no opening in a range that clocks skip', 'Sun 02:30-03:00', '2026-03-29T00:00Z', 'closed until 2026-04-05T00:30'],
    ['closes after the change at a time that clocks skip', 'Sun 01:00-02:30', '2026-03-29T00:30Z', 'open until 2026-03-29T01:30'],
    ['opens the first time that clocks show its start', 'Sun 02:30-05:00', '2026-10-25T00:00Z', 'closed until 2026-10-25T00:30'],
    ['stays open while clocks show its times again', 'Sun 02:30-05:00', '2026-10-25T01:10Z', 'open until 2026-10-25T04:00'],
    ['closes the second time that clocks show its end', 'Sun 01:00-02:30', '2026-10-25T00:45Z', 'open until 2026-10-25T01:30'],
    ['has all hours of the longer day', 'Sun 00:00-24:00', '2026-10-25T10:00Z', 'open until 2026-10-25T23:00'],
  ]) {
    test(title, () => expect(opening(`${schedule} Europe/Berlin`, time)).toBe(expected));
  }

  test('is correct in zones that change by half an hour, change at midnight or are across the date line', () => {
    // Lord Howe goes from 10:30 to 11 hours ahead of UTC at 2:00 on 4 October 2026.
    expect(opening('Sun 08:00-09:00 Australia/Lord_Howe', '2026-10-03T12:00Z')).toBe('closed until 2026-10-03T21:00');
    // Beirut skips the hour after midnight on 29 March 2026.
    expect(opening('Sun 00:00-02:00 Asia/Beirut', '2026-03-28T20:00Z')).toBe('closed until 2026-03-28T22:00');
    expect(opening('Mon 08:00-09:00 Pacific/Kiritimati', '2026-11-29T12:00Z')).toBe('closed until 2026-11-29T18:00');
  });
});

test('the opening time is a day and a time in the language of the visitor', () => {
  // Tests run in some time zone: here it is that of the schedule, and another one.
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  const other = timeZone === 'Pacific/Kiritimati' ? 'UTC' : 'Pacific/Kiritimati';
  const now = new Date(2026, 10, 28, 7).getTime();
  const at = (days, tag, zone = timeZone) => formatOpeningTime(new Date(2026, 10, 28 + days, 8).getTime(), now, tag, zone).replace(/\s/g, ' ');
  expect(at(0, 'en-US')).toBe('today 8:00 AM');
  expect(at(1, 'de')).toMatch(/^morgen 0?8:00$/);
  expect(at(2, 'en-US')).toMatch(/^Monday, November 30(,| at) 8:00 AM$/);
  expect(at(33, 'en-US')).toMatch(/^Thursday, December 31(,| at) 8:00 AM$/);
  expect(at(35, 'en-US')).toMatch(/^Saturday, January 2, 2027(,| at) 8:00 AM$/);
  expect(at(35, 'de')).toContain('2027');
  // The Persian calendar has another year.
  expect(at(35, 'fa')).not.toMatch(/۱۴۰/);
  expect(at(0, 'ar-EG')).toMatch(/^اليوم ٨:٠٠/);
  expect(at(0, 'en-US', other)).toMatch(/^today 8:00 AM \S+/);
});

test.describe('the chat', () => {
  test.use({ timezoneId: 'Europe/Berlin' });

  const HOURS = 'data-hours="Mon-Fri 08:00-17:00 Africa/Nairobi"';
  const banner = (widget) => widget.host.locator('[part~="banner"]:visible');
  // Friday, an hour before it closes; the Saturday after that.
  const FRIDAY = new Date('2026-11-27T13:00Z');
  const SATURDAY = new Date('2026-11-28T12:00Z');

  test('is read-only outside of the opening hours, and says when it opens in the time of the visitor', async ({ page, visit, scriptTag, chatbot }) => {
    await page.clock.install({ time: SATURDAY });
    await visit(scriptTag(`${HOURS} data-starter-questions='["Where?"]'`));
    const widget = new Widget(page);
    await widget.launcher.click();
    await expect(banner(widget)).toHaveText(/^The chat is closed now\. It opens again: Monday, November 30(,| at) 6:00\sAM GMT\+1$/);
    await expect(banner(widget)).toHaveAttribute('role', 'status');
    await expect(widget.field).toBeDisabled();
    await expect(widget.button('Where?')).toHaveCount(0);
    expect(await widget.host.evaluate((host) => host.send('hello').catch(String))).toContain('disabled');
    await page.clock.fastForward('41:30:00');
    await expect(widget.field).toBeEnabled();
    await expect(banner(widget)).toHaveCount(0);
    await widget.ask('good morning');
    expect(await chatbot.receivedTexts()).toEqual(['good morning']);
  });

  test('closes at closing time: an answer still comes, the draft and the focus stay in the window', async ({ page, visit, scriptTag, chatbot }) => {
    await page.clock.install({ time: new Date('2026-11-27T13:59:30Z') });
    await visit(scriptTag(HOURS));
    const widget = new Widget(page);
    await widget.open();
    await expect(banner(widget)).toHaveCount(0);
    await chatbot.update({ think_ms: 3_000 });
    await widget.say('a late question');
    await expect(widget.own).toHaveCount(1);
    await widget.field.fill('and another');
    await page.clock.runFor(30_000);
    await expect(widget.field).toBeDisabled();
    await expect(widget.field).toHaveValue('and another');
    await expect(widget.button('Close chat')).toBeFocused();
    await expect(widget.answers.last()).toContainText('You said: a late question');
  });

  for (const attributes of [HOURS, 'data-disabled="true"']) {
    test(`keeps a message as a draft that was sent before the chat was known to be read-only: ${attributes}`, async ({ page, visit, scriptTag, chatbot }) => {
      await page.clock.install({ time: SATURDAY });
      const release = await holdRequests(page, '**/chat-*.js');
      await visit(scriptTag(attributes));
      const widget = new Widget(page);
      await widget.launcher.click();
      const placeholder = widget.host.locator('textarea');
      await placeholder.fill('too early');
      await placeholder.press('Enter');
      release();
      await expect(widget.field).toBeDisabled();
      await expect(widget.field).toHaveValue('too early');
      expect(await chatbot.receivedTexts()).toEqual([]);
    });
  }

  test('has the focus in its window if the visitor opens it while it is closed', async ({ page, visit, scriptTag }) => {
    await page.clock.install({ time: SATURDAY });
    await visit(scriptTag(HOURS));
    const widget = new Widget(page);
    await widget.launcher.focus();
    await page.keyboard.press('Enter');
    await expect(widget.button('Close chat')).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(widget.launcher).toBeFocused();
  });

  test('follows changes of the option, and adds the banner of the page', async ({ page, visit, scriptTag }) => {
    await page.clock.install({ time: SATURDAY });
    await visit(scriptTag());
    const widget = new Widget(page);
    await widget.open();
    await widget.host.evaluate((host) => Object.assign(host, { hours: '08:00-10:00 UTC', bannerMessage: 'Call 112.', bannerStyle: 'warning' }));
    await expect(banner(widget)).toHaveText(/^The chat is closed now\. It opens again: tomorrow 9:00\sAM GMT\+1 – Call 112\.$/);
    await expect(banner(widget)).toHaveClass(/warning/);
    await widget.host.evaluate((host) => (host.hours = null));
    await expect(banner(widget)).toHaveText('Call 112.');
    await expect(widget.field).toBeEnabled();
  });

  test('has texts of the page', async ({ page, site, visit, scriptTag }) => {
    await page.clock.install({ time: SATURDAY });
    const texts = { 'hours.closed': 'Nobody here.', 'hours.opens': 'Back {time}.' };
    site.put('/texts.json', JSON.stringify(texts), { 'content-type': 'application/json' });
    await visit(scriptTag(`data-hours="08:00-10:00 Europe/Berlin" data-translations-url="/texts.json"`));
    const widget = new Widget(page);
    await widget.launcher.click();
    await expect(banner(widget)).toHaveText(/^Nobody here\. Back tomorrow 8:00\sAM\.$/);
  });

  for (const value of ['Mon-Fri 08:00-17:00', 'Mon-Fri 8 to 5 Africa/Nairobi', 'always']) {
    test(`is open with hours="${value}", which is reported`, async ({ page, visit, scriptTag, expectedConsoleMessages }) => {
      const message = `ocs-chat: hours must be a schedule such as "Mon-Fri 08:00-17:00 Africa/Nairobi", not "${value}".`;
      expectedConsoleMessages.push(/^ocs-chat: hours/);
      const reported = page.waitForEvent('console', (entry) => entry.text() === message);
      await visit(scriptTag(`data-hours="${value}"`));
      const widget = new Widget(page);
      await widget.open();
      await reported;
      await widget.ask('is anybody there');
    });
  }

  test('is open without the part of the widget that reads the schedule', async ({ page, visit, scriptTag, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(/Failed to load resource/, /a part of the widget \(hours\) could not be loaded/);
    await page.route('**/hours-*.js*', (route) => route.abort());
    await page.clock.install({ time: SATURDAY });
    await visit(scriptTag(HOURS));
    const widget = new Widget(page);
    const requested = page.waitForRequest('**/hours-*.js*');
    await widget.launcher.click();
    await requested;
    await page.clock.runFor(5_000);
    await expect(widget.field).toBeEnabled();
  });

  test('shows no teaser while it is closed', async ({ page, visit, scriptTag }) => {
    const teaser = (widget) => widget.host.locator('[part~="teaser"]');
    await page.clock.install({ time: SATURDAY });
    await visit(scriptTag(`${HOURS} data-teaser="Hello?"`));
    const widget = new Widget(page);
    await page.waitForRequest('**/hours-*.js');
    await page.waitForLoadState('networkidle');
    await page.clock.runFor(5_000);
    await expect(teaser(widget)).toHaveCount(0);
    await page.clock.setSystemTime(FRIDAY);
    await widget.host.evaluate((host) => (host.teaser = 'Hello!'));
    await expect(teaser(widget)).toContainText('Hello!');
  });

  test('hides the teaser at closing time, and shows it again when it opens', async ({ page, visit, scriptTag }) => {
    await page.clock.install({ time: new Date('2026-11-27T13:59:30Z') });
    await visit(`<input>${scriptTag(`${HOURS} data-teaser="Hello?"`)}`);
    const widget = new Widget(page);
    const teaser = widget.host.locator('[part~="teaser-text"]');
    await expect(teaser).toHaveText('Hello?');
    await teaser.focus();
    await page.clock.runFor(31_000);
    await expect(teaser).toHaveCount(0);
    await expect(widget.launcher).toBeFocused();
    // The page is shown again, and the chat is still closed.
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await page.clock.runFor(5_000);
    await expect(teaser).toHaveCount(0);
    await page.locator('input').focus();
    // Until Monday.
    await page.clock.fastForward((63 * 60 + 1) * 60_000);
    await page.clock.runFor(5_000);
    await expect(teaser).toHaveText('Hello?');
    // The teaser is not rendered again as long as the chat stays open.
    await teaser.focus();
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await page.clock.runFor(5_000);
    await expect(teaser).toBeFocused();
  });

  test('leaves the focus in the page when it closes and opens', async ({ page, visit, scriptTag }) => {
    await page.clock.install({ time: FRIDAY });
    await visit(`<input>${scriptTag(HOURS)}`);
    const widget = new Widget(page);
    await widget.open();
    // The visitor leaves the field at the moment when the chat closes.
    await widget.host.evaluate(async (host) => {
      host.hours = '08:00-10:00 UTC';
      await Promise.resolve();
      document.querySelector('input').focus();
    });
    await expect(widget.field).toBeDisabled();
    await page.clock.runFor(1_000);
    await expect(page.locator('input')).toBeFocused();
    await page.clock.fastForward('20:00:00');
    await expect(widget.field).toBeEnabled();
    await page.clock.fastForward('02:00:00');
    await expect(widget.field).toBeDisabled();
    await page.clock.runFor(1_000);
    await expect(page.locator('input')).toBeFocused();
  });

  for (const [name, language, colorScheme, viewport] of [
    ['light', 'en', 'light', { width: 1280, height: 800 }],
    ['dark', 'de', 'dark', { width: 320, height: 568 }],
    ['rtl', 'ar', 'light', { width: 320, height: 568 }],
  ]) {
    test(`is accessible while it is closed (${name})`, async ({ page, visit, scriptTag }) => {
      const { check } = await import('./support/accessibility.js');
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize(viewport);
      await page.clock.install({ time: SATURDAY });
      await visit(`<main><h1>A page</h1></main>${scriptTag(`${HOURS} data-language="${language}"`)}`);
      const widget = new Widget(page);
      await widget.host.locator('[part~="launcher"]').click();
      await expect(banner(widget)).toBeVisible();
      await page.clock.runFor(1_000);
      await shot(page, `hours-${name}`);
      await check(page);
    });
  }
});
