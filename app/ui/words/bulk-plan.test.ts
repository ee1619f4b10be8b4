import { describe, expect, test } from 'vitest';
import { must } from '../../../shared/lib/must.ts';
import { isActive, priorities, statuses } from '../../../shared/model/ticket.ts';
import { parseMutation } from '../../../shared/mutations/parse.ts';
import { moves } from '../../../shared/rules/lifecycle.ts';
import { currentVersion } from '../../../shared/mutations/registry.ts';
import { actors, AT, ids, World } from '../../../shared/mutations/testing/world.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { statusLabels } from './labels.ts';
import { needsReason, planBulk, type BulkAction, type BulkActor } from './bulk-plan.ts';

/** Ana, who sees everything; Ben sees no ticket without a team. */
const ana: BulkActor = {
  id: ids.ana,
  worksOn: (personId, teamId) => personId !== ids.ben || teamId !== null,
  nameOf: (personId) => (personId === ids.ben ? 'Ben' : 'Somebody'),
};

function ticketWith(over: Partial<TicketSummary>): { world: World; ticket: TicketSummary } {
  const world = new World();
  const { tagIds = [], ...row } = over;
  world.putTicket(row);
  for (const id of tagIds)
    world.put(
      { kind: 'ticketTag', id, ticketId: ids.ticket },
      { r: 1, n: 1, s: 1, ticketId: ids.ticket, id, removed: false },
    );
  return {
    world,
    ticket: { ...world.ticket(), tagIds, values: [], activityAt: AT, waiting: 0, refused: 0, asked: 0 },
  };
}

/** Does what is planned for one ticket, as the device and the server would; answers the ticket, or why not. */
function outcome(over: Partial<TicketSummary>, action: BulkAction): object | string {
  const { world, ticket } = ticketWith(over);
  const plan = planBulk([ticket], action, ana);
  if (plan.same) return 'same';
  if (plan.cannot.length) return must(plan.cannot[0], 'reason').why;
  let n = 10;
  for (const { name, args } of plan.changes) {
    expect(parseMutation(name, currentVersion(name), args).refusal).toBeUndefined();
    const done = world.plan(name, args, actors.ana, { atMs: AT + n });
    expect(done.refusal).toBeUndefined();
    world.apply(done.writes ?? [], [2, (n += 1), n]);
  }
  const tags = world.list('ticketTag', ids.ticket).filter(({ removed }) => !removed);
  return { ...world.ticket(), tagIds: tags.map(({ id }) => id) };
}

/** What an outcome has to be: these words, or a ticket with at least this. */
const like = (expected: object | string): unknown =>
  typeof expected === 'string' ? expected : expect.objectContaining(expected);

describe('what is done to each of many', () => {
  test.each<[string, Partial<TicketSummary>, BulkAction, object | string]>([
    ['given to Ben', { teamId: ids.team }, { what: 'assignee', personId: ids.ben }, { assigneeId: ids.ben, teamId: ids.team, status: 'new' }],
    ['given to whoever would not see it', {}, { what: 'assignee', personId: ids.ben }, 'Ben does not see the tickets of its team.'],
    ['given to whoever has it', { assigneeId: ids.admin }, { what: 'assignee', personId: ids.admin }, 'same'],
    ['taken, which opens it', {}, { what: 'assignee', personId: ids.ana }, { assigneeId: ids.ana, status: 'open' }],
    ['taken by whoever has it, while it is new', { assigneeId: ids.ana }, { what: 'assignee', personId: ids.ana }, { status: 'open' }],
    ['taken by whoever has it', { assigneeId: ids.ana, status: 'open' }, { what: 'assignee', personId: ids.ana }, 'same'],
    ['given to oneself when it is settled', { status: 'resolved', resolvedAt: AT }, { what: 'assignee', personId: ids.ana }, { assigneeId: ids.ana, status: 'resolved' }],
    ['taken from everybody', { assigneeId: ids.ben, teamId: ids.team }, { what: 'assignee', personId: null }, { assigneeId: null, teamId: ids.team }],
    ['given to a team', { assigneeId: ids.ana }, { what: 'team', teamId: ids.team }, { assigneeId: ids.ana, teamId: ids.team }],
    ['taken from a team whose member would not see it any more', { assigneeId: ids.ben, teamId: ids.team }, { what: 'team', teamId: null }, { assigneeId: null, teamId: null }],
    ['given to the team that has it', { teamId: ids.team }, { what: 'team', teamId: ids.team }, 'same'],
    ['closed from new', {}, { what: 'status', to: 'closed', reason: null }, { status: 'closed' }],
    ['closed', { status: 'resolved', resolvedAt: AT }, { what: 'status', to: 'closed', reason: null }, { status: 'closed', resolvedAt: AT }],
    ['closed twice', { status: 'closed', closedAt: AT, resolvedAt: AT }, { what: 'status', to: 'closed', reason: null }, 'same'],
    ['restored', { status: 'closed', closedAt: AT, resolvedAt: AT }, { what: 'status', to: 'open', reason: 'again' }, { status: 'open' }],
    ['pending from resolved', { status: 'resolved', resolvedAt: AT }, { what: 'status', to: 'pending', reason: null }, 'It is Resolved, and cannot go from there to Pending.'],
    ['made urgent', {}, { what: 'priority', priority: 'urgent' }, { priority: 'urgent' }],
    ['left urgent', { priority: 'urgent' }, { what: 'priority', priority: 'urgent' }, 'same'],
    ['tagged', {}, { what: 'tag-add', tagId: ids.tag }, { tagIds: [ids.tag] }],
    ['tagged as it is', { tagIds: [ids.tag] }, { what: 'tag-add', tagId: ids.tag }, 'same'],
    ['freed of a tag', { tagIds: [ids.tag] }, { what: 'tag-remove', tagId: ids.tag }, { tagIds: [] }],
    ['freed of a tag it has not', {}, { what: 'tag-remove', tagId: ids.tag }, 'same'],
  ])('%s', (_, over, action, expected) => {
    const done = outcome(over, action);
    expect(done).toEqual(like(expected));
  }); // prettier-ignore

  test('a ticket with all the tags it can carry gets no further one', () => {
    const { ticket } = ticketWith({});
    const full = { ...ticket, tagIds: Array.from({ length: 10 }, (_, i) => `t${i}`) };
    const { cannot, changes } = planBulk([full], { what: 'tag-add', tagId: ids.tag }, ana);
    expect([cannot.length, changes.length]).toEqual([1, 0]);
  });

  test('tickets are counted, not changes', () => {
    const { ticket } = ticketWith({});
    const tickets = [ticket, { ...ticket, id: ids.fresh }];
    const plan = planBulk(tickets, { what: 'status', to: 'closed', reason: null }, ana);
    expect([plan.tickets, plan.changes.length]).toEqual([2, 4]);
  });
});

describe('every way the lifecycle has', () => {
  const pairs = statuses.flatMap((from) => statuses.map((to) => [from, to] as const));
  test.each(pairs.filter(([from, to]) => from !== to))(
    'from %s to %s is gone, or said not to be',
    (from, to) => {
      const settled = from === 'resolved' || from === 'closed';
      const over = { status: from, resolvedAt: settled ? AT : null, closedAt: from === 'closed' ? AT : null };
      const done = outcome(over, { what: 'status', to, reason: 'because' });
      const direct = moves.some((move) => move.from === from && move.to === to);
      const goes = direct || (to === 'closed' && isActive(from));
      const stays = `It is ${statusLabels[from]}, and cannot go from there to ${statusLabels[to]}.`;
      expect(done).toEqual(like(goes ? { status: to } : stays));
    },
  );

  test('only what was closed asks for a reason', () => {
    const all = statuses.map((status) => ({ ...ticketWith({}).ticket, status }));
    expect(needsReason(all, 'open')).toBe(true);
    expect(
      needsReason(
        all.filter(({ status }) => status !== 'closed'),
        'open',
      ),
    ).toBe(false);
    expect(needsReason(all, 'resolved')).toBe(false);
  });

  test.each(priorities)('%s is a priority that can be given', (priority) => {
    const other = priority === 'low' ? 'high' : 'low';
    expect(outcome({ priority: other }, { what: 'priority', priority })).toMatchObject({ priority });
  });
});
