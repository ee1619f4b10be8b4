import { expect, test } from 'vitest';
import type { Told } from '../../queries/notices.ts';
import { inInboxOrder } from './inbox-order.ts';

const told = (id: string, at: number, readAt: number | null): Told =>
  ({ notice: { id, at, readAt }, ticketTitle: null, ticketNumber: null }) as unknown as Told;

test('what nobody has read stands above what was read before, however long ago it was done', () => {
  const all = [
    told('read', 90, 95),
    told('late', 10, null),
    told('just read', 20, 100),
    told('new', 80, null),
  ];
  expect(inInboxOrder(all, 100).map(({ notice }) => notice.id)).toEqual(['new', 'just read', 'late', 'read']);
  expect(inInboxOrder(all, 101).map(({ notice }) => notice.id)).toEqual(['new', 'late', 'read', 'just read']);
});
