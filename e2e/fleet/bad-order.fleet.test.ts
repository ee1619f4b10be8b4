import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { issueAccessToken } from '../../sync-server/auth/tokens.ts';
import { connect, type Sql } from '../../sync-server/db/connect.ts';
import { deriveKey } from '../../sync-server/secret.ts';
import { accessTokenFor } from '../support/tokens.ts';
import { addTenant, startFleet, type Fleet, type TestTenant } from './fleet.ts';
import { unchangedBy as unchanged } from './picture.ts';
import { newTicketArgs, RawClient, type Answer, type Json } from './raw-client.ts';

let fleet: Fleet;
let sql: Sql;
let other: TestTenant;
beforeAll(async () => {
  fleet = await startFleet();
  sql = connect(fleet.database.superUrl, { max: 1 });
  other = await addTenant(fleet.sql);
});
afterAll(async () => {
  await sql.end();
  await fleet.stop();
});

let tenant: TestTenant;
let ana: RawClient;
let ticketId: string;
beforeEach(async () => {
  tenant = await addTenant(fleet.sql);
  ana = await RawClient.open(fleet, tenant, tenant.people.ana);
  ticketId = await ana.file('Pump 4 leaks', { requesterId: tenant.people.rita.id });
});

const unchangedBy = <T>(work: () => Promise<T>): Promise<T> => unchanged(sql, work);

const note = (body = 'a good one'): [string, Json] => [
  'message.add',
  { ticketId, id: randomUUID(), body, internal: false },
];

/** So many transactions of the server wait for a lock. */
async function waiting(count: number): Promise<void> {
  const waiters = () =>
    sql`select 1 from pg_stat_activity where datname = ${fleet.database.name} and wait_event_type = 'Lock'`;
  for (const end = performance.now() + 60_000; (await waiters()).length < count;) {
    if (performance.now() > end) throw new Error(`${count} transactions never waited at once`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The queue of this client still works. */
async function expectGoesOn(client: RawClient): Promise<void> {
  const name = client.who.role === 'user' ? 'ticket.create' : 'message.add';
  const args = client.who.role === 'user' ? newTicketArgs(randomUUID(), client.who.id) : note()[1];
  expect(await client.do(name, args)).toMatchObject({ status: 'applied' });
}

describe('tokens', () => {
  const claims = () => ({
    sub: tenant.people.ana.id,
    tid: tenant.id,
    sid: randomUUID(),
    role: 'agent' as const,
  });
  const key = () => deriveKey(fleet.server.parts.secret, 'access-token');
  const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;

  test.each([
    ['none', async () => '', 'token-missing'],
    ['garbage', async () => 'x.y.z', 'token-invalid'],
    ['expired', async () => await issueAccessToken(key(), claims(), Date.now() - 3_600_000), 'token-expired'],
    ['signed by somebody else', async () => await issueAccessToken(Buffer.alloc(32, 1), claims(), Date.now()), 'token-invalid'],
    ['alg none', async () => `${encoded({ alg: 'none', typ: 'JWT' })}.${encoded({ ...claims(), iss: 'waypost', aud: 'waypost', iat: 1, exp: inAnHour() })}.`, 'token-invalid'],
    ['another issuer', async () => await new SignJWT({ ...claims() }).setProtectedHeader({ alg: 'HS256' }).setSubject(claims().sub).setIssuer('evil').setAudience('waypost').setIssuedAt().setExpirationTime('1h').sign(key()), 'token-invalid'],
    ['no expiry', async () => await new SignJWT({ ...claims() }).setProtectedHeader({ alg: 'HS256' }).setSubject(claims().sub).setIssuer('waypost').setAudience('waypost').setIssuedAt().sign(key()), 'token-invalid'],
    ['a session that never was', async () => await issueAccessToken(key(), claims(), Date.now()), 'token-expired'],
  ])('%s', async (_name, make, code) => {
    const good = ana.token;
    const { n, lastUid } = ana;
    ana.token = await make();
    const answer = await unchangedBy(() => ana.push([ana.next(...note())]));
    expect([answer.status, answer.json.code]).toEqual([401, code]);
    ana.token = good;
    ana.undo(n, lastUid);
    await expectGoesOn(ana);
  }); // prettier-ignore

  test('of another tenant, and of another person, for this envelope', async () => {
    const { n, lastUid } = ana;
    const good = ana.token;
    const tokens = [
      await accessTokenFor(fleet.sql, fleet.server.parts, other.id, other.people.ana),
      await accessTokenFor(fleet.sql, fleet.server.parts, tenant.id, tenant.people.ben),
    ];
    for (const token of tokens) {
      ana.token = token;
      const answer = await unchangedBy(() => ana.push([ana.next(...note())]));
      expect([answer.status, answer.json.code]).toEqual([403, 'wrong-account']);
      ana.undo(n, lastUid);
    }
    ana.token = good;
    await expectGoesOn(ana);
  });
});

describe('the place in order (O1, O2)', () => {
  type Case = [string, () => Promise<Answer>, Json];
  const cases: Case[] = [
    ['a gap: the counter expected, nothing consumed', async () => await ana.push([ana.next(...note(), { n: 5 })]), { stop: { code: 'gap', expected: 2 }, verdicts: [] }],
    ['a known counter under another uid', async () => await ana.push([ana.next(...note(), { n: 1, prev: null })]), { stop: { code: 'forked' }, verdicts: [] }],
    ['counter 0', async () => await ana.push([ana.next(...note(), { n: 0, prev: null })]), { stop: { code: 'forked' }, verdicts: [] }],
    ['a wrong predecessor', async () => await ana.push([ana.next(...note(), { prev: randomUUID() })]), { stop: { code: 'forked' }, verdicts: [] }],
    ['no predecessor', async () => await ana.push([ana.next(...note(), { prev: null })]), { stop: { code: 'forked' }, verdicts: [] }],
    ['an identity that nobody registered', async () => await ana.push([ana.next(...note())], { replica: randomUUID() }), { stop: { code: 'forked' }, verdicts: [] }],
    ['another life of the database', async () => await ana.push([ana.next(...note())], { incarnation: randomUUID() }), { stop: { code: 'restored' }, verdicts: [] }],
  ]; // prettier-ignore

  test.each(cases)('%s (O1, O2)', async (_name, send, reply) => {
    const { n, lastUid } = ana;
    const answer = await unchangedBy(send);
    expect([answer.status, answer.json]).toMatchObject([200, reply]);
    ana.undo(n, lastUid);
    await expectGoesOn(ana);
  });

  test('what is sent second waits for the first, though its ticket is free (O1)', async () => {
    const free = await ana.file('Pump 5 leaks', { requesterId: tenant.people.rita.id });
    const [first, second] = [ana.next(...note()), ana.next('message.add', { ...note()[1], ticketId: free })];
    const locker = connect(fleet.database.superUrl, { max: 1 });
    try {
      const answers: Promise<Answer>[] = [];
      await locker.begin(async (tx) => {
        await tx`select 1 from tickets where id = ${ticketId} for update`;
        answers.push(ana.push([first]));
        await waiting(1);
        answers.push(ana.push([second]));
        await waiting(2);
      });
      for (const { json } of await Promise.all(answers))
        expect([json.stop, json.verdicts[0].status]).toEqual([undefined, 'applied']);
    } finally {
      await locker.end();
    }
  });

  test("another person's replica (O1)", async () => {
    const ben = await RawClient.open(fleet, tenant, tenant.people.ben);
    const answer = await unchangedBy(() => ben.push([ana.next(...note())], { replica: ana.replica }));
    expect(answer.json).toMatchObject({ stop: { code: 'forked' }, verdicts: [] });
    const register = await ben.post('/sync/replicas', { ...ben.sender(), replica: ana.replica, was: null });
    expect([register.status, register.json.code]).toEqual([403, 'wrong-replica']);
    const lease = await ben.post('/sync/numbers', {
      ...ben.sender(),
      replica: ana.replica,
      months: [{ month: 202611, held: 0 }],
    });
    expect([lease.status, lease.json.code]).toEqual([403, 'wrong-replica']);
  });

  test('the same again is answered as before and done once; what follows in the push is done (O2)', async () => {
    const first = ana.next(...note('once'));
    const { json } = await ana.push([first]);
    const again = await unchangedBy(() => ana.push([first]));
    expect(again.json.verdicts).toEqual(json.verdicts);
    const mixed = await ana.push([first, ana.next(...note('twice'))]);
    expect(mixed.json.verdicts).toMatchObject([{ n: first.n, status: 'applied' }, { status: 'applied' }]);
    const rows = await sql`select body from messages where tenant_id = ${tenant.id} order by body`;
    expect(rows.map((row) => row['body'])).toEqual(['once', 'twice']);
  });

  test('registering the same identity many times at once gives one ordinal', async () => {
    const replica = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => ana.post('/sync/replicas', { ...ana.sender(), replica, was: null })),
    );
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(new Set(answers.map((answer) => answer.json.ord)).size).toBe(1);
  });
});

describe('vectors', () => {
  const ask = (over: Json) =>
    ana.post('/sync/pull', { ...ana.sender(), epoch: 0, scopes: {}, filling: [], want: [], ...over });

  test.each([
    ['from the future', { scopes: { desk: { vector: [2, 999] } } }, { restored: true }],
    ['of a replica that is not there', { scopes: { desk: { vector: [77, 1] } } }, { restored: true }],
    ['by a digest nobody gave', { scopes: { desk: { digest: '12345' } } }, { unknown: true }],
    ['of another incarnation', { incarnation: randomUUID() }, { restored: true }],
  ])('%s', async (_name, over, reply) => {
    const answer = await unchangedBy(() => ask(over));
    expect([answer.status, answer.json]).toMatchObject([200, reply]);
    expect(answer.json).not.toHaveProperty('entries');
  });

  test('a scope that is not held, a ticket that is not shared: nothing comes', async () => {
    const agent = await RawClient.open(fleet, tenant, tenant.people.ana);
    const desk = [{ key: 'desk', generation: 1, resume: null, screen: true }];
    const theirs = await agent.post('/sync/fill', { ...agent.sender(), scopes: desk });
    expect(JSON.stringify(theirs.json)).toContain(ticketId);
    const rita = await RawClient.open(fleet, tenant, tenant.people.rolf);
    for (const key of ['desk', 'tenant', `requester:${tenant.people.rita.id}`]) {
      const body = {
        ...rita.sender(),
        epoch: 0,
        scopes: { [key]: { vector: [] } },
        filling: [],
        want: [ticketId],
      };
      const { json } = await rita.post('/sync/pull', body);
      expect(json.entries).toEqual([]);
      const scopes = [{ key, generation: 1, resume: null, screen: true }];
      const filled = await rita.post('/sync/fill', { ...rita.sender(), scopes });
      expect(filled.status).toBe(200);
      expect(JSON.stringify(filled.json)).not.toContain(ticketId);
    }
  });
});
