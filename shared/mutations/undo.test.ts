import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { must } from '../lib/must.ts';
import { membershipId } from '../model/directory.ts';
import { chosenLinkKinds } from '../model/link.ts';
import type { TimelineEvent } from '../model/conversation.ts';
import { statuses, type Status } from '../model/ticket.ts';
import { moves, TAKE_BACK_MS } from '../rules/lifecycle.ts';
import { writeLink } from './link.ts';
import { putFieldWork } from './testing/field-work.ts';
import { good } from './testing/good-arguments.ts';
import { actors, AT, id, ids, World } from './testing/world.ts';
import type { Actor, Write } from './plan.ts';
import { backOf, inversesOf, type Change, type Done } from './undo.ts';
import type { MutationName } from './registry.ts';
import { undoable } from './undoable.ts';

const { ticket: ticketId } = ids;
/** What writes an entry of an admin's list whole. */
const lists: readonly MutationName[] = undoable.slice(undoable.indexOf('team.set'));
const HOUR_MS = 3_600_000;

/** A world whose ticket has been in every status it may have been in before `status`. */
function worldIn(status: Status): World {
  const world = new World();
  const resolvedAt = status === 'resolved' || status === 'closed' ? AT - 500 : null;
  const closedAt = status === 'closed' ? AT - 400 : null;
  world.putTicket({
    status,
    resolvedAt,
    closedAt,
    deadline: AT - 1000 + 3 * 24 * HOUR_MS,
    history: [
      [AT - 1000, 'new'],
      ...(resolvedAt === null ? [] : [[resolvedAt, 'resolved'] as const]),
      ...(closedAt === null ? [] : [[closedAt, 'closed'] as const]),
    ],
  });
  return world;
}

/** What a person would call the state of the desk: not what was noted on the way, and a tag that is off is no tag. */
function state(world: World): Record<string, unknown> {
  const values = Object.entries(world.values()).filter(([key, value]) => {
    if (key.startsWith('event/')) return false;
    const row = value as { removed?: boolean; value?: unknown; done?: boolean };
    return (
      !(/^(ticketTag|link|membership|checkItem|visit|timeEntry)\//.test(key) && row.removed) &&
      !(key.startsWith('check/') && !row.done) &&
      !(key.startsWith('fieldValue/') && row.value === null)
    );
  });
  return Object.fromEntries(
    values.map(([key, value]) => {
      // Who ticks anew what was ticked does so now.
      const { updatedAt: _, notedAt: __, history: ___, at: ____, ...rest } = value as Record<string, unknown>;
      return [key, rest];
    }),
  );
}

const ofLists: ReadonlySet<string> = new Set(['team', 'category', 'tag', 'field', 'setting', 'policy']);
const changesSomething = ({ ref }: Write): boolean =>
  ['event', 'person', 'membership', 'checkItem', 'check'].includes(ref.kind) || ofLists.has(ref.kind);

/** The entries that these writes have made in a timeline. */
const eventsOf = (world: World, writes: readonly Write[]): TimelineEvent[] =>
  writes.flatMap(({ ref }) => (ref.kind === 'event' ? (world.get(ref) ?? []) : []));

/** Does changes one after another as one device, each under a dot of its own; what is refused is left out. */
class Doer {
  readonly world: World;
  #n = 10;
  #atMs = AT;

  constructor(world: World) {
    this.world = world;
  }

  do({ name, args }: Change, actor: Actor = actors.admin): Done | undefined {
    this.#n += 1;
    this.#atMs += 1_000;
    const plan = this.world.plan(name, args, actor, { uid: id(5_000 + this.#n), atMs: this.#atMs });
    // No screen asks for what is so already: it would change nothing but whose value it is.
    if (plan.refusal || !plan.writes.some(changesSomething)) return undefined;
    const back = backOf({ name, args } as Change, this.world);
    this.world.apply(plan.writes, [7, this.#n, this.#n]);
    return { name, args, events: eventsOf(this.world, plan.writes), back, dot: [7, this.#n] };
  }

  wait(ms: number): void {
    this.#atMs += ms;
  }

  undo(action: readonly Done[]): (Done | undefined)[] {
    return inversesOf(action).map(({ change }) => this.do(change));
  }
}

const values = {
  person: fc.constantFrom(null, ids.ana, ids.ben, ids.admin),
  team: fc.constantFrom(null, ids.team),
  status: fc.constantFrom(...statuses),
};
const anyChange: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ assigneeId: values.person, teamId: values.team }).map((to): Change => ({ name: 'ticket.assign', args: { ticketId, ...to } })),
  fc.constant<Change>({ name: 'ticket.take', args: { ticketId } }),
  values.status.map((to): Change => ({ name: 'ticket.move', args: { ticketId, to, reason: 'because' } })),
  fc.constantFrom('low', 'medium', 'high', 'urgent').map((priority): Change => ({ name: 'ticket.set-priority', args: { ticketId, priority } })),
  fc.constantFrom(null, ids.category).map((categoryId): Change => ({ name: 'ticket.set-category', args: { ticketId, categoryId } })),
  fc.constantFrom(ids.rita, ids.rolf).map((requesterId): Change => ({ name: 'ticket.set-requester', args: { ticketId, requesterId } })),
  fc.constantFrom(null, 'Quay 7').map((address): Change => ({ name: 'ticket.set-place', args: { ticketId, address, latitude: 1, longitude: 2 } })),
  fc.constantFrom(null, AT).map((startsAt): Change => ({ name: 'ticket.set-appointment', args: { ticketId, startsAt, endsAt: startsAt && startsAt + 1 } })),
  fc.constantFrom('Pump', 'Gate').map((title): Change => ({ name: 'ticket.set-title', args: { ticketId, title } })),
  fc.constantFrom('', 'It drips').map((description): Change => ({ name: 'ticket.set-description', args: { ticketId, description } })),
  fc.constantFrom(ids.tag, ids.otherTag).map((tagId): Change => ({ name: 'tag.add', args: { ticketId, tagId } })),
  fc.constantFrom(ids.tag, ids.otherTag).map((tagId): Change => ({ name: 'tag.remove', args: { ticketId, tagId } })),
  fc.constantFrom('A-1', 'B-2', null).map((value): Change => ({ name: 'field.set', args: { ticketId, fieldId: ids.text, value } })),
); // prettier-ignore

describe('an undo (D11)', () => {
  test.each(lists)('of %s, which says an entry of a list otherwise, puts back what it said', (name) => {
    const doer = new Doer(worldIn('new'));
    const first = { name, args: good[name] } as Change;
    doer.do(first);
    const before = state(doer.world);
    const otherwise = name === 'policy.set' ? { value: 'all' } : { archived: true };
    const done = must(doer.do({ name, args: { ...first.args, ...otherwise } } as Change), 'done');
    expect(state(doer.world)).not.toEqual(before);
    expect(doer.undo([done])).not.toContain(undefined);
    expect(state(doer.world)).toEqual(before);
    expect(backOf(first, doer.world), 'what says nothing else').toBeUndefined();
  });

  test('of an entry that was not there takes it out of use, and a rule that nobody had set stays', () => {
    const doer = new Doer(worldIn('new'));
    const args = { id: ids.nothing, name: 'North', archived: false };
    const done = must(doer.do({ name: 'category.set', args }), 'done');
    doer.undo([done]);
    expect(doer.world.get({ kind: 'category', id: ids.nothing })).toMatchObject({ archived: true });
    expect(backOf({ name: 'policy.set', args: good['policy.set'] }, new World())).toBeUndefined();
  });

  test.each(undoable.filter((name) => !lists.includes(name)))('of %s puts back what was', (name) => {
    const doer = new Doer(worldIn('new'));
    if (name === 'tag.remove') doer.do({ name: 'tag.add', args: { ticketId, tagId: ids.otherTag } });
    for (const other of [ids.other, ids.merged]) doer.world.putOther(other);
    putFieldWork(doer.world);
    if (name === 'link.remove')
      doer.do({ name: 'link.add', args: { ...good['link.remove'], what: 'duplicate-of' } });
    const before = state(doer.world);
    const done = must(doer.do({ name, args: good[name] } as Change), 'done');
    expect(state(doer.world)).not.toEqual(before);
    expect(doer.undo([done])).not.toContain(undefined);
    expect(state(doer.world)).toEqual(before);
  });

  test('of any step of any changes, one after another, puts back what was (D11)', () => {
    fc.assert(
      fc.property(
        values.status,
        fc.array(anyChange, { maxLength: 4 }),
        fc.array(anyChange, { minLength: 1, maxLength: 5 }),
        (status, earlier, action) => {
          const doer = new Doer(worldIn(status));
          for (const change of earlier) doer.do(change);
          const before = state(doer.world);
          const done = action.flatMap((change) => doer.do(change) ?? []);
          expect(doer.undo(done)).not.toContain(undefined);
          expect(state(doer.world)).toEqual(before);
        },
      ),
      { numRuns: 500 },
    );
  });

  test.each(moves)('takes a ticket from $to back to $from, with the times it had', ({ from, to }) => {
    const doer = new Doer(worldIn(from));
    const before = state(doer.world);
    const done = must(doer.do({ name: 'ticket.move', args: { ticketId, to, reason: 'because' } }), 'move');
    expect(doer.world.ticket().status).toBe(to);
    doer.undo([done]);
    expect(state(doer.world)).toEqual(before);
  });

  const memberships = fc.record({
    teamId: fc.constantFrom(ids.team, ids.oldTeam),
    personId: fc.constantFrom(ids.ana, ids.ben),
    lead: fc.boolean(),
    removed: fc.boolean(),
  });
  const roleOf = fc.record({
    personId: fc.constantFrom(ids.ana, ids.rita),
    role: fc.constantFrom('user', 'agent', 'admin'),
  });
  const linking = fc.record({
    ticketId: fc.constantFrom(ticketId, ids.other),
    otherId: fc.constantFrom(ids.other, ids.merged),
    what: fc.constantFrom(...chosenLinkKinds),
  });
  const anyOfLists: fc.Arbitrary<Change> = fc.oneof(
    memberships.map((of): Change => ({ name: 'membership.set', args: { id: membershipId(of.teamId, of.personId), ...of } })),
    // As a form of an earlier day may name it: it is the same membership.
    memberships.map((of): Change => ({ name: 'membership.set', args: { id: ids.fresh, ...of } })),
    roleOf.map((args): Change => ({ name: 'person.set-role', args })),
    linking.map((args): Change => ({ name: 'link.add', args })),
    linking.map(({ what: _, ...args }): Change => ({ name: 'link.remove', args })),
  ); // prettier-ignore

  test('of who is in a team, of roles and of links puts back what was, one after another (D11)', () => {
    fc.assert(
      fc.property(
        fc.array(anyOfLists, { maxLength: 6 }),
        fc.array(anyOfLists, { minLength: 1, maxLength: 4 }),
        (earlier, action) => {
          const doer = new Doer(worldIn('open'));
          for (const other of [ids.other, ids.merged]) doer.world.putOther(other);
          for (const change of earlier) doer.do(change);
          const before = state(doer.world);
          const done = action.flatMap((change) => doer.do(change) ?? []);
          expect(doer.undo(done)).not.toContain(undefined);
          expect(state(doer.world)).toEqual(before);
        },
      ),
      { numRuns: 300 },
    );
  });

  const itemId = fc.constantFrom(ids.item, ids.entry);
  const anyOfChecklist: fc.Arbitrary<Change> = fc.oneof(
    fc.record({ itemId, done: fc.boolean() }).map((of): Change => ({ name: 'checklist.tick', args: { ticketId, ...of } })),
    fc.record({ itemId, text: fc.constantFrom('Open the gate', 'Close it'), position: fc.nat(2), removed: fc.boolean() })
      .map((of): Change => ({ name: 'checklist.set', args: { ticketId, ...of } })),
  ); // prettier-ignore

  test('of a checklist puts back what was, one after another; of what is so already there is none (D11)', () => {
    fc.assert(
      fc.property(
        fc.array(anyOfChecklist, { maxLength: 4 }),
        fc.array(anyOfChecklist, { minLength: 1, maxLength: 4 }),
        (earlier, action) => {
          const doer = new Doer(worldIn('open'));
          putFieldWork(doer.world);
          doer.do({ name: 'checklist.add', args: { ticketId, items: [{ id: ids.entry, text: 'Close it', position: 1 }] } });
          for (const change of earlier) doer.do(change);
          const before = state(doer.world);
          // One that changes nothing has nothing to be put back: here it is made all the same.
          const done = action.flatMap((change) => doer.do(change) ?? []);
          for (const one of done) expect(one.back === undefined).toBe(inversesOf([one]).length === 0);
          doer.undo(done);
          expect(state(doer.world)).toEqual(before);
        },
      ),
      { numRuns: 300 },
    );
  }); // prettier-ignore

  const visit = (part: object): Change => ({
    name: 'visit.set',
    args: {
      ticketId,
      id: ids.entry,
      arrivedAt: AT - 9,
      leftAt: null,
      outcome: null,
      note: '',
      removed: false,
      ...part,
    },
  });
  const time = (part: object): Change => ({
    name: 'time.set',
    args: { ticketId, id: ids.entry, day: '2026-11-20', minutes: 30, note: '', removed: false, ...part },
  });
  test.each([
    ['visit', visit({}), visit({ leftAt: AT, outcome: 'done', note: 'New seal' })],
    ['visit taken off', visit({}), visit({ removed: true })],
    ['time', time({}), time({ minutes: 45, note: 'With the drive' })],
    ['time taken off', time({}), time({ removed: true })],
  ])('of a %s puts back what it said; of a first word takes it off again (D11)', (_, first, then) => {
    const doer = new Doer(worldIn('open'));
    const begun = must(doer.do(first), 'begun');
    const before = state(doer.world);
    doer.undo([must(doer.do(then), 'done')]);
    expect(state(doer.world)).toEqual(before);
    expect(backOf(first, doer.world)).toBeUndefined();
    doer.undo([begun]);
    const kind = first.name === 'visit.set' ? 'visit' : 'timeEntry';
    expect(doer.world.list(kind, ticketId)).toMatchObject([{ id: ids.entry, removed: true }]);
  });

  test('of items put on a checklist takes them off, and no others (D11)', () => {
    const doer = new Doer(worldIn('open'));
    putFieldWork(doer.world);
    const items = [ids.entry, ids.uid].map((id, position) => ({ id, text: 'Close it', position }));
    const done = must(doer.do({ name: 'checklist.add', args: { ticketId, items } }), 'done');
    const on = () => doer.world.list('checkItem', ticketId).flatMap(({ id, removed }) => (removed ? [] : id));
    const before = on();
    expect(before).toEqual(expect.arrayContaining([ids.entry, ids.uid]));
    doer.undo([done]);
    expect(on()).toEqual(before.filter((id) => id !== ids.entry && id !== ids.uid));
    expect(on().length).toBeGreaterThan(0);
  });

  test('of a link that nobody can make by hand is none', () => {
    const doer = new Doer(worldIn('open'));
    doer.world.putOther(ids.other);
    const [ticket, other] = [doer.world.ticket(), doer.world.ticket(ids.other)];
    doer.world.apply(writeLink(doer.world, ticket, other, 'split-into'));
    const done = must(doer.do({ name: 'link.remove', args: { ticketId, otherId: ids.other } }), 'done');
    expect(inversesOf([done])).toEqual([]);
  });

  test('of what changed nothing does nothing', () => {
    const [name, args] = ['ticket.set-title', { ticketId, title: 'Pump 4 leaks' }] as const;
    const world = worldIn('open');
    const writes = world.plan(name, args, actors.admin).writes ?? [];
    world.apply(writes);
    expect(inversesOf([{ name, args, events: eventsOf(world, writes), dot: [2, 1] }])).toEqual([]);
  });

  test('knows nothing of what cannot be put back', () => {
    const doer = new Doer(worldIn('pending'));
    const done = must(doer.do({ name: 'message.add', args: good['message.add'] }, actors.rita), 'done');
    expect(inversesOf([done])).toEqual([]);
  });
});

describe('a move is taken back (D11)', () => {
  const moved = (): { doer: Doer; back: Change } => {
    const doer = new Doer(worldIn('new'));
    const done = must(
      doer.do({ name: 'ticket.move', args: { ticketId, to: 'resolved', reason: null } }),
      'move',
    );
    return { doer, back: must(inversesOf([done])[0], 'inverse').change };
  };
  const tried = (doer: Doer, { name, args }: Change, actor: Actor = actors.admin, atMs = AT + HOUR_MS) =>
    doer.world.plan(name, args, actor, { uid: ids.nothing, atMs }).refusal?.code ?? 'fine';

  test('by whoever made it', () => {
    const { doer, back } = moved();
    expect(tried(doer, back)).toBe('fine');
    expect(tried(doer, back, actors.ana)).toBe('not-found');
    expect(tried(doer, back, actors.rita)).toBe('not-found');
  });

  test('not once somebody has moved it since, nor when it came to be the same again', () => {
    const { doer, back } = moved();
    doer.do({ name: 'ticket.move', args: { ticketId, to: 'open', reason: null } }, actors.ana);
    expect(tried(doer, back)).toBe('move-not-allowed');
    doer.do({ name: 'ticket.move', args: { ticketId, to: 'resolved', reason: null } }, actors.ana);
    expect(tried(doer, back)).toBe('move-not-allowed');
  });

  test('within a day', () => {
    const { doer, back } = moved();
    expect(tried(doer, back, actors.admin, AT + TAKE_BACK_MS)).toBe('fine');
    expect(tried(doer, back, actors.admin, AT + TAKE_BACK_MS + 2_000)).toBe('move-not-allowed');
  });

  test('together with the moves before it, but only in their row', () => {
    const { doer, back } = moved();
    const closed = must(
      doer.do({ name: 'ticket.move', args: { ticketId, to: 'closed', reason: null } }),
      'move',
    );
    const [last] = inversesOf([closed]).map(({ change }) => change.args as { eventIds: string[] });
    const first = back.args as { eventIds: string[] };
    const both = (eventIds: string[]): Change => ({ name: 'ticket.move-back', args: { ticketId, eventIds } });
    const events = [...first.eventIds, ...must(last, 'inverse').eventIds];
    expect(tried(doer, both(events.toReversed()))).toBe('not-found');
    expect(tried(doer, both(first.eventIds))).toBe('move-not-allowed');
    expect(tried(doer, both(events))).toBe('fine');
    doer.do(both(events));
    expect(doer.world.ticket()).toMatchObject({ status: 'new', resolvedAt: null, closedAt: null });
  });

  test('by a requester only where they may make the move', () => {
    const doer = new Doer(worldIn('resolved'));
    const done = must(
      doer.do({ name: 'ticket.move', args: { ticketId, to: 'open', reason: null } }, actors.rita),
      'move',
    );
    const back = must(inversesOf([done])[0], 'inverse').change;
    expect(tried(doer, back, actors.rita)).toBe('fine');
    // What their reply has reopened is for the desk to judge.
    const replied = new Doer(worldIn('pending'));
    const reply = must(replied.do({ name: 'message.add', args: good['message.add'] }, actors.rita), 'reply');
    const event = must(reply.events[0], 'event').id;
    const args = { ticketId, eventIds: [event] };
    expect(tried(replied, { name: 'ticket.move-back', args }, actors.rita)).toBe('not-allowed');
  });
});
