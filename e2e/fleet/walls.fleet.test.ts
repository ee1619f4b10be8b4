import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mutationNames, type MutationName } from '../../shared/mutations/registry.ts';
import { accountOf, cookieName } from '../../sync-server/auth/session-reply.ts';
import { openSession } from '../../sync-server/auth/sessions.ts';
import { issueAccessToken } from '../../sync-server/auth/tokens.ts';
import { inTenant } from '../../sync-server/db/tenant.ts';
import { deriveKey } from '../../sync-server/secret.ts';
import { startFleet, type Fleet } from './fleet.ts';
import { asSuper, serverRows } from './invariants.ts';
import { newTicketArgs, RawClient, type Json } from './raw-client.ts';
import { fillOf, furnish, gist, listenTo, nobodys, posts, pullOf, say, type Desk } from './walls-desk.ts';
import { attacks, importArgs, table } from './walls-attacks.ts';

let fleet: Fleet;
let ours: Desk;
let theirs: Desk;
let untouched: unknown;
beforeAll(async () => {
  fleet = await startFleet();
  ours = await furnish(fleet, 'alpha');
  theirs = await furnish(fleet, 'bravo');
  untouched = await rowsOf(theirs);
});
afterAll(() => fleet.stop());

describe('between tenants', () => {
  test('the table of attacks knows every mutation that names a row', () => {
    const makers: MutationName[] = [
      'tag.create', 'tag.set', 'category.create', 'category.set', 'team.create', 'team.set', 'field.define', 'policy.set', 'calendar.set',
      'canned-reply.set', 'export.note',
    ]; // prettier-ignore
    expect(new Set([...attacks.map(([name]) => name), ...makers])).toEqual(new Set(mutationNames));
  });

  test.each(table)(
    "$mutation with another tenant's $argument ($i) is answered as one that nobody has",
    async ({ mutation, args, version }) => {
      const met = await ours.admin.do(mutation, args(ours, theirs), { version });
      const control = await ours.admin.do(mutation, args(ours, nobodys()), { version });
      expect(gist(met)).toEqual(gist(control));
      expect(met).toMatchObject({ status: 'refused', code: 'not-found' });
    },
  );

  test.each([
    ['ticket.create', (): Json => newTicketArgs(theirs.ticketId, ours.personId)],
    ['tag.create', (): Json => ({ id: theirs.tagId, name: 'safety first' })],
    ['category.create', (): Json => ({ id: theirs.categoryId, name: `${theirs.word} category` })],
    [
      'tag.set',
      (): Json => ({ id: theirs.tagId, name: 'safety last', color: 'red', description: '', archived: false }),
    ],
    ['category.set', (): Json => ({ id: theirs.categoryId, name: 'Under an id of theirs', archived: false })],
    ['team.create', (): Json => ({ id: theirs.goneTeamId, name: `${theirs.word} team` })],
    ['team.set', (): Json => ({ id: theirs.goneTeamId, name: 'Under an id of theirs', archived: false })],
    [
      'field.define',
      (): Json => ({
        id: theirs.fieldId,
        key: 'theirs',
        label: 'Theirs',
        type: 'date',
        options: [],
        requiredIn: [],
        public: true,
        archived: false,
      }),
    ],
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
    const got = await pull({
      scopes: { [alien]: { vector: [] } },
      want: [theirs.ticketId, theirs.ritasTicketId],
    });
    expect(got.held).toEqual([
      [1, 'tenant'],
      [2, 'desk'],
    ]);
    expect(JSON.stringify(got.entries)).not.toContain(`${theirs.word} Rolf alone knows`);
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
