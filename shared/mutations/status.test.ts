import { describe, expect, test } from 'vitest';
import type { Role } from '../model/directory.ts';
import { policyRef } from '../model/policy.ts';
import { statuses, type Status } from '../model/ticket.ts';
import { AT, ids, World } from './testing/world.ts';

// product.md, Lifecycle, written down a second time: from → to, and whether the requester may do it on their own.
const allowed: Record<Status, Partial<Record<Status, 'staff' | 'everybody'>>> = {
  new: { open: 'staff', pending: 'staff', resolved: 'staff', escalated: 'staff' },
  open: { pending: 'staff', resolved: 'staff', escalated: 'staff' },
  pending: { open: 'staff', resolved: 'staff', escalated: 'staff' },
  escalated: { open: 'staff', pending: 'staff', resolved: 'staff' },
  resolved: { open: 'everybody', closed: 'everybody' },
  closed: { open: 'staff' },
};

interface Case {
  who: string;
  role: Role;
  personId: string;
  from: Status;
  to: Status;
  reason: string | null;
  expected: string;
}

const people: [who: string, role: Role, personId: string][] = [
  ['an admin', 'admin', ids.admin],
  ['an agent', 'agent', ids.ana],
  ['the requester', 'user', ids.rita],
  ['another requester', 'user', ids.rolf],
];

function expectedOf(role: Role, own: boolean, from: Status, to: Status, reason: string | null): string {
  if (role === 'user' && !own) return 'not-found';
  if (from === to) return role === 'user' ? 'nothing' : 'set only';
  const needs = allowed[from][to];
  if (!needs) return 'move-not-allowed';
  if (needs === 'staff' && role === 'user') return 'not-allowed';
  if (from === 'closed' && !reason?.trim()) return 'reason-needed';
  return 'moved';
}

const cases: Case[] = people.flatMap(([who, role, personId]) =>
  statuses.flatMap((from) =>
    statuses.flatMap((to) =>
      [null, '  ', 'because'].map((reason) => {
        const expected = expectedOf(role, personId === ids.rita, from, to, reason);
        return { who, role, personId, from, to, reason, expected };
      }),
    ),
  ),
);

const times = (status: Status) => ({
  resolvedAt: status === 'resolved' || status === 'closed' ? AT - 500 : null,
  closedAt: status === 'closed' ? AT - 400 : null,
});

/** What was done, by what was written. */
const outcomes: Record<string, string> = {
  '': 'nothing',
  'set ticket': 'set only',
  'set ticket,insert event': 'moved',
};

const after = (to: Status) => ({
  status: to,
  resolvedAt: to === 'resolved' ? AT : to === 'closed' ? AT - 500 : null,
  closedAt: to === 'closed' ? AT : null,
  updatedAt: AT,
});

describe('ticket.move: every role × from × to × reason', () => {
  test.each(cases)(
    '$who: $from → $to, reason $reason: $expected',
    ({ role, personId, from, to, reason, expected }) => {
      const world = new World();
      world.putTicket({ status: from, ...times(from) });
      const plan = world.plan('ticket.move', { ticketId: ids.ticket, to, reason }, { id: personId, role });
      const writes = plan.writes ?? [];
      const outcome =
        plan.refusal?.code ?? outcomes[writes.map((write) => `${write.op} ${write.ref.kind}`).join()];
      expect(outcome).toBe(expected);
      world.apply(writes);
      expect(world.ticket()).toMatchObject(
        outcome === 'moved' ? after(to) : { status: from, ...times(from) },
      );
      const [, event] = writes as [unknown, { row: object }?];
      const happened = {
        what: 'status',
        actorId: personId,
        oldValue: from,
        newValue: to,
        reason,
        internal: false,
      };
      expect({ ...event?.row }).toMatchObject(outcome === 'moved' ? { ...happened, createdAt: AT } : {});
    },
  );

  // What stands, by whom it was closed, and how long after the move was made.
  test.each([
    ['the server', 1, 'the requester', ids.rita, 'user', 1, 'resolved'],
    ['the server', 1, 'an agent', ids.ana, 'agent', 1, 'resolved'],
    ['the server', 1, 'the requester', ids.rita, 'user', 0, 'not-allowed'],
    ['the server', 1, 'an agent', ids.ana, 'agent', 0, 'reason-needed'],
    ['a person', 7, 'the requester', ids.rita, 'user', 1, 'not-allowed'],
    ['a person', 7, 'an agent', ids.ana, 'agent', 1, 'reason-needed'],
  ] as const)(
    'closed by %s (replica %i), reopened by %s (%s, %s) %i ms before: %s (L3)',
    (_, replica, __, personId, role, laterMs, expected) => {
      const world = new World();
      const closed = { status: 'closed', resolvedAt: AT - 500, closedAt: AT + laterMs } as const;
      world.putTicket({ ...closed, over: { status: [replica, 9, 9] } });
      const args = { ticketId: ids.ticket, to: 'open', reason: null } as const;
      const plan = world.plan('ticket.move', args, { id: personId, role });
      world.apply(plan.writes ?? []);
      const event = plan.writes?.find(({ op }) => op === 'insert') as
        { row: { oldValue: unknown } } | undefined;
      expect(plan.refusal?.code ?? event?.row.oldValue).toBe(expected);
      expect(world.ticket().status).toBe(expected === 'resolved' ? 'open' : 'closed');
    },
  );

  // How long ago it was resolved, by days that the tenant has chosen: 7 unless it says otherwise.
  test.each(
    people.slice(0, 3).flatMap(([who, role, personId]) =>
      ([
        [undefined, 7, 0, true],
        [undefined, 7, 1, false],
        [0, 0, 0, true],
        [0, 0, 1, false],
        [30, 30, 0, true],
        [30, 8, 0, true],
        [30, 30, 1, false],
        ['soon', 7, 1, false],
      ] as const).map(([policy, days, moreMs, inTime]) => ({ who, role, personId, policy, days, moreMs, opens: inTime || role !== 'user' })),
    ),
  )('$who opens what was resolved $days days and $moreMs ms ago, by days of $policy: $opens', ({ role, personId, policy, days, moreMs, opens }) => {
    const world = new World();
    const ref = policyRef('reopen-days');
    if (policy !== undefined) world.put(ref, { r: 1, n: 1, s: 1, id: ref.id, key: 'reopen-days', value: policy });
    const resolvedAt = AT - days * 86_400_000 - moreMs;
    world.putTicket({ status: 'resolved', resolvedAt });
    const args = { ticketId: ids.ticket, to: 'open', reason: null } as const;
    const plan = world.plan('ticket.move', args, { id: personId, role });
    expect(plan.refusal?.code).toBe(opens ? undefined : 'move-not-allowed');
    expect(plan.refusal?.message ?? '').toMatch(opens ? /^$/ : /solved too long ago .* opens a new ticket/);
    // What is solved may be put away after any time, and a slip taken back.
    world.run('ticket.move', { ...args, to: 'closed' }, { id: personId, role });
    const eventIds = world.list('event', ids.ticket).map(({ id }) => id);
    world.run('ticket.move-back', { ticketId: ids.ticket, eventIds }, { id: personId, role }, { uid: ids.nothing });
    expect(world.ticket()).toMatchObject({ status: 'resolved', resolvedAt });
  }); // prettier-ignore

  test('what the server has closed since counts as it was for its requester, by the same days (L3)', () => {
    const world = new World();
    const closed = { status: 'closed', resolvedAt: AT - 8 * 86_400_000, closedAt: AT + 1 } as const;
    world.putTicket({ ...closed, over: { status: [1, 9, 9] } });
    const args = { ticketId: ids.ticket, to: 'open', reason: null } as const;
    const plan = world.plan('ticket.move', args, { id: ids.rita, role: 'user' });
    expect(plan.refusal?.message).toMatch(/too long ago/);
  });

  test('the table has every case once', () => {
    expect(cases).toHaveLength(4 * 6 * 6 * 3);
    expect(cases.filter((one) => one.expected === 'moved')).not.toHaveLength(0);
  });
});
