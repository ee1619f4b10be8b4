import 'fake-indexeddb/auto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bodiesOn, openDesk, openDevice, say, seeded, title, titleOn } from './desk.ts';
import { startFleet, type Device, type Fleet } from './fleet.ts';
import { asSuper, expectAtRest, rounds } from './invariants.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

interface Conflict {
  register: string;
  kept_value: unknown;
  lost_value: unknown;
  kept_by: string;
  lost_by: string;
}

async function conflictsOf(tenantId: string): Promise<Conflict[]> {
  return await asSuper(fleet, async (sql) => [
    ...(await sql<Conflict[]>`
      select register, kept_value, lost_value, kept_by, lost_by from conflicts where tenant_id = ${tenantId} order by s, id`),
  ]);
}

async function lastVerdict(device: Device): Promise<string | undefined> {
  return (await device.db.sent.orderBy('seq').last())?.verdict?.status;
}

describe('one field, several devices', () => {
  test('two devices of one person are two replicas', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana', 'ana');
    const [phone, tablet] = devices;
    const id = await phone.file('Pump 4 leaks');
    await rounds(devices);
    await title(phone, id, 'Pump 4 leaks at the flange');
    await say(tablet, id, 'from the tablet');
    await rounds(devices);
    expect(await titleOn(tablet, id)).toBe('Pump 4 leaks at the flange');
    expect(await bodiesOn(phone, id)).toEqual(['from the tablet']);
    await expectAtRest(fleet, tenant, devices);
  });

  test('a concurrent overwrite: all show the later, the other is kept as a conflict (M1, M3)', async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'ana', 'ben', 'rita');
    const [ana, ben] = devices;
    const id = await ana.file('Pump 4 leaks', people.rita);
    await rounds(devices);
    await title(ana, id, 'from Ana, first');
    await new Promise((resolve) => setTimeout(resolve, 5));
    await title(ben, id, 'from Ben, later');
    await rounds(devices);
    for (const device of devices) expect(await titleOn(device, id)).toBe('from Ben, later');
    expect(await conflictsOf(tenant.id)).toEqual([
      {
        register: 'title',
        kept_value: { title: 'from Ben, later' },
        lost_value: { title: 'from Ana, first' },
        kept_by: people.ben.id,
        lost_by: people.ana.id,
      },
    ]);
    expect([await lastVerdict(ana), await lastVerdict(ben)]).toEqual(['applied', 'conflict']);
    await expectAtRest(fleet, tenant, devices);
  });

  test('the same, with the earlier write arriving last: it loses, and its author is told', async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const id = await ana.file('Pump 4 leaks');
    await rounds(devices);
    await title(ana, id, 'from Ana, first');
    await new Promise((resolve) => setTimeout(resolve, 5));
    await title(ben, id, 'from Ben, later');
    await ben.sync();
    await rounds(devices);
    for (const device of devices) expect(await titleOn(device, id)).toBe('from Ben, later');
    expect(await conflictsOf(tenant.id)).toMatchObject([{ kept_by: people.ben.id, lost_by: people.ana.id }]);
    expect([await lastVerdict(ana), await lastVerdict(ben)]).toEqual(['conflict', 'applied']);
    await expectAtRest(fleet, tenant, devices);
  });

  test('a write made after seeing a value wins, whatever the clocks say (M2)', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana');
    const [ana] = devices;
    const ben = await openDevice(fleet, tenant, 'ben', { clockOffMs: 1_900 });
    const all = [ana, ben];
    const id = await ana.file('Pump 4 leaks');
    await rounds(all);
    for (let i = 0; i < 6; i += 1) {
      const device = all[i % 2] as Device;
      await title(device, id, `turn ${i}`);
      await rounds(all, 2);
      for (const other of all) expect(await titleOn(other, id)).toBe(`turn ${i}`);
    }
    expect(await conflictsOf(tenant.id)).toEqual([]);
    await expectAtRest(fleet, tenant, all);
  });

  test('equal values at once are no conflict, and the next write of either is none either', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const id = await ana.file('Pump 4 leaks');
    await rounds(devices);
    for (const device of devices) await title(device, id, 'Pump 4 leaks badly');
    await rounds(devices);
    await title(ana, id, 'fixed');
    await rounds(devices);
    await title(ben, id, 'fixed for good');
    await rounds(devices);
    expect(await conflictsOf(tenant.id)).toEqual([]);
    await expectAtRest(fleet, tenant, devices);
  });

  test('a chain of own writes names the value the first one was painted on (M3)', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const id = await ana.file('Pump 4 leaks');
    await rounds(devices);
    await title(ben, id, 'from Ben');
    await ben.sync();
    for (const text of ['one', 'two', 'three']) await title(ana, id, text);
    await rounds(devices);
    for (const device of devices) expect(await titleOn(device, id)).toBe('three');
    expect(await conflictsOf(tenant.id)).toMatchObject([
      { lost_value: { title: 'from Ben' }, kept_value: { title: 'one' } },
    ]);
    await expectAtRest(fleet, tenant, devices);
  });

  test('different fields merge without a conflict; columns of one register stay together (M1)', async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const id = await ana.file('Pump 4 leaks');
    await rounds(devices);
    await title(ana, id, 'Pump 4 leaks badly');
    await ana.mutate('ticket.move', { ticketId: id, to: 'open', reason: null });
    await ben.mutate('ticket.set-priority', { ticketId: id, priority: 'urgent' });
    await ben.mutate('ticket.assign', { ticketId: id, assigneeId: people.ben.id, teamId: tenant.teamId });
    await ben.mutate('field.set', { ticketId: id, fieldId: tenant.fieldId, value: 'A-1' });
    await rounds(devices);
    const ticket = (await ana.db.tickets.get(id))?.ticket;
    expect(ticket).toMatchObject({
      title: 'Pump 4 leaks badly',
      status: 'open',
      priority: 'urgent',
      assigneeId: people.ben.id,
      teamId: tenant.teamId,
      deadline: (ticket?.createdAt ?? 0) + 4 * 3_600_000,
    });
    expect(await conflictsOf(tenant.id)).toEqual([]);
    await expectAtRest(fleet, tenant, devices);
  });

  test('a tag put on by one and taken off by another settles alike on both', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const id = await ana.file('Pump 4 leaks');
    await ana.mutate('tag.add', { ticketId: id, tagId: tenant.tagId });
    await rounds(devices);
    await ana.mutate('tag.remove', { ticketId: id, tagId: tenant.tagId });
    await ben.mutate('tag.remove', { ticketId: id, tagId: tenant.tagId });
    await ben.mutate('tag.add', { ticketId: id, tagId: tenant.tagId });
    await rounds(devices);
    expect((await ana.db.tickets.get(id))?.tags).toEqual((await ben.db.tickets.get(id))?.tags);
    await expectAtRest(fleet, tenant, devices);
  });

  test.each([11, 12, 13, 14, 15, 16])(
    'random work of three devices, one with a wrong clock, converges (seed %i)',
    async (seed) => {
      expect.hasAssertions();
      const { tenant, people, devices } = await openDesk(fleet, 'ana', 'rita');
      const ben = await openDevice(fleet, tenant, 'ben', { clockOffMs: seed % 2 ? 3_600_000 : -3_600_000 });
      const all = [...devices, ben];
      const random = seeded(seed);
      const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
      const ids = [await devices[0].file('one', people.rita), await devices[0].file('two', people.rita)];
      await rounds(all);
      for (let i = 0; i < 60; i += 1) {
        const device = pick(all);
        const id = pick(ids);
        const ticketId = id;
        const work = pick([
          () => say(device, id, `${i} of ${device.who.name}`, random() < 0.3),
          () => title(device, id, pick(['x', 'y', `${i}`])),
          () =>
            device.mutate('ticket.move', {
              ticketId,
              to: pick(['open', 'pending', 'resolved', 'closed']),
              reason: 'so',
            }),
          () =>
            device.mutate('ticket.assign', {
              ticketId,
              assigneeId: pick([null, people.ana.id, people.ben.id]),
              teamId: null,
            }),
          () => device.mutate('ticket.set-priority', { ticketId, priority: pick(['low', 'high', 'urgent']) }),
          () => device.mutate(pick(['tag.add', 'tag.remove']), { ticketId, tagId: tenant.tagId }),
          () =>
            device.mutate('ticket.set-requester', {
              ticketId,
              requesterId: pick([people.rita.id, people.rolf.id]),
            }),
        ]);
        await work();
        if (random() < 0.25) await pick(all).sync();
      }
      await rounds(all);
      let refused = 0;
      for (const device of all) refused += await device.db.outbox.where('state').equals('refused').count();
      await expectAtRest(fleet, tenant, all, { refused });
    },
  );
});

describe('requesters', () => {
  test('a reply moves pending back to open, everywhere', async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'ana', 'rita');
    const [ana, rita] = devices;
    const id = await ana.file('No heating', people.rita);
    await ana.mutate('ticket.move', { ticketId: id, to: 'pending', reason: null });
    await rounds(devices);
    await say(rita, id, 'Still cold');
    expect((await rita.db.tickets.get(id))?.ticket.status).toBe('open');
    await rounds(devices);
    expect((await ana.db.tickets.get(id))?.ticket.status).toBe('open');
    await expectAtRest(fleet, tenant, devices);
  });

  test('a reply to a ticket that was resolved meanwhile leaves it resolved', async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'ana', 'rita');
    const [ana, rita] = devices;
    const id = await ana.file('No heating', people.rita);
    await ana.mutate('ticket.move', { ticketId: id, to: 'pending', reason: null });
    await rounds(devices);
    await say(rita, id, 'Still cold');
    await ana.mutate('ticket.move', { ticketId: id, to: 'resolved', reason: null });
    await ana.sync();
    await rounds(devices);
    expect((await rita.db.tickets.get(id))?.ticket.status).toBe('resolved');
    await expectAtRest(fleet, tenant, devices);
  });

  test('a ticket given to another requester leaves one device whole and enters the other whole (S3)', async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'ana', 'rita', 'rolf');
    const [ana, rita, rolf] = devices;
    const id = await ana.file('No heating', people.rita);
    await say(ana, id, 'we are coming');
    await say(ana, id, 'SECRET-NOTE', true);
    await ana.mutate('ticket.assign', { ticketId: id, assigneeId: people.ben.id, teamId: null });
    await ana.mutate('field.set', { ticketId: id, fieldId: tenant.fieldId, value: 'A-1' });
    await ana.mutate('field.set', { ticketId: id, fieldId: tenant.secretFieldId, value: 77_123 });
    await ana.mutate('tag.add', { ticketId: id, tagId: tenant.tagId });
    await rounds(devices);
    await say(rita, id, 'thank you');
    await rounds(devices);
    expect(await bodiesOn(rita, id)).toEqual(['thank you', 'we are coming']);
    await expectAtRest(fleet, tenant, devices);

    await ana.mutate('ticket.set-requester', { ticketId: id, requesterId: people.rolf.id });
    await say(ana, id, 'now for Rolf');
    await rounds(devices);
    expect([await rita.db.tickets.get(id), await rita.db.threads.get(id)]).toEqual([undefined, undefined]);
    expect(await bodiesOn(rolf, id)).toEqual(['now for Rolf', 'thank you', 'we are coming']);
    await expectAtRest(fleet, tenant, devices);

    await ana.mutate('ticket.set-requester', { ticketId: id, requesterId: people.rita.id });
    await rounds(devices);
    expect(await rolf.db.tickets.get(id)).toBeUndefined();
    expect(await bodiesOn(rita, id)).toEqual(['now for Rolf', 'thank you', 'we are coming']);
    const second = await openDevice(fleet, tenant, 'rita');
    await expectAtRest(fleet, tenant, [...devices, second]);
    for (const device of [rita, rolf, second]) {
      expect(device.wire.join()).not.toContain('SECRET-NOTE');
      expect(device.wire.join()).not.toContain('77123');
      expect(device.wire.join()).not.toContain(tenant.tagId);
    }
  });

  test('a reply written while the ticket was given away is refused, kept for its author, and tells nothing', async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'ana', 'rita', 'rolf');
    const [ana, rita] = devices;
    const id = await ana.file('No heating', people.rita);
    await rounds(devices);
    await say(rita, id, 'for nobody now');
    await ana.mutate('ticket.set-requester', { ticketId: id, requesterId: people.rolf.id });
    await ana.sync();
    await rounds(devices);
    expect(await rita.db.outbox.toArray()).toMatchObject([
      { state: 'refused', verdict: { code: 'not-found' }, args: { body: 'for nobody now' } },
    ]);
    await expectAtRest(fleet, tenant, devices, { refused: 1 });
  });
});

describe('limits that hold on both sides', () => {
  test('the eleventh tag is refused (product.md, Limits)', async () => {
    const { tenant, devices } = await openDesk(fleet, 'admin');
    const [admin] = devices;
    const id = await admin.file('Pump 4 leaks');
    const refusals: (string | undefined)[] = [];
    for (let i = 0; i < 11; i += 1) {
      const tagId = `00000000-0000-4000-8000-0000000000${String(i).padStart(2, '0')}`;
      await admin.mutate('tag.create', { id: tagId, name: `tag ${i}` });
      await admin.sync();
      refusals.push((await admin.mutate('tag.add', { ticketId: id, tagId })).refusal?.code);
      await admin.sync();
    }
    expect((await admin.db.tickets.get(id))?.tags.length).toBe(10);
    expect(refusals.at(-1)).toBe('too-many-tags');
    await expectAtRest(fleet, tenant, devices);
  });

  test('a long queue in a script of three bytes a letter drains (B1)', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana');
    const [ana] = devices;
    const id = await ana.file('水漏れ');
    for (let i = 0; i < 100; i += 1) await say(ana, id, `${i}${'漢'.repeat(19_000)}`);
    await rounds(devices);
    expect(await bodiesOn(ana, id)).toHaveLength(100);
    await expectAtRest(fleet, tenant, devices);
  });

  test('a change larger than the server takes never blocks those after it (V2)', async () => {
    const { devices } = await openDesk(fleet, 'ana');
    const [ana] = devices;
    const id = await ana.file('Pump 4 leaks');
    await ana.sync();
    expect(await say(ana, id, 'x'.repeat(5_000_000))).toHaveProperty('refusal.code', 'too-large');
    await say(ana, id, 'grown');
    // As an app with other bounds has left it.
    await ana.db.outbox
      .where('state')
      .equals('queued')
      .modify((entry) => {
        entry.args = { ...(entry.args as object), body: 'x'.repeat(300_000) };
      });
    await say(ana, id, 'a good one');
    await ana.sync();
    const [refused, ...more] = await ana.db.outbox.where('state').equals('refused').toArray();
    expect([refused?.verdict, more]).toMatchObject([{ status: 'refused', code: 'too-large' }, []]);
    expect(await ana.db.outbox.where('state').equals('queued').count()).toBe(0);
    expect(await bodiesOn(ana, id)).toEqual(['a good one']);
  });
});
