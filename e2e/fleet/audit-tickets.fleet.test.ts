import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ticketPreferenceId } from '../../shared/model/preference.ts';
import type { AuditedEntry, AuditSearchReply } from '../../shared/protocol/audit.ts';
import { inTenant } from '../../sync-server/db/tenant.ts';
import { addTenant, startFleet, type Fleet, type TestTenant } from './fleet.ts';
import { asSuper } from './invariants.ts';
import { RawClient } from './raw-client.ts';

// What is about several tickets is found in the log by each of them, done or refused, and by nobody else's.

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

let tenant: TestTenant;
let admin: RawClient;
let ana: RawClient;
let rita: RawClient;
let a: string;
let b: string;
beforeEach(async () => {
  tenant = await addTenant(fleet.sql);
  const { people } = tenant;
  admin = await RawClient.open(fleet, tenant, people.admin);
  ana = await RawClient.open(fleet, tenant, people.ana);
  rita = await RawClient.open(fleet, tenant, people.rita);
  a = await rita.file('Pump 4 leaks');
  b = await rita.file('Water in the cellar');
});

const nothing = { personId: null, action: null, ticket: null, from: null, until: null, refused: false };

async function logOf(by: RawClient, ticketId: string, over: object = {}): Promise<AuditSearchReply> {
  const [row] = await asSuper(fleet, (sql) => sql`select number from tickets where id = ${ticketId}`);
  const ticket = row?.['number'] as string;
  return (await by.post('/desk/audit/search', { ...nothing, ticket, after: null, ...over })).json;
}
/** What the log says was done about a ticket, or tried, the first first. */
async function doneAbout(ticketId: string): Promise<string[]> {
  const { entries } = await logOf(admin, ticketId);
  return entries.map(({ action, refused }) => (refused ? `${action}: ${refused}` : action)).reverse();
}
const pick = ({ action, ticketIds = [] }: AuditedEntry) => [action, ticketIds];

const say = async (by: RawClient, ticketId: string): Promise<string> => {
  const id = randomUUID();
  await by.do('message.add', { ticketId, id, body: 'Hello', internal: false });
  return id;
};

test('merged, apart again, linked and split: found by either ticket, which are both named', async () => {
  const { uid } = await ana.do('ticket.merge', { ticketId: b, intoId: a });
  await rita.do('message.add', { ticketId: b, id: randomUUID(), body: 'Still', internal: false });
  await ana.do('ticket.unmerge', { ticketId: b, intoId: a, mergedBy: uid });
  await ana.do('link.add', { ticketId: a, otherId: b, what: 'related' });
  await ana.do('link.remove', { ticketId: a, otherId: b });
  const fresh = randomUUID();
  const split = { ticketId: a, messageId: await say(rita, a), id: fresh, number: null, title: 'Gate' };
  expect(await ana.do('ticket.split', split)).toMatchObject({ status: 'applied' });
  const shared = ['ticket.merge', 'message.add', 'ticket.unmerge', 'link.add', 'link.remove'];
  expect(await doneAbout(a)).toEqual(['ticket.create', ...shared, 'message.add', 'ticket.split']);
  expect(await doneAbout(b)).toEqual(['ticket.create', ...shared]);
  expect(await doneAbout(fresh)).toEqual(['ticket.split']);
  const { entries, tickets } = await logOf(admin, b);
  expect(entries.map(pick)).toContainEqual(['ticket.merge', [b, a]]);
  expect(new Set(tickets.map(([id]) => id))).toEqual(new Set([a, b]));
  const file = await fetch(`${fleet.server.url}/desk/audit/export`, {
    method: 'POST',
    headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ...nothing, action: 'ticket.merge', format: 'csv' }),
  });
  const numbers = await asSuper(fleet, (sql) => sql`select number from tickets where id = any(${[b, a]}::uuid[]) order by id = ${b} desc`); // prettier-ignore
  expect(await file.text()).toContain(numbers.map((row) => row['number'] as string).join(' '));
}); // prettier-ignore

test('what points at a ticket is about it: notifications read, a ticket muted; and what left nothing to do', async () => {
  await ana.do('ticket.take', { ticketId: a });
  await say(rita, a);
  const notices = await asSuper(fleet, (sql) => sql`
    select id from notices where tenant_id = ${tenant.id} and person_id = ${tenant.people.ana.id}`); // prettier-ignore
  const ids = notices.map((row) => row['id'] as string);
  expect(ids.length).toBeGreaterThan(0);
  await ana.do('notice.read', { ids, read: true });
  await ana.do('ticket.mute', { id: ticketPreferenceId(ana.who.id, a), ticketId: a, muted: true });
  expect(await ana.do('link.remove', { ticketId: a, otherId: b })).toMatchObject({ status: 'applied' });
  // A reply that may open another ticket, and need not.
  const reply = { ticketId: b, id: randomUUID(), body: 'Hello', internal: false, followUp: { id: randomUUID(), number: null } }; // prettier-ignore
  await rita.do('message.add', reply, { version: 2 });
  expect(await doneAbout(a)).toEqual([
    'ticket.create', 'ticket.take', 'message.add', 'notice.read', 'ticket.mute', 'link.remove',
  ]); // prettier-ignore
  expect(await doneAbout(b)).toEqual(['ticket.create', 'link.remove', 'message.add']);
  const { entries } = await logOf(admin, b);
  expect(entries.map(pick)[0]).toEqual(['message.add', [b]]);
});

test('what was refused is found by every ticket that was named, whichever is not there or not theirs', async () => {
  const gone = randomUUID();
  await rita.do('ticket.merge', { ticketId: a, intoId: b });
  await ana.do('link.add', { ticketId: a, otherId: gone, what: 'related' });
  await ana.do('link.add', { ticketId: gone, otherId: b, what: 'related' });
  // Arguments that are not what they should be name them all the same.
  await ana.do('ticket.merge', { ticketId: a, intoId: b, more: 1 });
  expect(await doneAbout(a)).toEqual([
    'ticket.create', 'ticket.merge: not-allowed', 'link.add: not-found', 'ticket.merge: bad-arguments',
  ]); // prettier-ignore
  expect(await doneAbout(b)).toEqual([
    'ticket.create', 'ticket.merge: not-allowed', 'link.add: not-found', 'ticket.merge: bad-arguments',
  ]); // prettier-ignore
  const { entries } = await logOf(admin, b, { refused: true, action: 'link.add' });
  expect(entries.map(pick)).toEqual([['link.add', [gone, b]]]);
});

test('pages of one ticket have each entry once', async () => {
  const times = 120;
  await ana.push(
    Array.from({ length: times }, (_, nth) =>
      ana.next(nth % 2 ? 'link.remove' : 'link.add', { ticketId: a, otherId: b, ...(nth % 2 ? {} : { what: 'related' }) }),
    ),
  ); // prettier-ignore
  const seen: string[] = [];
  for (let after: AuditSearchReply['next'] = null; ;) {
    const { entries, next } = await logOf(admin, b, { after });
    seen.push(...entries.map(({ id }) => id));
    if (!next) break;
    after = next;
  }
  expect(new Set(seen).size).toBe(times + 1);
  expect(seen).toHaveLength(times + 1);
});

describe('walls', () => {
  test('a number that another tenant has too finds its own entries alone; an attempt on another’s ticket is not theirs to read', async () => {
    const other = await addTenant(fleet.sql);
    const eve = await RawClient.open(fleet, other, other.people.admin);
    const theirs = await eve.file('The gate');
    await asSuper(fleet, async (sql) => {
      const [row] = await sql`select number from tickets where id = ${a}`;
      await sql`update tickets set number = ${row?.['number'] as string} where id = ${theirs}`;
    });
    await ana.do('ticket.merge', { ticketId: theirs, intoId: b });
    const mine = await logOf(admin, a);
    const hers = await logOf(eve, a);
    expect(hers.entries.map(pick)).toEqual([['ticket.create', [theirs]]]);
    expect(mine.entries.map(pick)).toEqual([['ticket.create', [a]]]);
    // Where it was tried it is about what was sent; whether that is anywhere is not told.
    const tried = await logOf(admin, b, { refused: true });
    expect(tried.entries.map(pick)).toEqual([['ticket.merge', [theirs, b]]]);
    expect(tried.tickets.map(([id]) => id)).toEqual([b]);
  });

  test('the server’s role reads and writes its tenant’s alone, and changes nothing that is written', async () => {
    const other = await addTenant(fleet.sql);
    const [entry] = await asSuper(fleet, (sql) => sql`select id from audit where tenant_id = ${tenant.id} limit 1`); // prettier-ignore
    const id = entry?.['id'] as string;
    const insert = (at: string, of: string) =>
      inTenant(fleet.sql, at, (tx) => tx`
        insert into audit_tickets (tenant_id, audit_id, ticket_id, received_at) values (${of}, ${id}, ${randomUUID()}, 1)`); // prettier-ignore
    await expect(insert(other.id, tenant.id)).rejects.toMatchObject({ code: '42501' });
    // An entry of another tenant's is none here.
    await expect(insert(other.id, other.id)).rejects.toMatchObject({ code: '23503' });
    expect(await inTenant(fleet.sql, other.id, (tx) => tx`select * from audit_tickets`)).toEqual([]);
    expect(await inTenant(fleet.sql, tenant.id, (tx) => tx`select * from audit_tickets`)).toHaveLength(2);
    for (const statement of ['update audit_tickets set ticket_id = ticket_id', 'delete from audit_tickets', 'truncate audit_tickets'])
      await expect(inTenant(fleet.sql, tenant.id, (tx) => tx.unsafe(statement))).rejects.toMatchObject({ code: '42501' }); // prettier-ignore
  }); // prettier-ignore
});
