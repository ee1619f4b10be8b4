import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readNotices } from '../../app/store/notices.ts';
import { mentionSign } from '../../shared/rules/mentions.ts';
import { offline, online } from './desk.ts';
import { addTenant, startFleet, type Device, type Fleet, type TestTenant } from './fleet.ts';
import { asSuper, expectAtRest, rounds } from './invariants.ts';

// What people change of what they said: on every device, of every scope, and nowhere else (docs/decisions/0013).

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

interface Desk {
  tenant: TestTenant;
  ana: Device;
  tablet: Device;
  ben: Device;
  rita: Device;
  admin: Device;
  all: Device[];
  ticketId: string;
}

/** A ticket of Rita's that everybody has; Ana has two devices. */
async function openDesk(): Promise<Desk> {
  const tenant = await addTenant(fleet.sql);
  const { people } = tenant;
  const open = (who: (typeof people)[keyof typeof people]) => fleet.device(who, { tenant });
  const [ana, tablet] = [await open(people.ana), await open(people.ana)];
  const [ben, rita, admin] = [await open(people.ben), await open(people.rita), await open(people.admin)];
  const all = [ana, tablet, ben, rita, admin];
  const ticketId = await rita.file('Pump 4 leaks');
  await rounds(all);
  return { tenant, ana, tablet, ben, rita, admin, all, ticketId };
}

async function say(device: Device, ticketId: string, body: string, internal = false): Promise<string> {
  const id = randomUUID();
  expect(await device.mutate('message.add', { ticketId, id, body, internal })).not.toHaveProperty('refusal');
  return id;
}

const wordsOn = async ({ db }: Device, ticketId: string, id: string): Promise<string | undefined> =>
  (await db.threads.get(ticketId))?.messages.find((message) => message.id === id)?.body;

/** Everything that a device keeps, as text. */
const allOn = async ({ db }: Device): Promise<string> =>
  JSON.stringify(await Promise.all(db.tables.map((table) => table.toArray())));

test('an edit is shown at once, reaches every device of every scope, and leaves the first words in the audit alone', async () => {
  const { tenant, ana, ben, rita, all, ticketId } = await openDesk();
  const id = await say(ana, ticketId, 'It costs 1000 FIRSTWORDS');
  await rounds(all);
  offline(ana);
  const edit = { ticketId, messageId: id, body: 'It costs 100' };
  expect(await ana.mutate('message.edit', edit)).not.toHaveProperty('refusal');
  expect(await wordsOn(ana, ticketId, id)).toBe('It costs 100');
  // What the office sent stays beneath until it has answered.
  expect((await ana.db.threads.get(ticketId))?.confirmed?.map(({ body }) => body)).toEqual([
    'It costs 1000 FIRSTWORDS',
  ]);
  online(ana);
  await rounds(all);
  for (const device of all) expect(await wordsOn(device, ticketId, id)).toBe('It costs 100');
  for (const device of [ben, rita]) expect(await allOn(device)).not.toContain('FIRSTWORDS');
  const edited = (await rita.db.threads.get(ticketId))?.events.filter(
    ({ what }) => what === 'message-edited',
  );
  expect(edited).toMatchObject([{ actorId: tenant.people.ana.id, newValue: { messageId: id } }]);
  const late = await fleet.device(tenant.people.rita, { tenant });
  await late.sync();
  expect(await wordsOn(late, ticketId, id)).toBe('It costs 100');
  await asSuper(fleet, async (sql) => {
    const found =
      await sql`select changes from audit where tenant_id = ${tenant.id} and action = 'message.edit'`;
    expect(JSON.stringify(found)).toContain('FIRSTWORDS');
    const [kept] = await sql`select body from messages where id = ${id}`;
    expect(kept).toEqual({ body: 'It costs 100' });
  });
  await expectAtRest(fleet, tenant, [...all, late]);
});

test('of two edits without a network the later stands on all devices; the other is in the audit, and no conflict', async () => {
  const { tenant, ana, tablet, all, ticketId } = await openDesk();
  const id = await say(ana, ticketId, 'first', true);
  await rounds(all);
  offline(ana);
  offline(tablet);
  await ana.mutate('message.edit', { ticketId, messageId: id, body: 'on the desk, EARLIER' });
  await new Promise((resolve) => setTimeout(resolve, 5));
  await tablet.mutate('message.edit', { ticketId, messageId: id, body: 'on the tablet, later' });
  online(tablet);
  await rounds([tablet]);
  online(ana);
  await rounds(all);
  for (const device of [ana, tablet, all[4] as Device])
    expect(await wordsOn(device, ticketId, id)).toBe('on the tablet, later');
  expect(await all[3]?.db.threads.get(ticketId)).toMatchObject({ messages: [] });
  await asSuper(fleet, async (sql) => {
    expect(await sql`select 1 from conflicts where tenant_id = ${tenant.id}`).toHaveLength(0);
    const found =
      await sql`select changes from audit where tenant_id = ${tenant.id} and action = 'message.edit'`;
    expect(JSON.stringify(found)).toContain('EARLIER');
  });
  await expectAtRest(fleet, tenant, all);
});

test('what was taken back is gone from every device, also where its author edits it meanwhile, and stays gone', async () => {
  const { tenant, ana, tablet, rita, admin, all, ticketId } = await openDesk();
  const id = await say(rita, ticketId, 'My password is SECRETWORD');
  const anas = await say(ana, ticketId, 'Then mine is SECRETWORD too');
  await rounds(all);
  offline(tablet);
  await tablet.mutate('message.edit', { ticketId, messageId: anas, body: 'Never mind, it is OTHERSECRET' });
  expect(await rita.mutate('message.redact', { ticketId, messageId: id })).not.toHaveProperty('refusal');
  expect(await rita.mutate('message.redact', { ticketId, messageId: anas })).toMatchObject({
    refusal: { code: 'not-allowed' },
  });
  expect(await admin.mutate('message.redact', { ticketId, messageId: anas })).not.toHaveProperty('refusal');
  await rounds([rita, admin, ana, ...all.slice(2)]);
  for (const device of [ana, rita, admin, all[2] as Device]) {
    expect(await wordsOn(device, ticketId, id)).toBe('');
    // Not only out of sight: in no record, neither in what was sent.
    expect(await allOn(device)).not.toContain('SECRETWORD');
  }
  online(tablet);
  await rounds(all);
  expect(await wordsOn(tablet, ticketId, anas)).toBe('');
  const [left] = await tablet.db.outbox.toArray();
  expect(left).toMatchObject({ state: 'refused', verdict: { details: { messageId: 'redacted' } } });
  expect(await wordsOn(ana, ticketId, anas)).toBe('');
  expect(await ana.mutate('message.edit', { ticketId, messageId: anas, body: 'again' })).toMatchObject({
    refusal: { code: 'not-allowed' },
  });
  await asSuper(fleet, async (sql) => {
    const bodies = await sql`select body from messages where tenant_id = ${tenant.id}`;
    expect(bodies.map(({ body }) => body as string)).toEqual(['', '']);
    const found =
      await sql`select changes from audit where tenant_id = ${tenant.id} and action = 'message.redact'`;
    expect(JSON.stringify(found)).toContain('SECRETWORD');
  });
  await expectAtRest(fleet, tenant, all, { refused: 1 });
});

test('what was taken back stays so over an edit that is later, and came first', async () => {
  const { tenant, ana, admin, all, ticketId } = await openDesk();
  const id = await say(ana, ticketId, 'first');
  await rounds(all);
  offline(admin);
  await admin.mutate('message.redact', { ticketId, messageId: id });
  await new Promise((resolve) => setTimeout(resolve, 5));
  await ana.mutate('message.edit', { ticketId, messageId: id, body: 'second' });
  await rounds([ana]);
  online(admin);
  await rounds(all);
  for (const device of all) expect(await wordsOn(device, ticketId, id)).toBe('');
  await expectAtRest(fleet, tenant, all);
});

test('who is called only by an edit is told of it', async () => {
  const { tenant, ana, ben, all, ticketId } = await openDesk();
  const { people } = tenant;
  const id = await say(ana, ticketId, `${mentionSign(people.admin)} look`);
  await rounds(all);
  const body = `${mentionSign(people.admin)} ${mentionSign(people.ben)} look`;
  await ana.mutate('message.edit', { ticketId, messageId: id, body });
  await rounds(all);
  expect(await readNotices(ben.db)).toMatchObject([{ what: 'mentioned', byId: people.ana.id, ticketId }]);
  expect(await readNotices((all[4] as Device).db)).toHaveLength(1);
  await expectAtRest(fleet, tenant, all);
});
