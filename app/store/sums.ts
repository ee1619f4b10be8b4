import { childKinds, rowKey } from '../../shared/model/rows.ts';
import { RowSum } from '../../shared/model/row-sum.ts';
import type { DeviceDatabase, Membership, TicketRecord, ThreadRecord } from './database.ts';
import { childrenOf, folderOf } from './folder.ts';

/** Records read at once: a write of the person waits for one such read, never for all. */
const CHUNK = 250;

/**
 * What the confirmed rows of each of these scopes (by ordinal) amount to (SPEC C1). Read in short transactions: the
 * caller makes sure that nothing has changed between the first and the last.
 */
export async function sumRows(
  db: DeviceDatabase,
  scopes: readonly number[],
  signal: AbortSignal,
): Promise<Map<number, string>> {
  const sums = new Map(scopes.map((scope) => [scope, new RowSum()]));
  const within = (membership: Membership): RowSum[] =>
    [...sums].flatMap(([scope, sum]) => (scope in membership ? [sum] : []));
  for (const { kind, row, in: membership } of await db.directory.toArray()) {
    for (const sum of within(membership)) sum.add(kind, row);
  }
  for (let last = ''; !signal.aborted;) {
    const [records, threads] = await db.transaction('r', [db.tickets, db.threads], async () => {
      const some = await db.tickets.where('id').above(last).limit(CHUNK).toArray();
      return [some, await db.threads.bulkGet(some.map((record) => record.id))] as const;
    });
    records.forEach((record, i) => addTicket(record, threads[i], within));
    last = records.at(-1)?.id ?? last;
    if (records.length < CHUNK) break;
  }
  return new Map([...sums].map(([scope, sum]) => [scope, sum.text]));
}

function addTicket(
  record: TicketRecord,
  thread: ThreadRecord | undefined,
  within: (membership: Membership) => RowSum[],
): void {
  const { id, childIn } = record;
  const folder = folderOf(id, record, thread);
  if (folder.ticket) for (const sum of within(record.in)) sum.add('ticket', folder.ticket);
  for (const kind of childKinds) {
    for (const row of childrenOf(folder, kind).values()) {
      const membership = childIn?.[rowKey({ kind, id: row.id, ticketId: id })] ?? record.in;
      for (const sum of within(membership)) sum.add(kind, row, id);
    }
  }
}
