import { expect, test } from 'vitest';
import { actors, AT, ids, World } from './testing/world.ts';

const { ticket: ticketId } = ids;

test('a priority moves the deadline from the time of creation', () => {
  const world = new World();
  world.apply(world.plan('ticket.set-priority', { ticketId, priority: 'urgent' }, actors.ana).writes ?? []);
  expect(world.ticket()).toMatchObject({ priority: 'urgent', deadline: AT - 1000 + 4 * 3_600_000 });
});
