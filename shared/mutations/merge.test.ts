import { describe, expect, test } from 'vitest';
import { statuses, type Status } from '../model/ticket.ts';
import type { RefusalCode } from '../rules/refusal.ts';
import { actors, AT, id, ids, World } from './testing/world.ts';

const { ticket, other, merged } = ids;
const HOUR_MS = 3_600_000;

/** `ticket` and `other` are Rita's unless said otherwise. */
function worldOf(over: { ticket?: object; other?: object } = {}): World {
  const world = new World();
  world.putTicket({ status: 'open', ...over.ticket });
  world.putOther(other, over.other);
  world.putOther(merged);
  return world;
}
const merge = (world: World, ticketId = ticket, intoId = other, uid = ids.mergeUid) =>
  world.run('ticket.merge', { ticketId, intoId }, actors.ana, { uid });
const undo = (world: World, mergedBy: string = ids.mergeUid) =>
  world.plan('ticket.unmerge', { ticketId: ticket, intoId: other, mergedBy }, actors.admin, { uid: id(1_002), atMs: AT + 1 }); // prettier-ignore
const whats = (world: World, at: string) =>
  world.list('event', at).map(({ what, internal }) => [what, internal]);
const times = (status: Status) => ({
  resolvedAt: status === 'resolved' || status === 'closed' ? AT - 500 : null,
  closedAt: status === 'closed' ? AT - 400 : null,
});

describe('ticket.merge', () => {
  test.each(statuses)(
    'a ticket that is %s is closed by it, and has that status back when it is undone',
    (status) => {
      const world = worldOf({ ticket: { status, ...times(status) } });
      const before = world.ticket();
      merge(world);
      expect(world.ticket()).toMatchObject(
        status === 'closed' ? { status, ...times(status) } : { status: 'closed', closedAt: AT },
      );
      expect(world.list('link', ticket)).toMatchObject([
        { id: other, what: 'merged-into', removed: false, public: true },
      ]);
      expect(world.list('link', other)).toMatchObject([
        { id: ticket, what: 'merged-from', removed: false, public: true },
      ]);
      const plan = undo(world);
      world.apply(plan.writes ?? [], [3, 1, 9]);
      expect(world.ticket()).toMatchObject({
        status,
        resolvedAt: before.resolvedAt,
        closedAt: before.closedAt,
      });
      expect(world.list('link', ticket)).toMatchObject([{ removed: true }]);
      expect(world.list('link', other)).toMatchObject([{ removed: true }]);
      expect(world.list('event', ticket).at(status === 'closed' ? -1 : -2)).toMatchObject({
        what: 'unmerged',
        newValue: { into: other, left: [] },
      });
    },
  );

  test('not a message moves, and the other ticket keeps its status', () => {
    const world = worldOf({ other: { status: 'pending' } });
    world.putMessage({});
    const { writes = [] } = world.plan('ticket.merge', { ticketId: ticket, intoId: other }, actors.ana);
    expect(writes.map(({ ref }) => ref.kind).sort()).toEqual([
      'event',
      'event',
      'event',
      'link',
      'link',
      'ticket',
    ]);
    expect(writes.flatMap(({ ref }) => (ref.kind === 'ticket' ? [ref.id] : []))).toEqual([ticket]);
  });

  test('of two requesters neither is told where it went, and nothing of the other', () => {
    const world = worldOf({ other: { requesterId: ids.rolf } });
    merge(world);
    for (const at of [ticket, other]) {
      expect(world.list('link', at)).toMatchObject([{ public: false }]);
      expect(whats(world, at)).toContainEqual(['merged', true]);
    }
    // That it is closed is theirs to see, as ever.
    expect(whats(world, ticket)).toEqual([['merged', true], ['status', false]]); // prettier-ignore
    expect(whats(world, other)).toEqual([['merged', true]]);
  });

  type Case = [name: string, code: RefusalCode, args: object, prepare?: (world: World) => void];
  const cases: Case[] = [
    ['into itself', 'bad-value', { intoId: ticket }],
    ['into one that is not there', 'not-found', { intoId: ids.nothing }],
    ['twice', 'already-merged', {}, (world) => merge(world)],
    ['into two', 'already-merged', { intoId: merged }, (world) => merge(world)],
    ['in a circle of two', 'circle', {}, (world) => merge(world, other, ticket)],
    ['into one that is merged itself', 'already-merged', {}, (world) => merge(world, other, merged)],
    [
      'into one that is closed',
      'move-not-allowed',
      {},
      (world) => world.putOther(other, { status: 'closed' }),
    ],
  ];
  test.each(cases)('%s is refused: %s', (_name, code, over, prepare) => {
    const world = worldOf();
    prepare?.(world);
    const { refusal } = world.plan('ticket.merge', { ticketId: ticket, intoId: other, ...over }, actors.ana);
    expect(refusal?.code).toBe(code);
    expect(refusal?.message).toMatch(/^[A-Z].*\.$/);
  });

  test('a circle of three cannot be: what is merged takes nothing in', () => {
    const world = worldOf();
    merge(world, ticket, other, id(1_010));
    merge(world, other, merged, id(1_011));
    expect(world.plan('ticket.merge', { ticketId: merged, intoId: ticket }, actors.ana).refusal?.code).toBe(
      'already-merged',
    );
  });
});

describe('ticket.unmerge', () => {
  test('the two are linked as they were', () => {
    const world = worldOf();
    world.run('link.add', { ticketId: ticket, otherId: other, what: 'duplicate-of' }, actors.ana);
    merge(world);
    world.apply(undo(world).writes ?? [], [3, 1, 9]);
    expect(world.list('link', ticket)).toMatchObject([
      { what: 'duplicate-of', removed: false, public: false },
    ]);
    expect(world.list('link', other)).toMatchObject([{ what: 'duplicated-by', removed: false }]);
  });

  test('a part of it that has become a part of another meanwhile stays that, and that is said', () => {
    const world = worldOf();
    world.run('link.add', { ticketId: ticket, otherId: other, what: 'child-of' }, actors.ana);
    merge(world);
    world.run('link.add', { ticketId: ticket, otherId: merged, what: 'child-of' }, actors.ana, {
      uid: id(1_006),
    });
    world.apply(undo(world).writes ?? [], [3, 1, 9]);
    const parents = world.list('link', ticket).filter(({ what, removed }) => what === 'child-of' && !removed);
    expect(parents.map((link) => link.id)).toEqual([merged]);
    const entry = world.list('event', ticket).find(({ what }) => what === 'unmerged');
    expect(entry).toMatchObject({ newValue: { into: other, left: ['link'] } });
  });

  test('a status that somebody has changed since stays, and that is said', () => {
    const world = worldOf();
    merge(world);
    const open = { ticketId: ticket, to: 'open', reason: 'not the same' } as const;
    world.run('ticket.move', open, actors.admin, { uid: id(1_001), mark: [4, 1, 8] });
    world.run('ticket.move', { ...open, to: 'pending' }, actors.admin, { uid: id(1_003), mark: [4, 2, 9] });
    const { writes = [] } = undo(world);
    expect(writes.some(({ ref }) => ref.kind === 'ticket')).toBe(false);
    world.apply(writes, [3, 1, 10]);
    expect(world.ticket().status).toBe('pending');
    expect(world.list('event', ticket).at(-1)).toMatchObject({ newValue: { into: other, left: ['status'] } });
  });

  test('twice, or of a merge that was undone before the one that stands, is refused', () => {
    const world = worldOf();
    merge(world);
    world.apply(undo(world).writes ?? [], [3, 1, 9]);
    const again = (mergedBy: string) =>
      world.plan('ticket.unmerge', { ticketId: ticket, intoId: other, mergedBy }, actors.ana, {
        uid: id(1_005),
      });
    expect(again(ids.mergeUid).refusal?.code).toBe('not-found');
    world.run('ticket.merge', { ticketId: ticket, intoId: other }, actors.ana, {
      uid: id(1_004),
      mark: [2, 5, 20],
    });
    expect(again(ids.mergeUid).refusal).toMatchObject({ code: 'not-found', details: { intoId: 'apart' } });
    expect(again(id(1_004)).refusal).toBeUndefined();
    expect(again(ids.nothing).refusal?.code).toBe('not-found');
  });
});

describe('what is written on a ticket that was merged', () => {
  type Who = 'ana' | 'rita' | 'rolf';
  const say = (world: World, who: Who, { atMs = AT + HOUR_MS, internal = false, followUp = true } = {}) => {
    const args = { ticketId: ticket, id: ids.message, body: 'Still leaks', internal };
    const fresh = { id: ids.fresh, number: null };
    world.run('message.add', who === 'ana' || !followUp ? args : { ...args, followUp: fresh }, actors[who], { atMs, uid: id(1_020) }); // prettier-ignore
  };
  const said = (world: World) =>
    [ticket, other, ids.fresh].filter((at) =>
      world.list('message', at).some(({ body }) => body === 'Still leaks'),
    );

  test.each<[who: Who, status: Status, after: Status]>([
    ['rita', 'open', 'open'],
    ['rita', 'pending', 'open'],
    ['rita', 'resolved', 'open'],
    ['ana', 'pending', 'pending'],
    ['ana', 'resolved', 'resolved'],
  ])('a reply of %s stays where it is; the other, %s, is told and is %s', (who, status, after) => {
    const world = worldOf();
    merge(world);
    world.putOther(other, { status, ...times(status) });
    say(world, who);
    expect(said(world)).toEqual([ticket]);
    expect(world.ticket().status).toBe('closed');
    expect(world.ticket(other)).toMatchObject({ status: after, updatedAt: AT + HOUR_MS });
    expect(world.list('event', other).filter(({ what }) => what === 'merged-reply')).toMatchObject([
      { newValue: { ticketId: ticket, messageId: ids.message, asks: who === 'rita' }, internal: false },
    ]);
    expect(world.ticket(other).askedAt).toEqual(who === 'rita' ? [AT + HOUR_MS] : []);
  });

  test('through two merges it is read at the end', () => {
    const world = worldOf();
    merge(world, ticket, other, id(1_010));
    merge(world, other, merged, id(1_011));
    say(world, 'rita');
    expect(said(world)).toEqual([ticket]);
    expect(whats(world, merged)).toContainEqual(['merged-reply', false]);
    expect(whats(world, other)).not.toContainEqual(['merged-reply', false]);
  });

  test('a note is told of by a note', () => {
    const world = worldOf();
    merge(world);
    say(world, 'ana', { internal: true });
    expect(whats(world, other)).toContainEqual(['merged-reply', true]);
  });

  test('of another requester, written before they could know: theirs is open again, and that one’s requester learns nothing', () => {
    const world = worldOf({ other: { requesterId: ids.rolf } });
    merge(world);
    world.putOther(other, { status: 'pending', requesterId: ids.rolf });
    say(world, 'rita', { atMs: AT - HOUR_MS });
    expect(said(world)).toEqual([ticket]);
    expect([world.ticket().status, world.ticket(other).status]).toEqual(['open', 'pending']);
    expect(whats(world, other)).toEqual([['merged', true], ['merged-reply', true]]); // prettier-ignore
    expect(world.ticket(other).askedAt).toEqual([]);
  });

  test('of another requester, to whom it is a closed ticket: opens one that follows it, as ever', () => {
    const world = worldOf({ other: { requesterId: ids.rolf } });
    merge(world);
    say(world, 'rita');
    expect(said(world)).toEqual([ids.fresh]);
    expect(whats(world, other)).toEqual([['merged', true]]);
  });

  test('where that one is settled for good, it opens a ticket that follows its own', () => {
    const world = worldOf();
    merge(world);
    const days = 86_400_000 * 30;
    world.putOther(other, { status: 'resolved', resolvedAt: AT - days });
    say(world, 'rita');
    expect(said(world)).toEqual([ids.fresh]);
  });

  test('an app that knows nothing of all this is heard too', () => {
    const world = worldOf();
    merge(world);
    world.putOther(other, { status: 'pending' });
    say(world, 'rita', { followUp: false });
    expect(said(world)).toEqual([ticket]);
    expect(world.ticket(other).status).toBe('open');
  });

  test('who has opened it again has a ticket of its own', () => {
    const world = worldOf();
    merge(world);
    world.putTicket({ status: 'pending' });
    say(world, 'rita');
    expect(world.ticket().status).toBe('open');
    expect(whats(world, other)).toEqual([['merged', true]]);
  });
});

test.each(['link.add', 'ticket.merge', 'ticket.split', 'ticket.unmerge'] as const)(
  '%s: of which a delivery has brought one of its tickets only, is planned again as it was (D4)',
  (name) => {
    const plain = (): World => {
      const world = worldOf();
      world.putMessage({});
      if (name === 'ticket.unmerge') merge(world);
      return world;
    };
    const args = {
      'link.add': { ticketId: ticket, otherId: other, what: 'child-of' },
      'ticket.merge': { ticketId: ticket, intoId: other },
      'ticket.split': {
        ticketId: ticket,
        messageId: ids.said,
        id: ids.fresh,
        number: null,
        title: 'The gate',
      },
      'ticket.unmerge': { ticketId: ticket, intoId: other, mergedBy: ids.mergeUid },
    }[name];
    const plan = (world: World) =>
      world.plan(name, args as never, actors.ana, { uid: id(1_040) }).writes ?? [];
    const whole = plain();
    whole.apply(plan(whole), [3, 1, 9]);
    const at = (ref: { id: string; ticketId?: string }) => ref.ticketId ?? ref.id;
    for (const come of [ticket, other, ids.fresh]) {
      const world = plain();
      world.apply(
        plan(world).filter(({ ref }) => at(ref) === come),
        [3, 1, 9],
      );
      world.apply(plan(world), [3, 1, 9]);
      expect(world.values()).toEqual(whole.values());
    }
  },
);
