import { expect, test } from 'vitest';
import { ticketRef } from '../../shared/mutations/ticket-access.ts';
import { actors, AT, ids, World } from '../../shared/mutations/testing/world.ts';
import type { OutboxEntry } from './database.ts';
import { emptyFolder, type Folder } from './folder.ts';
import { paint } from './paint.ts';

// D4: which own changes lie over what was confirmed. In whole worlds: e2e/sim.

/** What a requester's reply does in this world, and its entry in the outbox. */
function replyIn(world: World, state: Partial<OutboxEntry>) {
  const args = {
    ticketId: ids.ticket,
    id: ids.message,
    body: 'It leaks again',
    internal: false,
    followUp: { id: ids.fresh, number: null },
  };
  const { writes = [] } = world.plan('message.add', args, actors.rita);
  const entry = {
    seq: 1, n: 1, ord: 2, s: 20, uid: ids.uid, name: 'message.add', version: 2, args, at: AT, base: {},
    writes, tickets: [ids.ticket, ids.fresh], ...state,
  } as unknown as OutboxEntry; // prettier-ignore
  return { writes, entry };
}

const easelOf = (world: World) => ({
  directory: world,
  actor: actors.rita,
  skewMs: 0,
  done: new Map([[1, {}]]),
  unsettled: false,
});

/** A reply to a pending ticket, which opened it, and what came of that ticket before the reply did: it had been closed. */
function replyBeside(closedS: number) {
  const world = new World();
  world.putTicket({ status: 'pending' });
  const { writes, entry } = replyIn(world, {
    state: 'answered',
    verdict: { n: 1, status: 'applied', s: 20 },
  });
  const closed = {
    ...world.ticket(),
    status: 'closed' as const,
    closedAt: AT,
    over: { status: [3, 1, closedS] as [number, number, number] },
  };
  const folder: Folder = { ...emptyFolder(ids.ticket), ticket: closed, in: { 1: 1 } };
  const easel = easelOf(world);
  const shown = (one: OutboxEntry) => {
    const records = paint([folder, emptyFolder(ids.fresh)], [one], easel);
    const on = (ticketId: string) => records.get(ticketId)?.thread?.messages.map(({ body }) => body);
    return {
      status: records.get(ids.ticket)?.record?.ticket.status,
      here: on(ids.ticket),
      there: on(ids.fresh),
    };
  };
  return { entry, shown, opens: writes.some(({ ref }) => ref.id === ticketRef(ids.fresh).id) };
}

test('an answered change is shown by what it wrote, and not by its plan on what stands by now', () => {
  const { entry, shown, opens } = replyBeside(10);
  expect(opens).toBe(false);
  expect(shown(entry)).toEqual({ status: 'open', here: ['It leaks again'], there: undefined });
  // Not answered, it is planned on what stands: on a settled ticket it opens another.
  const queued: OutboxEntry = { ...entry, state: 'queued' };
  delete queued.verdict;
  expect(shown(queued)).toEqual({ status: 'closed', here: [], there: ['It leaks again'] });
});

test('an answered change does not lie over what came after it', () => {
  const { entry, shown } = replyBeside(30);
  expect(shown(entry)).toEqual({ status: 'closed', here: ['It leaks again'], there: undefined });
});

test('a ticket that a late reply has opened stays on the screen while that waits, also once the first one has gone', () => {
  const world = new World();
  world.putTicket({ status: 'closed', resolvedAt: 0, closedAt: 0 });
  const { writes, entry } = replyIn(world, { state: 'queued' });
  expect(writes.some(({ ref }) => ref.id === ids.fresh)).toBe(true);
  const records = paint([emptyFolder(ids.ticket), emptyFolder(ids.fresh)], [entry], easelOf(world));
  expect(records.get(ids.ticket)?.record ?? null).toBeNull();
  expect(records.get(ids.fresh)?.record?.ticket.title).toBe(world.ticket().title);
  expect(records.get(ids.fresh)?.thread?.messages.map(({ body }) => body)).toEqual(['It leaks again']);
});
