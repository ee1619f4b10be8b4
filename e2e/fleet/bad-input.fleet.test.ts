import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connect, type Sql } from '../../sync-server/db/connect.ts';
import { addTenant, startFleet, type Fleet, type TestTenant } from './fleet.ts';
import { unchangedBy as unchanged } from './picture.ts';
import { newTicketArgs, RawClient, type Json } from './raw-client.ts';

let fleet: Fleet;
let sql: Sql;
let other: TestTenant;
/** Rows of the other tenant, by their names there. */
let foreign: {
  ticketId: string;
  personId: string;
  teamId: string;
  categoryId: string;
  tagId: string;
  fieldId: string;
};
beforeAll(async () => {
  fleet = await startFleet();
  sql = connect(fleet.database.superUrl, { max: 1 });
  other = await addTenant(fleet.sql);
  const theirs = await RawClient.open(fleet, other, other.people.ana);
  const { teamId, categoryId, tagId, fieldId } = other;
  const personId = other.people.ana.id;
  foreign = { ticketId: await theirs.file('Theirs'), personId, teamId, categoryId, tagId, fieldId };
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

const unchangedBy = <T>(work: () => Promise<T>, attempts = 0): Promise<T> => unchanged(sql, work, attempts);

/** What the audit log has of one client's refused attempts, in their order. */
const refusedOf = (client: RawClient) =>
  sql`select a.n, a.actor_id, a.action, a.subject, a.subject_id, a.refused, a.asked, a.changes from audit a
    join replicas p on p.tenant_id = a.tenant_id and p.ord = a.r
    where p.id = ${client.replica} and a.refused is not null order by a.n`;

const note = (body = 'a good one'): [string, Json] => [
  'message.add',
  { ticketId, id: randomUUID(), body, internal: false },
];

/** The queue of this client still works. */
async function expectGoesOn(client: RawClient): Promise<void> {
  const name = client.who.role === 'user' ? 'ticket.create' : 'message.add';
  const args = client.who.role === 'user' ? newTicketArgs(randomUUID(), client.who.id) : note()[1];
  expect(await client.do(name, args)).toMatchObject({ status: 'applied' });
}

describe('requests that are no requests change nothing', () => {
  const nested = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  const raw: [string, (client: RawClient) => { body: unknown; headers?: Record<string, string> }, number, string][] = [
    ['malformed JSON', () => ({ body: '{"mutations": [' }), 400, 'bad-json'],
    ['nothing at all', () => ({ body: '' }), 400, 'bad-json'],
    ['JSON that is no object', () => ({ body: '[1]' }), 400, 'bad-request'],
    ['broken gzip', () => ({ body: Buffer.from('not gzip'), headers: { 'content-encoding': 'gzip' } }), 400, 'bad-encoding'],
    ['half of a gzip', (c) => ({ body: gzipSync(JSON.stringify(c.sender())).subarray(0, 40), headers: { 'content-encoding': 'gzip' } }), 400, 'bad-encoding'],
    ['a gzip bomb', () => ({ body: gzipSync(Buffer.alloc(64 * 1024 * 1024, 32)), headers: { 'content-encoding': 'gzip' } }), 413, 'too-large'],
    ['a body too large', () => ({ body: `"${'x'.repeat(4 * 1024 * 1024)}"` }), 413, 'too-large'],
    ['nesting without end', () => ({ body: nested }), 400, 'bad-request'],
    ['an unknown field in the envelope', (c) => ({ body: { ...c.sender(), mutations: [c.next(...note())], extra: 1 } }), 400, 'bad-request'],
    ['an unknown field in a mutation', (c) => ({ body: { ...c.sender(), mutations: [c.next(...note(), { extra: 1 })] } }), 400, 'bad-request'],
    ['no mutations', (c) => ({ body: { ...c.sender(), mutations: [] } }), 400, 'bad-request'],
    ['too many mutations', (c) => ({ body: { ...c.sender(), mutations: Array.from({ length: 251 }, () => c.next(...note())) } }), 400, 'bad-request'],
    ['a counter that is none', (c) => ({ body: { ...c.sender(), mutations: [c.next(...note(), { n: -1 })] } }), 400, 'bad-request'],
    ['a counter beyond the column', (c) => ({ body: { ...c.sender(), mutations: [c.next(...note(), { n: 2 ** 31 })] } }), 400, 'bad-request'],
    ['a uid that is none', (c) => ({ body: { ...c.sender(), mutations: [c.next(...note(), { uid: 'x' })] } }), 400, 'bad-request'],
    ['a newer protocol', (c) => ({ body: { ...c.sender(), protocol: 99, mutations: [c.next(...note())] } }), 400, 'protocol-unknown'],
    ['another tenant in the envelope', (c) => ({ body: { ...c.sender(), tenant: other.id, mutations: [c.next(...note())] } }), 403, 'wrong-account'],
    ['another person in the envelope', (c) => ({ body: { ...c.sender(), person: tenant.people.ben.id, mutations: [c.next(...note())] } }), 403, 'wrong-account'],
    ['NUL in the name of the app', (c) => ({ body: { ...c.sender(), app: 'a\u0000b', mutations: [c.next(...note())] } }), 400, 'bad-request'],
  ]; // prettier-ignore

  test.each(raw)('%s', async (_name, make, status, code) => {
    const { n, lastUid } = ana;
    const { body, headers } = make(ana);
    const answer = await unchangedBy(() => ana.post('/sync/push', body, headers));
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    ana.undo(n, lastUid);
    await expectGoesOn(ana);
  });

  test.each(['/sync/pull', '/sync/fill', '/sync/replicas', '/sync/numbers'])(
    '%s checks its sender too',
    async (path) => {
      const extra = {
        '/sync/pull': { epoch: 0, scopes: {}, filling: [], want: [] },
        '/sync/fill': { scopes: [{ key: 'desk', generation: 1, resume: null, screen: true }] },
        '/sync/replicas': { was: null },
        '/sync/numbers': { months: [] },
      }[path];
      const good = { ...ana.sender(), ...extra };
      const cases: [Json | string, number, string][] = [
        [{ ...good, tenant: other.id }, 403, 'wrong-account'],
        [{ ...good, person: tenant.people.ben.id }, 403, 'wrong-account'],
        [{ ...good, extra: 1 }, 400, 'bad-request'],
        [{ ...good, replica: 'x' }, 400, 'bad-request'],
        ['{', 400, 'bad-json'],
      ];
      for (const [body, status, code] of cases) {
        const answer = await unchangedBy(() => ana.post(path, body));
        expect([answer.status, answer.json.code]).toEqual([status, code]);
      }
    },
  );
});

describe('one bad change never stops the next (V2, O3)', () => {
  type Bad = {
    name?: string;
    args?: unknown;
    over?: Json;
    who?: 'rita' | 'admin';
    needsRefused?: boolean;
    code: string;
  };
  const text = (body: unknown): Bad['args'] => ({ ticketId, id: randomUUID(), body, internal: false });
  const own = (over: Json): Json => ({ ...newTicketArgs(randomUUID(), tenant.people.rita.id), ...over });
  const cases: [string, () => Bad][] = [
    ['an unknown mutation', () => ({ name: 'ticket.explode', code: 'unknown-mutation' })],
    ['a mutation named like a method', () => ({ name: 'constructor', code: 'unknown-mutation' })],
    ['an unknown mutation with NUL in its name', () => ({ name: 'ticket\u0000x', code: 'unknown-mutation' })],
    ['an unknown mutation with half a letter in its name', () => ({ name: 'ticket\ud800', code: 'unknown-mutation' })],
    ['an unknown version', () => ({ over: { version: 99 }, args: text('x'), code: 'unknown-mutation' })],
    ['an unknown field', () => ({ args: { ...(text('x') as Json), extra: 1 }, code: 'bad-arguments' })],
    ['an unknown field with NUL in its name', () => ({ args: { ...(text('x') as Json), 'a\u0000b': 1 }, code: 'bad-value' })],
    ['no arguments', () => ({ args: null, code: 'bad-arguments' })],
    ['text too long', () => ({ args: text('x'.repeat(20_001)), code: 'bad-arguments' })],
    ['no text', () => ({ args: text(''), code: 'bad-arguments' })],
    ['only blanks', () => ({ args: text('   \n'), code: 'bad-arguments' })],
    ['NUL in a text', () => ({ args: text('a\u0000b'), code: 'bad-arguments' })],
    ['half a letter in a text', () => ({ args: text('a\ud800b'), code: 'bad-arguments' })],
    ['half a letter in a title', () => ({ name: 'ticket.set-title', args: { ticketId, title: 'a\udfffb' }, code: 'bad-arguments' })],
    ['a line break in a title', () => ({ name: 'ticket.set-title', args: { ticketId, title: 'a\nb' }, code: 'bad-arguments' })],
    ['arguments too large', () => ({ args: text('x'.repeat(300_000)), code: 'too-large' })],
    ['arguments nested without end', () => ({ args: JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`), code: 'bad-arguments' })],
    ['a ticket of another tenant', () => ({ args: { ...(text('x') as Json), ticketId: foreign.ticketId }, code: 'not-found' })],
    ['an assignee of another tenant', () => ({ name: 'ticket.assign', args: { ticketId, assigneeId: foreign.personId, teamId: null }, code: 'not-found' })],
    ['a team of another tenant', () => ({ name: 'ticket.assign', args: { ticketId, assigneeId: null, teamId: foreign.teamId }, code: 'not-found' })],
    ['a requester of another tenant', () => ({ name: 'ticket.set-requester', args: { ticketId, requesterId: foreign.personId }, code: 'not-found' })],
    ['a category of another tenant', () => ({ name: 'ticket.set-category', args: { ticketId, categoryId: foreign.categoryId }, code: 'not-found' })],
    ['a tag of another tenant', () => ({ name: 'tag.add', args: { ticketId, tagId: foreign.tagId }, code: 'not-found' })],
    ['a field of another tenant', () => ({ name: 'field.set', args: { ticketId, fieldId: foreign.fieldId, value: 'x' }, code: 'not-found' })],
    ['an agent who adds a tag', () => ({ name: 'tag.create', args: { id: randomUUID(), name: 'new' }, code: 'not-allowed' })],
    ['an agent who makes a team', () => ({ name: 'team.create', args: { id: randomUUID(), name: 'new' }, code: 'not-allowed' })],
    ['an agent who adds a category', () => ({ name: 'category.create', args: { id: randomUUID(), name: 'new' }, code: 'not-allowed' })],
    ['a name that is taken', () => ({ who: 'admin', name: 'tag.create', args: { id: randomUUID(), name: 'safety' }, code: 'already-exists' })],
    ['a move that is not there', () => ({ name: 'ticket.move', args: { ticketId, to: 'closed', reason: null }, code: 'move-not-allowed' })],
    ['a status that is none', () => ({ name: 'ticket.move', args: { ticketId, to: 'exploded', reason: null }, code: 'bad-arguments' })],
    ['a value of the wrong type', () => ({ name: 'field.set', args: { ticketId, fieldId: tenant.secretFieldId, value: 'much' }, code: 'bad-value' })],
    ['a ticket that exists', () => ({ name: 'ticket.create', args: newTicketArgs(ticketId, tenant.people.ana.id), code: 'already-exists' })],
    ['building on a refused change', () => ({ name: 'ticket.set-title', args: { ticketId, title: 'x' }, needsRefused: true, code: 'depends-on-refused' })],
    ['a requester: an internal note', () => ({ who: 'rita', args: { ...(text('x') as Json), internal: true }, code: 'not-allowed' })],
    ['a requester: a title', () => ({ who: 'rita', name: 'ticket.set-title', args: { ticketId, title: 'x' }, code: 'not-allowed' })],
    ['a requester: assigning', () => ({ who: 'rita', name: 'ticket.assign', args: { ticketId, assigneeId: tenant.people.ana.id, teamId: null }, code: 'not-allowed' })],
    ['a requester: filing and assigning', () => ({ who: 'rita', name: 'ticket.create', args: own({ assigneeId: tenant.people.ana.id }), code: 'not-allowed' })],
    ['a requester: filing for somebody else', () => ({ who: 'rita', name: 'ticket.create', args: own({ requesterId: tenant.people.rolf.id }), code: 'not-allowed' })],
    ['a requester: a priority', () => ({ who: 'rita', name: 'ticket.set-priority', args: { ticketId, priority: 'urgent' }, code: 'not-allowed' })],
    ['a requester: another requester', () => ({ who: 'rita', name: 'ticket.set-requester', args: { ticketId, requesterId: tenant.people.rolf.id }, code: 'not-allowed' })],
    ['a requester: importing', () => ({ who: 'rita', name: 'ticket.import', args: importArgs(), code: 'not-allowed' })],
    ['an agent: importing', () => ({ name: 'ticket.import', args: importArgs(), code: 'not-allowed' })],
  ]; // prettier-ignore

  function importArgs(): Json {
    const { number: _, ...made } = newTicketArgs(randomUUID(), tenant.people.rita.id);
    return {
      ...made,
      external: { source: 'old', id: '1' },
      status: 'open',
      createdAt: 1_700_000_000_000,
      deadline: null,
      resolvedAt: null,
      closedAt: null,
      tagIds: [],
      messages: [],
    };
  }

  test.each(cases)('%s: refused, and what follows is done (V2, O3)', async (_name, make) => {
    const { name = 'message.add', args = {}, over = {}, who, code, needsRefused } = make();
    const client = who ? await RawClient.open(fleet, tenant, tenant.people[who]) : ana;
    const refused = needsRefused ? [(await client.do('ticket.explode', {})).uid] : [];
    const given = needsRefused ? { needs: refused } : over;
    const bad = client.next(name, args, given);
    const { status, json } = await unchangedBy(() => client.push([bad]), 1);
    expect([status, json.stop, json.verdicts?.[0]]).toMatchObject([
      200,
      undefined,
      { status: 'refused', code, n: bad.n },
    ]);
    // Asked again it says the same; a change after another bad one, in one push, is done.
    const worse = client.next(name, args, given);
    const fine = client.next('message.add', note()[1]);
    const { json: reply } = await client.push([bad, worse, fine]);
    expect(reply.verdicts.map((verdict: Json) => [verdict['status'], verdict['code']])).toEqual([
      ['refused', code],
      ['refused', code],
      ['applied', undefined],
    ]);
    // Each attempt is in the audit log, once, however often it was sent.
    const logged = await refusedOf(client);
    expect(logged.filter(({ n }) => n >= bad.n).map(({ n, refused }) => [n, refused])).toEqual([
      [bad.n, code],
      [bad.n + 1, code],
    ]);
    for (const { actor_id } of logged) expect(actor_id).toBe(client.who.id);
  });

  test('arguments nested deeper than a parser can walk', async () => {
    const [name, args] = note();
    const mutations = [ana.next(name, 'DEEP'), ana.next(name, args)];
    const body = JSON.stringify({ ...ana.sender(), mutations });
    const deep = body.replace('"DEEP"', `${'['.repeat(50_000)}${']'.repeat(50_000)}`);
    const { status, json } = await ana.post('/sync/push', deep);
    expect([status, json.verdicts?.map((verdict: Json) => verdict['status'])]).toEqual([
      200,
      ['refused', 'applied'],
    ]);
  });

  test("a requester: somebody else's ticket does not exist", async () => {
    const rolf = await RawClient.open(fleet, tenant, tenant.people.rolf);
    const { json } = await unchangedBy(
      () =>
        rolf.push([
          rolf.next(...note()),
          rolf.next('ticket.move', { ticketId, to: 'resolved', reason: null }),
        ]),
      2,
    );
    expect(json.verdicts).toMatchObject([{ code: 'not-found' }, { code: 'not-found' }]);
    // The log says what he sent, and nothing of the ticket.
    const tried = {
      actor_id: rolf.who.id,
      subject: 'ticket',
      subject_id: ticketId,
      refused: 'not-found',
      changes: [],
    };
    expect([...(await refusedOf(rolf))]).toEqual([
      {
        ...tried,
        n: 1,
        action: 'message.add',
        asked: { ticketId, id: expect.any(String), body: 'a good one', internal: false },
      },
      { ...tried, n: 2, action: 'ticket.move', asked: { ticketId, to: 'resolved', reason: null } },
    ]);
  });

  test('a refusal says nothing of rows its reader may not see', async () => {
    const rita = await RawClient.open(fleet, tenant, tenant.people.rita);
    await sql`update people set active = false where id = ${tenant.people.ben.id}`;
    await sql`update teams set archived = true where id = ${tenant.teamId}`;
    const told: string[] = [];
    for (const [assigneeId, teamId] of [
      [tenant.people.ben.id, null],
      [null, tenant.teamId],
    ] as const) {
      const verdict = await rita.do('ticket.assign', { ticketId, assigneeId, teamId });
      told.push(JSON.stringify(verdict));
    }
    expect(told.join()).not.toContain('Ben');
    expect(told.join()).not.toContain('North crew');
  });

  test('needs are looked up wherever the refused change was sent: in this push, one before, or singly', async () => {
    const admin = await RawClient.open(fleet, tenant, tenant.people.admin);
    const bad = admin.next('ticket.move', { ticketId, to: 'closed', reason: null });
    const builds = admin.next('ticket.set-title', { ticketId, title: 'x' }, { needs: [bad.uid] });
    // A name that is taken makes the whole push fall back to single transactions.
    const taken = admin.next('tag.create', { id: randomUUID(), name: 'safety' });
    const { json } = await admin.push([bad, builds, taken]);
    expect(json.verdicts.map((verdict: Json) => verdict['code'])).toEqual([
      'move-not-allowed',
      'depends-on-refused',
      'already-exists',
    ]);
  });

  test("a number of another person's lease is not honoured, nor kept: it could be somebody's ticket (N1)", async () => {
    const ben = await RawClient.open(fleet, tenant, tenant.people.ben);
    const months = [{ month: 202611, held: 0 }];
    const { json } = await ben.post('/sync/numbers', { ...ben.sender(), months });
    const theirs = json.numbers[0] as string;
    const id = await ana.file('With a number of Ben', { number: theirs });
    const [row] = await sql`select number, alias from tickets where id = ${id}`;
    expect(row?.['number']).not.toBe(theirs);
    expect(row?.['alias']).toBeNull();
    const mine = await ben.file('With his own', { number: theirs });
    expect((await sql`select number, alias from tickets where id = ${mine}`)[0]).toEqual({
      number: theirs,
      alias: null,
    });
    const again = await ben.file('With his own, again', { number: theirs });
    expect((await sql`select number, alias from tickets where id = ${again}`)[0]).toMatchObject({
      alias: theirs,
    });
  });

  test('a month that is none leases nothing', async () => {
    for (const month of [202600, 202613, 999999]) {
      const { status, json } = await ana.post('/sync/numbers', {
        ...ana.sender(),
        months: [{ month, held: 0 }],
      });
      expect([month, status, json.code]).toEqual([month, 400, 'bad-request']);
    }
  });
});

describe('what is looked for may be anything: it finds nothing, or is refused with a code', () => {
  const all = {
    words: '', requesterId: null, assigneeId: null, teamId: null, categoryId: null, priority: null, from: null,
    until: null, after: null,
  }; // prettier-ignore
  const log = {
    personId: null,
    action: null,
    ticket: null,
    from: null,
    until: null,
    refused: false,
    after: null,
  };
  const torn = ['\u0000', 'pump\u0000 4', '\ud800', 'a\udfff b', '\udfff\ud800'];

  test.each(torn)('words that nobody can store, %j', async (words) => {
    const { status, json } = await ana.post('/desk/archive/search', { ...all, words });
    expect([status, json.code]).toEqual([400, 'bad-request']);
  });

  test.each([
    "'", "''", '\\', "\\'", '&|!():*<->', '\u0001\u0007', '\t \n', '\u200b', '\ufffd', '\ufeff', '😀', '𝟘', 'ﷺ', 'ª', '½x', "x' | 'y", '%_', '$1', 'x:*', '\u0301', '字'.repeat(100),
  ])('words that are none, %j', async (words) => {
    const { status, json } = await ana.post('/desk/archive/search', { ...all, words });
    expect([status, json.next]).toEqual([200, null]);
  }); // prettier-ignore

  test('every other thing that may be said of what is looked for', async () => {
    const admin = await RawClient.open(fleet, tenant, tenant.people.admin);
    for (const text of torn) {
      for (const name of ['requesterId', 'assigneeId', 'teamId', 'categoryId', 'priority', 'from', 'after'])
        expect((await ana.post('/desk/archive/search', { ...all, [name]: text })).status).toBe(400);
      for (const name of ['personId', 'action', 'ticket', 'from', 'until', 'refused', 'after']) {
        expect((await admin.post('/desk/audit/search', { ...log, [name]: text })).status).toBe(400);
        const { after: _, ...wanted } = log;
        const file = { ...wanted, format: 'csv', [name]: text };
        expect((await admin.post('/desk/audit/export', file)).status).toBe(400);
      }
      const given = { tenant: 'desk', email: 'ana@desk.example', password: 'x' };
      for (const name of ['tenant', 'email', 'password'])
        expect((await ana.post('/auth/sign-in', { ...given, [name]: `desk${text}` })).status).toBeLessThan(500);
    }
    const headers = { authorization: `Bearer ${ana.token}` };
    for (const path of ['/desk/archive/tickets/%00', '/desk/devices/of-ticket/%ED%A0%80', '/files/%00/%00', '/files/%FF/x/upload'])
      expect((await fetch(fleet.server.url + path, { headers })).status).toBe(404);
  }); // prettier-ignore
});
