import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readReplica, readSync } from '../../app/store/meta.ts';
import { flush } from '../../app/sync/push.ts';
import { pull } from '../../app/sync/pull.ts';
import { applyDelta } from '../../app/sync/apply-pull.ts';
import { listen } from '../../app/sync/stream.ts';
import { cloneOf, openDesk, openDevice, say, title, titleOn, bodiesOn } from './desk.ts';
import { startFleet, addTenant, type Fleet } from './fleet.ts';
import { asSuper, expectAtRest, rounds } from './invariants.ts';
let fleet: Fleet;
beforeAll(async () => { fleet = await startFleet(); });
afterAll(() => fleet.stop());
const never = new AbortController().signal;
const conflicts = (t: string) => asSuper(fleet, async (sql) => [...await sql`select kept_value, lost_value, kept_by, lost_by from conflicts where tenant_id=${t}`]);

test('1 work before first contact never settles in a quiet tenant', async () => {
  const tenant = await addTenant(fleet.sql);
  const ana = await fleet.device(tenant.people.ana, { tenant });
  const id = await ana.file('made before first contact');
  for (let i = 0; i < 4; i++) await ana.sync();
  const out = (await ana.db.outbox.toArray()).map(({ state, n }) => ({ state, n }));
  console.log('T1', out, (await ana.db.tickets.get(id))?.waiting);
});

test('2 delta/pull covers before verdict; then same', async () => {
  const { devices: [ana] } = await openDesk(fleet, 'ana');
  const id = await ana.file('x'); await ana.sync();
  await title(ana, id, 'y');
  ana.faults = (p) => p === '/sync/push' ? 'lose-reply' : 'none';
  await ana.sync().catch(() => 0);
  await pull(ana.replica, never); // as the stream's delta would
  ana.faults = () => 'none';
  for (let i = 0; i < 4; i++) await ana.sync();
  console.log('T2', (await ana.db.outbox.toArray()).map(({ state, n }) => ({ state, n })), (await ana.db.tickets.get(id))?.waiting);
});

test('3 refill: same => no sweep', async () => {
  const { tenant, devices: [ana, ben] } = await openDesk(fleet, 'ana', 'ben');
  const id = await ana.file('stays'); await ana.sync();
  await ben.sync();
  // ghost: row that the server does not have (lost by restore)
  const ghost = await ana.file('lost by the restore'); await ana.sync(); await ben.sync();
  await asSuper(fleet, async (sql) => {
    await sql`set session_replication_role = replica`;
    await sql`delete from tickets where id = ${ghost}`;
    await sql`delete from feed where row_id = ${ghost}`;
    await sql`delete from verdicts where tenant_id=${tenant.id} and n = 2`;
    await sql`delete from number_leases where tenant_id=${tenant.id}`;
    await sql`update replicas set last_n = 1 where tenant_id=${tenant.id} and last_n = 2`;
    await sql`update incarnation set id = gen_random_uuid()`;
  });
  for (let i = 0; i < 4; i++) await ben.sync();
  const sync = await readSync(ben.db);
  console.log('T3 ghost on ben', !!(await ben.db.tickets.get(ghost)), Object.fromEntries(Object.entries(sync.scopes).map(([k, s]) => [k, { gen: s.generation, sweep: s.sweep, fill: s.fill }])));
});

test('4 chain base not frozen', async () => {
  const { tenant, devices: [ana, ben] } = await openDesk(fleet, 'ana', 'ben');
  const id = await ana.file('t0'); await rounds([ana, ben]);
  await title(ana, id, 'X');
  await new Promise(r => setTimeout(r, 5));
  await title(ben, id, 'Z'); await ben.sync();
  await pull(ana.replica, never); // delta arrives before X could be sent
  console.log('T4 ana sees', await titleOn(ana, id));
  await title(ana, id, 'Y');
  console.log((await ana.db.outbox.toArray()).map(({ args, base }) => JSON.stringify({ args, base })));
  await rounds([ana, ben]);
  console.log('T4', await titleOn(ben, id), JSON.stringify(await conflicts(tenant.id)));
});

test('5 readdressed does not become own', async () => {
  const { tenant, devices: [ana] } = await openDesk(fleet, 'ana');
  const id = await ana.file('t0'); await ana.sync();
  const ben = await openDevice(fleet, tenant, 'ben', { clockOffMs: 1_900 });
  await title(ben, id, 'Bens'); await ben.sync(); await ana.sync();
  await title(ana, id, 'X');
  const clone = await cloneOf(fleet, tenant, ana);
  ana.faults = (p) => p === '/sync/push' ? 'lose-reply' : 'none';
  await ana.sync().catch(() => 0);
  ana.faults = () => 'none';
  await title(ana, id, 'Y');
  await clone.sync(); await say(clone, id, 'by clone'); await clone.sync();
  await rounds([ana, clone, ben]);
  console.log('T5', await titleOn(ana, id), JSON.stringify(await conflicts(tenant.id)));
});

test('6 needs across batches', async () => {
  const { tenant, devices: [ana, ben] } = await openDesk(fleet, 'ana', 'ben');
  const id = await ana.file('t0');
  await ana.mutate('ticket.move', { ticketId: id, to: 'open', reason: null });
  await rounds([ana, ben]);
  // ana: open->pending (will be refused as ben resolved->closed->?), pending->resolved
  await ben.mutate('ticket.move', { ticketId: id, to: 'resolved', reason: null }); await ben.sync();
  await ana.mutate('ticket.move', { ticketId: id, to: 'pending', reason: null }); // refused: resolved->pending
  await ana.mutate('ticket.move', { ticketId: id, to: 'open', reason: null }); // builds on it; resolved->open is allowed
  const es = await ana.db.outbox.toArray();
  console.log('T6 needs', es.map(e => e.needs.length));
  // send them one per push
  const orig = ana.replica.transport.fetch; 
  const { queued } = await import('../../app/store/outbox.ts');
  void queued; void orig;
  const me = await readReplica(ana.db); const sync = await readSync(ana.db);
  const send = async (e: any) => { const { n, uid, prev, name, version, args, at, s, base, needs, echo } = e;
    return (await (await fetch(fleet.server.url + '/sync/push', { method: 'POST', headers: { authorization: `Bearer ${ana.token}`, 'content-type': 'application/json' }, body: JSON.stringify({ protocol: 1, tenant: tenant.id, person: ana.who.id, replica: me!.id, incarnation: sync.incarnation, sentAt: Date.now(), left: 1, app: 'x', mutations: [{ n, uid, prev, name, version, args, at, s, base, needs, echo }] }) })).json()) as any; };
  for (const e of es) console.log('T6', JSON.stringify((await send(e)).verdicts.map((v: any) => [v.status, v.code])));
});

test('7 old stream of another audience moves vectors', async () => {
  const { tenant, devices: [ana] } = await openDesk(fleet, 'ana', 'rita');
  const rita = await openDevice(fleet, tenant, 'rita');
  const abort = new AbortController();
  let behind = 0; let applied: boolean[] = [];
  const l = listen(rita.replica, abort.signal, { behind: () => { behind++; }, exclusively: async (w) => { const r = await w(); applied.push(r as any); return r; } }).catch(() => 0);
  await new Promise(r => setTimeout(r, 300));
  await asSuper(fleet, (sql) => sql`update people set role = 'agent' where id = ${rita.who.id}`);
  await new Promise(r => setTimeout(r, 5_500)); // trusted actor runs out
  await rita.sync(); await rita.sync(); await rita.sync();
  console.log('T7 scopes', Object.keys((await readSync(rita.db)).scopes), behind);
  const id = await ana.file('for the desk only'); await ana.sync();
  await new Promise(r => setTimeout(r, 600));
  abort.abort(); await l;
  for (let i = 0; i < 3; i++) await rita.sync();
  console.log('T7 ticket on rita (agent now):', !!(await rita.db.tickets.get(id)), 'applied', applied, JSON.stringify((await readSync(rita.db)).scopes.desk?.vector));
}, 30_000);
