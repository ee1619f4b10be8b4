import 'fake-indexeddb/auto';
import { expect } from 'vitest';
import { unpack } from '../../shared/clock/vector.ts';
import { canonical } from '../../shared/lib/fingerprint.ts';
import {
  childKinds,
  kindOfCode,
  laterChildKinds,
  rowKey,
  type RowKind,
  type RowRef,
} from '../../shared/model/rows.ts';
import { inverseLink, leadingLinkKinds, type Link } from '../../shared/model/link.ts';
import { mutationNames } from '../../shared/mutations/registry.ts';
import type { DirectoryRecord, ThreadRecord, TicketRecord } from '../../app/store/database.ts';
import { childrenOf, folderOf } from '../../app/store/folder.ts';
import { readSync } from '../../app/store/meta.ts';
import { connect, type Sql } from '../../sync-server/db/connect.ts';
import { selectList, tables } from '../../sync-server/db/sync/tables.ts';
import type { Device, Fleet, TestTenant } from './fleet.ts';

type Row = Record<string, unknown>;
/** Rows by key, each as canonical JSON: equal maps are equal rows, marks included. */
export type Projection = Record<string, string>;

/** Looks at the database past every wall of the application. */
export async function asSuper<T>(fleet: Fleet, look: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = connect(fleet.database.superUrl, { max: 1 });
  try {
    return await look(sql);
  } finally {
    await sql.end();
  }
}

const made = new WeakMap<Device, Set<string>>();

/** Remembers every uid that this device ever makes, so that none can vanish unseen. */
export function track(device: Device): void {
  const uids = new Set<string>();
  made.set(device, uids);
  device.db.outbox.hook('creating', (_key, entry) => void uids.add(entry.uid));
}

const withoutEmptyMarks = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).filter(([column, value]) => column !== 'over' || value !== null));

function add(rows: Projection, ref: RowRef, row: object): void {
  rows[rowKey(ref)] = canonical(withoutEmptyMarks(row as Row));
}

const listKinds = ['person', 'team', 'membership', 'category', 'tag', 'field', 'policy', 'setting'] as const;

/** Every row of a tenant as the server has it, with the names its feed says a requester holds. */
export interface ServerRows {
  rows: Record<Exclude<RowKind, 'name'>, Row[]>;
  names: Map<string, Row[]>;
}

export async function serverRows(sql: Sql, tenantId: string): Promise<ServerRows> {
  const rows = {} as ServerRows['rows'];
  for (const kind of ['ticket', ...childKinds, ...listKinds, 'conflict', 'notice', 'preference'] as const) {
    const columns = selectList(kind, 't');
    rows[kind] = [
      ...(await sql.unsafe(`select ${columns} from ${tables[kind]} t where t.tenant_id = $1`, [tenantId])),
    ];
  }
  const found = await sql.unsafe(
    `select s.key as scope, ${selectList('name', 't')} from feed f
     join scopes s on s.tenant_id = f.tenant_id and s.ord = f.scope
     join people t on t.tenant_id = f.tenant_id and t.id = f.row_id
     where f.tenant_id = $1 and f.kind = 11 and not f.evict`,
    [tenantId],
  );
  const names = new Map<string, Row[]>();
  for (const { scope, ...name } of found)
    names.set(scope as string, [...(names.get(scope as string) ?? []), name]);
  return { rows, names };
}

/** What a person may hold, written down a second time and independently of `scopesOf`. */
export function projectionFor(server: ServerRows, person: { id: string }): Projection {
  const role = server.rows.person.find((row) => row['id'] === person.id)?.['role'];
  const staff = role !== 'user';
  const teams = role === 'agent' ? teamsLimiting(server, person.id) : undefined;
  const held: Projection = {};
  const reach = new Map<string, 'all' | 'public'>();
  for (const ticket of server.rows.ticket) {
    if (ticket['archivedAt'] !== null) continue;
    const works = staff && (!teams || teams.has(ticket['teamId'] as string));
    if (!works && ticket['requesterId'] !== person.id) continue;
    reach.set(ticket['id'] as string, works ? 'all' : 'public');
    add(
      held,
      { kind: 'ticket', id: ticket['id'] as string },
      works ? ticket : { ...ticket, notedAt: null, breaches: [] },
    );
  }
  for (const kind of childKinds) {
    for (const row of server.rows[kind]) {
      const ticketId = row['ticketId'] as string;
      const open = {
        message: !row['internal'],
        event: !row['internal'],
        ticketTag: false,
        fieldValue: row['public'],
        link: row['public'],
        approval: row['public'],
        checkItem: false,
        check: false,
        visit: false,
        signature: false,
        timeEntry: false,
        attachment: !row['internal'],
      };
      const sees = reach.get(ticketId);
      if (sees === 'all' || (sees === 'public' && open[kind]))
        add(held, { kind, id: row['id'] as string, ticketId }, row);
    }
  }
  for (const kind of listKinds) {
    for (const row of server.rows[kind]) {
      const open =
        kind === 'category' ||
        (kind === 'field' && row['public'] === true) ||
        (kind === 'policy' && ['reopen-days', 'approve-urgent'].includes(row['key'] as string));
      if (staff || open) add(held, { kind, id: row['id'] as string }, row);
    }
  }
  for (const row of server.rows.conflict) {
    if (row['lostBy'] !== person.id || row['aged']) continue;
    const kept = { keptValue: null, keptBy: null, keptR: 0, keptN: 0, keptS: 0 };
    const { kind: about, ticketId, rowId } = row as Record<string, string> & { kind: unknown };
    const child = kindOfCode(Number(about));
    const key = about === 1 ? `ticket/${rowId}` : `${child}/${ticketId}/${rowId}`;
    add(held, { kind: 'conflict', id: row['id'] as string }, key in held ? row : { ...row, ...kept });
  }
  for (const row of server.rows.notice)
    if (row['personId'] === person.id && !row['aged'])
      add(held, { kind: 'notice', id: row['id'] as string }, row);
  for (const row of server.rows.preference)
    if (row['personId'] === person.id) add(held, { kind: 'preference', id: row['id'] as string }, row);
  if (!staff || teams) {
    for (const row of server.names.get(`requester:${person.id}`) ?? [])
      add(held, { kind: 'name', id: row['id'] as string }, row);
  }
  return held;
}

/** The teams an agent is limited to; undefined where the tenant limits nobody. */
function teamsLimiting({ rows }: ServerRows, personId: string): Set<string> | undefined {
  const limited = rows.policy.some((row) => row['key'] === 'agents-see' && row['value'] === 'own-teams');
  if (!limited) return undefined;
  const own = rows.membership.filter((row) => row['personId'] === personId && !row['removed']);
  return new Set(own.map((row) => row['teamId'] as string));
}

/** A device's records, wherever they were read. */
export interface DeviceRecords {
  tickets: TicketRecord[];
  threads: ThreadRecord[];
  directory: DirectoryRecord[];
}

/** What a device holds as confirmed by the server: own paint is left out. */
export async function confirmedOn({ db }: Device): Promise<Projection> {
  const [tickets, threads, directory] = await Promise.all([
    db.tickets.toArray(),
    db.threads.toArray(),
    db.directory.toArray(),
  ]);
  return confirmedIn({ tickets, threads, directory });
}

export function confirmedIn(records: DeviceRecords): Projection {
  const held: Projection = {};
  const threads = new Map(records.threads.map((thread) => [thread.id, thread]));
  for (const record of records.tickets) {
    const folder = folderOf(record.id, record, threads.get(record.id));
    if (folder.ticket) add(held, { kind: 'ticket', id: record.id }, folder.ticket);
    for (const kind of childKinds)
      for (const [id, row] of childrenOf(folder, kind)) add(held, { kind, id, ticketId: record.id }, row);
  }
  for (const { kind, id, row } of records.directory) add(held, { kind, id }, row);
  return held;
}

/** What the screen shows: confirmed rows with own changes on top. */
export async function shownOn(device: Device): Promise<Map<string, Row>> {
  const shown = new Map<string, Row>();
  const put = (ref: RowRef, row: object): unknown => shown.set(rowKey(ref), row as Row);
  for (const { id, ticket, tags, values, more } of await device.db.tickets.toArray()) {
    put({ kind: 'ticket', id }, ticket);
    for (const row of tags) put({ kind: 'ticketTag', id: row.id, ticketId: id }, row);
    for (const row of values) put({ kind: 'fieldValue', id: row.id, ticketId: id }, row);
    for (const kind of laterChildKinds)
      for (const row of more?.[kind] ?? []) put({ kind, id: row.id, ticketId: id }, row);
  }
  for (const { id, messages, events } of await device.db.threads.toArray()) {
    for (const row of messages) put({ kind: 'message', id: row.id, ticketId: id }, row);
    for (const row of events) put({ kind: 'event', id: row.id, ticketId: id }, row);
  }
  return shown;
}

/** Three rounds of everybody: the first hands over, the second catches up, the third finds nothing. */
export async function rounds(devices: Device[], count = 3): Promise<void> {
  for (let round = 0; round < count; round += 1) for (const device of devices) await device.sync();
}

/**
 * What holds once everybody has synced and nothing is under way (sync.md, "Invariants for the simulation").
 * `refused`: how many refused changes still lie on the devices for their people to read. `restored`: the server was, and
 * may have forgotten that it refused something; nobody offers that again.
 */
export async function expectAtRest(
  fleet: Fleet,
  tenant: TestTenant,
  devices: Device[],
  { refused = 0, restored = false }: { refused?: number; restored?: boolean } = {},
): Promise<void> {
  await asSuper(fleet, async (sql) => {
    const server = await serverRows(sql, tenant.id);
    const heads = await sql<{ ord: number; n: number; personId: string; folded: number | null }[]>`
      select ord, last_n as n, person_id as "personId", folded from replicas
      where tenant_id = ${tenant.id} and last_n > 0`;
    const [ordinal] = await sql<{ epoch: number }[]>`
      select next as epoch from ordinals where tenant_id = ${tenant.id} and what = 'epoch'`;
    const epoch = ordinal?.epoch ?? 0;
    const incarnation = (await sql`select id from incarnation`)[0]?.['id'] as string;
    for (const device of devices) {
      await expectDeviceAtRest(device, server);
      const sync = await readSync(device.db);
      expect(sync).toMatchObject({ paging: false, want: [], incarnation });
      for (const [key, state] of Object.entries(sync.scopes)) {
        expect(state, `state of ${key}`).toMatchObject({ fill: null, sweep: false });
        expect(state.epoch ?? 0, `epoch of ${key}`).toBe(epoch);
        expect({ ...unpack(state.done) }, `finished vector of ${key}`).toEqual({ ...unpack(state.vector) });
        // Retired replicas are in no vector, but for a device's own: it may have had work under them (E1).
        const named = heads.filter(({ ord, personId, folded }) =>
          folded === null ? true : personId === device.who.id && ord in unpack(state.vector),
        );
        const vector = Object.fromEntries(named.map(({ ord, n }) => [ord, n]));
        expect({ ...unpack(state.vector) }, `vector of ${key}`).toEqual(vector);
      }
    }
    await expectLogsAgree(sql, tenant.id, devices, { refused, restored });
    expectRowsMakeSense(server);
  });
}

async function expectDeviceAtRest(device: Device, server: ServerRows): Promise<void> {
  const { who } = device;
  const open = (await device.db.outbox.toArray()).filter((entry) => entry.state !== 'refused');
  expect(
    open.map(({ name, state, n }) => ({ name, state, n })),
    `outbox of ${who.name}`,
  ).toEqual([]);
  expect(await confirmedOn(device), `confirmed rows of ${who.name}`).toEqual(projectionFor(server, who));
  for (const record of await device.db.tickets.toArray()) {
    const { painted, waiting, confirmed } = record;
    expect({ painted, waiting, confirmed }, 'nothing is painted').toEqual({});
  }
  for (const { painted, confirmed } of await device.db.threads.toArray())
    expect([painted, confirmed]).toEqual([undefined, undefined]);
}

/** Every uid made has one verdict, the same on both sides, and one entry in the audit log that says the same. */
async function expectLogsAgree(
  sql: Sql,
  tenantId: string,
  devices: Device[],
  { refused, restored }: { refused: number; restored: boolean },
): Promise<void> {
  const verdicts = await sql<
    { uid: string; status: string; code: string | null; r: number; n: number; s: number | null }[]
  >`select uid, status, code, r, n, s from verdicts where tenant_id = ${tenantId} order by r, n`;
  const statusOf = new Map(verdicts.map((verdict) => [verdict.uid, verdict.status]));
  let lying = 0;
  for (const device of devices) {
    const entries = [...(await device.db.outbox.toArray()), ...(await device.db.sent.toArray())];
    for (const { uid, state } of entries) {
      if (restored && state === 'refused' && !statusOf.has(uid)) statusOf.set(uid, 'refused');
    }
    for (const entry of entries) expect(entry.verdict?.status).toBe(statusOf.get(entry.uid));
    lying += entries.filter((entry) => entry.state === 'refused').length;
    const kept = new Set(entries.map((entry) => entry.uid));
    for (const uid of made.get(device) ?? []) {
      expect(kept.has(uid), 'a change left the device without a trace').toBe(true);
      expect(statusOf.has(uid), 'a change has no verdict').toBe(true);
    }
  }
  expect(lying, 'refused changes on devices').toBe(refused);
  const audited = await sql<{ r: number; n: number; code: string | null }[]>`
    select r, n, refused as code from audit where tenant_id = ${tenantId}
      and (action = any(${[...mutationNames]}::text[]) or (refused is not null and n is not null)) order by r, n`;
  const said = ({ r, n, code }: { r: number; n: number; code: string | null }): string =>
    `${r}.${n} ${code ?? 'done'}`;
  expect([...audited].map(said)).toEqual(verdicts.map(said));
  await expectFoundByTickets(sql, tenantId);
  const applied = verdicts.filter((verdict) => verdict.status !== 'refused');
  for (const [i, verdict] of applied.entries()) {
    const before = applied[i - 1];
    if (before?.r === verdict.r)
      expect(verdict.s ?? 0, 'stamps of a replica rise').toBeGreaterThan(before.s ?? 0);
  }
}

/** An entry is found by the ticket it is filed under, and by each whose timeline tells of it. */
async function expectFoundByTickets(sql: Sql, tenantId: string): Promise<void> {
  const lost = await sql`
    select a.action, about.ticket_id from audit a cross join lateral (
      select a.subject_id as ticket_id where a.subject = 'ticket' and a.subject_id is not null
      union select e.ticket_id from events e where e.tenant_id = a.tenant_id and e.r = a.r and e.n = a.n
    ) about
    where a.tenant_id = ${tenantId} and not exists (
      select from audit_tickets t
      where t.tenant_id = a.tenant_id and t.audit_id = a.id and t.ticket_id = about.ticket_id)`;
  expect([...lost], 'entries of the log that a ticket of theirs does not find').toEqual([]);
}

function expectRowsMakeSense({ rows }: ServerRows): void {
  const numbers = rows.ticket.map((ticket) => ticket['number']);
  expect(new Set(numbers).size, 'numbers are unique').toBe(numbers.length);
  for (const ticket of rows.ticket) {
    const { status, resolvedAt, closedAt } = ticket;
    expect([status, resolvedAt !== null, closedAt !== null]).toEqual([
      status,
      status === 'resolved' || status === 'closed',
      status === 'closed',
    ]);
  }
  expectLinksMakeSense(rows.link);
}

/** Links come in pairs that say the same; a ticket leads to one other at most, and never in a circle back to itself. */
function expectLinksMakeSense(links: readonly Row[]): void {
  const live = links.filter((link) => link['removed'] === false);
  const said = new Map(live.map((link) => [`${String(link['ticketId'])} ${String(link['id'])}`, link]));
  for (const { ticketId, id, what, public: open } of live as unknown as Link[])
    expect(said.get(`${id} ${ticketId}`)).toMatchObject({ what: inverseLink[what], public: open });
  for (const what of leadingLinkKinds) {
    const leading = live.filter((link) => link['what'] === what);
    const next = new Map(leading.map((link) => [link['ticketId'], link['id']]));
    expect(next.size, `each ${what} one at most`).toBe(leading.length);
    for (const start of next.keys()) {
      let at: unknown = start;
      for (let step = 0; step <= next.size && at !== undefined; step += 1) at = next.get(at);
      expect(at, `a circle of ${what}`).toBeUndefined();
    }
  }
}
