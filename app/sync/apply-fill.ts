import {
  childKinds,
  isChild,
  kindCodes,
  kindOfCode,
  laterChildKinds,
  type ChildKind,
  type DirectoryKind,
  type LaterChildKind,
  type RowKind,
  type RowTypes,
} from '../../shared/model/rows.ts';
import type { Ticket } from '../../shared/model/ticket.ts';
import type { PackedVector } from '../../shared/clock/vector.ts';
import { bounds } from '../../shared/protocol/version.ts';
import { latestStamp } from '../../shared/model/versioned.ts';
import type { Actor } from '../../shared/mutations/plan.ts';
import { isPersonal } from '../../shared/rules/scopes.ts';
import type { FillControl, RowLine, TicketLine } from '../../shared/protocol/fill.ts';
import type { DeviceDatabase, DirectoryRecord, ThreadRecord, TicketRecord } from '../store/database.ts';
import { emptyFolder, inTime, putWhole, rowsFrom, type WholeTicket } from '../store/folder.ts';
import {
  generationsOf,
  readClock,
  readSync,
  type FillState,
  type ScopeState,
  type SyncMeta,
} from '../store/meta.ts';
import { tablesToApply } from '../store/outbox.ts';
import { noteChanges, readFolders, storeFolders } from '../store/repaint.ts';
import { forgetWords, takenBackIn } from '../store/taken-back.ts';

type Columns = Partial<Record<RowKind, string[]>>;

/** One page of a fill, decoded: whole tickets, and rows of the tenant's lists. */
export interface FillPage {
  tickets: WholeTicket[];
  rows: { kind: DirectoryKind; row: RowTypes[DirectoryKind] }[];
}

export const emptyPage = (): FillPage => ({ tickets: [], rows: [] });

/** Lists of values become rows by the columns the server named; columns this app does not know are kept. */
function rowFrom(columns: readonly string[], values: readonly unknown[]): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (let i = 0; i < columns.length; i += 1) row[columns[i] as string] = values[i];
  if (row['over'] === null) delete row['over'];
  return row;
}

/** Adds a line of rows to a page. */
export function addLine(page: FillPage, columns: Columns, line: TicketLine | RowLine): void {
  const kind = kindOfCode(line[0]);
  const list = kind && columns[kind];
  if (!kind || !list) return;
  if (kind !== 'ticket') {
    if (!isChild(kind)) page.rows.push({ kind, row: rowFrom(list, line[1]) as never });
    return;
  }
  const [, ticket, tags, values, messages, events, later = []] = line as TicketLine;
  const whole = rowFrom(list, ticket) as unknown as Ticket;
  const ticketId = whole.id;
  const of = new Map(later);
  const rows = <K extends ChildKind>(child: K, lists: unknown[][]): RowTypes[K][] =>
    lists.map((row) => ({ ticketId, ...rowFrom(columns[child] ?? [], row) }) as unknown as RowTypes[K]);
  page.tickets.push({
    ticket: whole,
    children: {
      ticketTag: rows('ticketTag', tags),
      fieldValue: rows('fieldValue', values),
      message: rows('message', messages),
      event: rows('event', events),
      ...(Object.fromEntries(
        laterChildKinds.map((child) => [child, rows(child, of.get(kindCodes[child]) ?? [])]),
      ) as Pick<WholeTicket['children'], LaterChildKind>),
    },
  });
}

/** What a fill is reading just now. */
export interface Reading {
  key: string;
  scope: number;
  generation: number;
  /** The heads it was begun under, and where it stands: two fills at once must not mix (SPEC S5). */
  heads: PackedVector;
  epoch: number;
  cursor: string | null;
  step: number;
}

/** True while the scope is still being filled by the fill that `reading` reads, and stands where it does. */
function isReading(state: ScopeState | undefined, reading: Reading): state is ScopeState {
  const fill = state?.fill;
  if (!state || !fill || state.generation !== reading.generation || fill.cursor !== reading.cursor)
    return false;
  // A page that came since was read later than what is read now: older rows must not come after it.
  if ((fill.step ?? 0) !== reading.step) return false;
  return JSON.stringify(fill.heads) === JSON.stringify(reading.heads);
}

/**
 * Notes the heads that a fill is begun under, or checks that they are those it goes on with (SPEC S5). Undefined when
 * this fill is not wanted any more, or another one was faster. `asked`: where the scope stood when this was asked for.
 */
export async function beginScope(
  db: DeviceDatabase,
  line: Extract<FillControl, { line: 'scope' }>,
  asked: FillState,
): Promise<Reading | undefined> {
  return await db.transaction('rw', db.meta, async () => {
    const sync = await readSync(db);
    const state = sync.scopes[line.key];
    if (!state?.fill || state.generation !== line.generation) return undefined;
    const { key, scope, generation, heads, epoch, under } = line;
    const resumed = state.fill.heads !== null;
    // Only a fill's own first line has a digest: it names the very heads that are noted with it.
    if (resumed ? line.digest !== null : line.digest === null) return undefined;
    const { cursor, step = 0 } = asked;
    const reading: Reading = { key, scope, generation, heads, epoch, cursor, step };
    if (resumed && !isReading(state, reading)) return undefined;
    const digest = line.digest ?? state.digest;
    const fill: FillState = { heads, epoch, cursor, step };
    const next: ScopeState = { ...state, scope, digest, fill, ...(under && { under }) };
    await db.meta.put({ ...sync, scopes: { ...sync.scopes, [key]: next } });
    return reading;
  });
}

/**
 * Stores a page, after which the fill stands at `cursor`; answers where it is read on, or undefined when it belongs to a
 * fill that is no longer wanted, or was overtaken (SPEC S5).
 */
export async function applyFillPage(
  db: DeviceDatabase,
  actor: Actor,
  page: FillPage,
  reading: Reading,
  cursor: string | null,
): Promise<Reading | undefined> {
  return await db.transaction('rw', tablesToApply(db), async () => {
    const sync = await readSync(db);
    const state = sync.scopes[reading.key];
    if (!isReading(state, reading)) return undefined;
    const step = reading.step + 1;
    const fill: FillState = { heads: reading.heads, epoch: reading.epoch, cursor, step };
    const next: SyncMeta = { ...sync, scopes: { ...sync.scopes, [reading.key]: { ...state, fill } } };
    await Promise.all([
      storeTickets(db, actor, page.tickets, state, next),
      page.rows.length ? storeRows(db, page.rows, state) : undefined,
      db.meta.put(next),
      receiveStamps(db, page),
      forgetWords(db, takenBackIn(messagesOf(page))),
    ]);
    // The screen's own page by name, so that it is painted at once; the others as "many".
    const forScreen = page.tickets.length <= bounds.screenTickets;
    await noteChanges(db, forScreen ? page.tickets.map((whole) => whole.ticket.id) : null);
    return { ...reading, cursor, step };
  });
}

const messagesOf = (page: FillPage) =>
  page.tickets.flatMap(({ children }) => children.message.map((row) => ({ kind: 'message', row }) as const));

async function storeTickets(
  db: DeviceDatabase,
  actor: Actor,
  tickets: WholeTicket[],
  state: ScopeState,
  sync: SyncMeta,
): Promise<void> {
  if (!tickets.length) return;
  if (state.generation === 1 && ticketScopes(sync) === 1 && (await db.outbox.count()) === 0) {
    // Nothing of these tickets can be here from elsewhere, and nothing lies on top: the records are the rows.
    const records = tickets.map((whole): TicketRecord => freshRecord(whole, state));
    const threads = tickets.map(({ ticket, children: { message, event } }): ThreadRecord => ({
      id: ticket.id,
      messages: inTime(message),
      events: inTime(event),
    }));
    await Promise.all([db.tickets.bulkPut(records), db.threads.bulkPut(threads)]);
    return;
  }
  const folders = await readFolders(
    db,
    tickets.map((whole) => whole.ticket.id),
  );
  const generations = generationsOf(sync);
  for (const whole of tickets) {
    const folder = folders.get(whole.ticket.id) ?? emptyFolder(whole.ticket.id);
    putWhole(folder, whole, state.scope, generations);
  }
  await storeFolders(db, actor, folders, sync);
}

const ticketScopes = (sync: SyncMeta): number =>
  Object.keys(sync.scopes).filter((key) => key !== 'tenant' && key !== 'portal' && !isPersonal(key)).length;

function freshRecord(whole: WholeTicket, { scope, generation }: ScopeState): TicketRecord {
  return {
    id: whole.ticket.id,
    ...rowsFrom(whole.ticket, (kind) => whole.children[kind]),
    in: { [scope]: generation },
  };
}

async function storeRows(
  db: DeviceDatabase,
  rows: FillPage['rows'],
  { scope, generation }: ScopeState,
): Promise<void> {
  const keys = rows.map(({ kind, row }): [DirectoryKind, string] => [kind, row.id]);
  const known = await db.directory.bulkGet(keys);
  const records = rows.map(({ kind, row }, i): DirectoryRecord => {
    return { kind, id: row.id, row, in: { ...known[i]?.in, [scope]: generation } };
  });
  await db.directory.bulkPut(records);
}

async function receiveStamps(db: DeviceDatabase, page: FillPage): Promise<void> {
  let highest = 0;
  for (const whole of page.tickets) {
    highest = Math.max(highest, latestStamp(whole.ticket));
    for (const kind of childKinds) for (const row of whole.children[kind]) highest = Math.max(highest, row.s);
  }
  const clock = await readClock(db);
  if (highest > clock.last) await db.meta.put({ ...clock, last: highest });
}

/** At the end of a fill the vector becomes the heads fixed at its beginning; the next pull is the delta over it (SPEC S5). */
export async function endScope(db: DeviceDatabase, reading: Reading): Promise<void> {
  await db.transaction('rw', db.meta, async () => {
    const sync = await readSync(db);
    const state = sync.scopes[reading.key];
    if (!isReading(state, reading)) return;
    const { heads, epoch, generation } = reading;
    const vectors = { vector: heads, done: heads, epoch };
    const steady: ScopeState = { ...state, ...vectors, fill: null, sweep: generation > 1 };
    await db.meta.put({ ...sync, paging: true, scopes: { ...sync.scopes, [reading.key]: steady } });
  });
}

/** Begins a scope's fill anew: what it noted was pruned on the server meanwhile. */
export async function restartScope(db: DeviceDatabase, scope: number): Promise<void> {
  await db.transaction('rw', db.meta, async () => {
    const sync = await readSync(db);
    const found = Object.entries(sync.scopes).find(([, state]) => state.scope === scope && state.fill);
    if (!found) return;
    const [key, state] = found;
    const again = { ...state, generation: state.generation + 1, fill: { heads: null, cursor: null } };
    await db.meta.put({ ...sync, scopes: { ...sync.scopes, [key]: again } });
  });
}
