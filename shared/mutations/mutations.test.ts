import { approvalRef } from '../model/approval.ts';
import { noticeRef } from '../model/notice.ts';
import { describe, expect, test } from 'vitest';
import { must } from '../lib/must.ts';
import { policyRef, ruledRegisters } from '../model/policy.ts';
import type { RowKind } from '../model/rows.ts';
import type { RefusalCode } from '../rules/refusal.ts';
import { currentVersion, findMutation, mutationNames, readsOf, type MutationName } from './registry.ts';
import { brought, good } from './testing/good-arguments.ts';
import { putFieldWork } from './testing/field-work.ts';
import { actors, AT, ids, World, lostTitle } from './testing/world.ts';

const { ticket: ticketId } = ids;

/** A world where `tag.remove` has something to remove, and the admin something to settle and a move to take back. */
function worldFor(): World {
  const world = new World();
  const first = { r: 1, n: 1, s: 1 };
  world.put(
    { kind: 'ticketTag', id: ids.otherTag, ticketId },
    { ...first, ticketId, id: ids.otherTag, removed: false },
  );
  world.put({ kind: 'conflict', id: ids.conflict }, lostTitle(ids.admin));
  world.put(noticeRef(ids.notice), {
    ...first,
    id: ids.notice,
    personId: ids.admin,
    what: 'replied',
    ticketId,
    aboutId: ids.message,
    byId: ids.ana,
    at: AT,
    count: 1,
    readAt: null,
    aged: false,
  });
  world.put(approvalRef(ticketId, ids.approval), {
    ...first, ticketId, id: ids.approval, what: 'urgent', fromValue: 'medium', toValue: 'urgent', reason: null,
    byId: ids.ana, createdAt: AT - 500, public: false, state: 'pending', decidedById: null, decidedAt: null, word: null,
  }); // prettier-ignore
  world.putMessage({});
  world.putOther(ids.archived, { status: 'closed', closedAt: AT - 800, archivedAt: AT - 100 });
  putFieldWork(world);
  world.putMessage({ id: ids.own, authorId: ids.admin, staff: true });
  for (const id of [ids.other, ids.merged]) world.putOther(id);
  world.run('link.add', { ticketId: ids.merged, otherId: ticketId, what: 'related' }, actors.admin, {
    uid: ids.nothing,
  });
  world.run('ticket.merge', { ticketId: ids.merged, intoId: ids.other }, actors.admin, { uid: ids.mergeUid });
  world.put(
    { kind: 'event', id: ids.event, ticketId },
    {
      ...first, ticketId, id: ids.event, actorId: ids.admin, what: 'status', oldValue: 'open', newValue: 'new',
      reason: null, internal: false, createdAt: AT - 500,
    },
  ); // prettier-ignore
  return world;
}

const mutationOf = (name: MutationName) => must(findMutation(name, currentVersion(name)), name);

describe('the registry', () => {
  test('names and versions that were shipped stay (V1)', () => {
    expect(Object.fromEntries(mutationNames.map((name) => [name, currentVersion(name)]))).toEqual({
      'ticket.create': 1,
      'ticket.set-title': 1,
      'ticket.set-description': 1,
      'ticket.set-category': 1,
      'ticket.move': 1,
      'ticket.move-back': 1,
      'ticket.set-priority': 2,
      'ticket.assign': 1,
      'ticket.take': 1,
      'ticket.set-requester': 1,
      'ticket.set-place': 1,
      'ticket.set-appointment': 1,
      'ticket.import': 1,
      'ticket.restore': 1,
      'message.add': 2,
      'message.edit': 1,
      'message.redact': 1,
      'attachment.add': 1,
      'ticket.merge': 1,
      'ticket.unmerge': 1,
      'ticket.split': 1,
      'link.add': 1,
      'link.remove': 1,
      'calendar.set': 1,
      'sla-policy.set': 1,
      'canned-reply.set': 1,
      'macro.set': 2,
      'tag.add': 1,
      'tag.remove': 1,
      'tag.create': 1,
      'category.create': 1,
      'tag.set': 1,
      'category.set': 1,
      'field.define': 1,
      'field.set': 1,
      'policy.set': 4,
      'team.create': 1,
      'team.set': 1,
      'membership.set': 1,
      'person.set-role': 1,
      'notice.read': 1,
      'notice.choose': 1,
      'ticket.mute': 1,
      'export.note': 1,
      'person.set-active': 1,
      'approval.decide': 1,
      'checklist.add': 1,
      'checklist.set': 1,
      'checklist.tick': 1,
      'visit.set': 1,
      'visit.sign': 1,
      'time.set': 1,
      'ticket-template.set': 1,
      'conflict.resolve': 3,
    });
  });

  test.each(mutationNames)('%s is found under its own name and version only', (name) => {
    const mutation = mutationOf(name);
    expect([mutation.name, mutation.version]).toEqual([name, currentVersion(name)]);
    expect(name.length).toBeLessThanOrEqual(60);
    expect([
      findMutation(name, 0),
      findMutation(name, currentVersion(name) + 1),
      findMutation(`${name} `, 1),
    ]).toEqual([undefined, undefined, undefined]);
  });

  test.each(['', 'toString', 'constructor', '__proto__', 'hasOwnProperty'])('%j is no mutation', (name) => {
    for (const version of [0, 1, undefined as unknown as number])
      expect(findMutation(name, version)).toBeUndefined();
  });
});

/** Not done again by an equal one of somebody else: it makes something, or takes back what can be taken back once. */
const once: readonly MutationName[] = [
  'ticket.create',
  'ticket.import',
  'message.add',
  'attachment.add',
  'tag.create',
  'category.create',
  'team.create',
  'conflict.resolve',
  'ticket.merge',
  'ticket.unmerge',
  'ticket.split',
  'link.add',
  'link.remove',
  'approval.decide',
  'checklist.add',
  'ticket.move-back',
];

describe.each(mutationNames)('%s', (name) => {
  const args: Record<string, unknown> = good[name];
  const parses = (value: unknown): boolean => mutationOf(name).schema.safeParse(value).success;

  test('takes good arguments, whole', () => {
    const parsed = mutationOf(name).schema.safeParse(args);
    expect(parsed).toMatchObject({ success: true, data: args });
  });

  test('takes no unknown field, and misses none', () => {
    expect(parses({ ...args, extra: 1 })).toBe(false);
    expect(parses({ ...args, tenantId: ids.nothing })).toBe(false);
    expect(parses({ ...args, actorId: ids.ana })).toBe(false);
    for (const key of Object.keys(args)) {
      const { [key]: _, ...rest } = args;
      expect([key, parses(rest)]).toEqual([key, false]);
    }
    for (const value of [null, undefined, [], 'x', 1]) expect(parses(value)).toBe(false);
  });

  test('takes no text that cannot be kept', () => {
    for (const [key, value] of Object.entries(args)) {
      if (typeof value !== 'string' && value !== null) continue;
      for (const bad of ['x'.repeat(20_001), 'a\u0000b', 'a\ud800b', '\udc00', {}, []])
        expect([key, bad, parses({ ...args, [key]: bad })]).toEqual([key, bad, false]);
    }
    for (const key of ['title', 'name'].filter((candidate) => candidate in args)) {
      for (const bad of [
        '',
        '  ',
        '\u3000',
        'a\nb',
        'a\tb',
        'a\u007fb',
        'a\u0085b',
        'a\u001bb',
        'x'.repeat(201),
      ])
        expect([bad, parses({ ...args, [key]: bad })]).toEqual([bad, false]);
      for (const fine of ['Ünïcödé', '漢字', 'ا', '🚪', 'a\u200db'])
        expect([fine, parses({ ...args, [key]: fine })]).toEqual([fine, true]);
    }
  });

  test('takes no identity that is none', () => {
    const keys = Object.keys(args).filter((key) => key === 'id' || key.endsWith('Id'));
    for (const key of keys) {
      for (const bad of [
        '',
        'x',
        ids.ana.toUpperCase().replace('0', 'A'),
        `${ids.ana}\n`,
        ` ${ids.ana}`,
        ids.ana.slice(1),
        `{${ids.ana}}`,
      ])
        expect([key, bad, parses({ ...args, [key]: bad })]).toEqual([key, bad, false]);
    }
  });

  test('plans only what it said it reads, and writes only with that', () => {
    const world = worldFor();
    const allowed = new Set(readsOf(mutationOf(name), args, ids.uid).map((ref) => JSON.stringify(ref)));
    const get = world.get.bind(world);
    world.get = (ref) => {
      expect(allowed, `it looks at ${JSON.stringify(ref)}`).toContain(JSON.stringify(ref));
      return get(ref);
    };
    const plan = world.plan(name, args as never, actors.admin);
    expect(plan.refusal).toBeUndefined();
    const sets = (plan.writes ?? []).filter((write) => write.op === 'set');
    for (const { ref } of sets) expect(allowed).toContain(JSON.stringify(ref));
  });

  test('planned again on its own result it changes nothing and adds nothing', () => {
    const world = worldFor();
    const plan = world.plan(name, args as never, actors.admin);
    world.apply(plan.writes ?? []);
    const after = world.values();
    // What is done for the log alone writes nothing.
    expect(JSON.stringify(after) === JSON.stringify(worldFor().values())).toBe(!!mutationOf(name).logs);
    const again = world.plan(name, args as never, actors.admin);
    for (const write of again.writes ?? []) expect(write.op).toBe('set');
    world.apply(again.writes ?? [], [2, 2, 3]);
    expect(world.values()).toEqual(after);
  });

  test('done a second time by another mutation, an equal value still takes the dot, and is no event', () => {
    const writesOnce = once.includes(name) || mutationOf(name).logs !== undefined;
    const world = worldFor();
    const plan = world.plan(name, args as never, actors.admin);
    world.apply(plan.writes ?? []);
    // Taken by somebody else it would be theirs.
    const own =
      /^(policy|membership|person|calendar|sla-policy|ticket-template|canned-reply|macro|notice|visit|time|message)\.|^(ticket.(take|mute)|(tag|category|team).set|field.define)$/.test(
        name,
      );
    const other = own ? actors.admin : actors.ana;
    const again = world.plan(name, args as never, other, { uid: ids.nothing, atMs: AT + 1 });
    const ops = (again.writes ?? []).map((write) => write.op);
    expect(ops.join() === 'set').toBe(!writesOnce);
    if (writesOnce) return;
    const after = world.values();
    world.apply(again.writes ?? [], [3, 1, 9]);
    expect(world.values()).toEqual(after);
  });

  test('plans nothing but JSON, the same each time, and leaves the rows alone', () => {
    const world = worldFor();
    const before = JSON.stringify([...world.rows]);
    const plan = world.plan(name, args as never, actors.admin);
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
    expect(world.plan(name, args as never, actors.admin)).toEqual(plan);
    expect(JSON.stringify([...world.rows])).toBe(before);
  });
});

test('those that are done once are mutations', () => {
  expect(once.filter((name) => !mutationNames.includes(name))).toEqual([]);
});

describe('refusals', () => {
  type Case = [string, MutationName, Record<string, unknown>, keyof typeof actors, RefusalCode | 'fine'];
  const cases: Case[] = [
    ['a ticket that is there', 'ticket.create', { id: ticketId }, 'ana', 'already-exists'],
    ['for somebody else', 'ticket.create', { assigneeId: null, teamId: null }, 'rolf', 'not-allowed'],
    ['for oneself', 'ticket.create', { assigneeId: null, teamId: null }, 'rita', 'fine'],
    ['for oneself, assigned', 'ticket.create', { teamId: null }, 'rita', 'not-allowed'],
    ['for oneself, to a team', 'ticket.create', { assigneeId: null }, 'rita', 'not-allowed'],
    ['for nobody', 'ticket.create', { requesterId: ids.nothing }, 'ana', 'not-found'],
    ['in no category', 'ticket.create', { categoryId: ids.nothing }, 'ana', 'not-found'],
    ['in an old category', 'ticket.create', { categoryId: ids.oldCategory }, 'ana', 'archived'],
    ['to a requester', 'ticket.create', { assigneeId: ids.rolf }, 'ana', 'not-found'],
    ['to somebody who left', 'ticket.create', { assigneeId: ids.gone }, 'ana', 'archived'],
    ['to an old team', 'ticket.create', { teamId: ids.oldTeam }, 'ana', 'archived'],
    ['no ticket', 'ticket.set-title', { ticketId: ids.nothing }, 'ana', 'not-found'],
    ["a requester's own", 'ticket.set-title', {}, 'rita', 'not-allowed'],
    ['foreign to a requester', 'ticket.set-title', {}, 'rolf', 'not-found'],
    ["a requester's own", 'ticket.set-description', {}, 'rita', 'not-allowed'],
    ["a requester's own", 'ticket.set-category', {}, 'rita', 'not-allowed'],
    ['no category', 'ticket.set-category', { categoryId: ids.nothing }, 'ana', 'not-found'],
    ['an old category', 'ticket.set-category', { categoryId: ids.oldCategory }, 'ana', 'archived'],
    ['none at all', 'ticket.set-category', { categoryId: null }, 'ana', 'fine'],
    ["a requester's own", 'ticket.set-priority', {}, 'rita', 'not-allowed'],
    ["a requester's own", 'ticket.assign', {}, 'rita', 'not-allowed'],
    ['nobody', 'ticket.assign', { assigneeId: null, teamId: null }, 'ana', 'fine'],
    ['somebody who is not there', 'ticket.assign', { assigneeId: ids.nothing }, 'ana', 'not-found'],
    ['a requester', 'ticket.assign', { assigneeId: ids.rolf }, 'ana', 'not-found'],
    ['somebody who left', 'ticket.assign', { assigneeId: ids.gone }, 'ana', 'archived'],
    ['no team', 'ticket.assign', { teamId: ids.nothing }, 'ana', 'not-found'],
    ['an old team', 'ticket.assign', { teamId: ids.oldTeam }, 'ana', 'archived'],
    ["a requester's own", 'ticket.set-requester', {}, 'rita', 'not-allowed'],
    ['nobody', 'ticket.set-requester', { requesterId: ids.nothing }, 'ana', 'not-found'],
    ['an agent', 'ticket.import', {}, 'ana', 'not-allowed'],
    ['a requester', 'ticket.import', {}, 'rita', 'not-allowed'],
    ['twice', 'ticket.import', { id: ticketId }, 'admin', 'already-imported'],
    ['an author nobody knows', 'ticket.import', { messages: [{ ...brought.messages[0], authorId: ids.nothing }] }, 'admin', 'not-found'],
    ['a tag nobody knows', 'ticket.import', { tagIds: [ids.nothing] }, 'admin', 'not-found'],
    ['closed before it was made', 'ticket.import', { closedAt: AT - 10_000 }, 'admin', 'bad-value'],
    ['closed without a time', 'ticket.import', { closedAt: null }, 'admin', 'bad-value'],
    ['open with a time of closing', 'ticket.import', { status: 'open' }, 'admin', 'bad-value'],
    ['resolved without a time', 'ticket.import', { status: 'resolved', resolvedAt: null, closedAt: null }, 'admin', 'bad-value'],
    ['a note of a requester', 'message.add', { internal: true }, 'rita', 'not-allowed'],
    ['a note of staff', 'message.add', { internal: true }, 'ana', 'fine'],
    ['foreign to a requester', 'message.add', {}, 'rolf', 'not-found'],
    ['blanks', 'message.add', { body: ' \n ' }, 'ana', 'bad-arguments'],
    ["a requester's own", 'tag.add', {}, 'rita', 'not-allowed'],
    ['no tag', 'tag.add', { tagId: ids.nothing }, 'ana', 'not-found'],
    ['an old tag', 'tag.add', { tagId: ids.oldTag }, 'ana', 'archived'],
    ['an old tag', 'tag.remove', { tagId: ids.oldTag }, 'ana', 'fine'],
    ['an agent', 'tag.create', {}, 'ana', 'not-allowed'],
    ['a taken id', 'tag.create', { id: ids.tag }, 'admin', 'already-exists'],
    ['an agent', 'category.create', {}, 'ana', 'not-allowed'],
    ['a taken id', 'category.create', { id: ids.category }, 'admin', 'already-exists'],
    ["a requester's own", 'field.set', {}, 'rita', 'not-allowed'],
    ['no field', 'field.set', { fieldId: ids.nothing }, 'ana', 'not-found'],
    ['an agent', 'policy.set', {}, 'ana', 'not-allowed'],
    ['a requester', 'policy.set', {}, 'rita', 'not-allowed'],
    ['an agent', 'team.create', {}, 'ana', 'not-allowed'],
    ['a requester', 'team.create', {}, 'rita', 'not-allowed'],
    ['a taken id', 'team.create', { id: ids.team }, 'admin', 'already-exists'],
    ['an agent', 'membership.set', {}, 'ana', 'not-allowed'],
    ['a requester', 'membership.set', { personId: ids.rita }, 'rita', 'not-allowed'],
    ['no team', 'membership.set', { teamId: ids.nothing }, 'admin', 'not-found'],
    ['no person', 'membership.set', { personId: ids.nothing }, 'admin', 'not-found'],
    ['a requester in a team', 'membership.set', { personId: ids.rita }, 'admin', 'not-found'],
    ['an agent', 'person.set-role', {}, 'ana', 'not-allowed'],
    ['a requester', 'person.set-role', { personId: ids.rita }, 'rita', 'not-allowed'],
    ['their own role', 'person.set-role', { personId: ids.admin, role: 'user' }, 'admin', 'not-allowed'],
    ['no person', 'person.set-role', { personId: ids.nothing }, 'admin', 'not-found'],
    ["a requester's own", 'ticket.set-place', {}, 'rita', 'not-allowed'],
    ['half a position', 'ticket.set-place', { longitude: null }, 'ana', 'bad-value'],
    ['half a position', 'ticket.create', { place: { address: null, latitude: 52.5, longitude: null } }, 'ana', 'bad-value'],
    ['a field that is not there', 'policy.set', { key: `merge-field:${ids.nothing}`, value: 'first' }, 'admin', 'not-found'],
    ['a policy called like a field', 'policy.set', { key: `merge-field:${policyRef('approve-urgent').id}`, value: 'first' }, 'admin', 'not-found'],
    ['a field of theirs', 'policy.set', { key: `merge-field:${ids.text}`, value: 'first' }, 'admin', 'fine'],
    ['no place any more', 'ticket.set-place', { address: null, latitude: null, longitude: null }, 'ana', 'fine'],
    ["a requester's own", 'ticket.set-appointment', {}, 'rita', 'not-allowed'],
    ['an end alone', 'ticket.set-appointment', { startsAt: null }, 'ana', 'bad-value'],
    ['a beginning alone', 'ticket.set-appointment', { endsAt: null }, 'ana', 'bad-value'],
    ['an end before its beginning', 'ticket.set-appointment', { startsAt: AT, endsAt: AT - 1 }, 'ana', 'bad-value'],
    ['no time at all', 'ticket.set-appointment', { startsAt: AT, endsAt: AT }, 'ana', 'bad-value'],
    ['a month and a day', 'ticket.set-appointment', { startsAt: AT, endsAt: AT + 31 * 86_400_000 + 1 }, 'ana', 'bad-value'],
    ['none any more', 'ticket.set-appointment', { startsAt: null, endsAt: null }, 'ana', 'fine'],
    ['an agent', 'person.set-active', {}, 'ana', 'not-allowed'],
    ['a requester', 'person.set-active', { personId: ids.rolf }, 'rita', 'not-allowed'],
    ['themselves', 'person.set-active', { personId: ids.admin }, 'admin', 'not-allowed'],
    ['no person', 'person.set-active', { personId: ids.nothing }, 'admin', 'not-found'],
    ['somebody who comes back', 'person.set-active', { personId: ids.gone, active: true }, 'admin', 'fine'],
    ['a move that was not made', 'ticket.move-back', {}, 'ana', 'not-found'],
    ['foreign to a requester', 'ticket.move-back', {}, 'rolf', 'not-found'],
    ['an old field', 'field.set', { fieldId: ids.oldField }, 'ana', 'archived'],
    ...([
      [ids.text, 1, 'bad-value'], [ids.text, true, 'bad-value'], [ids.text, '', 'fine'], [ids.text, null, 'fine'],
      [ids.number, '1', 'bad-value'], [ids.number, 0, 'fine'], [ids.number, -1.5, 'fine'], [ids.flag, 0, 'bad-value'],
      [ids.flag, false, 'fine'], [ids.date, '2026-11-21', 'fine'], [ids.date, '2026-02-31', 'bad-value'],
      [ids.date, '2024-02-29', 'fine'], [ids.date, '2026-02-29', 'bad-value'], [ids.date, '2026-13-01', 'bad-value'],
      [ids.date, '21.11.2026', 'bad-value'], [ids.date, '2026-11-21T00:00', 'bad-value'], [ids.choice, 'a', 'fine'],
      [ids.choice, 'c', 'bad-value'], [ids.choice, null, 'fine'],
    ] as const).map(([fieldId, value, code]): Case => [JSON.stringify(value), 'field.set', { fieldId, value }, 'ana', code]),
  ]; // prettier-ignore

  test.each(cases)('%s: %s %j by %s → %s', (_name, name, over, who, code) => {
    const plan = new World().plan(name, { ...good[name], ...over }, actors[who]);
    expect(plan.refusal?.code ?? 'fine').toBe(code);
    expect(plan.refusal?.message ?? 'Fine.').toMatch(/^[A-Z].*\.$/);
  });

  test.each<[RowKind, MutationName, Record<string, unknown>]>([
    ['person', 'ticket.assign', { assigneeId: ids.gone, teamId: null }],
    ['team', 'ticket.assign', { assigneeId: null, teamId: ids.oldTeam }],
    ['person', 'ticket.set-requester', { requesterId: ids.nothing }],
  ])('a requester learns nothing of a %s by trying %s (S1)', (_kind, name, over) => {
    const tried = { ...good[name], ...over };
    const plain = name === 'ticket.assign' ? { ...tried, assigneeId: null, teamId: null } : good[name];
    const plan = new World().plan(name, tried, actors.rita);
    const known = new World().plan(name, plain as never, actors.rita);
    expect(plan.refusal).toEqual(known.refusal);
  });
});

test('what screens offer a rule for is what some mutation changes on a ticket that is there', () => {
  const changed = new Set<string>();
  for (const name of mutationNames)
    for (const write of worldFor().plan(name, good[name], actors.admin).writes ?? []) {
      if (write.op === 'set' && write.ref.kind === 'ticket') changed.add(write.register);
      if (write.ref.kind === 'fieldValue') changed.add('field');
    }
  expect(ruledRegisters.filter((register) => !changed.has(register))).toEqual([]);
});

describe('what is written', () => {
  test('what staff alone may know makes an internal event', () => {
    const internal = (name: MutationName, args: object): unknown =>
      new World().plan(name, args as never, actors.ana).writes?.find((write) => write.ref.kind === 'event');
    expect(internal('tag.add', good['tag.add'])).toMatchObject({ row: { internal: true } });
    expect(internal('field.set', { ...good['field.set'], fieldId: ids.secret })).toMatchObject({
      row: { internal: true },
    });
    expect(internal('field.set', good['field.set'])).toMatchObject({ row: { internal: false } });
  });
});
