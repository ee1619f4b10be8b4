import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { must } from '../../shared/lib/must.ts';
import { membershipId } from '../../shared/model/directory.ts';
import { policyRef } from '../../shared/model/policy.ts';
import type { DirectoryKind } from '../../shared/model/rows.ts';
import type { Ticket } from '../../shared/model/ticket.ts';
import { newTicket } from '../../shared/mutations/new-ticket.ts';
import type { Actor } from '../../shared/mutations/plan.ts';
import { deadlineOf } from '../../shared/rules/sla.ts';
import type { Change } from '../../shared/mutations/undo.ts';
import { DeviceDatabase } from './database.ts';
import { enqueue } from './outbox.ts';
import { readDirectory } from './paint-directory.ts';
import { enqueueStep, undoStep } from './step.ts';

// D2, D11: a step on a device without a network; with a server, and others who change the same, e2e/fleet/bulk.fleet.test.ts.

const NOW = 1_700_000_000_000;
const ana: Actor = { id: randomUUID(), role: 'agent' };
const ben = { id: randomUUID(), name: 'Ben' };
const gone = { id: randomUUID(), name: 'Gone' };
const mark = { r: 1, n: 1, s: 1 };

let db: DeviceDatabase;
let clock: number;
let ids: string[];

beforeEach(async () => {
  db = new DeviceDatabase(`step-${randomUUID()}`);
  clock = NOW;
  ids = Array.from({ length: 30 }, () => randomUUID());
  for (const { id, name } of [ben, gone]) {
    const row = { ...mark, id, name, email: `${name}@x`, role: 'agent' as const, active: name === 'Ben' };
    await db.directory.put({ kind: 'person', id, row, in: { 1: 1 } });
  }
  await db.tickets.bulkPut(
    ids.map((id, i) => {
      const base = newTicket(id, null, `Pump ${i}`, NOW - 1_000);
      const ticket: Ticket = {
        ...base,
        ...mark,
        requesterId: ben.id,
        createdBy: ben.id,
        deadline: deadlineOf(NOW - 1_000, 'medium'),
      };
      return { id, ticket, tags: [], values: [], in: { 2: 1 } };
    }),
  );
  await db.threads.bulkPut(ids.map((id) => ({ id, messages: [], events: [] })));
});
afterEach(() => db.delete());

const making = () => ({ newId: randomUUID, nowMs: (clock += 1_000) });
const step = (changes: Change[]) => enqueueStep(db, ana, changes, making());
const undo = (seqs: number[]) => undoStep(db, ana, seqs, making());
const ticketOf = async (id: string) => must(await db.tickets.get(id), 'ticket').ticket;
const raise = (id: string): Change => ({
  name: 'ticket.set-priority',
  args: { ticketId: id, priority: 'high' },
});
const move = (id: string, to: 'resolved' | 'closed'): Change => ({
  name: 'ticket.move',
  args: { ticketId: id, to, reason: null },
});
/** What a person sees of all tickets: not what was noted on the way. */
const shown = async () =>
  (await db.tickets.bulkGet(ids)).map((record) => {
    const { over: _, updatedAt: __, notedAt: ___, history: ____, ...rest } = must(record, 'record').ticket;
    return { ...rest, tags: must(record, 'record').tags.filter(({ removed }) => !removed) };
  });

describe('a step of many changes', () => {
  test('is many ordinary changes, in order and under one name, and one change of the screen', async () => {
    const { seqs, leftOut } = await step(ids.map(raise));
    expect(leftOut).toEqual([]);
    const entries = await db.outbox.orderBy('seq').toArray();
    expect(entries.map(({ seq }) => seq)).toEqual(seqs);
    expect(entries.map(({ n }) => n)).toEqual(ids.map((_, i) => i + 1));
    expect(entries.map(({ prev }) => prev)).toEqual([null, ...entries.slice(0, -1).map(({ uid }) => uid)]);
    expect(new Set(entries.map(({ batch }) => batch?.id)).size).toBe(1);
    for (let i = 1; i < entries.length; i += 1)
      expect(must(entries[i], 'entry').s).toBeGreaterThan(must(entries[i - 1], 'entry').s);
    for (const id of ids) expect(await ticketOf(id)).toMatchObject({ priority: 'high' });
    expect(await db.changes.count()).toBe(1);
    for (const record of await db.tickets.toArray()) expect(record.waiting).toBe(1);
  });

  test('leaves out what the rules refuse, and says which and why', async () => {
    const [first = '', second = ''] = ids;
    const { seqs, leftOut } = await step([raise(first), raise(randomUUID()), { name: 'ticket.assign', args: { ticketId: second, assigneeId: gone.id, teamId: null } }]);
    expect(seqs).toHaveLength(1);
    expect(leftOut.map(({ refusal }) => refusal.code)).toEqual(['not-found', 'archived']);
    expect(await db.outbox.count()).toBe(1);
  }); // prettier-ignore

  test('that is refused altogether leaves nothing behind', async () => {
    const { seqs, leftOut } = await step([raise(randomUUID())]);
    expect([seqs.length, leftOut.length]).toEqual([0, 1]);
    expect([await db.outbox.count(), await db.changes.count()]).toEqual([0, 0]);
  });

  test('plans each change on those before it: what builds on another says so', async () => {
    const [id = ''] = ids;
    await step([move(id, 'resolved'), move(id, 'closed')]);
    expect(await ticketOf(id)).toMatchObject({ status: 'closed' });
    const [resolved, closed] = await db.outbox.orderBy('seq').toArray();
    expect(closed?.needs).toEqual([resolved?.uid]);
    // Both lie on what the office had.
    expect(closed?.base).toEqual(resolved?.base);
  });

  test('what goes on from a move that is asked for waits with it: it is not left out, and the rest is done', async () => {
    const ref = policyRef('approve-unanswered');
    const row = { ...mark, id: ref.id, key: 'approve-unanswered', value: 'yes' };
    await db.directory.put({ ...ref, row, in: { 1: 1 } });
    const [waits = '', answered = '', settled = ''] = ids;
    const reply: Change = {
      name: 'message.add',
      args: { ticketId: answered, id: randomUUID(), body: 'It is mended', internal: false },
    };
    await db.tickets.update(settled, { 'ticket.status': 'closed', 'ticket.closedAt': NOW - 10 });
    const [resolve, reopen, missing] = [move(waits, 'resolved'), move(settled, 'resolved'), move(randomUUID(), 'closed')];
    const both = [move(answered, 'resolved'), move(answered, 'closed')];
    const done = await step([resolve, move(waits, 'closed'), reply, ...both, reopen, missing]);
    expect([done.asked, done.seqs.length, done.made]).toEqual([1, 4, [resolve, reply, ...both]]);
    // What nothing waits for is refused as ever.
    expect(done.leftOut.map(({ refusal }) => refusal.code)).toEqual(['move-not-allowed', 'not-found']);
    expect((await ticketOf(waits)).status).toBe('new');
    expect((await ticketOf(answered)).status).toBe('closed');
    expect((await db.tickets.get(waits))?.more?.approval).toMatchObject([{ state: 'pending', toValue: 'resolved' }]);
  }); // prettier-ignore

  test('who joins in asks as well', async () => {
    const ref = policyRef('approve-urgent');
    const row = { ...mark, id: ref.id, key: 'approve-urgent', value: 'yes' };
    await db.directory.put({ ...ref, row, in: { 1: 1 } });
    const wish = { name: 'ticket.set-priority', args: { ticketId: ids[0] ?? '', priority: 'urgent' } } as const;
    const first = await enqueue(db, ana, { ...wish, ...making() });
    const joined = await enqueue(db, { id: ben.id, role: 'agent' }, { ...wish, ...making() });
    expect([first, joined]).toMatchObject([{ asked: true }, { asked: true }]);
    expect((await db.tickets.get(ids[0] ?? ''))?.more?.approval).toHaveLength(1);
  }); // prettier-ignore

  test('does the very same as the changes one by one', async () => {
    const changes = ids.flatMap((id, i): Change[] => [
      i % 2 ? raise(id) : { name: 'ticket.take', args: { ticketId: id } },
      ...(i % 3 ? [move(id, 'resolved')] : []),
    ]);
    await step(changes);
    const together = await shown();
    const entries = (await db.outbox.orderBy('seq').toArray()).map(({ name, args, base, needs, n }) => ({ name, args, base, needs: needs.length, n }));
    const copy = new DeviceDatabase(`one-by-one-${randomUUID()}`);
    for (const table of ['directory', 'threads'] as const) await copy.table(table).bulkPut(await db.table(table).toArray());
    await copy.tickets.bulkPut((await db.tickets.toArray()).map(({ id, in: held, confirmed }) => ({ id, in: held, ...must(confirmed, 'confirmed') })));
    await copy.threads.toCollection().modify({ messages: [], events: [], painted: [] });
    for (const { name, args } of changes) await enqueue(copy, ana, { name, args, newId: randomUUID, nowMs: clock });
    const singly = (await copy.outbox.orderBy('seq').toArray()).map(({ name, args, base, needs, n }) => ({ name, args, base, needs: needs.length, n }));
    expect(entries).toEqual(singly);
    db.close();
    db = copy;
    expect(together).toEqual(await shown());
  }); // prettier-ignore
});

describe('an undo of a step (D11)', () => {
  test('puts back all of it, whatever it was (D11)', async () => {
    const before = await shown();
    const { seqs } = await step([
      ...ids.slice(0, 10).map(raise),
      ...ids.slice(5, 15).flatMap((id) => [move(id, 'resolved'), move(id, 'closed')]),
      ...ids.slice(12, 20).map((id): Change => ({ name: 'ticket.take', args: { ticketId: id } })),
    ]);
    expect(await shown()).not.toEqual(before);
    const { left, forgotten } = await undo(seqs);
    expect([left, forgotten]).toEqual([[], 0]);
    expect(await shown()).toEqual(before);
  });

  test('leaves what was changed since, also by the same person', async () => {
    const [first = '', second = ''] = ids;
    const { seqs } = await step([raise(first), raise(second)]);
    await enqueue(db, ana, { name: 'ticket.set-priority', args: { ticketId: second, priority: 'urgent' }, ...making() });
    const { left } = await undo(seqs);
    expect(left).toEqual([{ change: expect.objectContaining({ name: 'ticket.set-priority' }), why: 'changed' }]);
    expect([(await ticketOf(first)).priority, (await ticketOf(second)).priority]).toEqual(['medium', 'urgent']);
  }); // prettier-ignore

  test('a second time puts back nothing', async () => {
    const { seqs } = await step(ids.slice(0, 3).map(raise));
    await undo(seqs);
    const again = await undo(seqs);
    expect(again.seqs).toEqual([]);
    expect(again.left.map(({ why }) => why)).toEqual(['changed', 'changed', 'changed']);
  });

  test('of a ticket that has left says so', async () => {
    const [id = ''] = ids;
    const { seqs } = await step([raise(id)]);
    await db.tickets.delete(id);
    expect((await undo(seqs)).left).toMatchObject([{ why: 'gone' }]);
  });

  test('of what this device remembers no more says how much', async () => {
    const { seqs } = await step(ids.slice(0, 2).map(raise));
    await db.outbox.delete(must(seqs[0], 'seq'));
    expect(await undo(seqs)).toMatchObject({ forgotten: 1 });
  });
});

describe('an undo of what has no timeline, and of links (D11)', () => {
  const admin: Actor = { id: randomUUID(), role: 'admin' };
  const team = { id: randomUUID(), name: 'North', archived: false };
  const id = membershipId(team.id, ben.id);
  const made = async (name: Change['name'], args: object) => {
    const done = await enqueue(db, admin, { name, args: args as never, ...making() });
    if (done.refusal) throw new Error(done.refusal.message);
    return done;
  };
  const undone = (seq: number | undefined) => undoStep(db, admin, [must(seq, 'seq')], making());
  const member = (over: object) => ({
    id,
    teamId: team.id,
    personId: ben.id,
    lead: false,
    removed: false,
    ...over,
  });
  const shownOf = async (kind: DirectoryKind, key: string) =>
    (await readDirectory(db, admin)).records.get(`${kind}/${key}`)?.row;
  beforeEach(async () => {
    await db.directory.put({ kind: 'team', id: team.id, row: { ...mark, ...team }, in: { 1: 1 } });
  });

  test('who was taken out of a team is in it again, and leads it as before', async () => {
    await db.directory.put({
      kind: 'membership',
      id,
      row: { ...mark, ...member({ lead: true }) },
      in: { 1: 1 },
    });
    const { seq, goesBack } = await made('membership.set', member({ removed: true }));
    expect([goesBack, await shownOf('membership', id)]).toMatchObject([true, { removed: true, lead: false }]);
    expect((await undone(seq)).left).toEqual([]);
    expect(await shownOf('membership', id)).toMatchObject({ removed: false, lead: true });
  });

  test('who was put into a team is not in it any more, also once the change has come back', async () => {
    const { seq } = await made('membership.set', member({}));
    const entry = must(await db.outbox.get(must(seq, 'seq')), 'entry');
    const row = { r: 3, n: entry.n, s: 9, ...member({}) };
    await db.outbox.delete(entry.seq);
    await db.sent.put({ ...entry, ord: 3, writes: [], state: 'answered', answeredAt: NOW });
    await db.directory.put({ kind: 'membership', id, row, in: { 1: 1 } });
    expect((await undone(seq)).left).toEqual([]);
    expect(await shownOf('membership', id)).toMatchObject({ removed: true });
  });

  test('a role is given back; what another admin has decided since stays', async () => {
    const { seq } = await made('person.set-role', { personId: ben.id, role: 'user' });
    expect((await undone(seq)).left).toEqual([]);
    expect(await shownOf('person', ben.id)).toMatchObject({ role: 'agent', name: 'Ben' });
    const again = await made('person.set-role', { personId: ben.id, role: 'user' });
    const since = await made('person.set-role', { personId: ben.id, role: 'admin' });
    expect((await undone(again.seq)).left).toMatchObject([{ why: 'changed' }]);
    expect((await undone(since.seq)).left).toEqual([]);
    expect(await shownOf('person', ben.id)).toMatchObject({ role: 'user' });
  });

  test('a name on a list and a rule go back, also once they have come back; what somebody has written since stays', async () => {
    const renamed = await made('team.set', { ...team, name: 'South' });
    const entry = must(await db.outbox.get(must(renamed.seq, 'seq')), 'entry');
    await db.outbox.delete(entry.seq);
    await db.sent.put({ ...entry, ord: 3, writes: [], state: 'answered', answeredAt: NOW });
    const row = { r: 3, n: entry.n, s: 9, ...team, name: 'South' };
    await db.directory.put({ kind: 'team', id: team.id, row, in: { 1: 1 } });
    expect((await undone(renamed.seq)).left).toEqual([]);
    expect(await shownOf('team', team.id)).toMatchObject({ name: team.name });
    const first = await made('team.set', { ...team, archived: true });
    await made('team.set', { ...team, name: 'West' });
    expect((await undone(first.seq)).left).toMatchObject([{ why: 'changed' }]);
    const key = 'close-after-days' as const;
    await made('policy.set', { key, value: 5 });
    const { seq } = await made('policy.set', { key, value: 9 });
    expect((await undone(seq)).left).toEqual([]);
    expect(await shownOf('policy', policyRef(key).id)).toMatchObject({ value: 5 });
  });

  test('a link goes, and comes back as it was, under both tickets', async () => {
    const [ticketId = '', otherId = ''] = ids;
    const links = async () =>
      (await db.tickets.bulkGet([ticketId, otherId])).map((record) =>
        (record?.more?.link ?? []).flatMap(({ what, removed }) => (removed ? [] : [what])),
      );
    const linked = await made('link.add', { ticketId, otherId, what: 'child-of' });
    expect(await links()).toEqual([['child-of'], ['parent-of']]);
    // Taken away at the other end.
    const gone = await made('link.remove', { ticketId: otherId, otherId: ticketId });
    expect(await links()).toEqual([[], []]);
    expect(await undone(gone.seq)).toMatchObject({ left: [], seqs: [expect.any(Number)] });
    expect(await links()).toEqual([['child-of'], ['parent-of']]);
    // It stands under another change by now.
    expect((await undone(linked.seq)).left).toMatchObject([{ why: 'changed' }]);
    const once = await made('link.add', { ticketId, otherId: ids[2], what: 'related' });
    expect((await undone(once.seq)).left).toEqual([]);
    expect(await links()).toEqual([['child-of'], ['parent-of']]);
  });

  test('a tick and a reworded item go back, alone and as a step, until somebody has gone on from them', async () => {
    const [ticketId = ''] = ids;
    const items = [0, 1].map((n) => ({ ...mark, ticketId, id: randomUUID(), text: `Item ${n}`, position: n, removed: false }));
    const [one = '', two = ''] = items.map(({ id: itemId }) => itemId);
    await db.tickets.update(ticketId, { more: { checkItem: items } });
    const list = async () => {
      const { checkItem = [], check = [] } = (await db.tickets.get(ticketId))?.more ?? {};
      const ticked = new Set(check.flatMap((of) => (of.done ? of.id : [])));
      return checkItem.filter(({ removed }) => !removed).map((of) => `${of.position} ${of.text}${ticked.has(of.id) ? ' ✓' : ''}`);
    };
    const tick = (itemId: string, done = true): Change => ({ name: 'checklist.tick', args: { ticketId, itemId, done } });
    const set = (itemId: string, over: object): Change => ({
      name: 'checklist.set',
      args: { ticketId, itemId, text: 'Item 0', position: 0, removed: false, ...over },
    });
    const before = await list();
    const alone = await made('checklist.tick', tick(one).args);
    expect([alone.goesBack, await list()]).toEqual([true, ['0 Item 0 ✓', '1 Item 1']]);
    expect((await undone(alone.seq)).left).toEqual([]);
    expect(await list()).toEqual(before);
    const { seqs } = await enqueueStep(db, admin, [tick(one), set(one, { text: 'Open the gate' }), set(two, { removed: true })], making());
    expect(await list()).toEqual(['0 Open the gate ✓']);
    expect(await undoStep(db, admin, seqs, making())).toMatchObject({ left: [], seqs: { length: 3 } });
    expect(await list()).toEqual(before);
    // Reworded again, by whoever it was, it stays; what is so already has nothing to be put back.
    const first = await made('checklist.set', set(one, { text: 'Open the gate' }).args);
    await made('checklist.set', set(one, { text: 'Open both gates' }).args);
    expect((await undone(first.seq)).left).toMatchObject([{ why: 'changed' }]);
    expect(await made('checklist.tick', tick(two, false).args)).toMatchObject({ goesBack: false });
    expect(await list()).toEqual(['0 Open both gates', '1 Item 1']);
  }); // prettier-ignore

  test('what changes nothing is not offered to be put back', async () => {
    expect(await made('person.set-role', { personId: ben.id, role: 'agent' })).toMatchObject({
      goesBack: false,
    });
    expect(await made('membership.set', member({ removed: true }))).toMatchObject({ goesBack: false });
    expect(await made('team.set', team)).toMatchObject({ goesBack: false });
    expect(await made('ticket.set-priority', { ticketId: ids[0], priority: 'high' })).toMatchObject({
      goesBack: true,
    });
  });
});
