import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { bounds } from '../../shared/protocol/version.ts';
import { inTenant } from '../../sync-server/db/tenant.ts';
import { Fanout } from '../../sync-server/sync/fanout.ts';
import { startFleet, type Fleet } from './fleet.ts';
import { asSuper } from './invariants.ts';
import { RawClient, type Json } from './raw-client.ts';
import { fillOf, furnish, gist, Listening, listenTo, nobodys, pullOf, say, type Desk } from './walls-desk.ts';
import { table } from './walls-attacks.ts';

let fleet: Fleet;
let ours: Desk;
beforeAll(async () => {
  fleet = await startFleet();
  ours = await furnish(fleet, 'alpha');
});
afterAll(() => fleet.stop());

describe('a requester', () => {
  const hidden = table.filter(({ argument }) => argument !== 'categoryId'); // their categories are shown to them

  test.each(hidden)(
    'learns nothing by $mutation with a $argument they may not see ($i)',
    async ({ mutation, args, version }) => {
      const { rita } = ours;
      const own = { ...ours, ticketId: ours.ritasTicketId, personId: rita.who.id };
      const control = gist(await rita.do(mutation, args(own, nobodys()), { version }));
      expect(control).toMatchObject({ status: 'refused' });
      expect(gist(await rita.do(mutation, args(own, ours), { version }))).toEqual(control);
      const gone = { ...ours, personId: ours.gonePersonId, teamId: ours.goneTeamId };
      expect(gist(await rita.do(mutation, args(own, gone), { version }))).toEqual(control);
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
    const rita = await Listening.of(fleet, ours.tenant, 'rita');
    // Staff's uid reaches the requester as the id of the public event it wrote.
    const { uid } = await ana.do('ticket.set-priority', { ticketId: ritasTicketId, priority: 'urgent' });
    const { status, json } = await rita.push([
      rita.next('ticket.move', { ticketId: randomUUID(), to: 'open', reason: null }, { uid }),
    ]);
    expect(status).toBe(200);
    expect(json.verdicts).toMatchObject([{ status: 'refused', code: 'already-exists' }]);
    // The other way round: a uid that a requester was first with must not swallow what staff wrote.
    const [fresh, id, body] = [randomUUID(), randomUUID(), 'Written by staff'];
    const requester = await Listening.of(fleet, ours.tenant, 'rita');
    await requester.do(
      'message.add',
      { ticketId: ritasTicketId, id: randomUUID(), body: 'first', internal: false },
      { uid: fresh },
    );
    const staff = await Listening.of(fleet, ours.tenant, 'ana');
    const reply = await staff.push([
      staff.next('message.add', { ticketId: ritasTicketId, id, body, internal: false }, { uid: fresh }),
    ]);
    const kept = await asSuper(fleet, (sql) => sql`select 1 from messages where id = ${id}`);
    expect(reply.json.verdicts).toHaveLength(1);
    expect([reply.json.verdicts[0].status, kept.length]).not.toEqual(['applied', 0]);
  });

  test("learns nothing of another person's change by building on it", async () => {
    const { ana, ritasTicketId } = ours;
    const { uid } = await ana.do('ticket.move', { ticketId: randomUUID(), to: 'open', reason: null });
    const rita = await Listening.of(fleet, ours.tenant, 'rita');
    const args = () => ({ ticketId: ritasTicketId, id: randomUUID(), body: 'x', internal: false });
    const verdict = await rita.do('message.add', args(), { needs: [uid] });
    const control = await rita.do('message.add', args(), { needs: [randomUUID()] });
    expect([verdict.status, verdict.code]).toEqual([control.status, control.code]);
  });

  test('was never answered a word that is not theirs', () => {
    const text = ours.rita.heard.join('\n');
    expect(text).toContain('The gate is stuck');
    for (const secret of [
      `${ours.word} staff`,
      `${ours.word} Rolf`,
      `${ours.word} to Rolf`,
      `${ours.word} gone`,
      '471108159',
      ours.rolf.who.email,
    ])
      expect(text).not.toContain(secret);
  });
});

describe('one person cannot use up what all need', () => {
  test('numbers: leases are bounded, whatever a device says it holds', async () => {
    const rolf = await Listening.of(fleet, ours.tenant, 'rolf');
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
      Array.from({ length: bounds.scopes + 1 }, () => [`requester:${randomUUID()}`, { vector: [] }]),
    );
    expect((await rita.post('/sync/pull', { ...rita.sender(), ...pullOf({ scopes: many }) })).status).toBe(
      400,
    );
    const scope = { key: 'portal', generation: 1, resume: null, screen: false };
    const twice = await rita.post('/sync/fill', { ...rita.sender(), scopes: [scope, scope] });
    expect(twice.status).toBe(200);
    expect(JSON.stringify(twice.json).split('line\\":\\"scope\\"').length - 1).toBe(1);
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
