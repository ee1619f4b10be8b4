import type { DirectoryRecord, OutboxEntry, ThreadRecord, TicketRecord } from '../../app/store/database.ts';
import type { Meta, ReplicaMeta, SyncMeta } from '../../app/store/meta.ts';
import { laterChildKinds, rowKey, type RowKind } from '../../shared/model/rows.ts';
import type { Versioned } from '../../shared/model/versioned.ts';
import type { Disk } from './browser-disk.ts';

export type Row = Versioned & Record<string, unknown>;

/** What lies on a profile's disk at one moment, read past the code that wrote it. */
export interface View {
  /** Rows as the server sent them, by key. */
  confirmed: Map<string, Row>;
  /** Rows as the screen shows them. */
  shown: Map<string, Row>;
  /** In which scopes each confirmed row is, by its key. */
  scopesOfRow: Map<string, number[]>;
  painted: Set<string>;
  outbox: OutboxEntry[];
  sent: OutboxEntry[];
  sync: SyncMeta | undefined;
  replica: ReplicaMeta | undefined;
}

export function viewOf(disk: Disk, name: string): View {
  const confirmed = new Map<string, Row>();
  const shown = new Map<string, Row>();
  const scopesOfRow = new Map<string, number[]>();
  const painted = new Set<string>();
  const childIn = new Map<string, TicketRecord>();
  const scopes = (of: Record<number, number>): number[] => Object.keys(of).map(Number);
  const child = (kind: RowKind, ticketId: string, row: { id: string }, own: boolean, into: boolean): void => {
    const key = rowKey({ kind, id: row.id, ticketId });
    if (into) shown.set(key, row as unknown as Row);
    if (own) return;
    confirmed.set(key, row as unknown as Row);
    const record = childIn.get(ticketId);
    scopesOfRow.set(key, scopes(record?.childIn?.[key] ?? record?.in ?? {}));
  };
  for (const record of disk.read<TicketRecord>(name, 'tickets')) {
    const { id } = record;
    childIn.set(id, record);
    const key = rowKey({ kind: 'ticket', id });
    shown.set(key, record.ticket as unknown as Row);
    const rows = record.confirmed === undefined ? record : record.confirmed;
    if (rows) {
      confirmed.set(key, rows.ticket as unknown as Row);
      scopesOfRow.set(key, scopes(record.in));
    }
    for (const row of record.tags) child('ticketTag', id, row, true, true);
    for (const row of record.values) child('fieldValue', id, row, true, true);
    for (const row of rows?.tags ?? []) child('ticketTag', id, row, false, false);
    for (const row of rows?.values ?? []) child('fieldValue', id, row, false, false);
    for (const kind of laterChildKinds) {
      for (const row of record.more?.[kind] ?? []) child(kind, id, row, true, true);
      for (const row of rows?.more?.[kind] ?? []) child(kind, id, row, false, false);
    }
    if (record.painted || record.waiting) painted.add(id);
  }
  for (const thread of disk.read<ThreadRecord>(name, 'threads')) {
    const own = new Set(thread.painted);
    const under = new Set(thread.confirmed?.map(({ id }) => id));
    for (const row of thread.messages)
      child('message', thread.id, row, own.has(row.id) || under.has(row.id), true);
    for (const row of thread.confirmed ?? []) child('message', thread.id, row, false, false);
    for (const row of thread.events) child('event', thread.id, row, own.has(row.id), true);
    if (own.size || under.size) painted.add(thread.id);
  }
  for (const { kind, id, row, in: held } of disk.read<DirectoryRecord>(name, 'directory')) {
    const key = rowKey({ kind, id });
    confirmed.set(key, row as unknown as Row);
    shown.set(key, row as unknown as Row);
    scopesOfRow.set(key, scopes(held));
  }
  const meta = new Map(disk.read<Meta>(name, 'meta').map((one) => [one.key, one]));
  return {
    confirmed,
    shown,
    scopesOfRow,
    painted,
    outbox: disk.read<OutboxEntry>(name, 'outbox'),
    sent: disk.read<OutboxEntry>(name, 'sent'),
    sync: meta.get('sync') as SyncMeta | undefined,
    replica: meta.get('replica') as ReplicaMeta | undefined,
  };
}

/** The marks of a row's registers, that of its creation under ''. */
export function marksOf(row: Row): [register: string, mark: readonly [number, number, number]][] {
  return [['', [row.r, row.n, row.s]], ...Object.entries(row.over ?? {})];
}

/** A row's marks as text: equal text is the same version. */
export function versionOf(row: Row): string {
  const over = Object.entries(row.over ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([row.r, row.n, row.s, over]);
}
