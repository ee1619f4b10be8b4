import { expect, test } from 'vitest';
import { statuses, type Status } from '../model/ticket.ts';
import { closesAt, moveOf, moves, nextStatuses, replyLeadsTo, statusRegister } from './lifecycle.ts';
import { drawing } from './testing/lifecycle-drawing.ts';

test('the moves of product.md, and no other', () => {
  const listed = moves.map(({ from, to }) => `${from} → ${to}`).sort();
  expect(listed).toEqual(
    [
      'new → open', 'new → pending', 'new → resolved', 'open → pending', 'pending → open', 'open → resolved',
      'pending → resolved', 'resolved → open', 'resolved → closed', 'new → escalated', 'open → escalated',
      'pending → escalated', 'escalated → open', 'escalated → pending', 'escalated → resolved', 'closed → open',
    ].sort(),
  ); // prettier-ignore
  expect(moves.filter((move) => move.reason).map(({ from, to }) => `${from} → ${to}`)).toEqual([
    'closed → open',
  ]);
});

test.each(statuses)('%s: the next statuses are those there is a move to', (from) => {
  expect(nextStatuses(from)).toEqual(
    statuses.filter((to) => moves.some((move) => move.from === from && move.to === to)),
  );
  expect(moveOf(from, from)).toBeUndefined();
});

test.each(statuses)('the register after a move to %s has the times of that status and no other', (to) => {
  for (const resolvedAt of [null, 5]) {
    const register = statusRegister({ resolvedAt }, to, 9);
    expect(register).toEqual({
      status: to,
      resolvedAt: to === 'resolved' ? 9 : to === 'closed' ? (resolvedAt ?? 9) : null,
      closedAt: to === 'closed' ? 9 : null,
    });
  }
});

const DAY = 86_400_000;
// The reply was written at day 100; a tenant of seven days.
const replies: [status: Status, resolved: number | null, closed: number | null, leadsTo: string][] = [
  ['new', null, null, 'stays'],
  ['open', null, null, 'stays'],
  ['escalated', null, null, 'stays'],
  ['pending', null, null, 'reopens'],
  ['resolved', 99, null, 'reopens'],
  ['resolved', 93, null, 'reopens'],
  ['resolved', 92.999, null, 'follow-up'],
  // Written before it was resolved, and brought later.
  ['resolved', 101, null, 'reopens'],
  ['closed', 99, 99.5, 'follow-up'],
  ['closed', 99, 100, 'follow-up'],
  // Written before it was closed, and brought later: then it was not closed for its author.
  ['closed', 99, 100.001, 'reopens'],
  ['closed', 92, 100.001, 'follow-up'],
  // Imported without a time of its resolution.
  ['closed', null, 100.001, 'reopens'],
  ['closed', null, null, 'reopens'],
];

test.each(replies)(
  'a reply to what is %s (resolved day %s, closed day %s) %s',
  (status, resolved, closed, leadsTo) => {
    const at = (day: number | null) => (day === null ? null : day * DAY);
    const ticket = { status, resolvedAt: at(resolved), closedAt: at(closed) };
    expect(replyLeadsTo(ticket, 100 * DAY, 7)).toBe(leadsTo);
  },
);

test('a tenant that gives no days has every reply to a settled ticket open another', () => {
  const ticket = { status: 'resolved' as const, resolvedAt: 100 * DAY, closedAt: null };
  expect(replyLeadsTo(ticket, 100 * DAY + 1, 0)).toBe('follow-up');
  expect(replyLeadsTo(ticket, 100 * DAY, 0)).toBe('reopens');
});

test('a resolved ticket closes itself after the tenant’s days', () => {
  expect(closesAt(100 * DAY, 7)).toBe(107 * DAY);
});

test('the drawing in the docs is that of the table', async () => {
  await expect(drawing()).toMatchFileSnapshot('../../docs/lifecycle.md');
});
