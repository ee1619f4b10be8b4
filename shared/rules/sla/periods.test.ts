import { expect, test } from 'vitest';
import { isActive, type Status } from '../../model/ticket.ts';
import { periodsOf, type Period } from './periods.ts';

type Facts = Parameters<typeof periodsOf>[0];

const ever = Number.POSITIVE_INFINITY;
const periods = (...all: [fromMs: number, toMs: number][]): Period[] =>
  all.map(([fromMs, toMs]) => ({ fromMs, toMs }));
const facts = (status: Status, history: Facts['history'], resolvedAt: number | null = null): Facts => ({
  createdAt: 10,
  status,
  resolvedAt,
  history,
});

test.each<[string, Facts, number, Period[]]>([
  ['it lasts', facts('new', [[10, 'new']]), 10, periods([10, ever])],
  ['neighbours are one', facts('open', [[10, 'new'], [20, 'open']]), 10, periods([10, ever])],
  ['there and back', facts('open', [[10, 'new'], [20, 'resolved'], [30, 'open']]), 10, periods([10, 20], [30, ever])],
  ['it is over', facts('resolved', [[10, 'new'], [20, 'resolved']], 20), 10, periods([10, 20])],
  ['closed after it was resolved', facts('closed', [[10, 'new'], [20, 'resolved'], [30, 'closed']], 20), 10, periods([10, 20])],
  ['from a later moment on', facts('open', [[10, 'new'], [20, 'resolved'], [30, 'open']]), 15, periods([15, 20], [30, ever])],
  ['from after a period', facts('open', [[10, 'new'], [20, 'resolved'], [30, 'open']]), 25, periods([30, ever])],
  ['from after its end', facts('resolved', [[10, 'new'], [20, 'resolved']], 20), 25, periods()],
  ['history begins with the creation, whatever it says', facts('open', [[12, 'open']]), 0, periods([10, ever])],
  ['no history', facts('open', []), 10, periods([10, ever])],
  ['an import, resolved', facts('closed', [[10, 'closed']], 40), 10, periods([10, 40])],
  ['resolved without an entry', facts('resolved', [[10, 'new'], [20, 'open']], 40), 10, periods([10, 40])],
  ['resolved at another time than its history has', facts('resolved', [[10, 'new'], [20, 'resolved']], 15), 10, periods([10, 15])],
  ['resolved before what its history still tells', facts('resolved', [[10, 'new'], [20, 'pending'], [30, 'open']], 15), 10, periods([10, 15])],
  ['closed, and nobody knows when it was resolved', facts('closed', [[10, 'new'], [20, 'closed']]), 10, periods([10, 20])],
  ['two things in one moment', facts('open', [[10, 'new'], [20, 'resolved'], [20, 'open']]), 10, periods([10, ever])],
])('%s', (_, facts, startAt, expected) => {
  expect(periodsOf(facts, startAt, isActive)).toEqual(expected);
}); // prettier-ignore
