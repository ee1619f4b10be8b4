import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Made } from '../../app/store/outbox.ts';
import { mutationNames } from '../../shared/mutations/registry.ts';
import { APP_VERSION, PROTOCOL } from '../../shared/protocol/version.ts';
import { sumRows } from '../../app/store/sums.ts';
import { readReplica, readSync } from '../../app/store/meta.ts';
import { accountOf, cookieName } from '../../sync-server/auth/session-reply.ts';
import { openSession } from '../../sync-server/auth/sessions.ts';
import { inTenant } from '../../sync-server/db/tenant.ts';
import { deriveKey } from '../../sync-server/secret.ts';
import { accessTokenFor } from '../support/tokens.ts';
import { addTenant, startFleet, type Device, type Fleet, type TestTenant } from './fleet.ts';
import { asSuper } from './invariants.ts';
import type { Json } from './raw-client.ts';

// V1: what a release has said is understood for ever. `shipped/` keeps the requests of every release, byte for byte but
// for the ids of the tenant, as a device of that release sent them; each is sent to this server again. A new release
// records its own once (`RECORD_SHIPPED=write`); a recording is never written over.

interface Exchange {
  path: string;
  request: Json;
  /** Null where the reply is a stream of lines. */
  reply: Json | null;
}
interface Release {
  app: string;
  protocol: number;
  exchanges: Exchange[];
}

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
  if (process.env['RECORD_SHIPPED'] === 'write') await record();
});
afterAll(() => fleet.stop());

const folder = new URL('./shipped/', import.meta.url);
const releases = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Release);

/** What stands in a recording for the ids of the tenant it is played to. */
function namesOf(tenant: TestTenant, incarnation: string): Record<string, string> {
  return {
    tenant: tenant.id,
    ana: tenant.people.ana.id,
    ben: tenant.people.ben.id,
    rita: tenant.people.rita.id,
    rolf: tenant.people.rolf.id,
    team: tenant.teamId,
    category: tenant.categoryId,
    tag: tenant.tagId,
    field: tenant.fieldId,
    incarnation,
  };
}

async function record(): Promise<void> {
  const file = new URL(`./${APP_VERSION}.json`, folder);
  if (existsSync(file)) throw new Error(`${APP_VERSION} has shipped: its recording stays as it is`);
  const tenant = await addTenant(fleet.sql);
  const device = await fleet.device(tenant.people.ana, { tenant });
  const exchanges: Exchange[] = [];
  const { transport } = device.replica;
  device.replica.transport = {
    ...transport,
    fetch: async (input, init) => {
      const response = await transport.fetch(input, {
        ...init,
        headers: new Headers([...new Headers(init?.headers), ['accept-encoding', '']]),
      });
      const text = await response.clone().text();
      if (typeof init?.body === 'string') {
        const reply = text.startsWith('{"line"') ? null : (JSON.parse(text) as Json);
        const path = new URL(input as string).pathname;
        exchanges.push({ path, request: JSON.parse(init.body) as Json, reply });
      }
      return response;
    },
  };
  await device.sync();
  for (const work of working(device, tenant)) {
    // One at a time: bodies of this length are not packed, and can be kept as they are.
    const { refusal } = await work();
    if (refusal) throw new Error(refusal.message);
    await device.sync();
  }
  const incarnation = String(exchanges[0]?.reply?.['incarnation']);
  let text = JSON.stringify({ app: APP_VERSION, protocol: PROTOCOL, exchanges }, null, 1);
  for (const [name, id] of Object.entries(namesOf(tenant, incarnation)))
    text = text.replaceAll(id, `{{${name}}}`);
  writeFileSync(file, `${text}\n`);
}

/** A day's work in which every change that people make comes once. */
function working(device: Device, tenant: TestTenant): (() => Promise<Made>)[] {
  const ticketId = randomUUID();
  const create = {
    id: ticketId,
    number: null,
    title: 'Pump 4 leaks',
    description: 'At the flange.',
    priority: 'medium' as const,
    categoryId: tenant.categoryId,
    requesterId: tenant.people.rita.id,
    assigneeId: null,
    teamId: null,
    place: null,
  };
  const message = { ticketId, id: randomUUID(), body: 'On my way', internal: false };
  const { tagId, fieldId, teamId } = tenant;
  return [
    () => device.mutate('ticket.create', create),
    () => device.mutate('ticket.set-title', { ticketId, title: 'Pump 4 leaks badly' }),
    () => device.mutate('ticket.set-description', { ticketId, description: 'At both flanges.' }),
    () => device.mutate('ticket.set-category', { ticketId, categoryId: null }),
    () => device.mutate('ticket.set-priority', { ticketId, priority: 'high' }),
    () => device.mutate('ticket.assign', { ticketId, assigneeId: tenant.people.ben.id, teamId }),
    () => device.mutate('ticket.set-requester', { ticketId, requesterId: tenant.people.rolf.id }),
    () => device.mutate('message.add', message),
    () => device.mutate('tag.add', { ticketId, tagId }),
    () => device.mutate('tag.remove', { ticketId, tagId }),
    () => device.mutate('field.set', { ticketId, fieldId, value: 'P-4' }),
    () => device.mutate('ticket.move', { ticketId, to: 'open', reason: null }),
    () => device.mutate('ticket.move', { ticketId, to: 'resolved', reason: 'New seal' }),
  ];
}

/** What an old app would miss: fields that the recorded reply had, which are gone or of another type. */
function missing(now: unknown, then: unknown, path: string): string[] {
  if (then === null || now === null || now === undefined) return now === undefined ? [path] : [];
  if (typeof now !== typeof then || Array.isArray(now) !== Array.isArray(then)) return [path];
  if (Array.isArray(then) || typeof then !== 'object') return [];
  return Object.entries(then as Json).flatMap(([name, value]) =>
    missing((now as Json)[name], value, `${path}.${name}`),
  );
}

test('the first release and this one are recorded', () => {
  const recorded = releases.map((release) => release.app);
  expect(recorded).toContain('0.1.0');
  expect(recorded, 'record this release: RECORD_SHIPPED=write').toContain(APP_VERSION);
});

test.each(releases)('what $app said is understood, done, and answered in its words (V1)', async (release) => {
  const tenant = await addTenant(fleet.sql);
  const { ana } = tenant.people;
  const token = await accessTokenFor(fleet.sql, fleet.server.parts, tenant.id, ana);
  const [life] = await asSuper(fleet, (sql) => sql<{ id: string }[]>`select id from incarnation`);
  let text = JSON.stringify(release.exchanges);
  const names = namesOf(tenant, life?.id ?? '');
  for (const [name, id] of Object.entries(names)) text = text.replaceAll(`{{${name}}}`, id);
  const paths = new Set<string>();
  const said = new Set<string>();
  for (const { path, request, reply } of JSON.parse(text) as Exchange[]) {
    const response = await fetch(fleet.server.url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(request),
    });
    const answer = await response.text();
    expect([path, response.status, answer.slice(0, 200)]).toEqual([path, 200, expect.anything()]);
    paths.add(path);
    expect(path !== '/sync/fill' || answer.trimEnd().endsWith('{"line":"done"}')).toBe(true);
    if (path !== '/sync/push' || !reply) continue;
    for (const { name } of request['mutations'] as { name: string }[]) said.add(name);
    const now = JSON.parse(answer) as { verdicts: Json[] };
    expect(missing(now, reply, path)).toEqual([]);
    // Each does what it did, and every word of its verdict is there.
    (reply['verdicts'] as Json[]).forEach((verdict, i) => {
      expect(now.verdicts[i]?.['status']).toBe(verdict['status']);
      expect(missing(now.verdicts[i], verdict, 'verdict')).toEqual([]);
    });
  }
  expect([...paths].sort()).toEqual([
    '/sync/fill',
    '/sync/numbers',
    '/sync/pull',
    '/sync/push',
    '/sync/replicas',
  ]);
  expect(said.size).toBeGreaterThanOrEqual(12);
  for (const name of said) expect(mutationNames).toContain(name);
});

/**
 * What is not said in a day's work, as each release said it: from app/session/tokens.ts, app/session/others.ts and
 * app/sync/check.ts of then. Append only.
 */
const beside: Record<string, { refresh: Json; check: Json; signOut: Json }> = {
  '0.1.0': {
    refresh: { account: '{{account}}', attempt: '5f0c3a52-7d0e-4c55-9a5e-0d3f6e1b8a10' },
    check: {
      protocol: 1,
      replica: '{{replica}}',
      incarnation: '{{incarnation}}',
      sentAt: 1795236118392,
      app: '0.1.0',
      at: '{{at}}',
      sums: { tenant: '{{sum of tenant}}', desk: '{{sum of desk}}' },
    },
    signOut: { account: '{{account}}' },
  },
  '0.2.0': {
    refresh: { account: '{{account}}', attempt: '0c7bb6c9-3c8e-4f60-8a55-2b6a3d0f9e21' },
    check: {
      protocol: 2,
      replica: '{{replica}}',
      incarnation: '{{incarnation}}',
      sentAt: 1795246118392,
      app: '0.2.0',
      at: '{{at}}',
      sums: {
        tenant: '{{sum of tenant}}',
        desk: '{{sum of desk}}',
        'me:{{ana}}': '{{sum of me:{{ana}}}}',
      },
      kinds: [1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16, 17, 20],
    },
    signOut: { account: '{{account}}' },
  },
};

test('of every release it is known how it renewed a session, compared what it held, and signed out', () => {
  expect(Object.keys(beside).sort()).toEqual(releases.map((release) => release.app).sort());
});

test.each(Object.entries(beside))(
  'a session of %s is renewed, what it holds is compared, and it signs out (V1)',
  async (_app, said) => {
    const tenant = await addTenant(fleet.sql);
    const { ana } = tenant.people;
    const { secret, now } = fleet.server.parts;
    const device = await fleet.device(ana, { tenant });
    await device.sync();
    await device.file('Pump 4 leaks');
    await device.sync();
    await device.sync();
    const sync = await readSync(device.db);
    const held = Object.entries(sync.scopes);
    const scopes = held.map(([, { scope }]) => scope);
    const sums = await sumRows(device.db, scopes, new AbortController().signal);
    const opening = { tenantId: tenant.id, personId: ana.id, shared: false, userAgent: 'fleet' };
    const token = await inTenant(fleet.sql, tenant.id, (tx) =>
      openSession(tx, deriveKey(secret, 'refresh-token'), opening, now()),
    );
    const keys = { account: deriveKey(secret, 'account') } as Parameters<typeof accountOf>[0];
    const account = accountOf(keys, tenant.id, ana.id);
    const names: Record<string, string> = {
      ana: ana.id,
      account,
      replica: (await readReplica(device.db))?.id ?? '',
      incarnation: sync.incarnation ?? '',
      at: held[0]?.[1].digest ?? '',
      ...Object.fromEntries(held.map(([key, { scope }]) => [`sum of ${key}`, sums.get(scope) ?? ''])),
    };
    let text = JSON.stringify(said);
    for (const [name, value] of Object.entries(names)) text = text.replaceAll(`{{${name}}}`, value);
    expect(text).not.toContain('{{');
    const { refresh, check, signOut } = JSON.parse(text) as typeof said;
    let cookie = `${cookieName(account)}=${token.text}`;
    const ask = async (path: string, body: Json): Promise<[number, Json]> => {
      const headers = { 'content-type': 'application/json', cookie, authorization: `Bearer ${device.token}` };
      const response = await fetch(fleet.server.url + path, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
      return [response.status, (await response.json()) as Json];
    };

    expect(await ask('/auth/refresh', refresh)).toEqual([
      200,
      expect.objectContaining({
        accessToken: expect.any(String),
        expiresInSeconds: expect.any(Number),
        account,
        person: { id: ana.id, name: ana.name, email: ana.email, role: ana.role },
        tenant: { id: tenant.id, slug: tenant.slug, name: tenant.slug },
      }),
    ]);
    expect(await ask('/sync/check', check)).toEqual([
      200,
      { incarnation: sync.incarnation, now: expect.any(Number), differing: [] },
    ]);
    const signedIn = cookie;
    expect(await ask('/auth/sign-out', signOut)).toEqual([200, {}]);
    cookie = signedIn;
    expect(await ask('/auth/refresh', { ...refresh, attempt: randomUUID() })).toEqual([
      401,
      expect.objectContaining({ code: expect.any(String), message: expect.any(String) }),
    ]);
  },
);
