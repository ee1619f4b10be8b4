import 'fake-indexeddb/auto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fieldMergeKey, type MergeRules } from '../../shared/model/policy.ts';
import type { Priority } from '../../shared/model/ticket.ts';
import { readConflicts } from '../../app/store/conflicts.ts';
import { offline, online, openDesk, title, titleOn } from './desk.ts';
import { startFleet, type Device, type Fleet } from './fleet.ts';
import { asSuper, expectAtRest, rounds } from './invariants.ts';
import { moment, openOn, onlyOn, move, replyOverResolved, keep, restore, bothName } from './losing.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

describe('who is told (M3, S8)', () => {
  test.each(['ana', 'ben'] as const)(
    'whoever wrote earlier is told, on all of their devices and nobody else, when %s arrives first',
    async (first) => {
      const { tenant, people, devices } = await openDesk(fleet, 'ana', 'ben', 'admin', 'rita', 'ana');
      const [ana, ben, admin, rita, phone] = devices;
      const id = await ana.file('Pump 4 leaks', people.rita);
      await rounds(devices);
      await bothName(ana, ben, id, first);
      await rounds(devices);
      for (const device of [ben, admin, rita]) expect(await readConflicts(device.db)).toEqual([]);
      const told = await onlyOn(ana);
      expect(told).toMatchObject({
        ticketId: id,
        rowId: id,
        kind: 1,
        register: 'title',
        lostValue: { title: 'from Ana' },
        lostBy: people.ana.id,
        keptValue: { title: 'from Ben' },
        keptBy: people.ben.id,
        ruled: false,
        resolution: null,
      });
      expect(told.keptS).toBeGreaterThan(told.lostS);
      // Its dot is that of the mutation which raised it: the one that came second.
      const second = first === 'ana' ? [told.keptR, told.keptN] : [told.lostR, told.lostN];
      expect([told.r, told.n]).toEqual(second);
      expect(await onlyOn(phone)).toEqual(told);
      await expectAtRest(fleet, tenant, devices);
    },
  );

  test('one person at two devices is told too', async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'ana', 'ana');
    const [phone, tablet] = devices;
    const id = await phone.file('Pump 4 leaks');
    await rounds(devices);
    await bothName(phone, tablet, id, 'ana');
    expect(await onlyOn(phone)).toMatchObject({ keptBy: people.ana.id, lostBy: people.ana.id });
    await expectAtRest(fleet, tenant, devices);
  });

  test('equal values, different fields, and what was seen raise none', async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const id = await ana.file('Pump 4 leaks');
    await rounds(devices);
    for (const device of devices) await title(device, id, 'Pump 4 leaks badly');
    await ana.mutate('ticket.set-priority', { ticketId: id, priority: 'high' });
    await ana.mutate('field.set', { ticketId: id, fieldId: tenant.fieldId, value: 'A-1' });
    await ben.mutate('ticket.assign', { ticketId: id, assigneeId: people.ben.id, teamId: null });
    await ben.mutate('field.set', { ticketId: id, fieldId: tenant.secretFieldId, value: 4 });
    await rounds(devices);
    await title(ana, id, 'fixed');
    await rounds(devices);
    await title(ben, id, 'fixed for good');
    await rounds(devices);
    for (const device of devices) expect(await readConflicts(device.db)).toEqual([]);
    await expectAtRest(fleet, tenant, devices);
  });

  test('custom fields and who has it: the loser is told, and restores each in one step (M3, M5)', async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const id = await ana.file('Pump 4 leaks');
    await ana.mutate('field.set', { ticketId: id, fieldId: tenant.fieldId, value: 'A-1' });
    await rounds(devices);
    await ana.mutate('field.set', { ticketId: id, fieldId: tenant.fieldId, value: 'A-2' });
    await ana.mutate('ticket.assign', { ticketId: id, assigneeId: people.ana.id, teamId: tenant.teamId });
    await moment();
    await ben.mutate('field.set', { ticketId: id, fieldId: tenant.fieldId, value: 'A-3' });
    await ben.mutate('ticket.assign', { ticketId: id, assigneeId: people.ben.id, teamId: null });
    await rounds(devices);
    const open = (await openOn(ana)).sort((a, b) => a.kind - b.kind);
    expect(open).toMatchObject([
      { kind: 1, register: 'assignee', lostValue: { assigneeId: people.ana.id, teamId: tenant.teamId } },
      {
        kind: 5,
        register: 'row',
        rowId: tenant.fieldId,
        lostValue: { value: 'A-2' },
        keptValue: { value: 'A-3' },
      },
    ]);
    for (const conflict of open) expect(await restore(ana, conflict)).not.toHaveProperty('refusal');
    await rounds(devices);
    for (const device of devices) {
      const record = await device.db.tickets.get(id);
      expect(record?.values).toMatchObject([{ value: 'A-2' }]);
      expect(record?.ticket).toMatchObject({ assigneeId: people.ana.id, teamId: tenant.teamId });
      expect(await openOn(device)).toEqual([]);
    }
    await expectAtRest(fleet, tenant, devices);
  });
});

describe('settling (M5)', () => {
  test('keep theirs: offline at once, everywhere after, and no value is written (M5)', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana', 'ben', 'ana');
    const [ana, ben, phone] = devices;
    const id = await ana.file('Pump 4 leaks');
    await rounds(devices);
    await bothName(ana, ben, id, 'ana');
    await phone.sync();
    offline(ana);
    await keep(ana, await onlyOn(ana));
    expect(await openOn(ana)).toEqual([]);
    expect(await openOn(phone)).toHaveLength(1);
    online(ana);
    await rounds(devices);
    expect(await openOn(phone)).toEqual([]);
    expect(await readConflicts(phone.db)).toMatchObject([{ resolution: 'keep' }]);
    for (const device of devices) expect(await titleOn(device, id)).toBe('from Ben');
    await expectAtRest(fleet, tenant, devices);
  });

  test('restore mine: on the screen at once, a write like any other with timeline and audit, and no new conflict (M5)', async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const id = await ana.file('Pump 4 leaks');
    await rounds(devices);
    await bothName(ana, ben, id, 'ben');
    offline(ana);
    const made = await restore(ana, await onlyOn(ana));
    expect(await titleOn(ana, id)).toBe('from Ana');
    online(ana);
    await rounds(devices);
    for (const device of devices) {
      expect(await titleOn(device, id)).toBe('from Ana');
      expect(await openOn(device)).toEqual([]);
    }
    const events = (await ben.db.threads.get(id))?.events.filter(({ id: event }) => event === made.uid);
    expect(events).toMatchObject([
      { what: 'title', actorId: people.ana.id, oldValue: 'from Ben', newValue: 'from Ana' },
    ]);
    const audit = await asSuper(
      fleet,
      (sql) => sql`
      select actor_id, subject_id, changes from audit
      where tenant_id = ${tenant.id} and action = 'conflict.resolve'`,
    );
    expect(audit).toMatchObject([{ actor_id: people.ana.id, subject_id: id }]);
    expect(JSON.stringify(audit[0]?.['changes'])).toContain('from Ana');
    await expectAtRest(fleet, tenant, devices);
  });

  test('an edited, merged text (M5)', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const id = await ana.file('Pump 4 leaks');
    await rounds(devices);
    await ana.mutate('ticket.set-description', { ticketId: id, description: 'at the flange' });
    await moment();
    await ben.mutate('ticket.set-description', { ticketId: id, description: 'since Monday' });
    await rounds(devices);
    const conflict = await onlyOn(ana);
    await ana.mutate('conflict.resolve', {
      conflictId: conflict.id,
      ticketId: id,
      choice: 'merge',
      write: {
        name: 'ticket.set-description',
        args: { ticketId: id, description: 'at the flange, since Monday' },
      },
    });
    await rounds(devices);
    expect((await ben.db.tickets.get(id))?.ticket.description).toBe('at the flange, since Monday');
    expect(await readConflicts(ana.db)).toMatchObject([{ resolution: 'merge' }]);
    await expectAtRest(fleet, tenant, devices);
  });

  test.each([
    ['keep', 'restore', 'from Ana'],
    ['restore', 'keep', 'from Ana'],
    ['restore', 'restore', 'from Ana'],
    ['keep', 'keep', 'from Ben'],
  ] as const)('offline on two devices, %s and %s: settles quietly', async (one, other, after) => {
    const { tenant, devices } = await openDesk(fleet, 'ana', 'ben', 'ana');
    const [ana, ben, phone] = devices;
    const id = await ana.file('Pump 4 leaks');
    await rounds(devices);
    await bothName(ana, ben, id, 'ana');
    await phone.sync();
    const act = { keep, restore };
    for (const device of [ana, phone]) offline(device);
    await act[one](ana, await onlyOn(ana));
    await act[other](phone, await onlyOn(phone));
    for (const device of [ana, phone]) online(device);
    await rounds(devices);
    for (const device of devices) {
      expect(await titleOn(device, id)).toBe(after);
      expect(await openOn(device)).toEqual([]);
      expect(await device.db.outbox.count()).toBe(0);
    }
    await expectAtRest(fleet, tenant, devices);
  });

  test('what changed since, unseen, is met like any concurrent write: whoever loses is told again', async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'ana', 'ben', 'admin');
    const [ana, ben, admin] = devices;
    const id = await ana.file('Pump 4 leaks');
    await rounds(devices);
    await bothName(ana, ben, id, 'ana');
    await admin.sync();
    await title(admin, id, 'from the admin');
    await moment();
    await restore(ana, await onlyOn(ana));
    await rounds(devices);
    for (const device of devices) expect(await titleOn(device, id)).toBe('from Ana');
    expect(await openOn(ana)).toEqual([]);
    expect(await onlyOn(admin)).toMatchObject({
      keptBy: people.ana.id,
      lostValue: { title: 'from the admin' },
    });
    await expectAtRest(fleet, tenant, devices);
  });

  test('a status that cannot go back there is refused on the device, and the conflict stays', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const id = await ana.file('Pump 4 leaks');
    await rounds(devices);
    await move(ana, id, 'pending');
    await moment();
    await move(ben, id, 'resolved');
    await rounds(devices);
    const lost = await onlyOn(ana);
    expect((await restore(ana, lost)).refusal?.code).toBe('move-not-allowed');
    expect(await onlyOn(ana)).toEqual(lost);
    await expectAtRest(fleet, tenant, devices);
  });

  test('a requester is told and settles theirs', async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'rita', 'ana');
    const [rita, ana] = devices;
    const id = await replyOverResolved(rita, ana);
    const lost = await onlyOn(rita);
    expect(lost).toMatchObject({ register: 'status', keptBy: people.ana.id, lostValue: { status: 'open' } });
    // Whoever it names is known to them by name.
    expect(await rita.db.directory.get(['name', people.ana.id])).toMatchObject({ row: { name: 'Ana' } });
    await restore(rita, lost);
    await rounds(devices);
    for (const device of devices) expect((await device.db.tickets.get(id))?.ticket.status).toBe('open');
    expect(await openOn(rita)).toEqual([]);
    await expectAtRest(fleet, tenant, devices);
  });
});

describe('what a tenant may choose (M4)', () => {
  async function underRules(rules: MergeRules) {
    const desk = await openDesk(fleet, 'admin', 'ana', 'ben');
    const [admin, ana, ben] = desk.devices;
    expect(await admin.mutate('policy.set', { key: 'merge', value: rules })).not.toHaveProperty('refusal');
    const id = await ana.file('Pump 4 leaks');
    await rounds(desk.devices);
    const set = (device: Device, priority: Priority) =>
      device.mutate('ticket.set-priority', { ticketId: id, priority });
    const priorities = async () =>
      await Promise.all(
        desk.devices.map(async (device) => (await device.db.tickets.get(id))?.ticket.priority),
      );
    const events = async (device: Device) =>
      ((await device.db.threads.get(id))?.events ?? []).map((event) => event.newValue);
    return { ...desk, admin, ana, ben, id, set, priorities, events };
  }

  test.each(['ana', 'ben'] as const)(
    'ask: what the office has stands, the other waits for its author, when %s arrives first',
    async (first) => {
      const { tenant, devices, ana, ben, id, set, priorities, events } = await underRules({
        priority: 'ask',
      });
      await set(ana, 'high');
      await moment();
      await set(ben, 'low');
      const [winner, loser] = first === 'ana' ? [ana, ben] : [ben, ana];
      const [kept, lost] = first === 'ana' ? ['high', 'low'] : ['low', 'high'];
      await winner.sync();
      await rounds(devices);
      expect(await priorities()).toEqual([kept, kept, kept]);
      expect(await openOn(winner)).toEqual([]);
      const asked = await onlyOn(loser);
      expect(asked).toMatchObject({
        ruled: false,
        keptValue: { priority: kept },
        lostValue: { priority: lost },
      });
      // What was held back has not happened: the timeline does not say that it did.
      for (const device of devices) expect(await events(device)).toEqual([kept]);
      await expectAtRest(fleet, tenant, devices);
      await restore(loser, asked);
      await rounds(devices);
      expect(await priorities()).toEqual([lost, lost, lost]);
      for (const device of devices) expect(await openOn(device)).toEqual([]);
      expect(await events(winner)).toEqual([kept, lost]);
      expect((await winner.db.tickets.get(id))?.ticket.deadline).toBe(
        (await loser.db.tickets.get(id))?.ticket.deadline,
      );
      await expectAtRest(fleet, tenant, devices);
    },
  );

  test('first: the same, told and settled already', async () => {
    const { tenant, devices, ana, ben, set, priorities, events } = await underRules({ priority: 'first' });
    await set(ana, 'high');
    await moment();
    await set(ben, 'low');
    await rounds(devices);
    expect(await priorities()).toEqual(['high', 'high', 'high']);
    const told = await onlyOn(ben);
    expect(told).toMatchObject({ ruled: true, resolution: null });
    for (const device of devices) expect(await events(device)).toEqual(['high']);
    await keep(ben, told);
    await rounds(devices);
    expect(await openOn(ben)).toEqual([]);
    await expectAtRest(fleet, tenant, devices);
  });

  test('the rule is the register’s own: others of the ticket go on merging by the last write (M4)', async () => {
    const { tenant, devices, ana, ben, id } = await underRules({ priority: 'ask', field: 'first' });
    await bothName(ana, ben, id, 'ana');
    await ana.mutate('field.set', { ticketId: id, fieldId: tenant.fieldId, value: 'A-1' });
    await rounds(devices);
    await ana.mutate('field.set', { ticketId: id, fieldId: tenant.fieldId, value: 'A-2' });
    await ben.mutate('field.set', { ticketId: id, fieldId: tenant.fieldId, value: 'A-3' });
    await rounds(devices);
    for (const device of devices) {
      expect(await titleOn(device, id)).toBe('from Ben');
      expect((await device.db.tickets.get(id))?.values).toMatchObject([{ value: 'A-2' }]);
    }
    expect(await openOn(ana)).toMatchObject([{ register: 'title', ruled: false }]);
    expect(await openOn(ben)).toMatchObject([{ kind: 5, ruled: true }]);
    await expectAtRest(fleet, tenant, devices);
  });

  test('a custom field has a rule of its own, and goes by the one for all of them until then', async () => {
    const { tenant, devices, admin, ana, ben, id } = await underRules({ field: 'first' });
    const { fieldId, secretFieldId } = tenant;
    await admin.mutate('policy.set', { key: fieldMergeKey(fieldId), value: 'ask' });
    await rounds(devices);
    const both = async (field: string, hers: string | number, his: string | number) => {
      await ana.mutate('field.set', { ticketId: id, fieldId: field, value: hers });
      await moment();
      await ben.mutate('field.set', { ticketId: id, fieldId: field, value: his });
      await rounds(devices);
      const values = (await admin.db.tickets.get(id))?.values;
      return values?.find((value) => value.id === field)?.value;
    };
    for (const field of [fieldId, secretFieldId]) {
      await ana.mutate('field.set', { ticketId: id, fieldId: field, value: field === fieldId ? 'A-1' : 1 });
      await rounds(devices);
    }
    expect(await both(fieldId, 'A-2', 'A-3')).toBe('A-2');
    expect(await onlyOn(ben)).toMatchObject({ rowId: fieldId, ruled: false });
    expect(await both(secretFieldId, 2, 3)).toBe(2);
    expect((await openOn(ben)).find((lost) => lost.rowId === secretFieldId)).toMatchObject({ ruled: true });

    await admin.mutate('policy.set', { key: fieldMergeKey(secretFieldId), value: 'last' });
    await rounds(devices);
    expect(await both(secretFieldId, 4, 5)).toBe(5);
    expect(await openOn(ana)).toMatchObject([{ rowId: secretFieldId, ruled: false }]);
    await expectAtRest(fleet, tenant, devices);
  });

  test('equal values, seen values and a chain of own writes ask nobody', async () => {
    const { tenant, devices, ana, ben, set, priorities } = await underRules({ priority: 'ask' });
    for (const device of [ana, ben]) await set(device, 'high');
    await rounds(devices);
    await set(ben, 'urgent');
    await set(ben, 'low');
    await rounds(devices);
    await set(ana, 'medium');
    await rounds(devices);
    expect(await priorities()).toEqual(['medium', 'medium', 'medium']);
    for (const device of devices) expect(await openOn(device)).toEqual([]);
    await expectAtRest(fleet, tenant, devices);
  });

  test('a chain that builds on what was held back waits as a whole: the office’s value stands', async () => {
    const { tenant, devices, ana, ben, set, priorities } = await underRules({ priority: 'ask' });
    await set(ana, 'high');
    await ana.sync();
    await set(ben, 'urgent');
    await set(ben, 'low');
    await rounds(devices);
    expect(await priorities()).toEqual(['high', 'high', 'high']);
    const open = await openOn(ben);
    expect(new Set(open.map(({ lostValue }) => lostValue['priority']))).toEqual(new Set(['low', 'urgent']));
    await expectAtRest(fleet, tenant, devices);
  });
});
