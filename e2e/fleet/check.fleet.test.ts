import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readCheck, readReplica, readSync } from '../../app/store/meta.ts';
import { check, checkWhenDue } from '../../app/sync/check.ts';
import { connect, type Sql } from '../../sync-server/db/connect.ts';
import { kindCodes } from '../../shared/model/rows.ts';
import { bodiesOn, openDesk, openDevice, pathOf, say, title } from './desk.ts';
import { startFleet, type Device, type Fleet } from './fleet.ts';
import { expectAtRest, rounds } from './invariants.ts';
import { bothName, onlyOn, replyOverResolved } from './losing.ts';
import { RawClient, textOf } from './raw-client.ts';

let fleet: Fleet;
let sql: Sql;
beforeAll(async () => {
  fleet = await startFleet();
  sql = connect(fleet.database.superUrl, { max: 1 });
});
afterAll(async () => {
  await sql.end();
  await fleet.stop();
});

const never = new AbortController().signal;
const compare = (device: Device) => check(device.replica, never);

/** The scopes that are being fetched again. */
async function fillingOn(device: Device): Promise<string[]> {
  const { scopes } = await readSync(device.db);
  return Object.keys(scopes).filter((key) => scopes[key]?.fill !== null);
}

/** A desk with a busy ticket of each requester, everybody at rest. */
async function busyDesk() {
  const desk = await openDesk(fleet, 'ana', 'rita');
  const { tenant, people, devices } = desk;
  const [ana, rita] = devices;
  const id = await rita.file('Pump 4 leaks');
  await rounds(devices);
  await say(ana, id, 'for all');
  await say(ana, id, 'for us', true);
  await title(ana, id, 'Pump 4 leaks badly');
  await ana.mutate('tag.add', { ticketId: id, tagId: tenant.tagId });
  await ana.mutate('field.set', { ticketId: id, fieldId: tenant.fieldId, value: 'P-4' });
  await ana.mutate('field.set', { ticketId: id, fieldId: tenant.secretFieldId, value: 12 });
  const moved = await ana.file('Moved', people.rita);
  await rounds(devices);
  await ana.mutate('ticket.set-requester', { ticketId: moved, requesterId: people.rolf.id });
  await rounds(devices);
  return { ...desk, ana, rita, id, moved };
}

describe('while all is the same (C1)', () => {
  test('every role’s sums are the server’s, whether rows came by fill, pull or both', async () => {
    const { tenant, devices, ana, id, moved } = await busyDesk();
    await replyOverResolved(devices[1], ana);
    const late = [await openDevice(fleet, tenant, 'ben'), await openDevice(fleet, tenant, 'rolf')];
    const admin = await openDevice(fleet, tenant, 'admin');
    // From here on Ana holds a team's scope and her own as a requester, and only some of the tickets.
    await admin.mutate('policy.set', { key: 'agents-see', value: 'own-teams' });
    await admin.mutate('ticket.assign', { ticketId: id, assigneeId: null, teamId: tenant.teamId });
    await admin.mutate('ticket.set-requester', { ticketId: moved, requesterId: ana.who.id });
    late.push(admin);
    const before = fleet.server.parts.counters.differences;
    await rounds([...devices, ...late]);
    for (const device of [...devices, ...late]) expect(await compare(device)).toBe('same');
    expect(fleet.server.parts.counters.differences).toBe(before);
    expect(Object.keys((await readSync(ana.db)).scopes).sort()).toEqual(
      [`requester:${ana.who.id}`, `team:${tenant.teamId}`, `me:${ana.who.id}`, 'tenant'].sort(),
    );
    for (const device of late.slice(1))
      for (const state of Object.values((await readSync(device.db)).scopes)) expect(state.generation).toBe(1);
  });

  test('nothing is compared while something waits, fills, or has happened meanwhile (C1)', async () => {
    const { devices, ana, rita, id } = await busyDesk();
    await say(ana, id, 'queued');
    expect(await compare(ana)).toBeNull();
    await ana.sync();
    // Rita has not heard of it: the heads are not hers.
    expect(await compare(rita)).toBeNull();
    await rounds(devices);
    const sync = await readSync(rita.db);
    await rita.db.meta.put({ ...sync, paging: true });
    expect(await compare(rita)).toBeNull();
    await rita.db.meta.put(sync);
    expect(await compare(rita)).toBe('same');
  });

  test('a value that is wrong under a right dot is not seen: that is the price of summing marks alone', async () => {
    const { ana, id } = await busyDesk();
    await ana.db.tickets.where('id').equals(id).modify((record) => void (record.ticket.title = 'nonsense')); // prettier-ignore
    expect(await compare(ana)).toBe('same');
  });

  test('it is due ten minutes after the first look, then every six hours, and never an error', async () => {
    const { ana } = await busyDesk();
    let now = Date.now();
    const replica = { ...ana.replica, now: () => now };
    let asked = 0;
    ana.faults = (path) => (path === '/sync/check' && (asked += 1) === 1 ? 'lose-reply' : 'none');
    const after = async (ms: number) => {
      now += ms;
      await checkWhenDue(replica, never);
      return asked;
    };
    const minute = 60_000;
    expect(await after(0)).toBe(0);
    expect(await after(9 * minute)).toBe(0);
    expect(await after(2 * minute)).toBe(1);
    expect(await after(5 * minute)).toBe(1);
    expect(await after(6 * minute)).toBe(2);
    expect((await readCheck(ana.db))?.found).toBe('same');
    expect(await after(300 * minute)).toBe(2);
    expect(await after(61 * minute)).toBe(3);
    // A clock that jumps back a century does not put it off for one.
    expect(await after(-100 * 365 * 24 * 60 * minute)).toBe(4);
  });
});

type Damage = (device: Device, id: string) => Promise<unknown>;
const damages: [string, Damage][] = [
  ['a ticket is gone', async ({ db }, id) => Promise.all([db.tickets.delete(id), db.threads.delete(id)])],
  ['a thread is gone', ({ db }, id) => db.threads.delete(id)],
  ['a message is gone', ({ db }, id) => db.threads.where('id').equals(id).modify((thread) => void thread.messages.pop())], // prettier-ignore
  ['a ticket’s mark is another', ({ db }, id) => db.tickets.where('id').equals(id).modify((record) => void (record.ticket.over = { ...record.ticket.over, title: [1, 1, 1] }))], // prettier-ignore
  ['an older row came back', ({ db }, id) => db.tickets.where('id').equals(id).modify((record) => void delete record.ticket.over)], // prettier-ignore
  ['a row is here that the server never had', async ({ db }, id) => {
    const [record, thread] = await Promise.all([db.tickets.get(id), db.threads.get(id)]);
    const other = randomUUID();
    if (record) await db.tickets.put({ ...record, id: other, ticket: { ...record.ticket, id: other } });
    if (thread) await db.threads.put({ ...thread, id: other });
  }], // prettier-ignore
  ['a row of the tenant’s lists is gone', ({ db }) => db.directory.where('[kind+id]').between(['category', ''], ['category', '￿']).delete()], // prettier-ignore
];

describe('a difference (C1)', () => {
  test.each(damages)('%s on the device: found, told, fetched again (C1)', async (_name, damage) => {
    const { tenant, devices, ana, id } = await busyDesk();
    const warned = vi.spyOn(fleet.server.parts.log, 'warn');
    const { differences } = fleet.server.parts.counters;
    await damage(ana, id);
    expect(await compare(ana)).toBe('healing');
    expect(fleet.server.parts.counters.differences).toBe(differences + 1);
    const line = JSON.stringify(warned.mock.calls);
    expect(line).toMatch(/"scopes":\["(desk|tenant)"\]/);
    for (const secret of [tenant.id, ana.who.id, ana.who.name, ana.who.email])
      expect(line).not.toContain(secret);
    warned.mockRestore();
    await rounds(devices);
    await expectAtRest(fleet, tenant, devices);
    expect(await compare(ana)).toBe('healed');
    expect(await compare(ana)).toBe('same');
  });

  test('only the scope that differs is fetched again', async () => {
    const { ana, id } = await busyDesk();
    await ana.db.threads.delete(id);
    await compare(ana);
    const { desk, tenant } = (await readSync(ana.db)).scopes;
    expect([desk?.generation, tenant?.generation]).toEqual([2, 1]);
    expect(desk?.fill).not.toBeNull();
    expect(tenant?.fill).toBeNull();
  });

  test('in a scope that is one person’s alone: a conflict that got lost comes back', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const id = await ana.file('Pump 4 leaks');
    await rounds(devices);
    await bothName(ana, ben, id, 'ana');
    await rounds(devices);
    const told = await onlyOn(ana);
    await ana.db.directory.delete(['conflict', told.id]);
    expect(await compare(ana)).toBe('healing');
    expect(await fillingOn(ana)).toEqual([`me:${ana.who.id}`]);
    await rounds(devices);
    expect(await onlyOn(ana)).toEqual(told);
    await expectAtRest(fleet, tenant, devices);
    expect(await compare(ana)).toBe('healed');
  });

  test('in a team’s scope: a ticket of the team comes back', async () => {
    const { tenant, devices, ana, id } = await busyDesk();
    const admin = await openDevice(fleet, tenant, 'admin');
    await admin.mutate('policy.set', { key: 'agents-see', value: 'own-teams' });
    await admin.mutate('ticket.assign', { ticketId: id, assigneeId: null, teamId: tenant.teamId });
    await rounds([...devices, admin]);
    await Promise.all([ana.db.tickets.delete(id), ana.db.threads.delete(id)]);
    expect(await compare(ana)).toBe('healing');
    expect(await fillingOn(ana)).toEqual([`team:${tenant.teamId}`]);
    await rounds([...devices, admin]);
    expect(await bodiesOn(ana, id)).toEqual(['for all', 'for us']);
    await expectAtRest(fleet, tenant, [...devices, admin]);
    expect(await compare(ana)).toBe('healed');
  });

  test('a requester’s as well', async () => {
    const { tenant, devices, rita, id } = await busyDesk();
    await rita.db.threads.delete(id);
    expect(await compare(rita)).toBe('healing');
    // Work goes on meanwhile, and is kept.
    await rita.file('Filed while it heals');
    await rounds(devices);
    await expectAtRest(fleet, tenant, devices);
  });

  test('the server’s feed lost an entry before the device had it: healed from the rows themselves', async () => {
    const { tenant, devices, ana, rita, id } = await busyDesk();
    await say(ana, id, 'that nobody hears of');
    await ana.sync();
    const gone = await sql`
      delete from feed where tenant_id = ${tenant.id} and kind = 2 and r = (
        select r from messages where tenant_id = ${tenant.id} and body = 'that nobody hears of')
      and n = (select n from messages where tenant_id = ${tenant.id} and body = 'that nobody hears of')`;
    expect(gone.count, 'one membership in each scope').toBe(2);
    await rounds(devices);
    expect(await bodiesOn(rita, id)).toEqual(['for all']);
    expect(await compare(rita)).toBe('healing');
    await rounds(devices);
    expect(await bodiesOn(rita, id)).toEqual(['for all', 'that nobody hears of']);
  });

  test('one that fetching again does not cure is fetched no more than once a day', async () => {
    const { ana, id } = await busyDesk();
    const spoil = () => ana.db.threads.delete(id);
    const fills: string[] = [];
    ana.faults = (path) => {
      if (path === '/sync/fill') fills.push(path);
      return 'none';
    };
    await spoil();
    expect(await compare(ana)).toBe('healing');
    await ana.sync();
    await spoil();
    expect(await compare(ana)).toBe('differing');
    await ana.sync();
    expect(fills).toHaveLength(1);
    const { dueAt = 0 } = (await readCheck(ana.db)) ?? {};
    expect(dueAt - Date.now()).toBeGreaterThan(23 * 3_600_000);
    expect(await compare(ana)).toBe('differing');
    await ana.sync();
    expect(fills).toHaveLength(2);
    expect(await compare(ana)).toBe('healed');
  });

  test('a scope that begins to differ while another heals is fetched at once, and not that other again', async () => {
    const { tenant, ana, id } = await busyDesk();
    const generations = async () =>
      Object.fromEntries(
        Object.entries((await readSync(ana.db)).scopes).map(([key, { generation }]) => [key, generation]),
      );
    await ana.db.threads.delete(id);
    expect(await compare(ana)).toBe('healing');
    await ana.sync();
    expect(await generations()).toMatchObject({ desk: 2, tenant: 1 });
    await ana.db.threads.delete(id);
    await ana.db.directory.delete(['category', tenant.categoryId]);
    expect(await compare(ana)).toBe('healing');
    await ana.sync();
    expect(await generations()).toMatchObject({ desk: 2, tenant: 2 });
    // What is left has been fetched again: the rest waits a day.
    expect(await compare(ana)).toBe('differing');
    await ana.sync();
    expect(await generations()).toMatchObject({ desk: 2, tenant: 2 });
    expect(await compare(ana)).toBe('differing');
    await ana.sync();
    expect(await compare(ana)).toBe('healed');
  });
});

test('nobody learns what scopes amount to that are not theirs, nor speaks for another device (C1, S1)', async () => {
  const { tenant, rita, ana } = await busyDesk();
  const raw = await RawClient.open(fleet, tenant, tenant.people.rita);
  const sync = await readSync(rita.db);
  const at = Object.values(sync.scopes)[0]?.digest;
  const sum = `1:${'0'.repeat(16)}`;
  const ask = (over: object) => {
    const { protocol, replica, incarnation, sentAt, app } = raw.sender();
    return raw.post('/sync/check', { protocol, replica, incarnation, sentAt, app, at, sums: {}, ...over });
  };
  expect(await ask({ sums: { desk: sum, tenant: sum } })).toMatchObject({
    status: 200,
    json: { later: true },
  });
  expect(await ask({ sums: { desk: sum } })).toMatchObject({ json: { later: true } });
  expect(await ask({ replica: (await readReplica(ana.db))?.id })).toMatchObject({ status: 403 });
  expect(await ask({ sums: { portal: 'nonsense' } })).toMatchObject({ status: 400 });
});

/** An app of a build that knew nothing of tags: what comes of them it passes over, and of what it holds it sums the rest. */
function asAppWithoutTags(device: Device, saysSo: boolean): void {
  const { transport } = device.replica;
  const tags = [kindCodes.tag, kindCodes.ticketTag] as number[];
  device.replica.transport = {
    ...transport,
    async fetch(input, init) {
      const path = pathOf(input);
      if (path === '/sync/check') {
        const asked = JSON.parse(textOf(init) ?? '') as { kinds: number[] };
        const kinds = asked.kinds.filter((kind) => !tags.includes(kind));
        const body = JSON.stringify({ ...asked, kinds: saysSo ? kinds : undefined });
        const headers = new Headers(init?.headers);
        headers.delete('content-encoding');
        return await transport.fetch(input, { ...init, headers, body });
      }
      const reply = await transport.fetch(input, init);
      if (path !== '/sync/fill' && path !== '/sync/pull') return reply;
      const lines = (await reply.text()).split('\n').filter(Boolean);
      const passed = lines.map((line) => without(line, tags)).filter(Boolean);
      return new Response(`${passed.join('\n')}\n`, reply);
    },
  };
}

function without(line: string, kinds: readonly number[]): string {
  const said = JSON.parse(line);
  if (Array.isArray(said)) {
    // A whole ticket carries its tags in the third place; a row of a list is named by its kind.
    if (said[0] === kindCodes.ticket) said[2] = [];
    return kinds.includes(said[0]) ? '' : JSON.stringify(said);
  }
  if (said.entries) said.entries = said.entries.filter((entry: number[]) => !kinds.includes(entry[1] ?? 0));
  return JSON.stringify(said);
}

describe('an app that passes over rows of kinds it does not know (C1, V3)', () => {
  test.each([
    [true, 'it says which kinds it knows: no difference, and nothing is fetched again', 'same', 0],
    [false, 'if it did not say: a difference that fetching again never cures', 'healing', 1],
  ] as const)('%s: %s', async (saysSo, _meaning, found, fills) => {
    const { tenant, devices, ana, id } = await busyDesk();
    const old = await fleet.device(tenant.people.ben, { tenant });
    asAppWithoutTags(old, saysSo);
    await old.sync();
    expect((await old.db.tickets.get(id))?.tags).toEqual([]);
    await rounds(devices);
    await old.sync();
    let again = 0;
    old.faults = (path) => {
      if (path === '/sync/fill') again += 1;
      return 'none';
    };
    expect(await compare(old)).toBe(found);
    await old.sync();
    expect(again).toBe(fills);
    // Who knows all of them is compared by all of them; if not within this minute, then in the next.
    expect([null, 'same']).toContain(await compare(ana));
    // What it does know is compared as ever.
    if (!saysSo) return;
    await old.db.threads.delete(id);
    expect(await compare(old)).toBe('healing');
  });

  test('the first release never asks for a comparison', () => {
    const recorded = readFileSync(new URL('./shipped/0.1.0.json', import.meta.url), 'utf8');
    expect(recorded).toContain('/sync/fill');
    expect(recorded).not.toContain('/sync/check');
  });
});
