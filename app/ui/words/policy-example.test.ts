import { expect, test } from 'vitest';
import { workdays } from '../../../shared/rules/sla/testing/calendars.ts';
import { defaultPolicy, type Promised } from '../../../shared/rules/sla/targets.ts';
import { examplesOf } from './policy-example.ts';
import { fullTime } from './time-words.ts';

const HOUR_MS = 3_600_000;
/** A Friday, 16:00 in Berlin. */
const now = Date.parse('2026-11-20T15:00Z');
const calendars = new Map([['office', workdays('Europe/Berlin', [540, 720], [780, 1020])]]);
const working = (hours: number) => ({ targetMs: hours * HOUR_MS, business: true });

test('what holds without a policy, the most pressing first', () => {
  const examples = examplesOf(defaultPolicy, calendars, [], now);
  expect(examples.map(({ priority }) => priority)).toEqual(['urgent', 'high', 'medium', 'low']);
  expect(examples[0]?.words).toBe(
    `An urgent ticket created now: resolution due ${fullTime(now + 4 * HOUR_MS)} (warned from ${fullTime(now + 3 * HOUR_MS)}).`,
  );
});

test('in working time, over lunch and a weekend, each promise by itself', () => {
  const promised: Promised = {
    targets: {
      high: { firstResponse: working(1), nextResponse: working(2), resolution: working(5) },
      low: { nextResponse: { targetMs: HOUR_MS, business: false } },
    },
    calendarId: 'office',
    pausedIn: ['new', 'pending'],
    warnAtPercent: 50,
  };
  const at = (time: string) => fullTime(Date.parse(time));
  expect(examplesOf(promised, calendars, [], now)).toEqual([
    {
      priority: 'high',
      words:
        `A high ticket created now: first reply due ${at('2026-11-20T16:00Z')} (warned from ${at('2026-11-20T15:30Z')}); ` +
        `next reply (if asked for now) due ${at('2026-11-23T09:00Z')} (warned from ${at('2026-11-20T16:00Z')}); ` +
        'resolution paused, 5 h of work left.',
    },
    {
      priority: 'low',
      words: `A low ticket created now: next reply (if asked for now) due ${at('2026-11-20T16:00Z')} (warned from ${at('2026-11-20T15:30Z')}).`,
    },
  ]);
  expect(examplesOf(promised, calendars, ['low'], now).map(({ priority }) => priority)).toEqual(['low']);
});

test('more working time than there ever is', () => {
  const minute = { ...workdays('UTC'), week: [[[0, 1]], [], [], [], [], [], []] as [number, number][][] };
  const promised = { ...defaultPolicy, targets: { low: { resolution: working(365 * 24) } }, calendarId: 'm' };
  expect(examplesOf(promised, new Map([['m', minute]]), [], now)[0]?.words).toBe(
    'A low ticket created now: resolution never due: there is not so much working time.',
  );
});
