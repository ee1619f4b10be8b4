import { describe, expect, test } from 'vitest';
import { archivesAt } from '../rules/lifecycle.ts';
import { restoreTicket, withReturn } from './archive.ts';
import { set } from './plan.ts';
import { archiveTicket } from './server-work.ts';
import { ticketRef } from './ticket-access.ts';
import { actors, AT, id, ids, World } from './testing/world.ts';

const DAY_MS = 86_400_000;
const { ticket: ticketId } = ids;
const closed = { status: 'closed', closedAt: AT, updatedAt: AT } as const;

describe('when a ticket goes to the archive (A1)', () => {
  test.each([
    ['closed', {}, AT],
    ['a public word since', { updatedAt: AT + 1 }, AT + 1],
    ['a note since', { notedAt: AT + 2 }, AT + 2],
    ['brought back since', { returnedAt: AT + 3 }, AT + 3],
  ])('%s: so many days after that', (_name, over, from) => {
    const ticket = { ...closed, notedAt: null, returnedAt: null, ...over };
    expect(archivesAt(ticket, 30)).toBe(from + 30 * DAY_MS);
  });

  test.each([
    ['closed long enough', closed, 30, 1],
    ['a millisecond early', { ...closed, notedAt: AT + 1 }, 30, 0],
    ['resolved only', { ...closed, status: 'resolved' }, 30, 0],
    ['open', { status: 'open' }, 30, 0],
    ['there already', { ...closed, archivedAt: AT }, 30, 0],
  ] as const)('%s', (_name, over, days, writes) => {
    const world = new World();
    world.putTicket(over);
    const plan = archiveTicket({ rows: world, atMs: AT + 30 * DAY_MS, uid: ids.uid }, ticketId, days);
    expect(plan.writes).toHaveLength(writes);
  });
});

describe('what brings it back', () => {
  const world = new World();
  world.putTicket({ ...closed, archivedAt: AT + 1 });
  world.putOther(ids.other);
  const back = set(ticketRef(ticketId), 'archive', { archivedAt: null, returnedAt: AT + 9 });

  test('anything a person writes on it, once, and nothing written elsewhere', () => {
    const title = set(ticketRef(ticketId), 'title', { title: 'x' });
    const other = set(ticketRef(ids.other), 'title', { title: 'x' });
    expect(withReturn(world, [title, title, other], AT + 9)).toEqual([title, title, other, back]);
    expect(withReturn(world, [other], AT + 9)).toEqual([other]);
    expect(withReturn(world, [title, back], AT + 10)).toEqual([title, back]);
  });

  test('and with it what was merged into it, however far', () => {
    const chain = new World();
    const link = { r: 1, n: 1, s: 1, what: 'merged-from', removed: false, public: true } as const;
    for (const one of [ticketId, ids.other, ids.merged])
      chain.putOther(one, { ...closed, archivedAt: AT + 1 });
    chain.put({ kind: 'link', id: ids.other, ticketId }, { ...link, ticketId, id: ids.other });
    chain.put(
      { kind: 'link', id: ids.merged, ticketId: ids.other },
      { ...link, ticketId: ids.other, id: ids.merged },
    );
    const written = withReturn(chain, [set(ticketRef(ticketId), 'title', { title: 'x' })], AT + 9);
    expect(written.map(({ ref }) => ref.id)).toEqual([ticketId, ticketId, ids.other, ids.merged]);
  });

  test('it stays while that on which it is shown does', () => {
    const both = new World();
    both.putTicket(closed);
    both.putOther(ids.other, { ...closed });
    both.put(
      { kind: 'link', id: ids.other, ticketId },
      { r: 1, n: 1, s: 1, ticketId, id: ids.other, what: 'merged-into', removed: false, public: true },
    );
    const archive = () =>
      archiveTicket({ rows: both, atMs: AT + 31 * DAY_MS, uid: ids.uid }, ticketId, 30).writes;
    expect(archive()).toEqual([]);
    both.putOther(ids.other, { ...closed, archivedAt: AT });
    expect(archive()).toHaveLength(1);
  });

  const plan = (who: keyof typeof actors, rows: World & { partial?: boolean }, over = {}) =>
    restoreTicket.plan({
      rows,
      args: { ticketId, reason: 'again', ...over },
      actor: actors[who],
      atMs: AT + 9,
      uid: ids.uid,
    });

  test('staff restore it with a reason: open again', () => {
    expect(plan('ana', world).writes?.map((write) => 'register' in write && write.register)).toEqual([
      'archive',
      'status',
      false,
    ]);
    expect(plan('ana', world, { reason: ' ' }).refusal?.code).toBe('reason-needed');
    expect(plan('rita', world).refusal?.code).toBe('not-allowed');
    expect(plan('ana', world, { ticketId: id(4711) }).refusal?.code).toBe('not-found');
  });

  test('a device that does not hold it asks, and plans nothing', () => {
    const device = Object.assign(new World(), { partial: true });
    expect(plan('ana', device, { ticketId: id(4711) })).toEqual({ writes: [] });
    expect(plan('rita', device, { ticketId: id(4711) }).refusal?.code).toBe('not-allowed');
  });
});
