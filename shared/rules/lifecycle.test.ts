import { expect, test } from 'vitest';
import { statuses } from '../model/ticket.ts';
import { moveOf, moves, nextStatuses, statusRegister } from './lifecycle.ts';

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
