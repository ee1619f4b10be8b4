import { covers } from '../../shared/clock/vector.ts';
import type { Conflict } from '../../shared/model/conflict.ts';
import type { Dot } from '../../shared/clock/dot.ts';
import { rowKey } from '../../shared/model/rows.ts';
import { isLostAccess } from '../../shared/rules/refusal.ts';
import type { DeviceDatabase, OutboxEntry, ThreadRecord, TicketRecord } from '../store/database.ts';
import { confirmedMessages } from '../store/folder.ts';
import { readSync, type SyncMeta } from '../store/meta.ts';
import { doneVectors, isFilling } from '../store/repaint.ts';
import { directoryOf } from './directory.ts';
import type { PresentState, PresentTicket } from './types.ts';

/** What the office has at the places of these refused changes, in their order, as far as it may be shown here. */
export async function readPresent(
  db: DeviceDatabase,
  entries: readonly OutboxEntry[],
): Promise<PresentState[]> {
  const ids = entries.map(({ tickets }) => tickets[0] ?? '');
  const [records, threads, conflicts, sync] = await Promise.all([
    db.tickets.bulkGet(ids),
    db.threads.bulkGet(ids),
    db.directory.bulkGet(entries.map((entry) => ['conflict', conflictIdOf(entry)] as ['conflict', string])),
    readSync(db),
  ]);
  const lists = entries.some(isOfLists) && holdsLists(sync) ? await readLists(db) : null;
  return entries.map((entry, i): PresentState => {
    const shown = mayShow(entry, (dot) => isPassed(sync, dot));
    return {
      ticket: shown ? presentTicket(records[i], threads[i]) : null,
      made: records[i]?.confirmed === null ? records[i].ticket : null,
      lists: isOfLists(entry) ? lists : null,
      conflict: shown ? ((conflicts[i]?.row as Conflict | undefined) ?? null) : null,
    };
  });
}

/**
 * A refusal for lost access shows own words only (SPEC O3), also in the moment before its ticket leaves this device. A
 * finished pull that has passed it had its grants read later: what is held after that, they see. That something the
 * change named is not there (an assignee, a category) is `not-found` as well, and says which: it takes no access away.
 */
export function mayShow(
  { verdict, ord, n }: Pick<OutboxEntry, 'verdict' | 'ord' | 'n'>,
  passed: (dot: Dot) => boolean,
): boolean {
  return !verdict || !isLostAccess(verdict) || passed([ord, n]);
}

function isPassed(sync: SyncMeta, dot: Dot): boolean {
  const done = [...doneVectors(sync).values()];
  return !isFilling(sync) && done.length > 0 && done.every((vector) => covers(vector, dot));
}

const isOfLists = ({ tickets }: OutboxEntry): boolean => tickets.length === 0;

/** Only staff have the tenant's lists whole; of a list still arriving nothing can be said. */
const holdsLists = ({ scopes }: SyncMeta): boolean => scopes['tenant']?.fill === null;

/** The lists as the server sent them: own changes that are still on their way are not what the office has. */
async function readLists(db: DeviceDatabase): Promise<PresentState['lists']> {
  const rows = await db.directory.toArray();
  return directoryOf({ records: new Map(rows.map((row) => [rowKey(row), row])), painted: {} });
}

const conflictIdOf = ({ args }: OutboxEntry): string => (args as { conflictId?: string }).conflictId ?? '';

function presentTicket(
  record: TicketRecord | undefined,
  thread: ThreadRecord | undefined,
): PresentTicket | null {
  if (!record || record.confirmed === null) return null;
  const { ticket, tags, values, more } = record.confirmed ?? record;
  return { ticket, tags, values, ...(more && { more }), messages: confirmedMessages(thread) };
}
