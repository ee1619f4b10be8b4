import ICAL from 'ical.js';
import { describe, expect, test } from 'vitest';
import { businessCalendarSchema } from '../../model/business-calendar.ts';
import { holidaysIn, type HolidaySpan } from './ical.ts';
import { workdays } from './testing/calendars.ts';

const years = { timeZone: 'Europe/Berlin', fromYear: 2026, toYear: 2028 };

/** An iCalendar file of these events, each a list of its lines. */
function file(...events: string[][]): string {
  const lines = events.flatMap((event) => ['BEGIN:VEVENT', ...event, 'END:VEVENT']);
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Test//EN', ...lines, 'END:VCALENDAR', ''].join('\r\n');
}

const read = (text: string, span: HolidaySpan) => holidaysIn(text, span, ICAL);
const daysOf = (text: string, span = years): string[] => {
  const found = read(text, span);
  if ('problem' in found) throw new Error(found.problem);
  return found.holidays.map(({ day }) => day);
};
const problemOf = (text: string): string => {
  const found = read(text, years);
  return 'problem' in found ? found.problem : `no problem, but ${found.holidays.length} days`;
};
const days = (...lines: string[]) => daysOf(file(lines));

describe('which days', () => {
  test('one day, as all exports write it', () => {
    const text = file(['DTSTART;VALUE=DATE:20261225', 'DTEND;VALUE=DATE:20261226', 'SUMMARY:Christmas Day']);
    expect(read(text, years)).toEqual({
      holidays: [{ day: '2026-12-25', name: 'Christmas Day', windows: [] }],
      skipped: [],
    });
  });

  test.each<[string, string[], string[]]>([
    ['without an end: one day', ['DTSTART;VALUE=DATE:20261225'], ['2026-12-25']],
    ['without saying that it is a date', ['DTSTART:20261225'], ['2026-12-25']],
    ['the end is no more of it', ['DTSTART;VALUE=DATE:20261224', 'DTEND;VALUE=DATE:20261227'], ['2026-12-24', '2026-12-25', '2026-12-26']],
    ['over a new year', ['DTSTART;VALUE=DATE:20271231', 'DTEND;VALUE=DATE:20280102'], ['2027-12-31', '2028-01-01']],
    ['a length instead', ['DTSTART;VALUE=DATE:20261224', 'DURATION:P2D'], ['2026-12-24', '2026-12-25']],
    ['an end before its beginning: one day', ['DTSTART;VALUE=DATE:20261225', 'DTEND;VALUE=DATE:20261220'], ['2026-12-25']],
    ['cancelled', ['DTSTART;VALUE=DATE:20261225', 'STATUS:CANCELLED'], []],
    ['before the years asked for', ['DTSTART;VALUE=DATE:20251225'], []],
    ['after them', ['DTSTART;VALUE=DATE:20291225'], []],
    ['begun before them', ['DTSTART;VALUE=DATE:20251230', 'DTEND;VALUE=DATE:20260103'], ['2026-01-01', '2026-01-02']],
    ['a time: its day', ['DTSTART:20261224T140000', 'DTEND:20261224T180000'], ['2026-12-24']],
    ['a time of its zone: its day', ['DTSTART;TZID=Europe/Berlin:20261224T140000'], ['2026-12-24']],
    ['in UTC, the next day in Berlin', ['DTSTART:20261224T233000Z'], ['2026-12-25']],
    ['in Tokyo, the day before in Berlin', ['DTSTART;TZID=Asia/Tokyo:20261225T060000', 'DTEND;TZID=Asia/Tokyo:20261225T070000'], ['2026-12-24']],
    ['up to midnight: not the next day', ['DTSTART;TZID=Europe/Berlin:20261224T140000', 'DTEND;TZID=Europe/Berlin:20261225T000000'], ['2026-12-24']],
    ['in a zone unknown here: as written', ['DTSTART;TZID="W. Europe Standard Time":20261224T233000'], ['2026-12-24']],
  ])('%s', (_, lines, expected) => {
    expect(days(...lines)).toEqual(expected);
  }); // prettier-ignore

  test.each<[string, string[], string[]]>([
    ['every year', ['DTSTART;VALUE=DATE:20101003', 'RRULE:FREQ=YEARLY'], ['2026-10-03', '2027-10-03', '2028-10-03']],
    ['every second year', ['DTSTART;VALUE=DATE:20101003', 'RRULE:FREQ=YEARLY;INTERVAL=2'], ['2026-10-03', '2028-10-03']],
    ['until a year', ['DTSTART;VALUE=DATE:20101003', 'RRULE:FREQ=YEARLY;UNTIL=20271231'], ['2026-10-03', '2027-10-03']],
    ['so many times', ['DTSTART;VALUE=DATE:20261003', 'RRULE:FREQ=YEARLY;COUNT=2'], ['2026-10-03', '2027-10-03']],
    ['the fourth Thursday in November', ['DTSTART;VALUE=DATE:20201126', 'RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH'], ['2026-11-26', '2027-11-25', '2028-11-23']],
    ['29 February', ['DTSTART;VALUE=DATE:20200229', 'RRULE:FREQ=YEARLY'], ['2028-02-29']],
    ['so many times, those that there are not uncounted', ['DTSTART;VALUE=DATE:20200229', 'RRULE:FREQ=YEARLY;COUNT=3'], ['2028-02-29']],
    ['the last day of a month', ['DTSTART;VALUE=DATE:20260131', 'RRULE:FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3'], ['2026-01-31', '2026-02-28', '2026-03-31']],
    ['Monday before 25 May', ['DTSTART;VALUE=DATE:20200518', 'RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=MO;BYMONTHDAY=18,19,20,21,22,23,24'], ['2026-05-18', '2027-05-24', '2028-05-22']],
    ['on 30 February: only the day it began', ['DTSTART;VALUE=DATE:20260101', 'RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'], ['2026-01-01']],
    ['two days every year', ['DTSTART;VALUE=DATE:20201225', 'DTEND;VALUE=DATE:20201227', 'RRULE:FREQ=YEARLY;UNTIL=20271231'], ['2026-12-25', '2026-12-26', '2027-12-25', '2027-12-26']],
    ['not that year', ['DTSTART;VALUE=DATE:20201003', 'RRULE:FREQ=YEARLY', 'EXDATE;VALUE=DATE:20271003'], ['2026-10-03', '2028-10-03']],
    ['not that time', ['DTSTART:20201003T100000Z', 'RRULE:FREQ=YEARLY', 'EXDATE:20261003T100000Z,20281003T100000Z'], ['2027-10-03']],
    ['on further days', ['DTSTART;VALUE=DATE:20260105', 'RDATE;VALUE=DATE:20260303,20270404'], ['2026-01-05', '2026-03-03', '2027-04-04']],
    ['a time of its zone, through summer and winter', ['DTSTART;TZID=America/New_York:20200704T200000', 'RRULE:FREQ=YEARLY;UNTIL=20271231T000000Z'], ['2026-07-05', '2027-07-05']],
  ])('that comes again: %s', (_, lines, expected) => {
    expect(days(...lines)).toEqual(expected);
  }); // prettier-ignore

  test('one coming was moved, one cancelled', () => {
    const text = file(
      ['UID:a', 'DTSTART;VALUE=DATE:20200501', 'RRULE:FREQ=YEARLY'],
      ['UID:a', 'RECURRENCE-ID;VALUE=DATE:20260501', 'DTSTART;VALUE=DATE:20260508'],
      ['UID:a', 'RECURRENCE-ID;VALUE=DATE:20280501', 'DTSTART;VALUE=DATE:20280501', 'STATUS:CANCELLED'],
    );
    expect(daysOf(text)).toEqual(['2026-05-08', '2027-05-01']);
  });

  test('each day once, ascending, by the name of the first event on it', () => {
    const text = file(
      ['DTSTART;VALUE=DATE:20261226', 'SUMMARY:Boxing Day'],
      ['DTSTART;VALUE=DATE:20261225', 'DTEND;VALUE=DATE:20261227', 'SUMMARY:Christmas'],
    );
    expect(read(text, years)).toEqual({
      holidays: [
        { day: '2026-12-25', name: 'Christmas', windows: [] },
        { day: '2026-12-26', name: 'Boxing Day', windows: [] },
      ],
      skipped: [{ name: 'Christmas', why: 'double', days: ['2026-12-26'] }],
    });
  });

  test('what was left out is told, and why', () => {
    const text = file(
      ['DTSTART;VALUE=DATE:20261225', 'SUMMARY:Christmas', 'STATUS:CANCELLED'],
      ['DTSTART;VALUE=DATE:20251226', 'SUMMARY:Last year'],
      ['DTSTART;VALUE=DATE:20200101', 'RRULE:FREQ=YEARLY', 'SUMMARY:New Year'],
      ['DTSTART;VALUE=DATE:20270101', 'DTEND;VALUE=DATE:20270103', 'SUMMARY:Bridge'],
      ['DTSTART;VALUE=DATE:20280101', 'SUMMARY:New Year'],
    );
    expect(read(text, years)).toEqual({
      holidays: ['2026-01-01', '2027-01-01', '2027-01-02', '2028-01-01'].map((day) => ({
        day,
        name: day === '2027-01-02' ? 'Bridge' : 'New Year',
        windows: [],
      })),
      skipped: [
        { name: 'Christmas', why: 'cancelled', days: [] },
        { name: 'Last year', why: 'outside', days: [] },
        { name: 'Bridge', why: 'double', days: ['2027-01-01'] },
        { name: 'New Year', why: 'double', days: ['2028-01-01'] },
      ],
    });
  });
});

describe('what files are like', () => {
  test.each([
    ['lines that end in LF', (text: string) => text.replaceAll('\r\n', '\n')],
    ['a byte order mark', (text: string) => `\uFEFF${text}`],
    ['small letters', (text: string) => text.replaceAll('DTSTART;VALUE=DATE', 'dtstart;value=date').replaceAll('VEVENT', 'vevent')],
    ['lines folded anywhere', (text: string) => text.replace('20261225', '2026\r\n 1225').replace('SUMMARY', 'SUM\r\n\tMARY')],
    ['two calendars', (text: string) => text + text],
    ['an alarm with a time of its own', (text: string) => text.replace('SUMMARY', 'BEGIN:VALARM\r\nDTSTART:garbage\r\nEND:VALARM\r\nSUMMARY')],
  ])('%s', (_, change) => {
    const text = file(['DTSTART;VALUE=DATE:20261225', 'SUMMARY:Christmas Day']);
    expect(read(change(text), years)).toMatchObject({
      holidays: [{ day: '2026-12-25', name: 'Christmas Day', windows: [] }],
    });
    expect(daysOf(change(text))).toEqual(['2026-12-25']);
  }); // prettier-ignore

  test.each([
    ['escapes', 'SUMMARY:Peter\\, Paul\\nand Mary\\; all', 'Peter, Paul and Mary; all'],
    ['a language', 'SUMMARY;LANGUAGE="de":Neujahr', 'Neujahr'],
    ['none', 'DESCRIPTION:none', 'Holiday'],
    ['blanks', 'SUMMARY: ', 'Holiday'],
    ['too long', `SUMMARY:${'x'.repeat(80)}`, 'x'.repeat(50)],
    ['too long, with half a character at the end', `SUMMARY:${'x'.repeat(49)}🎄🎄`, 'x'.repeat(49)],
  ])('a name with %s', (_, line, name) => {
    const found = read(file(['DTSTART;VALUE=DATE:20261225', line]), years);
    expect('holidays' in found && found.holidays[0]?.name).toBe(name);
  });

  test('what is read fits into a calendar', () => {
    const found = read(file(['DTSTART;VALUE=DATE:20101003', 'RRULE:FREQ=YEARLY', 'SUMMARY:\u0007🎄']), years);
    const holidays = 'holidays' in found ? found.holidays : [];
    expect(holidays).toHaveLength(3);
    expect(
      businessCalendarSchema.safeParse({ ...workdays('Europe/Berlin', [540, 1020]), holidays }).error,
    ).toBeUndefined();
  });

  test('no events, no holidays', () => {
    expect(daysOf(file())).toEqual([]);
  });
});

test.each<[string, string, string]>([
  ['an empty file', '', 'holds nothing'],
  ['some other text', 'hello\nworld', 'Line 1: “hello”'],
  ['some other text with colons', 'Subject: hello\n', 'Line 1: An iCalendar file begins with BEGIN:VCALENDAR.'],
  ['a web page', '<!DOCTYPE html>\n<html>', 'Line 1: “<!DOCTYPE html>”'],
  ['a contact', 'BEGIN:VCARD\nFN:Ana\nEND:VCARD', 'Line 1: An iCalendar file begins'],
  ['a line that is none', file(['garbage']), 'Line 5: “garbage” is not a line'],
  ['30 February', file(['SUMMARY:x', 'DTSTART;VALUE=DATE:20260230']), 'Line 6: DTSTART is “20260230”, which is no date or time there is.'],
  ['the year 26', file(['DTSTART;VALUE=DATE:00260101']), 'Line 5: DTSTART is “00260101”'],
  ['day 0', file(['DTSTART;VALUE=DATE:20260100']), 'Line 5: DTSTART is “20260100”'],
  ['a date with dashes', file(['DTSTART;VALUE=DATE:2026-01-01']), 'Line 5: DTSTART is “2026-01-01”'],
  ['25 o’clock', file(['DTSTART:20260101T250000']), 'Line 5: DTSTART is “20260101T250000”'],
  ['an end that is no date', file(['DTSTART:20260101', 'DTEND:soon']), 'Line 6: DTEND is “soon”'],
  ['a folded line before it', file(['SUMMARY:a\r\n b\r\n c', 'DTSTART:soon']), 'Line 8: DTSTART is “soon”'],
  ['no beginning', file(['DTSTART:20260101'], ['SUMMARY:x']), 'Line 7: This event does not say when it begins (DTSTART).'],
  ['a rule that is none', file(['DTSTART:20260101', 'RRULE:FREQ=SOMETIMES']), 'Line 6: RRULE is “FREQ=SOMETIMES”, which cannot be understood.'],
  ['a rule with a month there is not', file(['DTSTART:20260101', 'RRULE:FREQ=YEARLY;BYMONTH=99']), 'Line 6: RRULE is'],
  ['a length that is none', file(['DTSTART:20260101', 'DURATION:long']), 'Line 6: DURATION is “long”'],
  ['an exception that is no date', file(['DTSTART:20260101', 'EXDATE:20260230']), 'Line 6: EXDATE is'],
  ['a rule by the second', file(['DTSTART:20260101T000000', 'RRULE:FREQ=SECONDLY']), 'Line 6: RRULE is “FREQ=SECONDLY”: such a rule is not followed here.'],
  ['a rule by weeks of the year', file(['DTSTART:20260101', 'RRULE:FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO']), 'such a rule is not followed here.'],
  ['a rule that would never end', file(['DTSTART:20260101', 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30']), 'such a rule is not followed here.'],
  ['a step over all time', file(['DTSTART:20260101', 'RRULE:FREQ=DAILY;INTERVAL=1000000000']), 'such a rule is not followed here.'],
  ['a rule daily since 1900', file(['DTSTART:19000101', 'RRULE:FREQ=DAILY']), 'Line 6: This event comes again too often.'],
  ['a file cut short', file(['DTSTART:20260101']).slice(0, -30), 'BEGIN:VEVENT has no END: the file seems to be cut short.'],
  ['an end of something else', file(['BEGIN:VALARM']), 'Line 6: END:VEVENT ends nothing that began as VEVENT.'],
  ['more days than a calendar holds', file(['DTSTART:20260101', 'RRULE:FREQ=DAILY']), 'These are 1096 days; a calendar holds at most 500.'],
  ['five megabytes', file([`X-BIG:${'x'.repeat(5_000_001)}`]), 'too long'],
])('%s is told apart, with its line', (_, text, problem) => {
  expect(problemOf(text)).toContain(problem);
}); // prettier-ignore
