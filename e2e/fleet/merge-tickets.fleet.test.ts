import 'fake-indexeddb/auto';
import { readNotices } from '../../app/store/notices.ts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readDetail } from '../../app/queries/ticket-detail.ts';
import { bodiesOn, offline, online, openDesk, openDevice, say } from './desk.ts';
import { startFleet, type Device, type Fleet } from './fleet.ts';
import { RawClient } from './raw-client.ts';
import { asSuper, expectAtRest, rounds } from './invariants.ts';

// Merging and splitting while somebody is away: both orders of arrival, nothing lost, nobody sees more than they may
// (docs/decisions/0010).

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

const merge = (device: Device, ticketId: string, intoId: string) =>
  device.mutate('ticket.merge', { ticketId, intoId });
const move = (device: Device, ticketId: string, to: 'resolved' | 'closed' | 'open' | 'pending') =>
  device.mutate('ticket.move', { ticketId, to, reason: 'because' });
const reply = (device: Device, ticketId: string, body: string, followUp: string = randomUUID()) =>
  device.mutate('message.add', { ticketId, id: randomUUID(), body, internal: false, followUp: { id: followUp, number: null } }); // prettier-ignore

/** What a person reads in a ticket's conversation, in its order. */
async function readOn({ db }: Device, id: string): Promise<string[]> {
  const detail = await readDetail(db, id);
  return (detail?.thread ?? []).flatMap((item) => (item.type === 'message' ? [item.message.body] : []));
}
const statusOn = async ({ db }: Device, id: string) => (await db.tickets.get(id))?.ticket.status;
const whatsOn = async ({ db }: Device, id: string) =>
  ((await db.threads.get(id))?.events ?? []).map(({ what }) => what);
const refusedOn = async ({ db }: Device) =>
  (await db.outbox.toArray()).flatMap(({ state, verdict }) => (state === 'refused' ? [verdict?.code] : []));

/** Two tickets, B to be merged into A: of Rita both, or B of Rolf; with a reply and a note on each. */
async function twoTickets({ ofTwo = false } = {}) {
  const desk = await openDesk(fleet, 'admin', 'ana', 'ben', 'rita', 'rolf');
  const [admin, ana, ben, rita, rolf] = desk.devices;
  const a = await rita.file('Pump 4 leaks');
  const b = await (ofTwo ? rolf : rita).file('Water in the cellar');
  await rounds(desk.devices);
  for (const [id, name] of [
    [a, 'A'],
    [b, 'B'],
  ] as const) {
    await say(ana, id, `reply on ${name}`);
    await say(ana, id, `note on ${name}`, true);
  }
  await rounds(desk.devices);
  return { ...desk, admin, ana, ben, rita, rolf, a, b };
}

/** Both go online, the one that is named first first; then everybody catches up. */
async function arrive(
  first: number,
  pair: readonly [Device, Device],
  devices: readonly Device[],
): Promise<void> {
  for (const device of first === 0 ? pair : pair.toReversed()) {
    online(device);
    await device.sync();
  }
  await rounds([...devices]);
}
const both = [[0], [1]] as const;

describe('two who did not know of each other', () => {
  test.each(both)(
    'merge, and a reply of the requester of both (%i first): read on A, which is open again',
    async (first) => {
      const { tenant, devices, admin, ana, ben, rita, a, b } = await twoTickets();
      await move(ana, a, 'pending');
      await rounds(devices);
      for (const device of [ana, rita]) offline(device);
      await merge(ana, b, a);
      await reply(rita, b, 'The cellar again');
      await arrive(first, [ana, rita], devices);
      for (const device of [admin, ana, ben]) {
        expect((await readOn(device, a)).sort()).toEqual(
        ['The cellar again', 'note on A', 'note on B', 'reply on A', 'reply on B'],
      ); // prettier-ignore
        expect(await statusOn(device, b)).toBe('closed');
      }
      expect((await readOn(rita, a)).sort()).toEqual(['The cellar again', 'reply on A', 'reply on B']);
      // Where the reply came first nothing tells A of it but its words: B was a ticket of its own then.
      expect(await statusOn(ana, a)).toBe(first === 0 ? 'open' : 'pending');
      await expectAtRest(fleet, tenant, devices);
    },
  );

  test.each(both)(
    'merge, and a reply of B’s own requester (%i first): read by the desk, by nobody else',
    async (first) => {
      const { tenant, devices, admin, ana, rita, rolf, a, b } = await twoTickets({ ofTwo: true });
      await move(ana, a, 'pending');
      await rounds(devices);
      for (const device of [ana, rolf]) offline(device);
      await reply(rolf, b, 'Rolf says more');
      await merge(ana, b, a);
      await arrive(first, [ana, rolf], devices);
      for (const device of [admin, ana]) expect(await readOn(device, a)).toContain('Rolf says more');
      expect(await bodiesOn(rolf, b)).toEqual(['Rolf says more', 'reply on B']);
      expect(await readOn(rolf, a)).toEqual([]);
      expect(await readOn(rita, a)).toEqual(['reply on A']);
      expect(await whatsOn(rolf, b)).not.toContain('merged');
      const [toRita, toRolf] = [rita.wire.join('\n'), rolf.wire.join('\n')];
      for (const secret of ['Rolf says', 'Water in the cellar', 'note on', 'reply on B', b, rolf.who.id])
        expect(toRita).not.toContain(secret);
      for (const secret of ['Pump 4', 'note on', 'reply on A', a, rita.who.id])
        expect(toRolf).not.toContain(secret);
      await expectAtRest(fleet, tenant, devices);
    },
  );

  test.each(both)(
    'merged into two (%i first): the second is refused, and where it went is told',
    async (first) => {
      const { tenant, devices, ana, ben, rita, a, b } = await twoTickets();
      const c = await rita.file('Another');
      await rounds(devices);
      for (const device of [ana, ben]) offline(device);
      await merge(ana, b, a);
      await merge(ben, b, c);
      await arrive(first, [ana, ben], devices);
      const [won, lost] = first === 0 ? [ana, ben] : [ben, ana];
      expect([await refusedOn(won), await refusedOn(lost)]).toEqual([[], ['already-merged']]);
      for (const device of [ana, ben])
        expect((await readDetail(device.db, b))?.mergedInto?.id).toBe(first === 0 ? a : c);
      await expectAtRest(fleet, tenant, devices, { refused: 1 });
    },
  );

  test.each(both)('merged into each other (%i first): the second is refused', async (first) => {
    const { tenant, devices, ana, ben, a, b } = await twoTickets();
    for (const device of [ana, ben]) offline(device);
    await merge(ana, b, a);
    await merge(ben, a, b);
    await arrive(first, [ana, ben], devices);
    expect([await refusedOn(ana), await refusedOn(ben)].flat()).toEqual(['circle']);
    const statuses = [await statusOn(ana, a), await statusOn(ana, b)];
    expect(new Set(statuses)).toEqual(new Set(['closed', 'new']));
    await expectAtRest(fleet, tenant, devices, { refused: 1 });
  });

  test.each(both)(
    'a chain, B into A and A into C (%i first): everything is read on C, and a late reply too',
    async (first) => {
      const { tenant, devices, admin, ana, ben, rita, a, b } = await twoTickets();
      const c = await rita.file('The one that stays');
      await rounds(devices);
      for (const device of [ana, ben, rita]) offline(device);
      await merge(ana, b, a);
      await merge(ben, a, c);
      await reply(rita, b, 'late');
      await arrive(
        first,
        [ana, ben],
        devices.filter((device) => device !== rita),
      );
      // B cannot go into what is merged by then: that is refused in words; else it is read through both.
      const refused = first === 1 ? ['already-merged'] : [];
      expect([await refusedOn(ana), await refusedOn(ben)].flat()).toEqual(refused);
      online(rita);
      await rounds(devices);
      expect(await bodiesOn(admin, b)).toContain('late');
      const isChained = first === 0;
      const words = isChained ? ['late', 'note on A', 'note on B'] : ['late', 'note on B'];
      expect(await readOn(admin, isChained ? c : b)).toEqual(expect.arrayContaining(words));
      expect((await whatsOn(admin, c)).includes('merged-reply')).toBe(isChained);
      await expectAtRest(fleet, tenant, devices, { refused: refused.length });
    },
  );

  test.each(both)('merge into A, and A is closed (%i first)', async (first) => {
    const { tenant, devices, ana, ben, a, b } = await twoTickets();
    await move(ana, a, 'resolved');
    await rounds(devices);
    for (const device of [ana, ben]) offline(device);
    await merge(ana, b, a);
    await move(ben, a, 'closed');
    await arrive(first, [ana, ben], devices);
    // What is closed takes nothing in; what was merged before is read there all the same.
    expect(await refusedOn(ana)).toEqual(first === 0 ? [] : ['move-not-allowed']);
    expect([await statusOn(ana, a), await statusOn(ana, b)]).toEqual([
      'closed',
      first === 0 ? 'closed' : 'new',
    ]);
    expect((await readOn(ben, a)).includes('note on B')).toBe(first === 0);
    await expectAtRest(fleet, tenant, devices, { refused: first });
  });

  test.each(both)(
    'merge of B, and B is resolved (%i first): merged either way, and who lost their status is told',
    async (first) => {
      const { tenant, devices, ana, ben, a, b } = await twoTickets();
      for (const device of [ana, ben]) offline(device);
      await move(ben, b, 'resolved');
      await merge(ana, b, a);
      await arrive(first, [ana, ben], devices);
      for (const device of [ana, ben]) {
        expect((await readDetail(device.db, b))?.mergedInto?.id).toBe(a);
        expect(await readOn(device, a)).toContain('note on B');
      }
      expect(await statusOn(ana, b)).toBe('closed');
      const lost = await ben.db.directory.where('kind').equals('conflict').toArray();
      // What is closed by then is not resolved any more; before that, the two met.
      const told = { lost: lost.length, refused: await refusedOn(ben) };
      expect(told).toEqual(
        first === 0 ? { lost: 0, refused: ['move-not-allowed'] } : { lost: 1, refused: [] },
      );
      await expectAtRest(fleet, tenant, devices, { refused: told.refused.length });
    },
  );

  test.each(both)(
    'undone, and written on and moved meanwhile (%i first): apart, nothing lost, and it says what it left',
    async (first) => {
      const { tenant, devices, admin, ana, ben, rita, a, b } = await twoTickets();
      await merge(ana, b, a);
      await rounds(devices);
      for (const device of [ana, ben, rita]) offline(device);
      const mergedBy = (await readDetail(ana.db, b))?.mergedInto?.mergedBy?.id ?? '';
      await ana.mutate('ticket.unmerge', { ticketId: b, intoId: a, mergedBy });
      expect(await statusOn(ana, b)).toBe('new');
      await move(ben, b, 'open');
      await say(ben, b, 'from the quarry');
      await reply(rita, b, 'from home');
      await arrive(
        first,
        [ana, ben],
        devices.filter((device) => device !== rita),
      );
      online(rita);
      await rounds(devices);
      for (const device of [admin, ana, ben]) {
        expect((await readDetail(device.db, b))?.mergedInto).toBeNull();
        expect(await bodiesOn(device, b)).toEqual(
          expect.arrayContaining(['from the quarry', 'reply on B', 'note on B']),
        );
      }
      const all = (
        await Promise.all((await admin.db.threads.toArray()).map(({ id }) => bodiesOn(admin, id)))
      ).flat();
      expect(all).toContain('from home');
      await expectAtRest(fleet, tenant, devices, {
        refused: (await Promise.all(devices.map(refusedOn))).flat().length,
      });
    },
  );

  test('undone by two: the second is refused in words', async () => {
    const { tenant, devices, ana, ben, a, b } = await twoTickets();
    await merge(ana, b, a);
    await rounds(devices);
    for (const device of [ana, ben]) offline(device);
    const mergedBy = (await readDetail(ana.db, b))?.mergedInto?.mergedBy?.id ?? '';
    for (const device of [ana, ben])
      await device.mutate('ticket.unmerge', { ticketId: b, intoId: a, mergedBy });
    await arrive(0, [ana, ben], devices);
    expect([await refusedOn(ana), await refusedOn(ben)]).toEqual([[], ['not-found']]);
    expect(await statusOn(ben, b)).toBe('new');
    await expectAtRest(fleet, tenant, devices, { refused: 1 });
  });

  test('everything at the same time, over and over: nobody waits in a circle, not a word is lost', async () => {
    const { tenant, devices, admin, ana, ben, rita, a, b } = await twoTickets();
    const said: string[] = [];
    for (let round = 0; round < 6; round += 1) {
      const [from, to] = round % 2 ? [a, b] : [b, a];
      await merge(ana, from, to);
      await merge(ben, to, from);
      for (const [device, id] of [
        [admin, a],
        [admin, b],
        [rita, a],
        [rita, b],
      ] as const) {
        const body = `${device.who.name} ${round} ${id === a ? 'A' : 'B'}`;
        said.push(body);
        await reply(device, id, body);
      }
      await Promise.all([admin, ana, ben, rita].map((device) => device.sync()));
      await rounds(devices);
      for (const id of [a, b]) {
        const merged = (await readDetail(ana.db, id))?.mergedInto;
        if (!merged?.mergedBy) continue;
        for (const body of said) expect(await readOn(ana, merged.id)).toContain(body);
        await ana.mutate('ticket.unmerge', { ticketId: id, intoId: merged.id, mergedBy: merged.mergedBy.id });
      }
      await rounds(devices);
    }
    const refused = (await Promise.all(devices.map(refusedOn))).flat();
    expect(refused).toHaveLength(6);
    await expectAtRest(fleet, tenant, devices, { refused: refused.length });
  });
});

test('a reply on what was merged is told to whoever has the other ticket, once, and leads there (S9)', async () => {
  const { tenant, people, devices, ana, ben, rita, a, b } = await twoTickets();
  await ana.mutate('ticket.assign', { ticketId: a, assigneeId: people.ana.id, teamId: null });
  await ana.mutate('ticket.assign', { ticketId: b, assigneeId: people.ben.id, teamId: null });
  await rounds(devices);
  await merge(ben, b, a);
  await rounds(devices);
  await reply(rita, b, 'It is worse now');
  await rounds(devices);
  const repliesTo = async ({ db }: Device) =>
    (await readNotices(db)).flatMap(({ what, ticketId }) => (what === 'replied' ? [ticketId] : []));
  expect([await repliesTo(ana), await repliesTo(ben)]).toEqual([[a], []]);
  await expectAtRest(fleet, tenant, devices);
});

test('a merge of 2,000 messages writes no more than one of two', async () => {
  const { tenant, devices, admin, ana, a, b } = await twoTickets();
  const raw = await RawClient.open(fleet, tenant, admin.who);
  for (let batch = 0; batch < 8; batch += 1) {
    const words = Array.from({ length: 250 }, (_, i) =>
      raw.next('message.add', { ticketId: b, id: randomUUID(), body: `word ${batch} ${i}`, internal: false }),
    );
    expect((await raw.push(words)).status).toBe(200);
  }
  await rounds(devices);
  const before = performance.now();
  await merge(ana, b, a);
  await ana.sync();
  const tookMs = performance.now() - before;
  const [fed] = await asSuper(fleet, (sql) => sql<{ rows: number }[]>`
    select count(distinct (kind, parent_id, row_id))::int as rows from feed f
    join audit u on u.tenant_id = f.tenant_id and u.r = f.r and u.n = f.n
    where f.tenant_id = ${tenant.id} and u.action = 'ticket.merge'`); // prettier-ignore
  // Two rows of the link, the ticket that is closed, three entries of timelines; and names that go with them.
  expect(fed?.rows).toBeLessThanOrEqual(8);
  expect((await readOn(ana, a)).length).toBe(2_004);
  console.log(
    `merge of 2,000 messages, made and synced: ${Math.round(tookMs)} ms, ${fed?.rows} rows in the feed`,
  );
  await rounds(devices);
  await expectAtRest(fleet, tenant, devices);
});

describe('split', () => {
  const split = async (device: Device, ticketId: string, body: string, id = randomUUID()) => {
    const message = (await device.db.threads.get(ticketId))?.messages.find((one) => one.body === body);
    const args = { ticketId, messageId: message?.id ?? '', id, number: null, title: body };
    return { id, made: await device.mutate('ticket.split', args) };
  };

  test.each(both)('one message by two (%i first): one ticket, and the second is told', async (first) => {
    const { tenant, devices, ana, ben, rita, a } = await twoTickets();
    await say(rita, a, 'And the gate is stuck');
    await rounds(devices);
    for (const device of [ana, ben]) offline(device);
    const made = [await split(ana, a, 'And the gate is stuck'), await split(ben, a, 'And the gate is stuck')];
    await arrive(first, [ana, ben], devices);
    const [won, lost] = [made[first]?.id ?? '', made[1 - first]?.id ?? ''];
    expect([await refusedOn(ana), await refusedOn(ben)].flat()).toEqual(['already-exists']);
    for (const device of [ana, ben, rita]) {
      expect(await readOn(device, won)).toEqual(['And the gate is stuck']);
      expect(await statusOn(device, lost)).toBeUndefined();
      const item = (await readDetail(device.db, a))?.thread.find(
        (one) => one.type === 'message' && one.splitInto,
      );
      expect(item).toMatchObject({ splitInto: won, message: { body: 'And the gate is stuck' } });
    }
    expect((await ana.db.tickets.get(won))?.ticket.number).toMatch(/^\d{6}-\d{4}$/);
    await expectAtRest(fleet, tenant, devices, { refused: 1 });
  });

  test.each(both)('while the ticket is merged (%i first): both are done', async (first) => {
    const { tenant, devices, ana, ben, rita, a, b } = await twoTickets();
    for (const device of [ana, ben]) offline(device);
    await merge(ana, b, a);
    const { id } = await split(ben, b, 'reply on B');
    await arrive(first, [ana, ben], devices);
    for (const device of [ana, ben, rita]) expect(await readOn(device, id)).toEqual(['reply on B']);
    expect(await readOn(rita, a)).toContain('reply on B');
    await expectAtRest(fleet, tenant, devices);
  });

  test('of a note, requesters get no row, no word and no title', async () => {
    const { tenant, devices, ana, rita, rolf, a } = await twoTickets();
    const { id } = await split(ana, a, 'note on A');
    await rounds(devices);
    expect((await ana.db.tickets.get(id))?.ticket).toMatchObject({
      title: 'note on A',
      requesterId: ana.who.id,
    });
    for (const device of [rita, rolf]) {
      expect(await statusOn(device, id)).toBeUndefined();
      for (const secret of ['note on A', id]) expect(device.wire.join('\n')).not.toContain(secret);
    }
    const fresh = await openDevice(fleet, tenant, 'rita');
    expect(fresh.wire.join('\n')).not.toContain('note on A');
    await expectAtRest(fleet, tenant, [...devices, fresh]);
  });
});
