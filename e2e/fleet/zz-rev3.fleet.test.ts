import 'fake-indexeddb/auto';
import { afterAll, beforeAll, test } from 'vitest';
import { readReplica, readSync } from '../../app/store/meta.ts';
import { flush } from '../../app/sync/push.ts';
import { fill, ensureScopes } from '../../app/sync/fill.ts';
import { pull } from '../../app/sync/pull.ts';
import { ensureRegistered } from '../../app/sync/replica.ts';
import { runLoop } from '../../app/sync/loop.ts';
import { Latch } from '../../app/sync/latch.ts';
import { openDesk, openDevice, say, title, titleOn } from './desk.ts';
import { startFleet, type Fleet } from './fleet.ts';
import { asSuper, rounds } from './invariants.ts';
let fleet: Fleet;
beforeAll(async () => { fleet = await startFleet(); });
afterAll(() => fleet.stop());
const never = new AbortController().signal;
const log = (...a: unknown[]) => process.stdout.write('RESULT ' + a.map((x) => typeof x === 'string' ? x : JSON.stringify(x)).join(' ') + '\n');
const conflicts = (t: string) => asSuper(fleet, async (sql) => [...await sql`select kept_value, lost_value, kept_r, lost_r, kept_by = lost_by as self from conflicts where tenant_id=${t}`]);

test('5 restored, nothing lost: own earlier write is taken for another', async () => {
  const { tenant, devices: [ana] } = await openDesk(fleet, 'ana');
  const id = await ana.file('t0'); await ana.sync();
  await title(ana, id, 'X');
  ana.faults = (p) => p === '/sync/push' ? 'lose-reply' : 'none';
  await ana.sync().catch(() => 0);
  ana.faults = () => 'none';
  await title(ana, id, 'Y');
  await asSuper(fleet, (sql) => sql`update incarnation set id = gen_random_uuid()`);
  for (let i = 0; i < 3; i++) await ana.sync();
  log('T5', await titleOn(ana, id), await conflicts(tenant.id), (await ana.db.sent.toArray()).map(e => e.verdict?.status));
});

test('8 standing without its dot: false conflict after seeing', async () => {
  const { tenant, devices: [ana, ben] } = await openDesk(fleet, 'ana', 'ben');
  const id = await ana.file('t0'); await rounds([ana, ben]);
  await title(ana, id, 'X'); await new Promise(r => setTimeout(r, 5));
  await title(ben, id, 'Z'); await ben.sync();
  await flush(ana.replica, never); // verdict arrives, then the network goes
  log('T8 sees', await titleOn(ana, id));
  await title(ana, id, 'Y');
  await rounds([ana, ben]);
  log('T8', await titleOn(ben, id), await conflicts(tenant.id));
});

test('8b same, Ben with a clock ahead inside tolerance: Y was made after seeing Z and loses', async () => {
  const { tenant, devices: [ana] } = await openDesk(fleet, 'ana');
  const ben = await openDevice(fleet, tenant, 'ben', { clockOffMs: 1_900 });
  const id = await ana.file('t0'); await rounds([ana, ben]);
  await title(ana, id, 'X');
  await title(ben, id, 'Z'); await ben.sync();
  await flush(ana.replica, never);
  log('T8b sees', await titleOn(ana, id));
  await title(ana, id, 'Y');
  await rounds([ana, ben]);
  log('T8b', await titleOn(ben, id), await conflicts(tenant.id));
});

test('9 two fillers', async () => {
  const { tenant, devices: [ana] } = await openDesk(fleet, 'ana');
  const id = await ana.file('old'); await ana.sync();
  const ben = await fleet.device(tenant.people.ben, { tenant });
  await ensureRegistered(ben.replica); await ensureScopes(ben.replica);
  const through = ben.replica.transport.fetch; const gates: (() => void)[] = []; let nth = 0;
  ben.replica.transport.fetch = async (url, init) => {
    const r = await through(url, init); if (!String(url).endsWith('/sync/fill')) return r;
    const text = await r.text(); const me = nth++;
    const lines = text.split('\n'); // cut in the desk scope: A before its page, B after its first pages of desk
    const deskAt = lines.findIndex(l => l.includes('"line":"scope"') && l.includes('"desk"'));
    const endAt = lines.findIndex((l, i) => i > deskAt && l.includes('"line":"end"'));
    const cut = me === 0 ? deskAt + 1 : endAt;
    const a = lines.slice(0, cut).join('\n') + '\n', b = lines.slice(cut).join('\n');
    return new Response(new ReadableStream({ async start(c) { const e = new TextEncoder(); c.enqueue(e.encode(a)); await new Promise<void>(x => gates[me] = x); c.enqueue(e.encode(b)); c.close(); } }));
  };
  const wait = (ms: number) => new Promise(r => setTimeout(r, ms));
  const A = fill(ben.replica, never).catch(() => 0); await wait(300);
  await title(ana, id, 'new'); await ana.sync();
  const B = fill(ben.replica, never).catch(() => 0); await wait(300);
  gates[0]!(); await A; gates[1]!(); await B;
  for (let i = 0; i < 3; i++) await ben.sync();
  log('T9 ben shows', await titleOn(ben, id), (await readSync(ben.db)).scopes.desk);
});

test('10 stream that always fails: rounds per second', async () => {
  const { devices: [ana] } = await openDesk(fleet, 'ana');
  let pulls = 0; ana.faults = (p) => { if (p === '/sync/pull') pulls++; return p === '/sync/stream' ? 'lose-request' : 'none'; };
  const ab = new AbortController(); const l = runLoop(ana.replica, (w) => w(), new Latch(), ab.signal);
  await new Promise(r => setTimeout(r, 10_000)); ab.abort(); await l;
  log('T10 pulls in 10 s', pulls);
}, 30_000);

test('11 startAgain twice', async () => {
  const { startAgain } = await import('../../app/sync/restored.ts');
  const { devices: [ana] } = await openDesk(fleet, 'ana');
  await ana.file('x'); await ana.sync(); const first = await readReplica(ana.db);
  const inc = (await readSync(ana.db)).incarnation!;
  await Promise.all([startAgain(ana.replica, inc), startAgain(ana.replica, inc)]);
  const me = await readReplica(ana.db);
  log('T11 names its ancestor', me?.was?.replica === first?.id, me?.was);
});

test('12 push fails, nothing is pulled', async () => {
  const { devices: [ana, ben] } = await openDesk(fleet, 'ana', 'ben');
  const id = await ben.file('for all'); await ben.sync();
  await ana.file('mine'); ana.faults = (p) => p === '/sync/push' ? 'lose-request' : 'none';
  for (let i = 0; i < 3; i++) await ana.sync().catch(() => 0);
  log('T12 ana has bens ticket', !!(await ana.db.tickets.get(id)));
});

test('13 old role: engine keeps', async () => { void say; void pull; });
