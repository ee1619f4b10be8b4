import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { randomUUID } from 'node:crypto';
import { openDesk } from '../fleet/desk.ts';
import { startFleet, type Device, type Fleet } from '../fleet/fleet.ts';
import { asSuper } from '../fleet/invariants.ts';
import { count, differenceOf, type Tally } from './count.ts';
import { Ledger } from './ledger.ts';
import type { Dump } from './page/handle.ts';

// The counting itself: what it must see, it sees.

let fleet: Fleet;
let ledger: Ledger;
let ana: Device;
let tenantId: string;
let ticketId: string;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

/** Ten changes of every kind, made, sent and come back. */
beforeEach(async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana');
  tenantId = tenant.id;
  [ana] = devices;
  ledger = new Ledger();
  const [first] = ledger.plan(5, [], ana.who.id).slice(4);
  if (!first) throw new Error('bug: the fifth is a new ticket');
  ledger.entries.clear();
  ticketId = first.args['id'] as string;
  const begun = ledger.begin();
  const made = await ana.mutate('ticket.create', { ...first.args, description: `Filed ${begun}` } as never);
  ledger.kept(begun, made.uid ?? null);
  for (const { name, args, marker } of ledger.plan(9, [ticketId], ana.who.id))
    ledger.kept(marker, (await ana.mutate(name, args as never)).uid ?? null);
  for (let i = 0; i < 2; i += 1) await ana.sync();
});

const counted = (): Promise<Tally> => asSuper(fleet, (sql) => count(sql, tenantId, ledger));

async function broken(statement: string): Promise<Tally> {
  await asSuper(fleet, (sql) => sql.unsafe(statement.replaceAll('$tenant', `'${tenantId}'`)));
  return await counted();
}

test('everything once is nothing lost and nothing doubled', async () => {
  expect(await counted()).toEqual({ made: 10, kept: 10, lost: [], doubled: [] });
});

const one = 'ctid = (select min(ctid) from';
test.each([
  ['a message that is gone', `delete from messages where ${one} messages where tenant_id = $tenant)`],
  [
    'a title that is gone',
    `delete from events where ${one} events where tenant_id = $tenant and what = 'title')`,
  ],
])('%s is lost', async (_what, statement) => {
  const tally = await broken(statement);
  expect(tally.lost).toHaveLength(1);
});

test.each([
  [
    'a message that is there twice',
    `insert into messages select (jsonb_populate_record(m, jsonb_build_object('id', gen_random_uuid()))).*
     from messages m where ${one} messages where tenant_id = $tenant)`,
  ],
  [
    'an audit entry that is there twice',
    `insert into audit select (jsonb_populate_record(a, jsonb_build_object('id', gen_random_uuid()))).*
     from audit a where a.tenant_id = $tenant and a.r is not null limit 1`,
  ],
  ['an audit entry that says refused', `update audit set refused = 'not-found' where tenant_id = $tenant`],
  [
    'an audit entry that is gone',
    'with about as (delete from audit_tickets where tenant_id = $tenant) delete from audit where tenant_id = $tenant',
  ],
])('%s is told', async (_what, statement) => {
  const tally = await broken(statement);
  expect(tally.doubled.length).toBeGreaterThan(0);
});

test('what the app never said it keeps may be missing, and what nobody made may not be there', async () => {
  ledger.begin();
  expect(await counted()).toEqual({ made: 10, kept: 10, lost: [], doubled: [] });
  await ana.mutate('message.add', { ticketId, id: randomUUID(), body: 'made by nobody', internal: false });
  await ana.sync();
  expect((await counted()).doubled).toHaveLength(1);
});

test('a device that holds another row than the server is told from one that does not', async () => {
  const dump = async (): Promise<Dump> => ({
    tickets: await ana.db.tickets.toArray(),
    threads: await ana.db.threads.toArray(),
    directory: await ana.db.directory.toArray(),
    outbox: await ana.db.outbox.toArray(),
    person: ana.who,
    tenantId,
  });
  const difference = async () => {
    const held = await dump();
    return await asSuper(fleet, (sql) => differenceOf(sql, held));
  };
  expect(await difference()).toBeUndefined();
  await ana.db.threads.toCollection().modify((thread) => void thread.messages.pop());
  expect(await difference()).toMatch(/^1 rows differ, .*absent here/);
});
