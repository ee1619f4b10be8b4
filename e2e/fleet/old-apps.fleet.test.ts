import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSync, updateSync } from '../../app/store/meta.ts';
import { ServerError } from '../../app/sync/http.ts';
import { countQueued } from '../../app/sync/replica.ts';
import { APP_VERSION, OLDEST_PULL, UPDATE_HEADER } from '../../shared/protocol/version.ts';
import { openDesk, say, title, titleOn } from './desk.ts';
import { startFleet, type Device, type Fleet } from './fleet.ts';
import { confirmedOn, expectAtRest, rounds } from './invariants.ts';
import { asOldApp, firstApp, leaveAsThen } from '../sim/old-app.ts';
import { textOf, type Json } from './raw-client.ts';

// V3: an old app goes on working as far as it can, is told to update, and loses nothing by it.

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

type Fetch = Device['replica']['transport']['fetch'];

/** Changes what a device sends and what it receives, as another build would. */
function between(device: Device, over: (send: Fetch) => Fetch): () => void {
  const { transport } = device.replica;
  device.replica.transport = { ...transport, fetch: over((input, init) => transport.fetch(input, init)) };
  return () => (device.replica.transport = transport);
}

/** Speaks as an app two protocols before the oldest that gets news. */
const asLostApp =
  (told: string[]) =>
  (send: Fetch): Fetch =>
  async (input, init) => {
    const text = textOf(init);
    if (text === undefined) return await send(input, init);
    const request = { ...(JSON.parse(text) as Json), protocol: OLDEST_PULL - 2 };
    if ('app' in request) request['app'] = '0.0.1';
    const headers = new Headers(init?.headers);
    headers.delete('content-encoding');
    const response = await send(input, { ...init, headers, body: JSON.stringify(request) });
    const newer = response.headers.get(UPDATE_HEADER);
    if (newer) told.push(newer);
    return response;
  };

test('an app of another build that only asks whether there is news is told of the newer one (V3)', async () => {
  const { devices } = await openDesk(fleet, 'ana');
  const [ana] = devices;
  await rounds(devices);
  let newer = 0;
  ana.replica.transport.newer = () => (newer += 1);
  const about = (app: string) => async () =>
    ({ kind: 'tablet', name: 'Chrome on Android', app, unsent: 0, oldestAt: null, usedBytes: null, quotaBytes: null }) as const; // prettier-ignore
  ana.replica.about = about(APP_VERSION);
  await ana.sync();
  expect(newer).toBe(0);
  ana.replica.about = about('0.0.1');
  await ana.sync();
  expect(newer).toBe(1);
});

test('an app two versions too old with a full outbox still pushes, is told, and goes on where it was after the update (V3)', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'ana', 'ben');
  const [ana, ben] = devices;
  const id = await ben.file('Pump 4 leaks', people.rita);
  await rounds(devices);
  const told: string[] = [];
  const update = between(ana, asLostApp(told));
  let newer = 0;
  ana.replica.transport.newer = () => (newer += 1);
  ana.replica.pace = { batch: 4 };
  for (let i = 0; i < 30; i += 1) await say(ana, id, `word ${i}`);
  await title(ana, id, 'By an old app');

  const error = await ana.sync().catch((failure: unknown) => failure);
  expect(error).toMatchObject({ code: 'app-too-old', status: 426 } satisfies Partial<ServerError>);
  expect(await countQueued(ana.db)).toBe(0);
  expect(told.length).toBeGreaterThan(3);
  expect([newer, told[0]]).toEqual([told.length, APP_VERSION]);
  // What it sees stays as it was, with its own work on top; what others do does not come.
  await ben.sync();
  expect(await titleOn(ben, id)).toBe('By an old app');
  await say(ben, id, 'unseen by the old app');
  await ben.sync();
  await title(ana, id, 'By an old app, again');
  await expect(ana.sync()).rejects.toMatchObject({ code: 'app-too-old' });
  expect(await titleOn(ana, id)).toBe('By an old app, again');
  expect(await countQueued(ana.db)).toBe(0);

  update();
  await rounds(devices);
  await expectAtRest(fleet, tenant, devices);
});

test('nothing that brings news is open to an app that is too old, in any of its forms', async () => {
  const { devices } = await openDesk(fleet, 'ana');
  const [ana] = devices;
  const statuses = new Map<string, number>();
  const back = between(ana, (send) => async (input, init) => {
    const response = await asLostApp([])(send)(input, init);
    statuses.set(
      `${new URL(input as string).pathname}${textOf(init)?.includes('"at":') ? ' knock' : ''}`,
      response.status,
    );
    return response;
  });
  await ana.sync().catch(() => undefined);
  // Somebody whose tickets were all asked for anew, and somebody who never had any.
  await updateSync(ana.db, (sync) => ({
    scopes: Object.fromEntries(
      Object.entries(sync.scopes).map(([key, state]) => [key, { ...state, digest: null }]),
    ),
  }));
  await ana.sync().catch(() => undefined);
  await updateSync(ana.db, () => ({ scopes: {} }));
  await ana.sync().catch(() => undefined);
  back();
  const stream = await fetch(`${fleet.server.url}/sync/stream?protocol=${OLDEST_PULL - 1}`, {
    headers: { authorization: `Bearer ${ana.token}` },
  });
  expect(stream.status).toBe(426);
  await stream.body?.cancel();
  expect(Object.fromEntries(statuses)).toMatchObject({
    '/sync/pull knock': 426,
    '/sync/pull': 426,
    '/sync/fill': 426,
  });
});

test('an app of 0.1.0 takes nothing from a team for an answer it cannot read: what its agent lost leaves it all the same (S1, V1)', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'ana', 'admin');
  const [ana, admin] = devices;
  const id = await admin.file('Pump 4 leaks', people.rita);
  await admin.sync();
  const { db } = ana;
  await leaveAsThen(db);
  const update = between(ana, (send) => asOldApp(db, () => firstApp, send));
  await ana.sync();
  expect(await titleOn(ana, id)).toBe('Pump 4 leaks');
  await admin.mutate('policy.set', { key: 'agents-see', value: 'own-teams' });
  await admin.sync();
  await ana.sync();
  expect(await db.tickets.count()).toBe(0);
  expect(Object.keys((await readSync(db)).scopes).toSorted()).toEqual([
    `requester:${people.ana.id}`,
    'tenant',
  ]);

  const own = await ana.file('Filed by an old app');
  await ana.sync();
  expect([await countQueued(db), await titleOn(ana, own)]).toEqual([0, 'Filed by an old app']);

  update();
  await leaveAsThen(db);
  await rounds(devices);
  await expectAtRest(fleet, tenant, devices);
  expect(Object.keys((await readSync(db)).scopes)).toContain(`team:${tenant.teamId}`);
});

test('an app of this build is not told to update', async () => {
  const { devices } = await openDesk(fleet, 'ana');
  const [ana] = devices;
  let newer = 0;
  ana.replica.transport.newer = () => (newer += 1);
  await ana.file('Pump 4 leaks');
  await ana.sync();
  expect(newer).toBe(0);
});

/** What a newer server sends: every row with a column, and rows of a kind, that this build does not know. */
const fromNewerServer =
  (send: Fetch): Fetch =>
  async (input, init) => {
    const response = await send(input, init);
    const path = new URL(input as string).pathname;
    if (path !== '/sync/pull' && path !== '/sync/fill') return response;
    const text = await response.text();
    const lines = text.split('\n').map((line) => (line ? JSON.stringify(withMore(JSON.parse(line))) : line));
    return new Response(lines.join('\n'), {
      status: response.status,
      headers: { 'content-type': 'application/json' },
    });
  };

function withMore(said: any): unknown {
  if (said.line === 'start') {
    for (const columns of Object.values(said.columns as Record<string, string[]>)) columns.push('mood');
    return said;
  }
  if (Array.isArray(said)) {
    // A whole ticket, or one row.
    const [kind, first, ...children] = said as [number, unknown[], ...unknown[][][]];
    return [kind, [...first, 'calm'], ...children.map((rows) => rows.map((row) => [...row, 'calm']))];
  }
  for (const entry of said.entries ?? []) if (entry[6]) entry[6].mood = 'calm';
  if (said.entries?.length)
    said.entries.push([said.entries[0][0], 99, randomUUID(), randomUUID(), 1, 1, { mood: 'new' }]);
  return said;
}

test('columns this app does not know survive the store, the paint and what comes after; rows of unknown kinds do no harm (V3)', async () => {
  const { people, devices } = await openDesk(fleet, 'ana', 'ben');
  const [ana, ben] = devices;
  const id = await ben.file('Pump 4 leaks', people.rita);
  await say(ben, id, 'by Ben');
  await ben.sync();
  const back = between(ana, fromNewerServer);
  await ana.sync();
  const moods = async (): Promise<unknown[]> => {
    const [record, thread] = await Promise.all([ana.db.tickets.get(id), ana.db.threads.get(id)]);
    const rows = [record?.ticket, ...(thread?.messages ?? []).filter((message) => message.body === 'by Ben')];
    return rows.map((row) => (row as unknown as Json | undefined)?.['mood']);
  };
  expect(await moods()).toEqual(['calm', 'calm']);
  // Own work is painted over it, sent, and comes back.
  await title(ana, id, 'Ana');
  await say(ana, id, 'by Ana');
  expect(await moods()).toEqual(['calm', 'calm']);
  await ana.sync();
  expect(await moods()).toEqual(['calm', 'calm']);
  const confirmed = JSON.stringify(await confirmedOn(ana));
  expect(confirmed).toContain('mood');
  // And through a fill of everything.
  await updateSync(ana.db, () => ({ scopes: {} }));
  await ana.sync();
  expect(await moods()).toEqual(['calm', 'calm']);
  back();
});

test('rows of kinds that the app before this one passed over are fetched by this one; the outbox is kept (V3)', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'ana', 'ben');
  const [ana, ben] = devices;
  const id = await ben.file('Pump 4 leaks', people.rita);
  await ben.mutate('tag.add', { ticketId: id, tagId: tenant.tagId });
  await rounds(devices);
  // An app that knew nothing of tags had this database: none are here, and its vectors are past them.
  await ana.db.tickets.toCollection().modify((record) => void (record.tags = []));
  await ana.db.directory.filter(({ kind }) => kind === 'tag').delete();
  await updateSync(ana.db, (sync) => ({
    kinds: (sync.kinds ?? []).filter((code) => code !== 4 && code !== 15),
  }));
  await say(ana, id, 'unsent through the update');
  await rounds(devices);
  await expectAtRest(fleet, tenant, devices);
  const generations = Object.values((await readSync(ana.db)).scopes).map((state) => state.generation);
  expect(generations.every((generation) => generation === 2)).toBe(true);
  // Once is enough.
  await ana.sync();
  expect(Object.values((await readSync(ana.db)).scopes).map((state) => state.generation)).toEqual(
    generations,
  );
});
