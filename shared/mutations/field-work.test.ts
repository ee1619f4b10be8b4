import { describe, expect, test } from 'vitest';
import { checkItemRef, checkRef } from '../model/checklist.ts';
import { limits } from '../model/limits.ts';
import { signaturePathSchema, signatureRef, timeEntryRef, visitRef } from '../model/visit.ts';
import type { RefusalCode } from '../rules/refusal.ts';
import { restoring } from './conflict.ts';
import { currentMutation, type MutationName } from './registry.ts';
import { putFieldWork } from './testing/field-work.ts';
import { good, inspection } from './testing/good-arguments.ts';
import { actors, AT, id, ids, lostTitle, World } from './testing/world.ts';

const { ticket: ticketId } = ids;
const HOUR_MS = 3_600_000;

function worldFor(): World {
  const world = new World();
  putFieldWork(world);
  return world;
}
const ben = { id: ids.ben, role: 'agent' } as const;
const item = (nth: number) => ({ id: id(500 + nth), text: `Item ${nth}`, position: nth });
const many = (count: number) => Array.from({ length: count }, (_, nth) => item(nth));

type Case = [string, MutationName, Record<string, unknown>, keyof typeof actors, RefusalCode | 'fine'];
const template = (part: object) => ({ value: { ...inspection, ...part } });

describe('refusals', () => {
  const cases: Case[] = [
    ["a requester's own", 'checklist.add', {}, 'rita', 'not-allowed'],
    ['foreign to a requester', 'checklist.add', {}, 'rolf', 'not-found'],
    ['no ticket', 'checklist.add', { ticketId: ids.nothing }, 'ana', 'not-found'],
    ['an item twice', 'checklist.add', { items: [item(1), item(1)] }, 'ana', 'bad-value'],
    ['as many as there may be', 'checklist.add', { items: many(limits.checklistItems - 1) }, 'ana', 'fine'],
    ['one more than there may be', 'checklist.add', { items: many(limits.checklistItems) }, 'ana', 'too-many-items'],
    ["a requester's own", 'checklist.set', {}, 'rita', 'not-allowed'],
    ['no item', 'checklist.set', { itemId: ids.nothing }, 'ana', 'not-found'],
    ["a requester's own", 'checklist.tick', {}, 'rita', 'not-allowed'],
    ['no item', 'checklist.tick', { itemId: ids.nothing }, 'ana', 'not-found'],
    ["a requester's own", 'visit.set', { id: ids.fresh }, 'rita', 'not-allowed'],
    ['of an agent', 'visit.set', { id: ids.fresh }, 'ana', 'fine'],
    ["somebody else's", 'visit.set', {}, 'ana', 'not-allowed'],
    ['left before it began', 'visit.set', { leftAt: AT - 2 * HOUR_MS }, 'admin', 'bad-value'],
    ['left at once', 'visit.set', { leftAt: AT - HOUR_MS }, 'admin', 'fine'],
    ['longer than a month', 'visit.set', { leftAt: AT + 31 * 24 * HOUR_MS }, 'admin', 'bad-value'],
    ['not left yet', 'visit.set', { leftAt: null, outcome: null }, 'admin', 'fine'],
    ["a requester's own", 'visit.sign', {}, 'rita', 'not-allowed'],
    ['no visit', 'visit.sign', { visitId: ids.nothing }, 'ana', 'not-found'],
    ["somebody else's", 'visit.sign', {}, 'ana', 'not-allowed'],
    ['a name alone', 'visit.sign', { path: null }, 'admin', 'fine'],
    ["a requester's own", 'time.set', { id: ids.fresh }, 'rita', 'not-allowed'],
    ["somebody else's", 'time.set', {}, 'ana', 'not-allowed'],
    ['one of their own', 'time.set', { id: ids.fresh }, 'ana', 'fine'],
    ['an agent', 'ticket-template.set', {}, 'ana', 'not-allowed'],
    ['a requester', 'ticket-template.set', {}, 'rita', 'not-allowed'],
    ['no category', 'ticket-template.set', template({ categoryId: ids.nothing }), 'admin', 'not-found'],
    ['an old team', 'ticket-template.set', template({ teamId: ids.oldTeam }), 'admin', 'archived'],
    ['an old tag', 'ticket-template.set', template({ tagIds: [ids.oldTag] }), 'admin', 'archived'],
    ['no field', 'ticket-template.set', template({ fields: [{ fieldId: ids.nothing, value: 1 }] }), 'admin', 'not-found'],
    ['an old field', 'ticket-template.set', template({ fields: [{ fieldId: ids.oldField, value: 'x' }] }), 'admin', 'archived'],
    ['a value of another type', 'ticket-template.set', template({ fields: [{ fieldId: ids.number, value: 'x' }] }), 'admin', 'bad-value'],
    ['out of use, whatever it names', 'ticket-template.set', { ...template({ teamId: ids.oldTeam }), archived: true }, 'admin', 'fine'],
    ['the identity of a calendar', 'ticket-template.set', { id: ids.calendar }, 'admin', 'already-exists'],
  ]; // prettier-ignore
  test.each(cases)('%s: %s %j by %s → %s', (_name, name, over, who, code) => {
    const plan = worldFor().plan(name, { ...good[name], ...over }, actors[who]);
    expect(plan.refusal?.code ?? 'fine').toBe(code);
  });

  test.each<[MutationName, Record<string, unknown>]>([
    ['checklist.add', { items: [] }],
    ['checklist.add', { items: [{ ...item(1), text: ' ' }] }],
    ['checklist.add', { items: [{ ...item(1), position: -1 }] }],
    ['checklist.set', { text: 'a\nb' }],
    ['visit.set', { outcome: 'whatever' }],
    ['visit.set', { arrivedAt: 1.5 }],
    ['visit.sign', { name: ' ' }],
    ['time.set', { minutes: 0 }],
    ['time.set', { minutes: 1_441 }],
    ['time.set', { day: '2026-02-30' }],
    ['ticket-template.set', template({ tagIds: [ids.tag, ids.tag] })],
    ['ticket-template.set', template({ checklist: ['x'.repeat(201)] })],
  ])('%s takes no %j', (name, over) => {
    expect(currentMutation(name)?.schema.safeParse({ ...good[name], ...over }).success).toBe(false);
  });

  test.each(['', 'M', 'M1', 'M1 2 3', 'L1 2', 'M1 2 L3 4', 'M-1 2', 'M1000 2', 'M1 2Z', 'M1 2"/><script>', 'M1 2\n', `M1 2${' 3 4'.repeat(5_000)}`])(
    'a signature is strokes and nothing else: %j',
    (path) => {
      expect(signaturePathSchema.safeParse(path).success).toBe(false);
    },
  ); // prettier-ignore
});

describe('a tick', () => {
  const tick = (world: World, who: { id: string; role: 'agent' | 'admin' }, done: boolean, atMs: number) =>
    world.run('checklist.tick', { ticketId, itemId: ids.item, done }, who, { atMs });
  const check = (world: World) => world.get(checkRef(ticketId, ids.item));

  test('says who and when; ticked again it stays that of the first; taken away it says who took it', () => {
    const world = worldFor();
    tick(world, actors.ana, true, AT);
    expect(check(world)).toMatchObject({ done: true, byId: ids.ana, at: AT });
    tick(world, ben, true, AT + 1);
    expect(check(world)).toMatchObject({ done: true, byId: ids.ana, at: AT });
    tick(world, ben, false, AT + 2);
    expect(check(world)).toMatchObject({ done: false, byId: ids.ben, at: AT + 2 });
  });

  test('counts on an item that was taken off meanwhile', () => {
    const world = worldFor();
    const off = { ticketId, itemId: ids.item, text: 'Open the gate', position: 0, removed: true };
    world.run('checklist.set', off, actors.ana);
    tick(world, ben, true, AT);
    expect(check(world)?.done).toBe(true);
  });
});

test('a full list takes none back; one that has room does', () => {
  const world = worldFor();
  const off = { ticketId, itemId: ids.item, text: 'Open the gate', position: 0, removed: true };
  world.run('checklist.set', off, actors.ana);
  world.run('checklist.add', { ticketId, items: many(limits.checklistItems) }, actors.ana);
  const back = { ...off, removed: false };
  expect(world.plan('checklist.set', back, actors.ana).refusal?.code).toBe('too-many-items');
  world.run('checklist.set', { ticketId, itemId: id(500), text: 'Item 0', position: 0, removed: true }, actors.ana); // prettier-ignore
  expect(world.plan('checklist.set', back, actors.ana).refusal).toBeUndefined();
});

test('a visit stays whose it was, whoever corrects it', () => {
  const world = worldFor();
  world.run('visit.set', { ...good['visit.set'], id: ids.fresh }, actors.ana);
  world.run('visit.set', { ...good['visit.set'], id: ids.fresh, note: 'Corrected' }, actors.admin);
  expect(world.get(visitRef(ticketId, ids.fresh))).toMatchObject({ personId: ids.ana, note: 'Corrected' });
});

test('whatever was lost of work on the spot can be restored as it was', () => {
  const rows = [
    [9, ids.item, { text: 'Mine', position: 4, removed: false }],
    [33, ids.item, { done: true, byId: ids.ana, at: AT }],
    [30, ids.visit, { arrivedAt: AT, leftAt: null, outcome: null, note: 'Mine', removed: false }],
    [32, ids.visit, { path: 'M1 2 3 4', name: 'Mine', at: AT }],
    [31, ids.entry, { day: '2026-11-20', minutes: 9, note: 'Mine', removed: false }],
  ] as const;
  for (const [kind, rowId, lostValue] of rows) {
    const world = worldFor();
    world.run('checklist.tick', { ticketId, itemId: ids.item, done: false }, actors.ana);
    world.run('visit.sign', { ...good['visit.sign'] }, actors.admin);
    const conflict = { ...lostTitle(ids.admin), kind, rowId, register: 'row', lostValue };
    world.put({ kind: 'conflict', id: ids.conflict }, conflict);
    const write = restoring(conflict) ?? null;
    const args = { conflictId: ids.conflict, ticketId, choice: 'restore', write } as const;
    expect(currentMutation('conflict.resolve')?.schema.safeParse(args).success).toBe(true);
    world.run('conflict.resolve', args, actors.admin);
    const { at: _, byId: __, ...kept } = lostValue as Record<string, unknown>;
    const found: unknown[] = [checkItemRef, checkRef, visitRef, signatureRef, timeEntryRef].map((ref) =>
      world.get(ref(ticketId, rowId)),
    );
    expect(found).toContainEqual(expect.objectContaining(kept));
  }
});

describe('the timeline of work on the spot', () => {
  const visit = (over: object = {}) => ({ ...good['visit.set'], id: ids.fresh, removed: false, ...over });
  const happened = (world: World) =>
    world.list('event', ticketId).map(({ actorId, what, oldValue, newValue, internal }) => ({ actorId, what, oldValue, newValue, internal })); // prettier-ignore

  let said = 0;
  const say = (world: World, name: MutationName, args: unknown, who: (typeof actors)['ana' | 'admin']) =>
    world.run(name, args as never, who, { uid: id(900 + (said += 1)) });

  test('a visit is told of when it is written, changed and taken away, to staff alone; said again it is not', () => {
    const world = worldFor();
    say(world, 'visit.set', visit({ arrivedAt: AT, leftAt: null, outcome: null }), actors.ana);
    say(world, 'visit.set', visit({ arrivedAt: AT, leftAt: null, outcome: null }), actors.ana);
    say(world, 'visit.set', visit({ arrivedAt: AT, leftAt: AT + HOUR_MS, outcome: 'done' }), actors.admin);
    const ended = visit({ arrivedAt: AT, leftAt: AT + HOUR_MS, outcome: 'done', removed: true });
    say(world, 'visit.set', ended, actors.ana);
    say(world, 'visit.set', ended, actors.ana);
    const [open, closed] = [
      { arrivedAt: AT, leftAt: null, outcome: null },
      { arrivedAt: AT, leftAt: AT + HOUR_MS, outcome: 'done' },
    ];
    // Whose it is, is said where somebody else writes it.
    const personId = ids.ana;
    const one = { what: 'visit', internal: true };
    expect(happened(world)).toEqual([
      { ...one, actorId: ids.ana, oldValue: null, newValue: open },
      { ...one, actorId: ids.admin, oldValue: { personId, ...open }, newValue: { personId, ...closed } },
      { ...one, actorId: ids.ana, oldValue: closed, newValue: null },
    ]);
  });

  test('what was removed and comes removed is told to nobody; time and a signature are told once', () => {
    const world = worldFor();
    say(world, 'visit.set', visit({ removed: true }), actors.ana);
    expect(happened(world)).toEqual([]);
    const time = { ticketId, id: ids.fresh, day: '2026-11-24', minutes: 45, note: '', removed: false };
    say(world, 'time.set', time, actors.ana);
    say(world, 'time.set', time, actors.ana);
    const sign = { ticketId, visitId: ids.visit, path: null, name: 'Rosa Diaz' };
    say(world, 'visit.sign', sign, actors.admin);
    say(world, 'visit.sign', sign, actors.admin);
    expect(happened(world).map(({ what, newValue }) => [what, newValue])).toEqual([
      ['time', { day: '2026-11-24', minutes: 45 }],
      ['signed', { name: 'Rosa Diaz' }],
    ]);
  });
});
