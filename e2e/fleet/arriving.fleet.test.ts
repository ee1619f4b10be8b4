import { readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bounds } from '../../shared/protocol/version.ts';
import { connect, type Sql } from '../../sync-server/db/connect.ts';
import { claimRoom, freeResting } from '../../sync-server/db/sync/files.ts';
import { inTenant } from '../../sync-server/db/tenant.ts';
import { DAY_MS, upkeep } from './ageing.ts';
import { announce, askFiles, send } from './file-client.ts';
import { addTenant, startFleet, type Fleet, type TestTenant } from './fleet.ts';
import { RawClient } from './raw-client.ts';

// Files that never come whole: what came of them, and the room they took, is let go of, but never under somebody who goes
// on with one (SPEC F2).

let fleet: Fleet;
let sql: Sql;
let tenant: TestTenant;
let ana: RawClient;
let ticketId: string;
beforeAll(async () => {
  fleet = await startFleet();
  sql = connect(fleet.database.superUrl, { max: 2 });
  tenant = await addTenant(fleet.sql);
  ana = await RawClient.open(fleet, tenant, tenant.people.ana);
  ticketId = await ana.file('Pump');
});
afterAll(async () => {
  await sql.end();
  await fleet.stop();
});

const CONTENT = Buffer.alloc(600, 7);
const pathOf = (id: string): string =>
  join(fleet.server.parts.env.filesDir, 'arriving', tenant.id, ticketId, id);
const room = async (id: string) => {
  const [row] = await sql<{ storedAt: number | null; restedDays: number }[]>`
    select stored_at as "storedAt", (${Date.now()}::bigint - coalesce(moved_at, begun_at)) / ${DAY_MS}::bigint as "restedDays"
    from files where attachment_id = ${id}`;
  return row;
};

/** A file of which the first bytes came so many days ago, and no more since. */
async function begun(daysAgo: number): Promise<string> {
  const id = await announce(ana, ticketId, CONTENT);
  await send(ana, `${ticketId}/${id}`, CONTENT.subarray(0, 100));
  await age(id, daysAgo);
  return id;
}

async function age(id: string, daysAgo: number): Promise<void> {
  const at = Date.now() - daysAgo * DAY_MS;
  await sql`update files set begun_at = ${at}, moved_at = null where attachment_id = ${id}`;
  await utimes(pathOf(id), new Date(at), new Date(at));
}

const tidyUp = () => fleet.server.parts.arrivals.dropResting(Date.now() - bounds.arrivingDays * DAY_MS);
const rest = (id: string, at = 100) => send(ana, `${ticketId}/${id}`, CONTENT.subarray(at), at);

test('what nobody goes on with gives its room back, and a device that comes back begins again (F2)', async () => {
  const { env } = fleet.server.parts;
  const before = env.fileQuota;
  env.fileQuota = { person: 1_000, tenant: 1_000 };
  try {
    const [lost, other] = [await begun(31), await announce(ana, ticketId, CONTENT)];
    expect((await rest(other, 0)).json).toMatchObject({ code: 'quota-person' });
    expect(await upkeep(fleet, tenant)).toMatchObject({ arriving: 1 });
    expect(await tidyUp()).toBe(1);
    await expect(readFile(pathOf(lost))).rejects.toMatchObject({ code: 'ENOENT' });
    expect((await rest(other, 0)).json).toMatchObject({ stored: true });
    expect(await upkeep(fleet, tenant)).toMatchObject({ arriving: 0 });

    env.fileQuota = before;
    expect((await askFiles(ana, `${ticketId}/${lost}/upload`)).json).toEqual({ at: 0, stored: false });
    expect((await rest(lost)).json).toMatchObject({ code: 'wrong-place' });
    expect((await rest(lost, 0)).json).toMatchObject({ stored: true });
    expect((await room(lost))?.storedAt).toBeGreaterThan(0);
  } finally {
    env.fileQuota = before;
  }
});

test('what is not that old, or is gone on with, goes on from where it was (F2)', async () => {
  const [young, asked] = [await begun(29), await begun(31)];
  expect((await askFiles(ana, `${ticketId}/${asked}/upload`)).json).toEqual({ at: 100, stored: false });
  expect((await room(asked))?.restedDays).toBe(0);
  expect(await upkeep(fleet, tenant)).toMatchObject({ arriving: 0 });
  expect((await rest(young)).json).toMatchObject({ stored: true });
  expect((await rest(asked)).json).toMatchObject({ stored: true });
});

test('what is kept stays, however old it is', async () => {
  const id = await begun(1);
  await rest(id);
  await sql`update files set begun_at = 0, moved_at = 0, stored_at = 0 where attachment_id = ${id}`;
  expect(await upkeep(fleet, tenant)).toMatchObject({ arriving: 0 });
  expect((await room(id))?.storedAt).toBe(0);
});

test('who goes on with a file at the very moment its room is freed takes room anew (F2)', async () => {
  const id = await begun(31);
  const file = {
    ticketId,
    id,
    authorId: tenant.people.ana.id,
    bytes: CONTENT.length,
    sha256: 'a'.repeat(64),
  };
  const quota = { person: 10_000, tenant: 10_000 };
  let claimed: Promise<unknown> | undefined;
  await inTenant(fleet.sql, tenant.id, async (tx) => {
    expect(await freeResting(tx, Date.now() - 30 * DAY_MS, 10)).toBe(1);
    claimed = inTenant(fleet.sql, tenant.id, (other) => claimRoom(other, tenant.id, file, quota, Date.now()));
    // It has found the row, and waits for what becomes of it.
    const waiting = async () => (await sql`select 1 from pg_locks where not granted`).length;
    await expect.poll(waiting).toBeGreaterThan(0);
  });
  expect(await claimed).toBeUndefined();
  expect((await room(id))?.restedDays).toBe(0);
  expect((await rest(id)).json).toMatchObject({ stored: true });
  expect((await room(id))?.storedAt).toBeGreaterThan(0);
});

test('whose row somebody is at is passed over (F2)', async () => {
  const id = await begun(31);
  await inTenant(fleet.sql, tenant.id, async (tx) => {
    await tx`update files set moved_at = ${Date.now()} where attachment_id = ${id}`;
    expect(await upkeep(fleet, tenant)).toMatchObject({ arriving: 0 });
  });
  expect((await rest(id)).json).toMatchObject({ stored: true });
});
