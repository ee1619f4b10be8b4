import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { mutationNames, type MutationName } from '../../shared/mutations/registry.ts';
import type { Verdict } from '../../shared/protocol/push.ts';
import { accountOf, cookieName } from '../../sync-server/auth/session-reply.ts';
import { openSession } from '../../sync-server/auth/sessions.ts';
import { issueAccessToken } from '../../sync-server/auth/tokens.ts';
import { inTenant } from '../../sync-server/db/tenant.ts';
import { deriveKey } from '../../sync-server/secret.ts';
import { Fanout } from '../../sync-server/sync/fanout.ts';
import { addTenant, startFleet, type Fleet, type TestTenant } from './fleet.ts';
import { asSuper, serverRows } from './invariants.ts';
import { newTicketArgs, RawClient, type Answer, type Json } from './raw-client.ts';

/** A client that keeps every answer it was ever given, so that nothing can slip by unread. */
class Listening extends RawClient {
  readonly heard: string[] = [];

  static async of(tenant: TestTenant, who: keyof TestTenant['people']): Promise<Listening> {
    const { token, replica, incarnation } = await RawClient.open(fleet, tenant, tenant.people[who]);
    return Object.assign(new Listening(fleet, tenant, tenant.people[who]), { token, replica, incarnation });
  }

  override async post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const answer = await super.post(path, body, headers);
    this.heard.push(JSON.stringify(answer.json));
    return answer;
  }
}

/** Ids that may stand in a mutation's arguments. */
interface Ids {
  ticketId: string;
  personId: string;
  teamId: string;
  categoryId: string;
  tagId: string;
  fieldId: string;
}

/** A tenant with at least a row in every table, and a word of its own in every text. */
interface Desk extends Ids {
  tenant: TestTenant;
  word: string;
  admin: Listening;
  ana: Listening;
  rita: Listening;
  rolf: Listening;
  /** Of Rita; `ticketId` is Rolf's. */
  ritasTicketId: string;
  eventUid: string;
  gonePersonId: string;
  goneTeamId: string;
}

let fleet: Fleet;
let ours: Desk;
let theirs: Desk;
let untouched: unknown;
beforeAll(async () => {
  fleet = await startFleet();
  ours = await furnish('alpha');
  theirs = await furnish('bravo');
  untouched = await rowsOf(theirs);
});
afterAll(() => fleet.stop());

async function furnish(name: string): Promise<Desk> {
  const word = `${name}${randomUUID().slice(0, 8)}`;
  const tenant = await addTenant(fleet.sql, word);
  const [admin, ana, ben, rita, rolf] = [
    await Listening.of(tenant, 'admin'),
    await Listening.of(tenant, 'ana'),
    await Listening.of(tenant, 'ben'),
    await Listening.of(tenant, 'rita'),
    await Listening.of(tenant, 'rolf'),
  ];
  const { people, tagId, secretFieldId, teamId } = tenant;
  const ritasTicketId = await rita.file('The gate is stuck');
  const ticketId = await rolf.file(`${word} Rolf alone knows`);
  for (const id of [ticketId, ritasTicketId]) {
    await say(ana, id, `${word} staff alone know`, true);
    await ana.do('tag.add', { ticketId: id, tagId });
    await ana.do('field.set', { ticketId: id, fieldId: secretFieldId, value: 4711 });
  }
  await say(ana, ticketId, `${word} to Rolf`, false);
  await ana.do('ticket.assign', { ticketId, assigneeId: people.ben.id, teamId });
  const { uid: eventUid } = await ana.do('ticket.set-priority', { ticketId, priority: 'high' });
  const unseen = { base: { [`ticket/${ticketId}.priority`]: null } };
  expect(await ben.do('ticket.set-priority', { ticketId, priority: 'low' }, unseen)).toMatchObject({
    status: 'conflict',
  });
  const categoryId = randomUUID();
  await admin.do('category.create', { id: categoryId, name: `${word} category` });
  await admin.do(
    'ticket.import',
    importArgs({ ...tenant, ticketId, personId: people.rolf.id, categoryId }, randomUUID(), word),
  );
  await ana.post('/sync/numbers', { ...ana.sender(), months: [{ month: 202611, held: 0 }] });
  const fork = await Listening.of(tenant, 'ana');
  await fork.do('ticket.set-priority', { ticketId, priority: 'high' }, { uid: eventUid });
  const [gonePersonId, goneTeamId] = [randomUUID(), randomUUID()];
  await asSuper(fleet, async (sql) => {
    const common = { tenant_id: tenant.id, r: 1, n: 1, s: 0 };
    const gone = { name: `${word} gone`, email: `${word}@gone.example`, role: 'agent', active: false };
    await sql`insert into people ${sql({ ...common, ...gone, id: gonePersonId, created_at: 0 })}`;
    await sql`insert into teams ${sql({ ...common, id: goneTeamId, name: `${word} gone`, archived: true })}`;
    const identity = {
      issuer: 'waypost',
      subject: `${word}@gone.example`,
      password_hash: 'none',
      created_at: 0,
    };
    await sql`insert into identities ${sql({ tenant_id: tenant.id, person_id: people.ana.id, ...identity })}`;
    await sql`insert into horizons values (${tenant.id}, 1, 9999, 1)`;
  });
  const ids = { ticketId, personId: people.ben.id, teamId, categoryId, tagId, fieldId: secretFieldId };
  return { tenant, word, admin, ana, rita, rolf, ritasTicketId, eventUid, gonePersonId, goneTeamId, ...ids };
}

const say = (who: RawClient, ticketId: string, body: string, internal: boolean): Promise<Verdict> =>
  who.do('message.add', { ticketId, id: randomUUID(), body, internal });

const importArgs = (ids: Ids, id: string, source: string): Json => ({
  id,
  external: { source, id: 'T-1' },
  title: `${source} imported`,
  description: '',
  status: 'open',
  priority: 'low',
  categoryId: ids.categoryId,
  requesterId: ids.personId,
  assigneeId: null,
  teamId: null,
  place: null,
  createdAt: 1_700_000_000_000,
  deadline: null,
  resolvedAt: null,
  closedAt: null,
  tagIds: [ids.tagId],
  messages: [
    { id: randomUUID(), authorId: ids.personId, body: 'old', internal: true, createdAt: 1_700_000_000_000 },
  ],
});

const imported =
  (over: (alien: Ids) => Json) =>
  (own: Ids, alien: Ids): Json => ({
    ...importArgs(own, randomUUID(), `s-${randomUUID()}`),
    ...over(alien),
  });
const created =
  (over: (alien: Ids) => Json) =>
  (own: Ids, alien: Ids): Json => ({
    ...newTicketArgs(randomUUID(), own.personId),
    ...over(alien),
  });

/** Every id of every mutation, with somebody else's in its place: the arguments from own ids and from alien ones. */
const attacks: [mutation: MutationName, argument: keyof Ids, args: (own: Ids, alien: Ids) => Json][] = [
  ['ticket.create', 'categoryId', created((alien) => ({ categoryId: alien.categoryId }))],
  ['ticket.create', 'personId', created((alien) => ({ requesterId: alien.personId }))],
  ['ticket.create', 'personId', created((alien) => ({ assigneeId: alien.personId }))],
  ['ticket.create', 'teamId', created((alien) => ({ teamId: alien.teamId }))],
  ['ticket.set-title', 'ticketId', (_, alien) => ({ ticketId: alien.ticketId, title: 'mine' })],
  ['ticket.set-description', 'ticketId', (_, alien) => ({ ticketId: alien.ticketId, description: 'mine' })],
  [
    'ticket.set-category',
    'ticketId',
    (own, alien) => ({ ticketId: alien.ticketId, categoryId: own.categoryId }),
  ],
  [
    'ticket.set-category',
    'categoryId',
    (own, alien) => ({ ticketId: own.ticketId, categoryId: alien.categoryId }),
  ],
  ['ticket.move', 'ticketId', (_, alien) => ({ ticketId: alien.ticketId, to: 'open', reason: null })],
  ['ticket.set-priority', 'ticketId', (_, alien) => ({ ticketId: alien.ticketId, priority: 'urgent' })],
  [
    'ticket.assign',
    'ticketId',
    (own, alien) => ({ ticketId: alien.ticketId, assigneeId: null, teamId: own.teamId }),
  ],
  [
    'ticket.assign',
    'personId',
    (own, alien) => ({ ticketId: own.ticketId, assigneeId: alien.personId, teamId: null }),
  ],
  [
    'ticket.assign',
    'teamId',
    (own, alien) => ({ ticketId: own.ticketId, assigneeId: null, teamId: alien.teamId }),
  ],
  [
    'ticket.set-requester',
    'ticketId',
    (own, alien) => ({ ticketId: alien.ticketId, requesterId: own.personId }),
  ],
  [
    'ticket.set-requester',
    'personId',
    (own, alien) => ({ ticketId: own.ticketId, requesterId: alien.personId }),
  ],
  ['ticket.import', 'categoryId', imported((alien) => ({ categoryId: alien.categoryId }))],
  ['ticket.import', 'personId', imported((alien) => ({ requesterId: alien.personId }))],
  ['ticket.import', 'personId', imported((alien) => ({ assigneeId: alien.personId }))],
  ['ticket.import', 'teamId', imported((alien) => ({ teamId: alien.teamId }))],
  ['ticket.import', 'tagId', imported((alien) => ({ tagIds: [alien.tagId] }))],
  [
    'ticket.import',
    'personId',
    imported((alien) => ({
      messages: [{ id: randomUUID(), authorId: alien.personId, body: 'x', internal: false, createdAt: 0 }],
    })),
  ],
  [
    'message.add',
    'ticketId',
    (_, { ticketId }) => ({ ticketId, id: randomUUID(), body: 'x', internal: false }),
  ],
  [
    'message.add',
    'ticketId',
    (_, { ticketId }) => ({ ticketId, id: randomUUID(), body: 'x', internal: true }),
  ],
  ['tag.add', 'ticketId', (own, alien) => ({ ticketId: alien.ticketId, tagId: own.tagId })],
  ['tag.add', 'tagId', (own, alien) => ({ ticketId: own.ticketId, tagId: alien.tagId })],
  ['tag.remove', 'ticketId', (own, alien) => ({ ticketId: alien.ticketId, tagId: own.tagId })],
  ['tag.remove', 'tagId', (own, alien) => ({ ticketId: own.ticketId, tagId: alien.tagId })],
  ['field.set', 'ticketId', (own, alien) => ({ ticketId: alien.ticketId, fieldId: own.fieldId, value: 1 })],
  ['field.set', 'fieldId', (own, alien) => ({ ticketId: own.ticketId, fieldId: alien.fieldId, value: 1 })],
];
const table = attacks.map(([mutation, argument, args], i) => ({ mutation, argument, args, i }));

/** Ids that nobody has. */
const nobodys = (): Ids => ({
  ticketId: randomUUID(),
  personId: randomUUID(),
  teamId: randomUUID(),
  categoryId: randomUUID(),
  tagId: randomUUID(),
  fieldId: randomUUID(),
});

const gist = ({ status, code, message, details, standing }: Verdict): Json => ({
  status,
  code,
  message,
  details,
  standing,
});

const pullOf = (over: Json = {}): Json => ({ epoch: 0, scopes: {}, filling: [], want: [], ...over });
const fillOf = (key: string, resume: Json | null = null): Json => ({
  scopes: [{ key, generation: 1, resume, screen: true }],
});

/** Every way in that a device uses, with a body that is right but for the sender. */
const posts: [path: string, body: () => Json][] = [
  ['/sync/replicas', () => ({ was: null })],
  ['/sync/numbers', () => ({ months: [{ month: 202611, held: 0 }] })],
  [
    '/sync/push',
    () => ({ mutations: [new RawClient(fleet, ours.tenant, ours.tenant.people.ana).next('x', {})] }),
  ],
  ['/sync/pull', () => pullOf()],
  ['/sync/fill', () => fillOf('desk')],
];

describe('between tenants', () => {
  test('the table of attacks knows every mutation that names a row', () => {
    const makers: MutationName[] = ['tag.create', 'category.create'];
    expect(new Set([...attacks.map(([name]) => name), ...makers])).toEqual(new Set(mutationNames));
  });

  test.each(table)(
    "$mutation with another tenant's $argument ($i) is answered as one that nobody has",
    async ({ mutation, args }) => {
      const met = await ours.admin.do(mutation, args(ours, theirs));
      const control = await ours.admin.do(mutation, args(ours, nobodys()));
      expect(gist(met)).toEqual(gist(control));
      expect(met).toMatchObject({ status: 'refused', code: 'not-found' });
    },
  );

  test.each([
    ['ticket.create', (): Json => newTicketArgs(theirs.ticketId, ours.personId)],
    ['tag.create', (): Json => ({ id: theirs.tagId, name: 'safety first' })],
    ['category.create', (): Json => ({ id: theirs.categoryId, name: `${theirs.word} category` })],
    ['ticket.import', (): Json => importArgs(ours, theirs.ritasTicketId, theirs.word)],
  ] as const)(
    '%s under an id, a name and a source that another tenant uses is simply done',
    async (name, args) => {
      expect(await ours.admin.do(name, args())).toMatchObject({ status: 'applied' });
    },
  );

  test.each(posts)(
    "%s for another tenant, another tenant's person or another person is refused",
    async (path, body) => {
      const { admin, tenant } = ours;
      for (const over of [
        { tenant: theirs.tenant.id },
        { tenant: theirs.tenant.id, person: theirs.tenant.people.admin.id },
        { person: theirs.tenant.people.admin.id },
        { person: tenant.people.ana.id },
      ]) {
        const answer = await admin.post(path, { ...admin.sender(), ...body(), ...over });
        expect([answer.status, answer.json.code]).toEqual([403, 'wrong-account']);
      }
    },
  );

  test('scopes, wants, digests, heads and cursors of another tenant bring nothing of it', async () => {
    const { admin } = ours;
    const { json } = await theirs.admin.post('/sync/pull', {
      ...theirs.admin.sender(),
      ...pullOf({ scopes: { desk: { vector: [] } } }),
    });
    const { digest } = Object.values(json.to as Record<string, { digest: string }>)[0] ?? { digest: '' };
    const pull = async (over: Json) =>
      (await admin.post('/sync/pull', { ...admin.sender(), ...pullOf(over) })).json;
    expect(await pull({ scopes: { desk: { digest } } })).toMatchObject({ unknown: true });
    const alien = `requester:${theirs.tenant.people.rolf.id}`;
    expect(await pull({ scopes: { [alien]: { vector: [] } }, want: [theirs.ticketId, theirs.ritasTicketId] })).toMatchObject(
      { held: [[1, 'tenant'], [2, 'desk']], entries: expect.not.arrayContaining([expect.arrayContaining([theirs.word])]) },
    ); // prettier-ignore
    const cursor = `1800000000000:${theirs.ticketId}`;
    for (const fill of [
      fillOf(alien),
      fillOf('desk'),
      fillOf('desk', { epoch: 0, cursor, heads: [1, 1, 7, 9] }),
    ])
      expect((await admin.post('/sync/fill', { ...admin.sender(), ...fill })).status).toBe(200);
  });

  test("another tenant's replica and mutations are unknown here", async () => {
    const { admin } = ours;
    const foreign = { replica: theirs.admin.replica };
    const probe = new RawClient(fleet, ours.tenant, ours.tenant.people.admin).next('x', {});
    const pushed = await admin.post('/sync/push', { ...admin.sender(), ...foreign, mutations: [probe] });
    expect(pushed.json).toMatchObject({ verdicts: [], stop: { code: 'forked' } });
    const leased = await admin.post('/sync/numbers', { ...admin.sender(), ...foreign, months: [] });
    expect([leased.status, leased.json.code]).toEqual([403, 'wrong-replica']);
    // Their uid here is a new one: it says nothing of theirs, and theirs stays as it was.
    expect(await say(admin, ours.ticketId, 'x', false)).toMatchObject({ status: 'applied' });
    const verdict = await admin.do(
      'ticket.move',
      { ticketId: randomUUID(), to: 'open', reason: null },
      { uid: theirs.eventUid },
    );
    expect(verdict).toMatchObject({ status: 'refused', code: 'not-found' });
  });

  test('after all this not a row of theirs has changed', async () => {
    expect(await rowsOf(theirs)).toEqual(untouched);
  });

  test('a stream hears its own tenant alone', async () => {
    const stream = await listenTo(ours.ana);
    await say(theirs.ana, theirs.ticketId, `${theirs.word} live`, false);
    await say(ours.admin, ours.ticketId, `${ours.word} live`, false);
    await expect.poll(() => stream.text()).toContain(`${ours.word} live`);
    expect(stream.text()).not.toContain(theirs.word);
    stream.close();
  });

  test('nothing that was ever answered here names a word or an identity of theirs', () => {
    const text = [ours.admin, ours.ana, ours.rita, ours.rolf].flatMap(({ heard }) => heard).join('\n');
    for (const secret of [
      theirs.tenant.id,
      theirs.gonePersonId,
      theirs.teamId,
      `${theirs.word} staff`,
      `${theirs.word} Rolf`,
    ])
      expect(text).not.toContain(secret);
  });
});

async function rowsOf({ tenant }: Desk): Promise<unknown> {
  const { rows } = await asSuper(fleet, (sql) => serverRows(sql, tenant.id));
  return Object.fromEntries(
    Object.entries(rows).map(([kind, list]) => [kind, list.map((row) => JSON.stringify(row)).sort()]),
  );
}

async function listenTo(who: RawClient): Promise<{ text(): string; close(): void }> {
  const end = new AbortController();
  const headers = { authorization: `Bearer ${who.token}` };
  const response = await fetch(`${fleet.server.url}/sync/stream`, { headers, signal: end.signal });
  let text = '';
  void (async () => {
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk as Uint8Array).toString();
  })().catch(() => undefined);
  await expect.poll(() => text).toContain('event: hello');
  return { text: () => text, close: () => end.abort() };
}

describe("the app's role with our tenant set", () => {
  test('sees and changes no row of theirs, in any table; and every table has one', async () => {
    const tables = await asSuper(fleet, (sql) => sql<{ name: string; theirs: number }[]>`
      select c.relname as name,
        (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %I where tenant_id = %L', c.relname,
          ${theirs.tenant.id}::text), false, true, '')))[1]::text::int as theirs
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`); // prettier-ignore
    expect(tables.length).toBeGreaterThan(20);
    expect(tables.filter((one) => one.theirs === 0).map((one) => one.name)).toEqual([]);
    for (const { name } of tables) {
      const seen = await inTenant(fleet.sql, ours.tenant.id, (tx) => tx`
        select distinct tenant_id as id from ${tx(name)}`); // prettier-ignore
      expect([name, seen.map((row) => row['id'] as string)]).toEqual([name, [ours.tenant.id]]);
      for (const write of ['update', 'delete'] as const) {
        const done = await inTenant(fleet.sql, ours.tenant.id, async (tx) =>
          write === 'update'
            ? (await tx`update ${tx(name)} set tenant_id = tenant_id where tenant_id = ${theirs.tenant.id}`)
                .count
            : (await tx`delete from ${tx(name)} where tenant_id = ${theirs.tenant.id}`).count,
        ).catch((error: { code: string }) => error.code);
        expect([0, '42501'], `${write} ${name}`).toContain(done);
      }
    }
  });
});

describe('without a good token', () => {
  const other = new Uint8Array(32).fill(7);
  const claims = () => ({ tid: ours.tenant.id, sid: randomUUID(), role: 'admin' });
  const signed = (key: Uint8Array, over: { iss?: string; at?: number } = {}) =>
    new SignJWT(claims())
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(ours.tenant.people.admin.id)
      .setIssuer(over.iss ?? 'waypost')
      .setAudience('waypost')
      .setIssuedAt(over.at ?? Math.floor(Date.now() / 1000))
      .setExpirationTime((over.at ?? Math.floor(Date.now() / 1000)) + 900)
      .sign(key);
  const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const right = () => deriveKey(fleet.server.parts.secret, 'access-token');
  const tokens: [string, () => string | Promise<string>, code: string][] = [
    ['none', () => '', 'token-missing'],
    ['noise', () => 'abc', 'token-invalid'],
    [
      'alg none',
      () => `${base64({ alg: 'none' })}.${base64({ ...claims(), sub: ours.tenant.people.admin.id })}.`,
      'token-invalid',
    ],
    ['another key', () => signed(other), 'token-invalid'],
    [
      'the key of refresh tokens',
      () => signed(deriveKey(fleet.server.parts.secret, 'refresh-token')),
      'token-invalid',
    ],
    ['another issuer', () => signed(right(), { iss: 'else' }), 'token-invalid'],
    ['expired', () => signed(right(), { at: 1_000_000 }), 'token-expired'],
    ['a session that is none', () => signed(right()), 'token-expired'],
    ["another tenant's session", () => mixed({ tid: theirs.tenant.id }), 'token-expired'],
    ["another person's session", () => mixed({ sub: ours.tenant.people.ben.id }), 'token-expired'],
  ];

  /** Ana's own session under a tenant or a person that it does not belong to. */
  async function mixed(over: { tid?: string; sub?: string }): Promise<string> {
    const payload = JSON.parse(Buffer.from(ours.ana.token.split('.')[1] ?? '', 'base64url').toString()) as {
      sub: string;
      tid: string;
      sid: string;
    };
    return issueAccessToken(right(), { ...payload, role: 'admin', ...over }, Date.now());
  }

  test.each(tokens)('%s: every endpoint answers 401', async (_name, make, code) => {
    const token = await make();
    const headers = {
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
    };
    for (const [path, body] of posts) {
      const text = JSON.stringify({ ...ours.admin.sender(), ...body() });
      const reply = await fetch(fleet.server.url + path, { method: 'POST', headers, body: text });
      expect([path, reply.status, ((await reply.json()) as Json)['code']]).toEqual([path, 401, code]);
    }
    const stream = await fetch(`${fleet.server.url}/sync/stream`, { headers });
    expect([stream.status, ((await stream.json()) as Json)['code']]).toEqual([401, code]);
  });

  test('a refresh cookie works for its own account, under its own name, unchanged', async () => {
    const { parts } = fleet.server;
    const keys = {
      access: right(),
      refresh: deriveKey(parts.secret, 'refresh-token'),
      account: deriveKey(parts.secret, 'account'),
    };
    const session = {
      tenantId: ours.tenant.id,
      personId: ours.tenant.people.ana.id,
      shared: false,
      userAgent: undefined,
    };
    const { text } = await inTenant(fleet.sql, session.tenantId, (tx) =>
      openSession(tx, keys.refresh, session, Date.now()),
    );
    const ana = accountOf(keys, ours.tenant.id, ours.tenant.people.ana.id);
    const ben = accountOf(keys, ours.tenant.id, ours.tenant.people.ben.id);
    const refresh = async (account: string, cookie: string) => {
      const headers = { 'content-type': 'application/json', cookie };
      const body = JSON.stringify({ account, attempt: randomUUID() });
      const reply = await fetch(`${fleet.server.url}/auth/refresh`, { method: 'POST', headers, body });
      return [reply.status, ((await reply.json()) as Json)['code']];
    };
    for (const [account, cookie] of [
      [ben, `${cookieName(ben)}=${text}`],
      [ben, `${cookieName(ana)}=${text}`],
      [ana, `${cookieName(ana)}=${text.replace(ours.tenant.id, theirs.tenant.id)}`],
      [ana, `${cookieName(ana)}=${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}`],
      [ana, `${cookieName(ana)}=`],
    ] as const)
      expect(await refresh(account, cookie)).toEqual([401, 'session-missing']);
    expect(await refresh(ana, `${cookieName(ana)}=${text}`)).toEqual([200, undefined]);
  });
});

describe('a requester', () => {
  const hidden = table.filter(({ argument }) => argument !== 'categoryId'); // their categories are shown to them

  test.each(hidden)(
    'learns nothing by $mutation with a $argument they may not see ($i)',
    async ({ mutation, args }) => {
      const { rita } = ours;
      const own = { ...ours, ticketId: ours.ritasTicketId, personId: rita.who.id };
      const control = gist(await rita.do(mutation, args(own, nobodys())));
      expect(control).toMatchObject({ status: 'refused' });
      expect(gist(await rita.do(mutation, args(own, ours)))).toEqual(control);
      const gone = { ...ours, personId: ours.gonePersonId, teamId: ours.goneTeamId };
      expect(gist(await rita.do(mutation, args(own, gone)))).toEqual(control);
    },
  );

  test.each([
    ['ticket.set-title', { title: 'x' }],
    ['ticket.set-description', { description: 'x' }],
    ['ticket.set-priority', { priority: 'urgent' }],
    ['ticket.set-category', { categoryId: null }],
    ['ticket.assign', { assigneeId: null, teamId: null }],
    ['ticket.move', { to: 'open', reason: null }],
    ['message.add', { id: randomUUID(), body: 'x', internal: true }],
  ] as const)('may not %s on their own ticket', async (name, args) => {
    const verdict = await ours.rita.do(name, { ticketId: ours.ritasTicketId, ...args });
    expect(verdict).toMatchObject({ status: 'refused', code: 'not-allowed' });
  });

  test("gets no row by staff's scopes, another's scope, or by asking for a ticket whole", async () => {
    const { rita, rolf } = ours;
    const own = `requester:${rita.who.id}`;
    const others = ['tenant', 'desk', `requester:${rolf.who.id}`];
    const scopes = Object.fromEntries([...others, own, 'portal'].map((key) => [key, { vector: [] }]));
    const pulled = await rita.post('/sync/pull', {
      ...rita.sender(),
      ...pullOf({ scopes, filling: others, want: [ours.ticketId, ours.ritasTicketId] }),
    });
    expect((pulled.json.held as [number, string][]).map(([, key]) => key)).toEqual(['portal', own]);
    for (const key of others) {
      const { json } = await rita.post('/sync/fill', { ...rita.sender(), ...fillOf(key) });
      expect(
        (json as string)
          .trim()
          .split('\n')
          .map((line) => (JSON.parse(line) as Json)['line']),
      ).toEqual(['start', 'done']);
    }
    for (const key of [own, 'portal']) await rita.post('/sync/fill', { ...rita.sender(), ...fillOf(key) });
  });

  test('hears live what is theirs, and no more', async () => {
    const { rita, ana, ritasTicketId, ticketId, word } = ours;
    const stream = await listenTo(rita);
    await say(ana, ritasTicketId, `${word} live note`, true);
    await say(ana, ticketId, `${word} to Rolf again`, false);
    await say(ana, ritasTicketId, 'A word for Rita', false);
    await expect.poll(() => stream.text()).toContain('A word for Rita');
    expect(stream.text()).not.toContain(word);
    stream.close();
  });

  test("cannot use another's device identity", async () => {
    const { rita, ana } = ours;
    const foreign = { ...rita.sender(), replica: ana.replica };
    const codes = [];
    codes.push((await rita.post('/sync/replicas', { ...foreign, was: null })).json.code);
    codes.push((await rita.post('/sync/numbers', { ...foreign, months: [] })).json.code);
    const mutation = new RawClient(fleet, ours.tenant, rita.who).next(
      'x',
      {},
      { n: ana.n + 1, prev: ana.lastUid },
    );
    codes.push((await rita.post('/sync/push', { ...foreign, mutations: [mutation] })).json.stop.code);
    expect(codes).toEqual(['wrong-replica', 'wrong-replica', 'forked']);
  });

  test("is not answered with another person's verdict, nor can spoil it, by a known uid", async () => {
    const { ana, ritasTicketId } = ours;
    const rita = await Listening.of(ours.tenant, 'rita');
    // Staff's uid reaches the requester as the id of the public event it wrote.
    const { uid } = await ana.do('ticket.set-priority', { ticketId: ritasTicketId, priority: 'urgent' });
    const { json } = await rita.push([
      rita.next('ticket.move', { ticketId: randomUUID(), to: 'open', reason: null }, { uid }),
    ]);
    expect(json.verdicts?.[0]).not.toMatchObject({ uid, status: 'applied' });
    // The other way round: a uid that a requester was first with must not swallow what staff wrote.
    const [fresh, id, body] = [randomUUID(), randomUUID(), 'Written by staff'];
    const requester = await Listening.of(ours.tenant, 'rita');
    await requester.do(
      'message.add',
      { ticketId: ritasTicketId, id: randomUUID(), body: 'first', internal: false },
      { uid: fresh },
    );
    const staff = await Listening.of(ours.tenant, 'ana');
    const reply = await staff.push([
      staff.next('message.add', { ticketId: ritasTicketId, id, body, internal: false }, { uid: fresh }),
    ]);
    const kept = await asSuper(fleet, (sql) => sql`select 1 from messages where id = ${id}`);
    expect([reply.json.verdicts?.[0]?.status, kept.length]).not.toEqual(['applied', 0]);
  });

  test('was never answered a word that is not theirs', () => {
    const text = ours.rita.heard.join('\n');
    expect(text).toContain('The gate is stuck');
    for (const secret of [
      `${ours.word} staff`,
      `${ours.word} Rolf`,
      `${ours.word} to Rolf`,
      `${ours.word} gone`,
      '4711',
      ours.rolf.who.email,
    ])
      expect(text).not.toContain(secret);
  });
});

describe('one person cannot use up what all need', () => {
  test('numbers: leases are bounded, whatever a device says it holds', async () => {
    const rolf = await Listening.of(ours.tenant, 'rolf');
    for (let i = 0; i < 8; i += 1)
      await rolf.post('/sync/numbers', { ...rolf.sender(), months: [{ month: 202611, held: 0 }] });
    const [row] = await inTenant(fleet.sql, ours.tenant.id, (tx) => tx<{ open: number }[]>`
      select count(*)::int as open from number_leases
      where used_by is null and r = (select ord from replicas where id = ${rolf.replica})`); // prettier-ignore
    expect(row?.open).toBeLessThanOrEqual(30);
  });

  test('a pull names a bounded number of scopes; a fill sends each scope once', async () => {
    const { rita } = ours;
    const many = Object.fromEntries(
      Array.from({ length: 200 }, () => [`requester:${randomUUID()}`, { vector: [] }]),
    );
    expect((await rita.post('/sync/pull', { ...rita.sender(), ...pullOf({ scopes: many }) })).status).toBe(
      400,
    );
    const scope = { key: 'portal', generation: 1, resume: null, screen: false };
    const twice = await rita.post('/sync/fill', { ...rita.sender(), scopes: [scope, scope] });
    expect(String(JSON.stringify(twice.json)).split('line\\":\\"scope\\"').length - 1).toBeLessThanOrEqual(1);
  });

  test('HEAD opens no stream that nobody reads', async () => {
    const opened = vi.spyOn(Fanout.prototype, 'open');
    const headers = { authorization: `Bearer ${ours.rita.token}` };
    await fetch(`${fleet.server.url}/sync/stream`, { method: 'HEAD', headers });
    expect(opened).not.toHaveBeenCalled();
    opened.mockRestore();
  });

  test.each([
    ['/auth/sign-in', (): Json => ({ tenant: 'a\u0000', email: 'a@b.example', password: 'x' })],
    ['/auth/sign-in', (): Json => ({ tenant: ours.word, email: 'a@b.example\u0000', password: 'x' })],
    [
      '/sync/replicas',
      (): Json => ({ ...ours.ana.sender(), replica: randomUUID(), app: 'a\u0000', was: null }),
    ],
    ['/sync/push', (): Json => ({ ...ours.ana.sender(), mutations: [ours.ana.next('a\u0000', {})] })],
  ])('%s: text that PostgreSQL cannot hold is their mistake, not ours', async (path, body) => {
    const { n, lastUid } = ours.ana;
    expect((await ours.ana.post(path, body())).status).toBeLessThan(500);
    ours.ana.undo(n, lastUid);
  });
});
