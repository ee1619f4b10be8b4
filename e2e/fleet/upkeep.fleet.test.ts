import 'fake-indexeddb/auto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bounds, PROTOCOL } from '../../shared/protocol/version.ts';
import { keepAllUp, keepUp } from '../../sync-server/jobs/upkeep.ts';
import { Fanout } from '../../sync-server/sync/fanout.ts';
import { KnownVectors } from '../../sync-server/sync/known-vectors.ts';
import { DAY_MS, ageLogs, ageDevice, upkeep, horizonsOf, moveTo } from './ageing.ts';
import { offline, online, openDesk, say, seeded } from './desk.ts';
import { expectAtRest, rounds } from './invariants.ts';
import { connect, type Sql } from '../../sync-server/db/connect.ts';
import { startFleet, type Device, type Fleet } from './fleet.ts';

let fleet: Fleet;
let sql: Sql;
beforeAll(async () => {
  fleet = await startFleet();
  sql = connect(fleet.database.superUrl, { max: 2 });
});
afterAll(async () => {
  await sql.end();
  await fleet.stop();
});

describe('a stream whose point is overtaken (S6, E1, S7)', () => {
  const decoder = new TextDecoder();
  /** The names of the events that a stream of its own hears while `work` is done and then it is woken. */
  async function heardOf(
    desk: Awaited<ReturnType<typeof openDesk<['ana', 'rita']>>>,
    work: () => Promise<void>,
  ) {
    const { tenant, people } = desk;
    const fail = (error: unknown) => {
      throw error;
    };
    const fanout = new Fanout(tenant.id, fleet.sql, new KnownVectors(), fail);
    const [session] = await sql<{ id: string }[]>`
      select id from sessions where person_id = ${people.rita.id}`;
    const lasts = { now: Date.now(), ms: 60_000 };
    const listener = await fanout.open(
      { personId: people.rita.id, sessionId: session?.id ?? '', protocol: PROTOCOL },
      lasts,
    );
    await work();
    fanout.wake();
    const names: string[] = [];
    const reader = listener.body.getReader();
    while (names.length < 2) {
      const { value, done } = await reader.read();
      if (done) break;
      names.push(...[...decoder.decode(value).matchAll(/^event: (.*)$/gm)].map((found) => found[1] ?? ''));
    }
    listener.close();
    return names;
  }

  test('carries a delta while nothing was pruned or folded behind it, else wakes (S6, E1, S7)', async () => {
    const desk = await openDesk(fleet, 'ana', 'rita');
    const { tenant, people, devices } = desk;
    const [ana, rita] = devices;
    const ids = [await rita.file('One'), await rita.file('Two')];
    await rounds(devices);
    const evict = async (id: string | undefined) => {
      await moveTo(ana, id ?? '', people.rolf.id);
      await ana.sync();
    };
    expect(await heardOf(desk, () => evict(ids[0]))).toEqual(['hello', 'delta']);
    const pruned = async () => {
      await evict(ids[1]);
      await ageLogs(sql, tenant);
      expect(await upkeep(fleet, tenant)).toMatchObject({ folded: 0 });
    };
    expect(await heardOf(desk, pruned)).toEqual(['hello', 'wake']);
    const folded = async () => {
      await ana.file('by Ana');
      await ana.sync();
      await ageDevice(sql, ana);
      expect(await upkeep(fleet, tenant)).toMatchObject({ folded: 1 });
    };
    expect(await heardOf(desk, folded)).toEqual(['hello', 'wake']);
    await rounds(devices);
    await expectAtRest(fleet, tenant, devices);
  });
});

describe('the upkeep (B2)', () => {
  test('of several servers exactly one does it, and a day later it is due again (B2)', async () => {
    const { tenant } = await openDesk(fleet, 'ana');
    const ran: string[] = [];
    const told = {
      done: (tenantId: string) => void ran.push(tenantId),
      failed: (_: string, error: unknown) => {
        throw error;
      },
    };
    const other = connect(fleet.database.appUrl, { max: 2 });
    const now = Date.now();
    const turns = await Promise.all([keepAllUp(fleet.sql, now, told), keepAllUp(other, now, told)]);
    expect(turns.filter(Boolean).length).toBeGreaterThan(0);
    expect(ran.filter((id) => id === tenant.id)).toHaveLength(1);
    await keepAllUp(other, now + DAY_MS / 2, told);
    expect(ran.filter((id) => id === tenant.id)).toHaveLength(1);
    await keepAllUp(other, now + DAY_MS, told);
    expect(ran.filter((id) => id === tenant.id)).toHaveLength(2);
    await other.end();
  });

  test('stopped after any batch, it is gone on with: in the end the same is gone and noted (B2)', async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'ana', 'rita');
    const [ana, rita] = devices;
    const ids = [await rita.file('One'), await rita.file('Two'), await rita.file('Three')];
    await rounds(devices);
    offline(rita);
    for (const id of ids) await moveTo(ana, id, people.rolf.id);
    await ana.sync();
    await ageLogs(sql, tenant);
    let kills = 0;
    for (let stopAfter = 0, done = false; !done; stopAfter += 1) {
      let batches = 0;
      const signal = { throwIfAborted: () => { if ((batches += 1) > stopAfter + 1) throw new Error('killed'); } } as AbortSignal; // prettier-ignore
      const run = keepUp(fleet.sql, tenant.id, Date.now(), { limit: 1, signal });
      done = await run.then(
        () => true,
        (error: Error) => {
          if (error.message !== 'killed') throw error;
          kills += 1;
          return false;
        },
      );
      if (stopAfter > 50) throw new Error('it never ends');
    }
    expect(kills).toBeGreaterThan(2);
    expect(await horizonsOf(sql, tenant)).toHaveLength(1);
    online(rita);
    await rounds(devices);
    expect(await rita.db.tickets.count()).toBe(0);
    await expectAtRest(fleet, tenant, devices);
  });

  test.each([1, 2, 3])(
    'in the middle of everything: pushes, pulls, moves and fills (seed %i)',
    async (seed) => {
      const { tenant, people, devices } = await openDesk(fleet, 'ana', 'ben', 'rita', 'rolf');
      const [ana, ben, rita, rolf] = devices;
      const chance = seeded(seed);
      const ids: string[] = [];
      for (const device of [rita, rolf]) ids.push(await device.file('A'), await device.file('B'));
      await rounds(devices);
      const pick = <T>(list: readonly T[]): T => list[Math.floor(chance() * list.length)] as T;
      let working = true;
      const unlessLost = (error: Error): void => {
        if (!error.message.includes('cannot find its place')) throw error;
      };
      const work = async (device: Device, staff: boolean): Promise<void> => {
        for (let i = 0; i < 12; i += 1) {
          const id = pick(ids);
          const own = staff || (await device.db.tickets.get(id));
          if (staff && chance() < 0.4) await moveTo(device, id, pick([people.rita.id, people.rolf.id]));
          else if (own) await say(device, id, `${device.who.name} ${i}`);
          // Retired three times within one flush: it says so, and tries again.
          if (chance() < 0.7) await device.sync().catch(unlessLost);
        }
      };
      // Everything counts as old, and everybody as unheard of: replicas are retired between any two of their pushes.
      const later = () => Date.now() + bounds.keepDays * DAY_MS + 60_000;
      const keeping = async (): Promise<number> => {
        let runs = 0;
        for (; working; runs += 1, await new Promise((resolve) => setTimeout(resolve, 10)))
          await keepUp(fleet.sql, tenant.id, later(), { limit: 1 + Math.floor(chance() * 3) });
        return runs;
      };
      const kept = keeping();
      await Promise.all([work(ana, true), work(ben, true), work(rita, false), work(rolf, false)]).finally(() => (working = false)); // prettier-ignore
      expect(await kept).toBeGreaterThan(1);
      const [made] = await sql`select count(*)::int as count from replicas where tenant_id = ${tenant.id}`;
      expect(made?.['count'], 'devices were retired and went on as others').toBeGreaterThan(
        devices.length + 1,
      );
      await rounds(devices, 4);
      const refused = (await Promise.all(devices.map((device) => device.db.outbox.where('state').equals('refused').count()))).reduce((a, b) => a + b); // prettier-ignore
      await expectAtRest(fleet, tenant, devices, { refused });
    },
  );
});
