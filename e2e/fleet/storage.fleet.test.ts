import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { Dexie } from 'dexie';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DeviceDatabase } from '../../app/store/database.ts';
import { overConnection } from '../../app/store/connection.ts';
import { noteError } from '../../app/store/error-log.ts';
import { readReplica } from '../../app/store/meta.ts';
import { openDesk, say } from './desk.ts';
import { startFleet, type Fleet } from './fleet.ts';
import { expectAtRest } from './invariants.ts';

// D6, V3: a connection to the storage that dies, and databases that an older app has left.

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

const lost = (name: string): Error =>
  Object.assign(new Error('Connection to Indexed Database server lost'), { name });

test.each(['UnknownError', 'InvalidStateError', 'DatabaseClosedError'])(
  'the connection dies with %s before, in and after a commit: each change is on disk once, and arrives once (D6)',
  async (name) => {
    const { tenant, devices } = await openDesk(fleet, 'ana');
    const [ana] = devices;
    const id = await ana.file('Pump 4 leaks');
    await ana.sync();
    const { db } = ana;
    const transaction = db.transaction.bind(db) as (...args: unknown[]) => Promise<unknown>;
    for (const when of ['before', 'after'] as const) {
      let dies = true;
      db.transaction = (async (...args: unknown[]) => {
        if (!dies) return await transaction(...args);
        dies = false;
        if (when === 'before') throw lost(name);
        await transaction(...args);
        // It was committed, but who waited for it will never know.
        throw lost(name);
      }) as never;
      const made = await say(ana, id, `${when} the commit`);
      expect(made.uid).toBeTruthy();
      expect(
        await db.outbox
          .where('uid')
          .equals(made.uid ?? '')
          .count(),
      ).toBe(1);
      expect(dies).toBe(false);
    }
    // Between the two the browser itself closed it.
    db.backendDB().close();
    await say(ana, id, 'after the browser closed it');
    await ana.sync();
    const bodies = (await db.threads.get(id))?.messages.map((message) => message.body).sort();
    expect(bodies).toEqual(['after the browser closed it', 'after the commit', 'before the commit']);
    await expectAtRest(fleet, tenant, devices);
  },
);

test('a connection that does not come back is an error, and never called saved (D6)', async () => {
  const { devices } = await openDesk(fleet, 'ana');
  const [ana] = devices;
  const id = await ana.file('Pump 4 leaks');
  const { db } = ana;
  const before = await db.outbox.count();
  const transaction = db.transaction.bind(db);
  db.transaction = (async () => {
    throw lost('UnknownError');
  }) as never;
  await expect(say(ana, id, 'lost?')).rejects.toMatchObject({ name: 'UnknownError' });
  db.transaction = transaction as never;
  expect(await db.outbox.count()).toBe(before);
});

test('what is simply wrong is not tried again', async () => {
  const { devices } = await openDesk(fleet, 'ana');
  let tries = 0;
  const work = (): Promise<never> => {
    tries += 1;
    return Promise.reject(new TypeError('bug'));
  };
  await expect(overConnection(devices[0].db, work)).rejects.toThrow('bug');
  expect(tries).toBe(1);
});

/** The databases of every release, as they were opened then. Append only. */
const first = {
  tickets: 'id',
  threads: 'id',
  directory: '[kind+id]',
  outbox: '++seq, uid, state, *tickets',
  sent: 'seq, answeredAt',
  meta: 'key',
  changes: '++rev',
  numbers: 'number, month',
  drafts: 'ticketId',
};
const shipped: Record<number, Record<string, string>> = {
  1: first,
  2: { ...first, errors: '++id' },
  3: { ...first, errors: '++id', files: 'id, ticketId, state', fileBytes: '[id+part]', keptTickets: 'id' },
};

/** What an app of that version would have left behind, made of what a device of today has. */
async function leftBehind(version: number, from: DeviceDatabase): Promise<string> {
  const name = `old-${randomUUID()}`;
  const old = new Dexie(name);
  old.version(version).stores(shipped[version] ?? {});
  for (const table of Object.keys(shipped[version] ?? {}))
    await old.table(table).bulkAdd(await from.table(table).toArray());
  old.close();
  return name;
}

async function contents(db: Dexie, tables: string[]): Promise<unknown> {
  return Object.fromEntries(
    await Promise.all(tables.map(async (table) => [table, await db.table(table).toArray()])),
  );
}

test.each(Object.keys(shipped).map(Number))(
  'a database of version %i opens with everything in it; an upgrade that was interrupted begins again (V3)',
  async (version) => {
    const { tenant, devices } = await openDesk(fleet, 'ana');
    const [ana] = devices;
    const id = await ana.file('Pump 4 leaks');
    await ana.sync();
    for (let i = 0; i < 25; i += 1) await say(ana, id, `unsent ${i}`);
    await ana.db.drafts.put({ ticketId: id, body: 'half a sentence', internal: true, at: Date.now() });
    await noteError(ana.db, 'round', new Error('an old trouble'), Date.now());
    const name = await leftBehind(version, ana.db);
    const tables = Object.keys(shipped[version] ?? {});
    const before = await contents(ana.db, tables);

    // The machine goes down in the middle of the upgrade: all of it is undone.
    class Interrupted extends DeviceDatabase {
      constructor() {
        super(name);
        this.version(this.verno).upgrade(async (upgrade) => {
          await upgrade.table('outbox').clear();
          await upgrade.table('drafts').clear();
          throw new Error('the power is gone');
        });
      }
    }
    const interrupted = new Interrupted();
    await expect(interrupted.open()).rejects.toThrow('power');
    interrupted.close();

    const upgraded = new DeviceDatabase(name);
    await upgraded.open();
    expect(upgraded.verno).toBeGreaterThan(version);
    expect(await contents(upgraded, tables)).toEqual(before);
    for (const table of upgraded.tables.filter((one) => !tables.includes(one.name)))
      expect([table.name, await table.count()]).toEqual([table.name, 0]);
    // And it goes on where it was.
    const again = await fleet.device(tenant.people.ana, { tenant });
    Object.assign(again, { db: upgraded });
    again.replica.db = upgraded;
    expect((await readReplica(upgraded))?.id).toBe((await readReplica(ana.db))?.id);
    await again.sync();
    expect((await upgraded.threads.get(id))?.messages).toHaveLength(25);
    expect((await upgraded.drafts.get(id))?.body).toBe('half a sentence');
    await expectAtRest(fleet, tenant, [again]);
  },
);
