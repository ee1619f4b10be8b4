import { describe, expect, test } from 'vitest';
import { brought } from './testing/good-arguments.ts';
import { actors, AT, ids, World } from './testing/world.ts';

describe('an imported ticket', () => {
  test('an import keeps its times, is silent, and takes each tag once', () => {
    const world = new World();
    const { writes } = world.plan('ticket.import', brought, actors.admin);
    world.apply(writes ?? []);
    expect(world.ticket(ids.fresh)).toMatchObject({
      createdAt: AT - 9_000, resolvedAt: AT - 5_000, closedAt: AT - 4_000, updatedAt: AT - 4_000, firstResponseAt: AT - 8_000,
      deadline: AT - 9_000 + 168 * 3_600_000, externalSource: 'old', createdBy: ids.admin,
    }); // prettier-ignore
    expect(writes?.map((write) => write.ref.kind)).toEqual([
      'ticket',
      'message',
      'message',
      'ticketTag',
      'ticketTag',
    ]);
  });

  test('tickets of an import come before what hangs under them, and an id used twice is refused', () => {
    const [one] = brought.messages;
    const twice = { ...brought, messages: [one, { ...one, body: 'another' }] } as typeof brought;
    expect(new World().plan('ticket.import', twice, actors.admin).refusal?.code).toBe('bad-value');
  });
});
