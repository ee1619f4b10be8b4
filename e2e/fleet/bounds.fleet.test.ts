import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readReplica, readSync } from '../../app/store/meta.ts';
import { bounds } from '../../shared/protocol/version.ts';
import { LocalReplica } from '../../sync-server/sync/local-replica.ts';
import { LONG_MS, ageLogs, ageDevice, upkeep, horizonsOf, countFills, moveTo } from './ageing.ts';
import { bodiesOn, offline, online, openDesk, openDevice, say, title, titleOn } from './desk.ts';
import { expectAtRest, rounds, track } from './invariants.ts';
import { RawClient } from './raw-client.ts';
import { connect, type Sql } from '../../sync-server/db/connect.ts';
import { startFleet, type Fleet } from './fleet.ts';

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

describe('pruning (S6)', () => {
  test('a device behind the horizon fills that scope again and keeps its outbox and its screen; others do not (S5, S6)', async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'ana', 'rita');
    const [ana, rita] = devices;
    const [leaves, stays] = [await rita.file('Leaves'), await rita.file('Stays')];
    for (const body of ['one', 'two', 'three']) await say(rita, leaves, body);
    await rounds(devices);
    const at = await openDevice(fleet, tenant, 'rita');
    offline(rita);
    await say(rita, stays, 'written on the train');
    await moveTo(ana, leaves, people.rolf.id);
    await ana.sync();
    await at.sync();
    await say(ana, stays, 'after the eviction');
    await ana.sync();
    const ahead = await openDevice(fleet, tenant, 'rita');
    await ageLogs(sql, tenant);
    const done = await upkeep(fleet, tenant, 2);
    expect(done.evictions).toBeGreaterThan(2);
    expect(await horizonsOf(sql, tenant)).toEqual([
      { key: `requester:${people.rita.id}`, n: expect.any(Number) },
    ]);
    expect((await sql`select 1 from feed where tenant_id = ${tenant.id} and evict`).length).toBe(0);

    // Nothing gets out, all comes in: the refill alone, with unsent work lying on top.
    rita.faults = (path) => (path === '/sync/push' ? 'lose-request' : 'none');
    const behind = countFills(rita);
    await rita.sync().catch(() => undefined);
    expect(behind.fills).toBe(1);
    expect(await rita.db.tickets.get(leaves)).toBeUndefined();
    expect(await bodiesOn(rita, stays)).toEqual(['after the eviction', 'written on the train']);
    expect(await rita.db.outbox.where('state').equals('queued').count()).toBe(1);
    const scopes = (await readSync(rita.db)).scopes;
    expect(scopes['portal']?.generation).toBe(1);
    expect(scopes[`requester:${people.rita.id}`]?.generation).toBe(2);

    online(rita);
    const counts = [at, ahead].map(countFills);
    await rounds([...devices, at, ahead]);
    expect(counts.map(({ fills }) => fills)).toEqual([0, 0]);
    await expectAtRest(fleet, tenant, [...devices, at, ahead]);
  });

  test('a fill whose noted heads are below the horizon begins anew (S5, S6)', async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'ana', 'rita');
    const [ana, rita] = devices;
    const leaves = await rita.file('Leaves');
    await rounds(devices);
    const key = `requester:${people.rita.id}`;
    // As a refill stands that broke off right after its first line.
    const sync = await readSync(rita.db);
    const state = sync.scopes[key];
    if (!state) throw new Error('Rita holds her own scope');
    const fill = { heads: state.vector, epoch: state.epoch ?? 0, cursor: null };
    const filling = { ...state, generation: 2, fill, vector: [], done: [] };
    await rita.db.meta.put({ ...sync, scopes: { ...sync.scopes, [key]: filling } });
    await moveTo(ana, leaves, people.rolf.id);
    await ana.sync();
    await ageLogs(sql, tenant);
    await upkeep(fleet, tenant);
    await rounds(devices);
    expect((await readSync(rita.db)).scopes[key]?.generation).toBeGreaterThan(2);
    await expectAtRest(fleet, tenant, devices);
  });

  test('what a verdict said is let go of; the uid is answered for ever (O2, B2)', async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'ana', 'rita');
    const [ana, rita] = devices;
    const id = await rita.file('Pump 4 leaks');
    await rounds(devices);
    // Rita's reply is lost; meanwhile the ticket is another's, so her message was refused.
    await moveTo(ana, id, people.rolf.id);
    await say(rita, id, 'mine');
    await ana.sync();
    rita.faults = (path) => (path === '/sync/push' ? 'lose-reply' : 'none');
    await rita.sync().catch(() => undefined);
    await ageLogs(sql, tenant);
    expect((await upkeep(fleet, tenant)).verdicts).toBeGreaterThan(0);
    expect(
      (await sql`select 1 from verdicts where tenant_id = ${tenant.id} and detail is not null`).length,
    ).toBe(0);
    online(rita);
    await rounds(devices);
    const [refused] = await rita.db.outbox.where('state').equals('refused').toArray();
    expect(refused?.verdict).toMatchObject({ status: 'refused', code: expect.any(String) });
    expect(refused?.verdict?.message).toContain('no longer kept');
    await expectAtRest(fleet, tenant, devices, { refused: 1 });
  });
});

describe('retirement (E2)', () => {
  test('a device that returns with unsent work goes on as another, loses nothing and repeats nothing (E2, O4)', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const id = await ana.file('Pump 4 leaks');
    await rounds(devices);
    // Answered, and the reply lost; answered, and not yet come back; and never sent: one of each.
    await say(ana, id, 'reply lost');
    ana.faults = (path) => (path === '/sync/push' ? 'lose-reply' : 'lose-request');
    await ana.sync().catch(() => undefined);
    ana.faults = (path) => (path === '/sync/push' ? 'none' : 'lose-request');
    await say(ana, id, 'answered');
    await ana.sync().catch(() => undefined);
    expect(await ana.db.outbox.where('state').equals('answered').count()).toBe(2);
    offline(ana);
    await say(ana, id, 'in the cellar');
    await title(ana, id, 'Pump 4 leaks badly');
    const before = await readReplica(ana.db);
    await ageDevice(sql, ana);
    expect(await upkeep(fleet, tenant)).toMatchObject({ retired: 1, folded: 1 });
    await ben.sync();

    online(ana);
    await rounds(devices);
    expect((await readReplica(ana.db))?.id).not.toBe(before?.id);
    expect(await bodiesOn(ben, id)).toEqual(['answered', 'in the cellar', 'reply lost']);
    expect(await titleOn(ben, id)).toBe('Pump 4 leaks badly');
    const [row] = await sql`select was from replicas where id = ${(await readReplica(ana.db))?.id ?? ''}`;
    expect(row?.['was']).toEqual([[before?.ord, expect.any(Number)]]);
    await expectAtRest(fleet, tenant, devices);
  });

  test('one that was retired before the reply to its first contact arrived begins as another (E2)', async () => {
    const { tenant } = await openDesk(fleet);
    const ana = await fleet.device(tenant.people.ana, { tenant });
    track(ana);
    ana.faults = (path) => (path === '/sync/replicas' ? 'lose-reply' : 'none');
    await ana.sync().catch(() => undefined);
    await ana.file('Filed before the server was ever reached');
    await ageDevice(sql, ana);
    expect(await upkeep(fleet, tenant)).toMatchObject({ retired: 1 });
    online(ana);
    await rounds([ana]);
    await expectAtRest(fleet, tenant, [ana]);
  });

  test('one that only reads is heard of, and stays (E2)', async () => {
    const { tenant, devices } = await openDesk(fleet, 'rita', 'ana');
    const [rita] = devices;
    await rounds(devices);
    for (const device of devices) await ageDevice(sql, device);
    await rita.sync();
    expect(await upkeep(fleet, tenant)).toMatchObject({ retired: 1 });
    const [row] =
      await sql`select retired_at from replicas where id = ${(await readReplica(rita.db))?.id ?? ''}`;
    expect(row).toEqual({ retired_at: null });
  });

  test('a one-off replica is retired when its run has ended (E2)', async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'ana');
    const replica = new LocalReplica(fleet.sql, {
      tenantId: tenant.id,
      actor: { id: people.admin.id, role: 'admin' },
      app: 'test-run',
      now: Date.now,
      onBug: (error) => {
        throw error;
      },
    });
    await replica.submit([{ name: 'category.create', args: { id: randomUUID(), name: 'Wells' }, uid: randomUUID() }]); // prettier-ignore
    await replica.retire();
    await expect(
      replica.submit([{ name: 'category.create', args: { id: randomUUID(), name: 'Dams' }, uid: randomUUID() }]), // prettier-ignore
    ).rejects.toThrow('retired');
    expect(await upkeep(fleet, tenant)).toMatchObject({ retired: 0, folded: 1 });
    await rounds(devices);
    await expectAtRest(fleet, tenant, devices);
  });
});

describe('epochs (E1)', () => {
  test('a folded replica leaves every vector, and a device that was away still gets its work, without a refill (E1)', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const id = await ana.file('Pump 4 leaks');
    await rounds(devices);
    const away = await openDevice(fleet, tenant, 'ben');
    offline(away);
    // Nobody else writes: when this replica has folded, the heads are those that the absent device has seen already.
    const brief = await openDevice(fleet, tenant, 'admin');
    await say(brief, id, 'by one that is gone');
    await brief.sync();
    await ben.sync();
    const { ord = 0 } = (await readReplica(brief.db)) ?? {};
    await ageDevice(sql, brief);
    expect(await upkeep(fleet, tenant)).toMatchObject({ retired: 1, folded: 1 });

    const all = [ana, ben, away];
    const counts = all.map(countFills);
    online(away);
    const filling = countFills(away);
    await rounds(all);
    expect(await bodiesOn(away, id)).toEqual(['by one that is gone']);
    expect([...counts, filling].map(({ fills }) => fills)).toEqual([0, 0, 0, 0]);
    for (const device of all) {
      for (const { vector, epoch } of Object.values((await readSync(device.db)).scopes)) {
        expect(epoch).toBe(1);
        expect(vector.filter((_, i) => i % 2 === 0)).not.toContain(ord);
      }
    }
    await expectAtRest(fleet, tenant, all);
  });

  test('the epoch advances with a finished pull only: a page that is lost takes nothing with it (E1)', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const id = await ana.file('Pump 4 leaks');
    await rounds(devices);
    const brief = await RawClient.open(fleet, tenant, tenant.people.admin);
    offline(ben);
    // More than a page, so that the pull of whoever was away takes two.
    for (let sent = 0; sent <= bounds.pullEntries; sent += bounds.pushMutations) {
      const note = () =>
        brief.next('message.add', { ticketId: id, id: randomUUID(), body: 'x', internal: false });
      await brief.push(Array.from({ length: bounds.pushMutations }, note));
    }
    await sql`update replicas set seen_at = seen_at - ${LONG_MS} where id = ${brief.replica}`;
    expect(await upkeep(fleet, tenant)).toMatchObject({ retired: 1, folded: 1 });
    let pulls = 0;
    ben.faults = (path) => (path === '/sync/pull' && (pulls += 1) > 2 ? 'lose-reply' : 'none');
    await ben.sync().catch(() => undefined);
    const sync = await readSync(ben.db);
    expect(sync.paging).toBe(true);
    for (const { epoch } of Object.values(sync.scopes)) expect(epoch ?? 0).toBe(0);
    online(ben);
    await rounds(devices);
    for (const { epoch } of Object.values((await readSync(ben.db)).scopes)) expect(epoch).toBe(1);
    await expectAtRest(fleet, tenant, devices);
  });

  test('long after a fold nobody is told of it any more: whoever was away that long fills again, outbox kept (E1)', async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'ana', 'rita');
    const [ana, rita] = devices;
    const id = await rita.file('Pump 4 leaks');
    await rounds(devices);
    const brief = await openDevice(fleet, tenant, 'admin');
    await moveTo(brief, id, people.rolf.id);
    offline(rita);
    await rita.file('Filed in the desert');
    await brief.sync();
    await ageLogs(sql, tenant);
    await ageDevice(sql, brief);
    await upkeep(fleet, tenant);
    expect(await horizonsOf(sql, tenant)).toHaveLength(1);
    await sql`update replicas set folded_at = folded_at - ${LONG_MS} where tenant_id = ${tenant.id}`;
    await upkeep(fleet, tenant);
    expect(await horizonsOf(sql, tenant)).toEqual([]);
    online(rita);
    const count = countFills(rita);
    await rounds(devices);
    expect(count.fills).toBe(1);
    expect(await rita.db.tickets.get(id)).toBeUndefined();
    await expectAtRest(fleet, tenant, devices);
    const { fills } = count;
    await ana.file('one more');
    await rounds(devices);
    expect(count.fills).toBe(fills);
  });
});
