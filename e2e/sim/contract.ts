import './globals.ts';
import './small-bounds.ts';
import { connect, type Sql } from '../../sync-server/db/connect.ts';
import type { MutationArgs, MutationName } from '../../shared/mutations/registry.ts';
import { makeDesk, START_MS, type Desk } from './base.ts';
import { inhabit } from './globals.ts';
import { openStore } from './open-store.ts';
import { streamOf } from './random.ts';
import { Scheduler } from './scheduler.ts';
import { backupOf, restore, type Backup, type Store } from './store.ts';
import { World } from './world.ts';

// What both stores must answer alike, for the fast one to stand for PostgreSQL (docs/simulation.md): printed line by line.
// `contract.test.ts` compares what the two say.

type Step = readonly [
  who: 'ana' | 'admin',
  name: MutationName,
  args: (desk: Desk, tickets: string[]) => object,
];

const t = (tickets: string[], i: number): string => tickets[i] ?? '';
const steps: Step[] = [
  ['ana', 'ticket.set-title', (_, tickets) => ({ ticketId: t(tickets, 0), title: 'by ana' })],
  ['admin', 'ticket.set-title', (_, tickets) => ({ ticketId: t(tickets, 0), title: 'by admin' })],
  ['ana', 'message.add', (_, tickets) => ({ ticketId: t(tickets, 1), id: crypto.randomUUID(), body: 'says', internal: false })],
  ['ana', 'message.add', (_, tickets) => ({ ticketId: t(tickets, 1), id: crypto.randomUUID(), body: 'note', internal: true })],
  ['ana', 'ticket.assign', ({ people, teamId }, tickets) => ({ ticketId: t(tickets, 1), assigneeId: people.ana.id, teamId })],
  ['ana', 'ticket.set-priority', (_, tickets) => ({ ticketId: t(tickets, 1), priority: 'urgent' })],
  ['ana', 'ticket.move', (_, tickets) => ({ ticketId: t(tickets, 1), to: 'open', reason: 'because' })],
  // Both sides know that this is not allowed; a device refuses it before it is sent.
  ['ana', 'policy.set', () => ({ key: 'agents-see', value: 'all' })],
  ['ana', 'tag.create', () => ({ id: crypto.randomUUID(), name: 'wet' })],
  ['ana', 'tag.add', ({ tagIds }, tickets) => ({ ticketId: t(tickets, 2), tagId: tagIds[0] })],
  ['ana', 'tag.add', ({ tagIds }, tickets) => ({ ticketId: t(tickets, 2), tagId: tagIds[1] })],
  ['ana', 'tag.remove', ({ tagIds }, tickets) => ({ ticketId: t(tickets, 2), tagId: tagIds[0] })],
  ['ana', 'field.set', ({ secretFieldId }, tickets) => ({ ticketId: t(tickets, 2), fieldId: secretFieldId, value: '12' })],
  ['ana', 'ticket.set-requester', ({ people }, tickets) => ({ ticketId: t(tickets, 2), requesterId: people.rolf.id })],
  ['ana', 'ticket.set-category', ({ categoryIds }, tickets) => ({ ticketId: t(tickets, 2), categoryId: categoryIds[1] })],
  ['admin', 'policy.set', () => ({ key: 'merge', value: { title: 'first' } })],
  ['admin', 'policy.set', () => ({ key: 'agents-see', value: 'own-teams' })],
  ['admin', 'category.create', () => ({ id: crypto.randomUUID(), name: 'Pumps' })],
  ['admin', 'team.create', () => ({ id: crypto.randomUUID(), name: 'South crew' })],
  ['admin', 'team.set', ({ teamId }) => ({ id: teamId, name: 'North and east', archived: false })],
  ['admin', 'person.set-role', ({ people }) => ({ personId: people.rita.id, role: 'agent' })],
  ['admin', 'membership.set', ({ people, teamId }) => ({ id: crypto.randomUUID(), teamId, personId: people.ben.id, lead: true, removed: false })],
  ['ana', 'ticket.set-title', (_, tickets) => ({ ticketId: t(tickets, 1), title: 'seen by her team' })],
]; // prettier-ignore

type Asked = (sql: Sql) => Promise<unknown>;

/** What of PostgreSQL the server leans on, and how it says no. */
const asked: Record<string, Asked> = {
  'values come back as they were sent': async (sql) =>
    await sql`select ${'a\u2028"é'}::text as text, ${2 ** 53}::bigint as big, ${sql.json({ a: [1, null] })}::jsonb as json,
      ${[1, 2]}::int[] as ints, ${['a', 'b,"c']}::text[] as texts, ${true}::boolean as yes, ${null}::text as nothing`,
  'a row of another tenant is not there': async (sql) =>
    await sql.begin(async (tx) => {
      await tx`select set_config('app.tenant_id', '00000000-0000-4000-8000-000000000000', true)`;
      return await tx`select count(*)::int from tickets`;
    }),
  'a setting ends with its transaction': async (sql) => {
    await sql.begin((tx) => tx`select set_config('app.tenant_id', 'x', true)`);
    return await sql`select current_setting('app.tenant_id', true) as left`;
  },
  'without a tenant nothing is there': async (sql) => await sql`select count(*)::int from tickets`,
  'an error in a transaction undoes all of it': async (sql) => {
    const failed = await codeOf(
      sql.begin(async (tx) => {
        await tx`create temporary table t (a int primary key) on commit drop`;
        await tx`insert into t values (1)`;
        await tx`insert into t values (1)`;
      }),
    );
    return [failed, await codeOf(sql`select * from t`)];
  },
  'a savepoint undoes its part': async (sql) =>
    await sql.begin(async (tx) => {
      await tx`create temporary table u (a int primary key) on commit drop`;
      await tx`insert into u values (1)`;
      const failed = await codeOf(tx.savepoint((inner) => inner`insert into u values (2), (1)`));
      return [failed, await tx`select a from u`];
    }),
  'the audit cannot be rewritten': (sql) => codeOf(sql`delete from audit`),
  'the schema cannot be changed': (sql) => codeOf(sql`alter table tickets add column a int`),
  'what is not there': (sql) => codeOf(sql`select * from nowhere`),
  'what is not a number': (sql) => codeOf(sql`select 'a'::text::int`),
  'a read-only transaction does not write': (sql) =>
    codeOf(sql.begin('isolation level repeatable read read only', (tx) => tx`select nextval('nowhere')`)),
  'locks of the transaction end with it': async (sql) => {
    await sql.begin((tx) => tx`select pg_advisory_xact_lock(7)`);
    return await sql.begin((tx) => tx`select pg_try_advisory_xact_lock(7) as free`);
  },
};

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return await work.then(
    () => 'done',
    (error: unknown) => (error as { code?: string }).code,
  );
}

/** Lets `work` live in a world of its own, as a server's connections do. */
async function ask(store: Store, work: Asked): Promise<unknown> {
  const scheduler = new Scheduler(streamOf(0, 'contract'), START_MS);
  inhabit({ scheduler, random: streamOf(0, 'contract ids') });
  await store.join(scheduler);
  let answer: { value: unknown } | undefined;
  const owner = 'asker';
  scheduler.soon(() => {
    const sql = connect(store.appUrl, { max: 1, socket: () => store.socket() });
    const failed = (error: unknown): unknown => ({ failed: (error as Error).message });
    void work(sql)
      .catch(failed)
      .then((value) => (answer = { value }));
  }, owner);
  await scheduler.run(() => answer !== undefined, scheduler.nowMs + 60_000);
  scheduler.drop(owner);
  await store.abandon(owner);
  inhabit(undefined);
  return answer?.value ?? 'no answer';
}

type Row = Record<string, unknown>;

/**
 * All rows, in an order of their own, with the names of things in place of their identities: those are drawn by chance,
 * and so are the milliseconds, in whatever order answers come.
 */
function tablesOf(backup: Backup): [table: string, rows: string[]][] {
  // Where a device stands is noted once a minute at most, of which of its questions is a matter of moments, as it is which
  // of two that ask at once is leased the lower numbers.
  const settled = Object.entries(backup).filter(([table]) => !['devices', 'number_leases'].includes(table));
  const tables = settled.map(([table, rows]) => [table, JSON.parse(rows) as Row[]] as const);
  const names = new Map<unknown, string>();
  for (const [table, rows] of tables)
    for (const { id, number, name, body } of rows)
      if (id !== undefined)
        names.set(id, `${table}: ${JSON.stringify(number ?? name ?? body ?? '').replaceAll('"', '')}`);
  const named = (text: string): string =>
    text
      .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => names.get(id) ?? 'some id')
      .replace(/\b\d{13,}\b/g, 'some time');
  return tables.map(([table, rows]) => [table, rows.map((row) => named(JSON.stringify(row))).sort()]);
}

const say = (line: unknown): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

const store = await openStore(process.argv[2] === 'postgres' ? 'postgres' : 'memory');
for (const [name, work] of Object.entries(asked)) say([name, await ask(store, work)]);
const desk = await makeDesk(store);
const world = await World.begin(store, desk, 1);
const { ana, admin } = desk.people;
const devices = { ana: world.addProfile(ana), admin: world.addProfile(admin) };
await world.pass(60_000);
const numbered = world.disk.read<{ id: string; ticket: { number: string } }>(devices.admin.name, 'tickets');
const tickets = numbered.sort((a, b) => (a.ticket.number < b.ticket.number ? -1 : 1)).map(({ id }) => id);
for (const [who, name, args] of steps) {
  const [tab] = world.tabsOf(devices[who]);
  const alone = args(desk, tickets) as MutationArgs<typeof name>;
  tab?.mutate(name, alone, ({ refusal }) => say([who, name, refusal?.code ?? 'made']));
  // One thing after the other, so that nothing depends on which of two transactions is first.
  await world.pass(30_000);
}
// Made alike by both while neither hears of the other.
for (const profile of Object.values(devices)) profile.online = false;
for (const who of ['ana', 'admin'] as const) {
  const [tab] = world.tabsOf(devices[who]);
  tab?.mutate(
    'ticket.set-description',
    { ticketId: t(tickets, 1), description: `by ${who}` },
    () => undefined,
  );
  tab?.mutate('ticket.set-title', { ticketId: t(tickets, 1), title: `again by ${who}` }, () => undefined);
  await world.pass(5_000);
}
for (const who of ['admin', 'ana'] as const) {
  devices[who].online = true;
  for (const tab of world.tabsOf(devices[who])) tab.kick();
  await world.pass(60_000);
}
await world.restartServer();
world.upkeep(91);
await world.rest();
say(['the world', world.violation ?? 'nothing was violated', tickets.length]);
const tables = await backupOf(store);
for (const line of tablesOf(tables)) say(line);
const again = await backupOf(store);
await restore(store, tables);
say([
  'a backup that is put back is the same',
  JSON.stringify(again) === JSON.stringify(await backupOf(store)),
]);
await world.end();
await store.stop();
process.exit(0);
