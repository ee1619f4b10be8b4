import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mentionSign } from '../../shared/rules/mentions.ts';
import { readNotices } from '../../app/store/notices.ts';
import { readUnwanted } from '../../app/store/preferences.ts';
import {
  aboutKind,
  aboutTicket,
  kindPreferenceId,
  ticketPreferenceId,
} from '../../shared/model/preference.ts';
import { keepPromises } from '../../sync-server/jobs/keep-promises.ts';
import { keepUp } from '../../sync-server/jobs/upkeep.ts';
import { offline, online } from './desk.ts';
import { addTenant, startFleet, type Device, type Fleet, type TestTenant } from './fleet.ts';
import { expectAtRest, rounds } from './invariants.ts';

// product.md, Notifications: what people are told, in a scope of their own.

const [HOUR, DAY] = [3_600_000, 86_400_000];
let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

async function openDevices<const Who extends keyof TestTenant['people']>(tenant: TestTenant, ...who: Who[]) {
  const devices = await Promise.all(who.map((name) => fleet.device(tenant.people[name], { tenant })));
  for (const device of devices) await device.sync();
  return Object.fromEntries(who.map((name, i) => [name, devices[i]])) as Record<Who, Device>;
}

const byText = (a: readonly unknown[], b: readonly unknown[]): number => (String(a) < String(b) ? -1 : 1);

const toldOn = async ({ db }: Device) =>
  (await readNotices(db))
    .sort((a, b) => a.at - b.at || (a.what < b.what ? -1 : 1))
    .map(({ what, ticketId, byId, count }) => ({ what, ticketId, byId, count }));
const unreadOn = async ({ db }: Device) => (await readNotices(db)).filter(({ readAt }) => readAt === null);

const say = (device: Device, ticketId: string, internal = false) =>
  device.mutate('message.add', { ticketId, id: randomUUID(), body: 'Look at this', internal });

test('people are told what concerns them, in their own scope alone, whole and in order (S9)', async () => {
  const tenant = await addTenant(fleet.sql);
  const { ana, ben, rita } = await openDevices(tenant, 'ana', 'ben', 'rita');
  const all = [ana, ben, rita];
  const { people } = tenant;
  const id = await rita.file('Pump 4 leaks');
  await rounds(all);
  await ben.mutate('ticket.assign', { ticketId: id, assigneeId: people.ana.id, teamId: null });
  await rounds(all);
  await say(rita, id);
  await rounds(all);
  await say(ana, id);
  await say(ben, id, true);
  await rounds(all);
  const of = (what: string, byId: string) => ({ what, ticketId: id, byId, count: 1 });
  expect(await toldOn(ana)).toEqual([
    of('assigned', people.ben.id),
    of('replied', people.rita.id),
    of('noted', people.ben.id),
  ]);
  expect(await toldOn(rita)).toEqual([of('replied', people.ana.id)]);
  expect(await toldOn(ben)).toEqual([]);
  // A device that comes later has them too.
  const tablet = await fleet.device(people.ana, { tenant });
  await tablet.sync();
  expect(await toldOn(tablet)).toEqual(await toldOn(ana));
  await expectAtRest(fleet, tenant, [...all, tablet]);
});

test('what is read on one device, without a network too, is read on all of that person (S9)', async () => {
  const tenant = await addTenant(fleet.sql);
  const { ana, ben } = await openDevices(tenant, 'ana', 'ben');
  const tablet = await fleet.device(tenant.people.ana, { tenant });
  const assign = async () => {
    const id = await ben.file('Pump 4 leaks');
    await ben.mutate('ticket.assign', { ticketId: id, assigneeId: tenant.people.ana.id, teamId: null });
  };
  await assign();
  await assign();
  await rounds([ben, ana, tablet]);
  const [first, second] = (await unreadOn(ana)).map(({ id }) => id) as [string, string];
  offline(ana);
  expect(await ana.mutate('notice.read', { ids: [first, second], read: true })).not.toHaveProperty('refusal');
  expect(await unreadOn(ana)).toEqual([]);
  await ana.mutate('notice.read', { ids: [second], read: false });
  expect((await unreadOn(ana)).map(({ id }) => id)).toEqual([second]);
  online(ana);
  await rounds([ana, tablet, ben]);
  expect((await unreadOn(tablet)).map(({ id }) => id)).toEqual([second]);
  const stolen = await ben.mutate('notice.read', { ids: [first], read: false });
  expect(stolen).toMatchObject({ refusal: { code: 'not-found' } });
  await expectAtRest(fleet, tenant, [ana, tablet, ben]);
});

test('who answers for a ticket is told of what is missed; where nobody does, the admins', async () => {
  const tenant = await addTenant(fleet.sql);
  const { admin, ana, ben, rita } = await openDevices(tenant, 'admin', 'ana', 'ben', 'rita');
  const all = [admin, ana, ben, rita];
  const teams = await rita.file('For a team');
  const bens = await rita.file('For Ben');
  const nobodys = await rita.file('For nobody');
  await rounds(all);
  await admin.mutate('ticket.assign', { ticketId: teams, assigneeId: null, teamId: tenant.teamId });
  await admin.mutate('ticket.assign', { ticketId: bens, assigneeId: tenant.people.ben.id, teamId: null });
  await rounds(all);
  await keepPromises(fleet.sql, tenant.id, Date.now() + 2.5 * DAY);
  await keepPromises(fleet.sql, tenant.id, Date.now() + 3 * DAY + HOUR);
  await keepPromises(fleet.sql, tenant.id, Date.now() + 3 * DAY + 2 * HOUR);
  await rounds(all);
  const pressing = async (device: Device) =>
    (await toldOn(device))
      .flatMap(({ what, ticketId }) => (what === 'assigned' ? [] : [[what, ticketId]]))
      .sort(byText);
  const both = (id: string) => [
    ['escalated', id],
    ['warned', id],
  ];
  expect(await pressing(ana)).toEqual(both(teams));
  expect(await pressing(ben)).toEqual(both(bens));
  expect(await pressing(admin)).toEqual(both(nobodys));
  expect(await pressing(rita)).toEqual([]);
  await expectAtRest(fleet, tenant, all);
});

test.each(['left', 'become a requester'])(
  'where the assignee has %s, the team is told, else the admins',
  async (how) => {
    const tenant = await addTenant(fleet.sql);
    const { admin, ana, ben, rita } = await openDevices(tenant, 'admin', 'ana', 'ben', 'rita');
    const { id: benId } = tenant.people.ben;
    const ids = [await rita.file('Of a team'), await rita.file('Of no team')] as const;
    await rounds([rita, admin, ben]);
    for (const [i, teamId] of [tenant.teamId, null].entries())
      await admin.mutate('ticket.assign', { ticketId: ids[i] ?? '', assigneeId: benId, teamId });
    for (const ticketId of ids) await admin.mutate('ticket.move', { ticketId, to: 'resolved', reason: null });
    await rounds([admin, ben, rita, ana]);
    await (how === 'left'
      ? admin.mutate('person.set-active', { personId: benId, active: false })
      : admin.mutate('person.set-role', { personId: benId, role: 'user' }));
    await rounds([admin, rita, ana]);
    for (const ticketId of ids)
      await rita.mutate('message.add', {
        ticketId,
        id: randomUUID(),
        body: 'It leaks again',
        internal: false,
        followUp: { id: randomUUID(), number: null },
      });
    await rounds([rita, admin, ana]);
    await keepPromises(fleet.sql, tenant.id, Date.now() + 5 * DAY);
    await rounds([rita, admin, ana]);
    const told = async (device: Device) =>
      (await toldOn(device)).map(({ what, ticketId }) => [what, ticketId]).sort(byText);
    const both = (id: string) => ['escalated', 'replied'].map((what) => [what, id]);
    expect(await told(ana)).toEqual(both(ids[0]));
    expect(await told(admin)).toEqual(both(ids[1]));
    await expectAtRest(fleet, tenant, [admin, ana, rita]);
  },
);

test('nobody drowns in what was missed over a night: ten one by one, and one that counts the rest', async () => {
  const tenant = await addTenant(fleet.sql);
  const { admin } = await openDevices(tenant, 'admin');
  for (let i = 0; i < 27; i += 1) await admin.file(`Ticket ${i}`);
  await rounds([admin]);
  await keepPromises(fleet.sql, tenant.id, Date.now() + 4 * DAY, { limit: 5 });
  await rounds([admin]);
  const told = (await toldOn(admin)).filter(({ what }) => what === 'escalated');
  expect(told.map(({ count }) => count).sort((a, b) => a - b)).toEqual([
    ...Array.from({ length: 10 }, () => 1),
    17,
  ]);
  await expectAtRest(fleet, tenant, [admin]);
});

test('after thirty days it leaves the devices', async () => {
  const tenant = await addTenant(fleet.sql);
  const { ana, ben } = await openDevices(tenant, 'ana', 'ben');
  const id = await ben.file('Pump 4 leaks');
  await ben.mutate('ticket.assign', { ticketId: id, assigneeId: tenant.people.ana.id, teamId: null });
  await rounds([ben, ana]);
  expect(await toldOn(ana)).toHaveLength(1);
  await keepUp(fleet.sql, tenant.id, Date.now() + 29 * DAY);
  await rounds([ana]);
  expect(await toldOn(ana)).toHaveLength(1);
  await keepUp(fleet.sql, tenant.id, Date.now() + 31 * DAY);
  await rounds([ana, ben]);
  expect(await toldOn(ana)).toEqual([]);
  await expectAtRest(fleet, tenant, [ana, ben]);
});

test('whom the staff call by name are told so, as far as they may read it; whom requesters name are not (S9)', async () => {
  const tenant = await addTenant(fleet.sql);
  const { people } = tenant;
  const { admin, ana, ben, rita } = await openDevices(tenant, 'admin', 'ana', 'ben', 'rita');
  const all = [admin, ana, ben, rita];
  await admin.mutate('policy.set', { key: 'agents-see', value: 'own-teams' });
  const id = await rita.file('Pump 4 leaks');
  await rounds(all);
  await admin.mutate('ticket.assign', { ticketId: id, assigneeId: people.ana.id, teamId: tenant.teamId });
  await rounds(all);
  const calling = (...names: (keyof typeof people)[]) =>
    names.map((name) => mentionSign(people[name])).join(' ');
  const write = (device: Device, body: string, internal = false) =>
    device.mutate('message.add', { ticketId: id, id: randomUUID(), body, internal });
  // Ben works for another team, and Rita on nothing: to them it stays what it was.
  await write(admin, `${calling('ana', 'ben', 'rita', 'admin')}, look`);
  await write(rita, `${calling('admin')} too`);
  await rounds(all);
  await write(ana, `> ${calling('admin')} said\n\nno. ${calling('admin')}?`, true);
  await rounds(all);
  const of = async (device: Device) => (await toldOn(device)).map(({ what, byId }) => [what, byId]);
  expect(await of(ana)).toEqual([
    ['assigned', people.admin.id],
    ['mentioned', people.admin.id],
    ['replied', people.rita.id],
  ]);
  expect(await of(rita)).toEqual([['replied', people.admin.id]]);
  expect(await of(admin)).toEqual([['mentioned', people.ana.id]]);
  expect(await of(ben)).toEqual([]);
  await expectAtRest(fleet, tenant, all);
});

test('what somebody does not want to be told of they are not; a mention passes a muted ticket; all of their devices know (S9)', async () => {
  const tenant = await addTenant(fleet.sql);
  const { people } = tenant;
  const { admin, ana, ben, rita } = await openDevices(tenant, 'admin', 'ana', 'ben', 'rita');
  const other = await fleet.device(people.ana, { tenant });
  await other.sync();
  const all = [admin, ana, ben, rita, other];
  const id = await rita.file('Pump 4 leaks');
  const second = await rita.file('Door sticks');
  await rounds(all);
  for (const ticketId of [id, second])
    await admin.mutate('ticket.assign', { ticketId, assigneeId: people.ana.id, teamId: null });
  await rounds(all);
  // Without a network, on one device and the other: the later word stands.
  offline(ana);
  const mute = (muted: boolean) => ({ id: ticketPreferenceId(people.ana.id, id), ticketId: id, muted });
  await other.mutate('ticket.mute', mute(false));
  await other.sync();
  await ana.mutate('ticket.mute', mute(true));
  const choice = { id: kindPreferenceId(people.ana.id, 'noted'), what: 'noted', wanted: false } as const;
  await ana.mutate('notice.choose', choice);
  const unwanted = [aboutKind('noted'), aboutTicket(id)];
  expect([...(await readUnwanted(ana.db))].sort()).toEqual(unwanted);
  online(ana);
  await rounds(all);
  expect([...(await readUnwanted(other.db))].sort()).toEqual(unwanted);
  expect((await readUnwanted(ben.db)).size).toBe(0);
  const before = (await toldOn(ana)).length;
  await say(rita, id); // muted
  await say(ben, second, true); // a kind that is not wanted
  await say(rita, second);
  const body = `${mentionSign(people.ana)} look`;
  await ben.mutate('message.add', { ticketId: id, id: randomUUID(), body, internal: false });
  await rounds(all);
  const told = (await toldOn(ana)).slice(before).map(({ what, ticketId }) => [what, ticketId]);
  expect(told.sort(byText)).toEqual(
    [
      ['mentioned', id],
      ['replied', second],
    ].sort(byText),
  );
  expect((await toldOn(rita)).map(({ what }) => what)).toEqual(['replied']);
  // It is nobody else's to choose, and of a ticket one does not see there is nothing to mute.
  expect(await ben.mutate('notice.choose', { ...choice, wanted: true })).toMatchObject({
    refusal: { code: 'not-found' },
  });
  const [fresh, none] = [randomUUID(), randomUUID()];
  expect(await ben.mutate('ticket.mute', { id: fresh, ticketId: none, muted: true })).toMatchObject({
    refusal: { code: 'not-found' },
  });
  await expectAtRest(fleet, tenant, all);
});
