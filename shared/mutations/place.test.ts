import { expect, test } from 'vitest';
import { must } from '../lib/must.ts';
import { registerValue } from './apply.ts';
import { restoring } from './conflict.ts';
import { parseMutation } from './parse.ts';
import { currentVersion } from './registry.ts';
import { actors, AT, ids, lostTitle, World } from './testing/world.ts';

const { ticket: ticketId } = ids;

test.each([
  ['place', { address: 'Quay 7', latitude: 52.5, longitude: 13.4 }],
  ['place', { address: null, latitude: null, longitude: null }],
  ['appointment', { startsAt: AT, endsAt: AT + 1 }],
  ['appointment', { startsAt: null, endsAt: null }],
] as const)('a %s that was lost is restored as it was: %j (M5)', (register, lostValue) => {
  const write = must(restoring({ ...lostTitle(ids.ana), register, lostValue }), 'write');
  expect(parseMutation(write.name, currentVersion(write.name), write.args).refusal).toBeUndefined();
  const world = new World();
  world.putTicket({ address: 'Elsewhere', latitude: 1, longitude: 2, startsAt: AT - 9, endsAt: AT - 5 });
  const plan = world.plan(write.name, write.args, actors.ana);
  world.apply(plan.writes ?? []);
  expect(registerValue('ticket', world.ticket(), register)).toEqual(lostValue);
});

test('an earlier app’s way to settle a conflict is still understood, and knows no place', () => {
  const settles = (name: string, args: object) => ({
    conflictId: ids.conflict,
    ticketId,
    choice: 'restore',
    write: { name, args: { ticketId, ...args } },
  });
  const title = settles('ticket.set-title', { title: 'Mine' });
  const place = settles('ticket.set-place', { address: 'Quay 7', latitude: null, longitude: null });
  const refused = (version: number, args: object) =>
    parseMutation('conflict.resolve', version, args).refusal?.code;
  expect([refused(1, title), refused(2, title), refused(2, place)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(refused(1, place)).toBe('bad-arguments');
});
