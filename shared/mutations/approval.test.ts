import { describe, expect, test } from 'vitest';
import { must } from '../lib/must.ts';
import type { Approval } from '../model/approval.ts';
import { policyRef, type ApprovalKey } from '../model/policy.ts';
import { priorities, statuses, type Priority, type Status, type Ticket } from '../model/ticket.ts';
import { moves } from '../rules/lifecycle.ts';
import { asksAnAdmin } from './ask-approval.ts';
import type { Actor } from './plan.ts';
import type { MutationArgs } from './registry.ts';
import { made } from './testing/good-arguments.ts';
import { actors, AT, id, ids, lostTitle, World } from './testing/world.ts';

const DAY_MS = 86_400_000;
const { ticket: ticketId } = ids;

function worldWhere(policies: Partial<Record<ApprovalKey, unknown>>): World {
  const world = new World();
  for (const [key, value] of Object.entries(policies)) {
    const ref = policyRef(key as ApprovalKey);
    world.put(ref, { r: 1, n: 1, s: 1, id: ref.id, key, value });
  }
  return world;
}

const ben: Actor = { id: ids.ben, role: 'agent' };
const askedOn = (world: World, on: string = ticketId): Approval[] => world.list('approval', on);
const raise = (world: World, actor: Actor, priority: Priority = 'urgent', uid: string = ids.uid): void =>
  world.run('ticket.set-priority', { ticketId, priority }, actor, { uid });
const decide = (
  world: World,
  actor: Actor,
  decision: MutationArgs<'approval.decide'>['decision'],
  { word = null, uid = id(1002) }: { word?: string | null; uid?: string } = {},
) => {
  const approvalId = must(askedOn(world)[0], 'request').id;
  return world.plan('approval.decide', { ticketId, approvalId, decision, word }, actor, { uid });
};
const events = (world: World): unknown[] =>
  world
    .list('event', ticketId)
    .map(({ what, newValue, internal }) => [
      what,
      typeof newValue === 'object' ? (newValue as { state?: string }).state : newValue,
      internal,
    ]);

describe('raising to urgent', () => {
  const others = priorities.filter((priority) => priority !== 'urgent');
  test.each(others)('from %s is asked for by an agent, and done by an admin', (from) => {
    const world = worldWhere({ 'approve-urgent': 'yes' });
    world.putTicket({ priority: from });
    raise(world, actors.ana);
    expect(world.ticket().priority).toBe(from);
    expect(askedOn(world)).toMatchObject([
      { what: 'urgent', fromValue: from, toValue: 'urgent', byId: ids.ana, state: 'pending', public: false },
    ]);
    expect(events(world)).toEqual([['approval', 'pending', true]]);
    const admins = worldWhere({ 'approve-urgent': 'yes' });
    admins.putTicket({ priority: from });
    raise(admins, actors.admin);
    expect([admins.ticket().priority, askedOn(admins)]).toEqual(['urgent', []]);
  });

  test.each([undefined, 'no', 17, 'perhaps'])('is done where the tenant has chosen %j', (value) => {
    const world = worldWhere({ 'approve-urgent': value });
    raise(world, actors.ana);
    expect([world.ticket().priority, askedOn(world)]).toEqual(['urgent', []]);
  });

  test('lowering, and keeping what is urgent, asks nobody', () => {
    const world = worldWhere({ 'approve-urgent': 'yes' });
    world.putTicket({ priority: 'urgent' });
    raise(world, actors.ana);
    raise(world, actors.ana, 'low', id(1003));
    expect([world.ticket().priority, askedOn(world)]).toEqual(['low', []]);
  });

  test('a wish that waits already is not uttered twice; one that was rejected may be uttered again', () => {
    const world = worldWhere({ 'approve-urgent': 'yes' });
    raise(world, actors.ana);
    raise(world, ben, 'urgent', id(1003));
    expect(askedOn(world)).toHaveLength(1);
    expect(world.list('event', ticketId).map(({ actorId }) => actorId)).toEqual([ids.ana, ids.ben]);
    world.apply(must(decide(world, actors.admin, 'reject', { word: 'No.' }).writes, 'writes'));
    raise(world, actors.ana, 'urgent', id(1004));
    expect(askedOn(world).map(({ state }) => state)).toEqual(['rejected', 'pending']);
  });

  test('a wish joins no request that nobody can grant any more: that is overtaken, and there is a new one', () => {
    const world = worldWhere({ 'approve-urgent': 'yes' });
    raise(world, actors.ana);
    raise(world, actors.ana, 'high', id(1003));
    raise(world, ben, 'urgent', id(1004));
    expect(askedOn(world)).toMatchObject([
      { fromValue: 'medium', byId: ids.ana, state: 'overtaken', decidedById: null, decidedAt: AT },
      { fromValue: 'high', byId: ids.ben, state: 'pending', decidedAt: null },
    ]);
    // Who wants it too joins the one that lives, and what is asked for can be granted.
    raise(world, actors.ana, 'urgent', id(1005));
    expect(askedOn(world).map(({ state }) => state)).toEqual(['overtaken', 'pending']);
    const approvalId = must(askedOn(world)[1], 'request').id;
    const args = { ticketId, approvalId, decision: 'approve', word: null } as const;
    world.run('approval.decide', args, actors.admin, { uid: id(1006) });
    expect([world.ticket().priority, askedOn(world)[1]?.state]).toEqual(['urgent', 'approved']);
  });

  test('a request whose priority has come back to what it was is joined again', () => {
    const world = worldWhere({ 'approve-urgent': 'yes' });
    raise(world, actors.ana);
    raise(world, actors.ana, 'high', id(1003));
    raise(world, actors.ana, 'medium', id(1004));
    raise(world, ben, 'urgent', id(1005));
    expect(askedOn(world)).toMatchObject([{ byId: ids.ana, state: 'pending' }]);
  });

  test('two who ask anew at once make one request, whichever comes first', () => {
    const seen = worldWhere({ 'approve-urgent': 'yes' });
    raise(seen, actors.ana);
    raise(seen, actors.ana, 'high', id(1003));
    const plans = [actors.ana, ben].map((actor, i) =>
      seen.plan('ticket.set-priority', { ticketId, priority: 'urgent' }, actor, { uid: id(1004 + i) }),
    );
    const made = plans.map(({ writes = [] }) =>
      writes.flatMap(({ op, ref }) => (op === 'insert' ? ref : [])),
    );
    const requests = made.map((refs) => refs.find(({ kind }) => kind === 'approval')?.id);
    expect(requests[0]).toBe(requests[1]);
    expect(plans.map(({ writes = [] }) => asksAnAdmin(writes))).toEqual([true, true]);
  });

  test('who asks, and who joins in, is asking; who decides, or takes back, is not', () => {
    const world = worldWhere({ 'approve-urgent': 'yes' });
    const asks = (actor: Actor, uid: string) => {
      const args = { ticketId, priority: 'urgent' } as const;
      const { writes = [] } = world.plan('ticket.set-priority', args, actor, { uid });
      world.apply(writes);
      return asksAnAdmin(writes);
    };
    expect([asks(actors.ana, ids.uid), asks(ben, id(1003))]).toEqual([true, true]);
    for (const [actor, decision] of [[actors.admin, 'reject'], [actors.ana, 'withdraw']] as const)
      expect(asksAnAdmin(must(decide(world, actor, decision).writes, 'writes'))).toBe(false);
  }); // prettier-ignore

  test.each([actors.ana, actors.rita])(
    'a ticket made as urgent is high until there is a word ($role)',
    (actor) => {
      const world = worldWhere({ 'approve-urgent': 'yes' });
      const args = { ...made, id: ids.fresh, priority: 'urgent', assigneeId: null, teamId: null } as const;
      world.run('ticket.create', { ...args, requesterId: ids.rita }, actor);
      expect(world.ticket(ids.fresh)).toMatchObject({ priority: 'high', deadline: AT + DAY_MS });
      expect(askedOn(world, ids.fresh)).toMatchObject([
        // Its requester sees what they asked for themselves.
        { fromValue: 'high', toValue: 'urgent', byId: actor.id, public: actor.id === ids.rita },
      ]);
    },
  );
});

describe('moves', () => {
  const answered = AT - 500;
  const both = { 'approve-unanswered': 'yes', 'approve-reopened': 30 };
  const long = AT - 31 * DAY_MS;
  test.each<[from: Status, to: Status, over: object, asked: string | null]>([
    ['open', 'resolved', {}, 'unanswered'],
    ['escalated', 'resolved', {}, 'unanswered'],
    ['open', 'resolved', { firstResponseAt: answered }, null],
    ['open', 'pending', {}, null],
    ['resolved', 'closed', { resolvedAt: AT - 1 }, null],
    ['resolved', 'open', { resolvedAt: long }, 'reopened'],
    ['resolved', 'open', { resolvedAt: AT - 30 * DAY_MS }, null],
    ['closed', 'open', { resolvedAt: long, closedAt: long }, 'reopened'],
    // Closing it lately does not make what was resolved long ago any younger.
    ['closed', 'open', { resolvedAt: long, closedAt: AT - DAY_MS }, 'reopened'],
    ['closed', 'open', { resolvedAt: AT - 2 * DAY_MS, closedAt: AT - DAY_MS }, null],
    ['closed', 'open', { resolvedAt: null, closedAt: long }, 'reopened'],
  ])('%s → %s, %j: %s', (from, to, over, asked) => {
    const world = worldWhere(both);
    world.putTicket({ status: from, ...over });
    world.run('ticket.move', { ticketId, to, reason: 'because' }, actors.ana);
    expect(world.ticket().status).toBe(asked ? from : to);
    expect(askedOn(world).map((one) => [one.what, one.reason])).toEqual(asked ? [[asked, 'because']] : []);
  });

  test('its requester confirms, and opens it again, without asking anybody', () => {
    const world = worldWhere({ ...both, 'approve-reopened': 0 });
    world.putTicket({ status: 'resolved', resolvedAt: AT - 6 * DAY_MS });
    world.run('ticket.move', { ticketId, to: 'open', reason: null }, actors.rita);
    expect([world.ticket().status, askedOn(world)]).toEqual(['open', []]);
  });

  test('nothing is asked for that could not be done', () => {
    const world = worldWhere(both);
    world.putTicket({ status: 'closed', closedAt: long });
    const plan = world.plan('ticket.move', { ticketId, to: 'open', reason: null }, actors.ana);
    expect(plan.refusal?.code).toBe('reason-needed');
  });

  test.each(statuses)('an admin’s move to %s needs no word', (to) => {
    const world = worldWhere({ ...both, 'approve-reopened': 0 });
    for (const from of statuses) {
      world.putTicket({ status: from, resolvedAt: long, closedAt: long });
      const { writes, refusal } = world.plan(
        'ticket.move',
        { ticketId, to, reason: 'because' },
        actors.admin,
      );
      const isMove = from === to || moves.some((move) => move.from === from && move.to === to);
      expect(refusal?.code).toBe(isMove ? undefined : 'move-not-allowed');
      expect(writes?.some(({ ref }) => ref.kind === 'approval') ?? false).toBe(false);
    }
  });
});

describe('a merge', () => {
  const merge = (world: World, actor: Actor) =>
    world.plan('ticket.merge', { ticketId, intoId: ids.other }, actor);
  const both: Partial<Ticket> = { status: 'open', requesterId: ids.rita };
  test.each<[ticket: Partial<Ticket>, into: Partial<Ticket>, may: boolean]>([
    // The same person's: they are answered in the other.
    [{}, {}, true],
    [{}, { status: 'resolved', firstResponseAt: AT - 1 }, true],
    [{}, { status: 'resolved' }, false],
    // Another's: they see nothing of the other.
    [{}, { requesterId: ids.rolf }, false],
    [{}, { requesterId: ids.rolf, firstResponseAt: AT - 1 }, false],
    [{ firstResponseAt: AT - 1 }, { requesterId: ids.rolf }, true],
    [{ status: 'resolved', resolvedAt: AT - 1 }, { requesterId: ids.rolf }, true],
  ])('of %j into %j, unanswered tickets needing a word: %j', (ticket, into, may) => {
    const world = worldWhere({ 'approve-unanswered': 'yes' });
    world.putTicket({ ...both, ...ticket });
    world.putOther(ids.other, into);
    expect(merge(world, actors.ana).refusal?.code).toBe(may ? undefined : 'not-allowed');
    expect(merge(world, actors.admin).refusal).toBeUndefined();
  });

  test('is free where the tenant wants no word for it', () => {
    const world = worldWhere({ 'approve-unanswered': 'no' });
    world.putTicket(both);
    world.putOther(ids.other, { requesterId: ids.rolf });
    expect(merge(world, actors.ana).refusal).toBeUndefined();
  });

  test('is undone after any time: it opens nothing that something else had settled', () => {
    const world = worldWhere({ 'approve-reopened': 0 });
    world.putTicket({ ...both, status: 'resolved', resolvedAt: AT - 40 * DAY_MS });
    world.putOther(ids.other);
    world.run('ticket.merge', { ticketId, intoId: ids.other }, actors.ana);
    const args = { ticketId, intoId: ids.other, mergedBy: ids.uid };
    world.run('ticket.unmerge', args, actors.ana, { uid: id(1003), atMs: AT + 40 * DAY_MS });
    expect([world.ticket().status, askedOn(world)]).toEqual(['resolved', []]);
  });
});

describe('the decision', () => {
  function asked(): World {
    const world = worldWhere({ 'approve-urgent': 'yes' });
    raise(world, actors.ana);
    return world;
  }

  test('approved: it is done, under the name of whoever approved', () => {
    const world = asked();
    world.apply(must(decide(world, actors.admin, 'approve').writes, 'writes'));
    expect(world.ticket().priority).toBe('urgent');
    expect(askedOn(world)).toMatchObject([{ state: 'approved', decidedById: ids.admin, decidedAt: AT }]);
    expect(world.list('event', ticketId).map(({ what, actorId }) => [what, actorId])).toEqual([
      ['approval', ids.ana],
      ['priority', ids.admin],
      ['approval', ids.admin],
    ]);
    // Planned again on its own result it changes nothing; decided again it is refused.
    expect(decide(world, actors.admin, 'approve').writes).toEqual([]);
    expect(decide(world, actors.admin, 'reject', { uid: id(1005) }).refusal).toMatchObject({
      code: 'already-decided',
      message: 'This has been approved already.',
    });
  });

  test.each(['reject', 'approve'] as const)('%s: with a word', (decision) => {
    const world = asked();
    world.apply(must(decide(world, actors.admin, decision, { word: 'As said.' }).writes, 'writes'));
    expect(askedOn(world)[0]?.word).toBe('As said.');
    expect(world.list('event', ticketId).at(-1)?.reason).toBe('As said.');
    expect(world.ticket().priority).toBe(decision === 'approve' ? 'urgent' : 'medium');
  });

  test('what has changed since it was asked for stays as it is, and the request says so', () => {
    const world = asked();
    raise(world, actors.ana, 'low', id(1003));
    world.apply(must(decide(world, actors.admin, 'approve').writes, 'writes'));
    expect([world.ticket().priority, askedOn(world)[0]?.state]).toEqual(['low', 'overtaken']);
  });

  test('a move that cannot be made any more is overtaken too', () => {
    const world = worldWhere({ 'approve-unanswered': 'yes' });
    world.putTicket({ status: 'open' });
    world.run('ticket.move', { ticketId, to: 'resolved', reason: null }, actors.ana);
    world.putTicket({ status: 'closed', closedAt: AT });
    world.apply(must(decide(world, actors.admin, 'approve').writes, 'writes'));
    expect([world.ticket().status, askedOn(world)[0]?.state]).toEqual(['closed', 'overtaken']);
  });

  test.each([
    [actors.ana, 'approve', 'not-allowed'],
    [actors.ana, 'reject', 'not-allowed'],
    [actors.rita, 'approve', 'not-allowed'],
    [actors.rolf, 'approve', 'not-found'],
    [{ id: ids.ben, role: 'agent' }, 'withdraw', 'not-found'],
    [actors.admin, 'withdraw', 'not-found'],
    [actors.rita, 'withdraw', 'not-found'],
  ] as const)('%j may not %s: %s', (actor, decision, code) => {
    expect(decide(asked(), actor, decision).refusal?.code).toBe(code);
  });

  test('whoever asked takes it back', () => {
    const world = asked();
    world.apply(must(decide(world, actors.ana, 'withdraw').writes, 'writes'));
    expect([world.ticket().priority, askedOn(world)[0]?.state]).toEqual(['medium', 'withdrawn']);
  });
});

test('a value that was lost and is wanted back is asked for as well, and joins who asks for it already (M5)', () => {
  const world = worldWhere({ 'approve-urgent': 'yes' });
  const lostValue = { priority: 'urgent' };
  const lost = { ...lostTitle(ids.ana), register: 'priority', lostValue };
  world.put({ kind: 'conflict', id: ids.conflict }, lost);
  const restore = {
    conflictId: ids.conflict,
    ticketId,
    choice: 'restore' as const,
    write: { name: 'ticket.set-priority' as const, args: { ticketId, priority: 'urgent' as const } },
  };
  raise(world, ben, 'urgent', id(1003));
  expect(askedOn(world)).toHaveLength(1);
  const plan = world.plan('conflict.resolve', restore, actors.ana, { uid: id(1004) });
  expect(plan.refusal).toBeUndefined();
  expect(asksAnAdmin(must(plan.writes, 'writes'))).toBe(true);
  world.apply(must(plan.writes, 'writes'));
  expect(world.ticket().priority).not.toBe('urgent');
  expect(askedOn(world)).toMatchObject([{ state: 'pending', byId: ids.ben }]);
});
