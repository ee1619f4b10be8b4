import { describe, expect, test } from 'vitest';
import { must } from '../lib/must.ts';
import { eventId } from '../model/derived-id.ts';
import { policyRef } from '../model/policy.ts';
import type { Priority } from '../model/ticket.ts';
import type { Mark } from '../model/versioned.ts';
import { TAKE_BACK_MS } from '../rules/lifecycle.ts';
import type { Actor } from './plan.ts';
import { currentVersion, findMutation } from './registry.ts';
import { actors, AT, id, ids, World } from './testing/world.ts';
import { inversesOf } from './undo.ts';

const { ticket: ticketId } = ids;

test('a priority moves the deadline from the time of creation', () => {
  const world = new World();
  world.apply(world.plan('ticket.set-priority', { ticketId, priority: 'urgent' }, actors.ana).writes ?? []);
  expect(world.ticket()).toMatchObject({ priority: 'urgent', deadline: AT - 1000 + 4 * 3_600_000 });
});

describe('where urgent needs a word, taking back one’s own slip (D11)', () => {
  const slip = id(2_001);
  const ben: Actor = { id: ids.ben, role: 'agent' };

  /** A ticket that was as urgent as `from` and has been lowered by Ana, by mistake. */
  function lowered(from: Priority = 'urgent'): World {
    const world = new World();
    const ref = policyRef('approve-urgent');
    world.put(ref, { r: 1, n: 1, s: 1, id: ref.id, key: 'approve-urgent', value: 'yes' });
    world.putTicket({ priority: from });
    set(world, 'low', actors.ana, slip, [3, 1, 3]);
    return world;
  }

  function set(world: World, priority: Priority, actor: Actor, uid: string, mark: Mark): void {
    world.run('ticket.set-priority', { ticketId, priority }, actor, { uid, mark });
  }

  interface Told {
    actor?: Actor;
    priority?: Priority;
    takesBack?: string;
    afterMs?: number;
  }

  function back(world: World, { actor = actors.ana, priority = 'urgent', takesBack = eventId(slip), afterMs = 1_000 }: Told = {}) {
    const args = { ticketId, priority, takesBack };
    world.run('ticket.set-priority', args, actor, { uid: id(2_009), atMs: AT + afterMs, mark: [9, 1, 9] });
    const { priority: stands, deadline } = world.ticket();
    return { stands, asked: world.list('approval', ticketId).length, deadline };
  } // prettier-ignore

  test('asks nobody: it is again what it was, and the timeline says so', () => {
    const world = lowered();
    expect(back(world)).toEqual({ stands: 'urgent', asked: 0, deadline: AT - 1000 + 4 * 3_600_000 });
    expect(world.list('event', ticketId).map(({ oldValue, newValue }) => [oldValue, newValue])).toEqual([
      ['urgent', 'low'],
      ['low', 'urgent'],
    ]);
  });

  test('is what an undo sends', () => {
    const world = lowered();
    const events = world.list('event', ticketId);
    const done = { name: 'ticket.set-priority', args: {}, events, dot: [3, 1] as const };
    const args = { ticketId, priority: 'urgent', takesBack: eventId(slip) };
    expect(inversesOf([done])).toEqual([{ change: { name: 'ticket.set-priority', args }, dot: [3, 1] }]);
  });

  test.each<[what: string, told: Told, before?: (world: World) => void]>([
    ['of somebody else', { actor: ben }],
    ['longer than a day ago', { afterMs: TAKE_BACK_MS + 1 }],
    ['that is none', { takesBack: ids.nothing }],
    ['that somebody has gone on from', {}, (world) => set(world, 'high', ben, id(2_002), [4, 1, 4])],
    ['that somebody has said again', {}, (world) => set(world, 'low', ben, id(2_002), [4, 1, 4])],
    ['that they have gone on from themselves', {}, (world) => set(world, 'high', actors.ana, id(2_002), [3, 2, 4])],
    ['that was none of a priority', { takesBack: eventId(id(2_002)) }, (world) => world.run('ticket.set-title', { ticketId, title: 'urgent' }, actors.ana, { uid: id(2_002) })],
  ])('a slip %s is asked about like any raise', (_, told, before) => {
    const world = lowered();
    before?.(world);
    const { priority } = world.ticket();
    expect(back(world, told)).toMatchObject({ stands: priority, asked: 1 });
  }); // prettier-ignore

  test.each(['low', 'medium', 'high'] as const)('gives back no more than there was: %s', (from) => {
    expect(back(lowered(from))).toMatchObject({ stands: 'low', asked: 1 });
  });

  test('counts to the last moment of the day, and for less than urgent ever after', () => {
    expect(back(lowered(), { afterMs: TAKE_BACK_MS })).toMatchObject({ stands: 'urgent', asked: 0 });
    const late = { priority: 'high', afterMs: 9 * TAKE_BACK_MS } as const;
    expect(back(lowered('high'), late)).toMatchObject({ stands: 'high', asked: 0 });
  });

  test('is not what an app says that knows nothing of it (V1)', () => {
    const world = lowered();
    const first = must(findMutation('ticket.set-priority', 1), 'version 1');
    const args = { ticketId, priority: 'urgent' };
    expect([currentVersion('ticket.set-priority'), first.schema.safeParse(args).success]).toEqual([2, true]);
    expect(first.schema.safeParse({ ...args, takesBack: eventId(slip) }).success).toBe(false);
    const plan = first.plan({ rows: world, args, actor: actors.ana, atMs: AT, uid: id(2_009) });
    expect(plan.writes?.map(({ ref }) => ref.kind)).toEqual(['approval', 'event']);
  });
});
