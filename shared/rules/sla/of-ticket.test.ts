import { expect, test } from 'vitest';
import type { Setting } from '../../model/setting.ts';
import type { Ticket } from '../../model/ticket.ts';
import { newTicket } from '../../mutations/new-ticket.ts';
import { dueOfTicket, pressingOf, promisesIn } from './of-ticket.ts';

const HOUR = 3_600_000;
const hours: [number, number][] = [[9 * 60, 17 * 60]];
const calendar = {
  name: 'Office',
  timeZone: 'UTC',
  week: Array.from({ length: 7 }, () => hours),
  holidays: [],
};
const policy = (name: string, order: number, conditions: object, resolutionHours: number) => ({
  name,
  order,
  conditions,
  targets: {
    medium: {
      firstResponse: { targetMs: HOUR, business: false },
      resolution: { targetMs: resolutionHours * HOUR, business: true },
    },
  },
  calendarId: 'cal',
  pausedIn: ['pending'],
  warnAtPercent: 75,
});
const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const setting = (n: number, what: Setting['what'], value: object, archived = false): Setting => ({
  id: uuid(n),
  what,
  value: JSON.parse(JSON.stringify(value).replace('"cal"', `"${uuid(1)}"`)),
  archived,
  r: 1,
  n: 1,
  s: 1,
});
const promises = promisesIn([
  setting(1, 'calendar', calendar, true),
  setting(2, 'sla-policy', policy('All', 9, {}, 16)),
  setting(3, 'sla-policy', policy('Gold', 1, { tagIds: [uuid(7)] }, 8)),
  setting(4, 'sla-policy', policy('Gone', 0, {}, 1), true),
  setting(5, 'sla-policy', { name: 'of a newer server' }),
]);

const nine = Date.UTC(2026, 10, 23, 9);
const ticket: Ticket = {
  ...newTicket('t', '202611-0001', 'x', nine),
  requesterId: 'rita',
  r: 1,
  n: 1,
  s: 1,
};
const due = (over: Partial<Ticket>, tagIds: string[], at: number) =>
  dueOfTicket({ ...ticket, ...over }, tagIds, promises, at);

test('the first policy that fits holds, by a calendar that may be out of use; what cannot be read holds nothing', () => {
  const firstResponse = { state: 'running', dueAt: nine + HOUR, warnAt: nine + 0.75 * HOUR };
  expect(due({}, [], nine)).toMatchObject({ firstResponse, resolution: { dueAt: nine + 32 * HOUR } });
  expect(due({}, [uuid(7)], nine)).toMatchObject({ firstResponse, resolution: { dueAt: nine + 8 * HOUR } });
  expect(promises.policies.map(({ name }) => name)).toEqual(['All', 'Gold']);
});

test('what has to be done first is shown, and what stands still only where nothing runs', () => {
  expect(pressingOf(due({}, [], nine))).toMatchObject({ kind: 'firstResponse' });
  const answered = { firstResponseAt: nine + 1, repliedAt: nine + 1 };
  expect(pressingOf(due(answered, [], nine + 2))).toMatchObject({
    kind: 'resolution',
    due: { state: 'running' },
  });
  const paused = {
    ...answered,
    status: 'pending' as const,
    history: [
      [nine, 'new'],
      [nine + 2, 'pending'],
    ] as Ticket['history'],
  };
  expect(pressingOf(due(paused, [], nine + HOUR))).toMatchObject({
    kind: 'resolution',
    due: { state: 'paused' },
  });
  expect(
    pressingOf(due({ ...answered, status: 'resolved', resolvedAt: nine + 5 }, [], nine + HOUR)),
  ).toBeNull();
});

test('a breach that escalated begins a new term, one that was withdrawn does not', () => {
  const missed = { what: 'resolution', at: nine + 32 * HOUR, priority: 'medium', withdrawn: false } as const;
  const escalated = { ...ticket, firstResponseAt: nine, breaches: [missed] };
  const again = due(escalated, [], missed.at);
  expect(again.resolution).toMatchObject({ state: 'running' });
  const withdrawn = { ...escalated, breaches: [{ ...missed, withdrawn: true }] };
  expect(due(withdrawn, [], missed.at + 1).resolution).toMatchObject({ state: 'breached', dueAt: missed.at });
});

test('a ticket that an earlier server sent has no history, and is due all the same', () => {
  const { history: _, askedAt: __, breaches: ___, ...old } = ticket;
  expect(dueOfTicket(old as Ticket, [], promises, nine).resolution).toMatchObject({
    dueAt: nine + 32 * HOUR,
  });
});
