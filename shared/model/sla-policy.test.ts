import { expect, test } from 'vitest';
import { limits } from './limits.ts';
import { slaPolicySchema, type SlaPolicy } from './sla-policy.ts';

const [MINUTE_MS, DAY_MS] = [60_000, 86_400_000];
const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const policy: SlaPolicy = {
  name: 'Gold',
  order: 1,
  conditions: { priorities: ['high', 'urgent'], tagIds: [id(7)] },
  targets: {
    high: { firstResponse: { targetMs: 30 * MINUTE_MS, business: true } },
    urgent: { resolution: { targetMs: DAY_MS, business: false } },
  },
  calendarId: id(9),
  pausedIn: ['pending'],
  warnAtPercent: 75,
};
const target = (targetMs: number, business = false) => ({ low: { resolution: { targetMs, business } } });
const ids = (count: number) => Array.from({ length: count }, (_, i) => id(i));

test.each<[string, object]>([
  ['as it is', {}],
  ['a target of a minute', { targets: target(MINUTE_MS) }],
  ['a target of 365 days', { targets: target(365 * DAY_MS) }],
  [
    'no conditions, targets, calendar or pauses',
    { conditions: {}, targets: {}, calendarId: null, pausedIn: [] },
  ],
  [
    'every bound reached',
    { name: 'x'.repeat(50), conditions: { teamIds: ids(limits.slaConditions) }, warnAtPercent: 99 },
  ],
])('a policy with %s', (_, change) => {
  expect(slaPolicySchema.safeParse({ ...policy, ...change }).error).toBeUndefined();
});

test.each<[string, object]>([
  ['an unknown field', { colour: 'red' }],
  ['no name', { name: '' }],
  ['a name too long', { name: 'x'.repeat(51) }],
  ['an order below 0', { order: -1 }],
  ['an order that is no whole number', { order: 1.5 }],
  ['a target under a minute', { targets: target(MINUTE_MS - 1) }],
  ['a target over 365 days', { targets: target(365 * DAY_MS + 1) }],
  ['a target of part of a millisecond', { targets: target(MINUTE_MS + 0.5) }],
  ['a target without saying in what time', { targets: { low: { resolution: { targetMs: DAY_MS } } } }],
  ['a target for a priority there is not', { targets: { extreme: {} } }],
  ['a target there is not', { targets: { low: { smile: { targetMs: DAY_MS, business: false } } } }],
  ['working time without a calendar', { targets: target(DAY_MS, true), calendarId: null }],
  ['a condition that lists nothing', { conditions: { teamIds: [] } }],
  ['a condition that lists something twice', { conditions: { teamIds: [id(1), id(1)] } }],
  ['a condition too long', { conditions: { teamIds: ids(limits.slaConditions + 1) } }],
  ['a condition there is not', { conditions: { weather: ['rain'] } }],
  ['a pause while it is open', { pausedIn: ['open'] }],
  ['a pause while it is escalated', { pausedIn: ['escalated'] }],
  ['a pause twice', { pausedIn: ['pending', 'pending'] }],
  ['a warning at the breach', { warnAtPercent: 100 }],
  ['a warning at once', { warnAtPercent: 0 }],
])('no policy with %s', (_, change) => {
  expect(slaPolicySchema.safeParse({ ...policy, ...change }).success).toBe(false);
});
