import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MutationArgs } from '../../shared/mutations/registry.ts';
import { offline, online, openDesk } from './desk.ts';
import { startFleet, type Device, type Fleet } from './fleet.ts';
import { asSuper, expectAtRest, rounds } from './invariants.ts';

// The tenant's lists as admins keep them: they reach every device, and what they ask for holds on both sides.

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

const meter = (over: Partial<MutationArgs<'field.define'>> = {}): MutationArgs<'field.define'> => ({
  id: randomUUID(),
  key: `meter_${randomUUID().slice(0, 8)}`,
  label: 'Meter',
  type: 'choices',
  options: ['gas', 'water', 'power'],
  requiredIn: ['resolved'],
  public: true,
  archived: false,
  ...over,
});
const resolve = (device: Device, ticketId: string) =>
  device.mutate('ticket.move', { ticketId, to: 'resolved', reason: null });
const refusedOn = async (device: Device) =>
  (await device.db.outbox.where('state').equals('refused').toArray()).map(({ verdict }) => verdict);

test('a field that is required meanwhile refuses the move of who had not heard; the next one is told at once (M6)', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'admin', 'ana', 'ben', 'rita');
  const [admin, ana, ben, rita] = devices;
  const [one, two] = [await ana.file('Pump 4 leaks', people.rita), await ana.file('Gate', people.rita)];
  await rounds(devices);
  const field = meter();
  offline(ana);
  expect(await resolve(ana, one)).not.toHaveProperty('refusal');
  await admin.mutate('field.define', field);
  await admin.sync();
  online(ana);
  await rounds(devices);
  expect(await refusedOn(ana)).toMatchObject([{ code: 'fields-needed', message: 'Fill in “Meter” first.' }]);
  expect((await ben.db.tickets.get(one))?.ticket.status).toBe('new');
  // Ana has heard of it by now, also while she is away: filled in first, it goes through on both sides.
  offline(ana);
  expect(await resolve(ana, two)).toMatchObject({ refusal: { code: 'fields-needed', details: { [field.id]: 'required' } } }); // prettier-ignore
  const value = { ticketId: two, fieldId: field.id, value: 'gas\npower' };
  expect(await ana.mutate('field.set', value)).not.toHaveProperty('refusal');
  expect(await resolve(ana, two)).not.toHaveProperty('refusal');
  online(ana);
  await rounds(devices);
  expect((await ben.db.tickets.get(two))?.ticket.status).toBe('resolved');
  expect((await rita.db.tickets.get(two))?.values).toMatchObject([{ id: field.id, value: 'gas\npower' }]);
  await expectAtRest(fleet, tenant, devices, { refused: 1 });
});

test('tags and categories reach every device; requesters get categories and what fields are theirs to see', async () => {
  const { tenant, devices } = await openDesk(fleet, 'admin', 'ana', 'rita');
  const [admin, ana, rita] = devices;
  const tagId = randomUUID();
  const [open, secret] = [meter(), meter({ label: 'Cost centre', public: false, requiredIn: [] })];
  offline(admin);
  const tag = { id: tagId, name: 'danger', color: 'red', description: 'Somebody may be hurt' } as const;
  await admin.mutate('tag.set', { ...tag, archived: false });
  await admin.mutate('category.set', { id: tenant.categoryId, name: 'Pumps and wells', archived: false });
  for (const field of [open, secret]) await admin.mutate('field.define', field);
  // What was made here is there here, with nobody else knowing of it.
  const ticketId = await admin.file('Made offline');
  expect(await admin.mutate('tag.add', { ticketId, tagId })).not.toHaveProperty('refusal');
  online(admin);
  await rounds(devices);
  expect(await admin.db.outbox.count()).toBe(0);
  const row = (device: Device, kind: 'tag' | 'category' | 'field', id: string) =>
    device.db.directory.get([kind, id]).then((record) => record?.row);
  expect(await row(ana, 'tag', tagId)).toMatchObject(tag);
  expect(await row(ana, 'field', secret.id)).toMatchObject(secret);
  expect(await row(rita, 'tag', tagId)).toBeUndefined();
  expect(await row(rita, 'category', tenant.categoryId)).toMatchObject({ name: 'Pumps and wells' });
  expect(await row(rita, 'field', open.id)).toMatchObject({ options: open.options });
  expect(await row(rita, 'field', secret.id)).toBeUndefined();
  await admin.mutate('field.define', { ...open, public: false });
  await admin.mutate('tag.set', { ...tag, color: 'blue', archived: true });
  await rounds(devices);
  expect(await row(rita, 'field', open.id)).toBeUndefined();
  expect(await ana.mutate('tag.add', { ticketId, tagId: randomUUID() })).toHaveProperty('refusal');
  expect(await row(ana, 'tag', tagId)).toMatchObject({ color: 'blue', archived: true });
  const log = await asSuper(
    fleet,
    (sql) => sql`select changes from audit where tenant_id = ${tenant.id} and action = 'tag.set' order by n`,
  );
  expect(log.map(({ changes }) => (changes as unknown[][])[0]?.slice(1))).toMatchObject([
    ['row', null, { color: 'red' }],
    ['row', { color: 'red' }, { color: 'blue', archived: true }],
  ]);
  await expectAtRest(fleet, tenant, devices);
});

test('of two admins who use one name at once, the second is told', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'admin', 'ben');
  const [admin, ben] = devices;
  await admin.mutate('person.set-role', { personId: people.ben.id, role: 'admin' });
  await rounds(devices);
  for (const device of devices)
    await device.mutate('tag.set', { id: randomUUID(), name: 'same', color: 'grey', description: '', archived: false }); // prettier-ignore
  await rounds(devices);
  expect([...(await refusedOn(admin)), ...(await refusedOn(ben))]).toMatchObject([
    { code: 'already-exists' },
  ]);
  await expectAtRest(fleet, tenant, devices, { refused: 1 });
});
