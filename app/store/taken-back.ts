import { isRedacted, type Message } from '../../shared/model/conversation.ts';
import type { RowKind, RowTypes } from '../../shared/model/rows.ts';
import { insert, set, type Write } from '../../shared/mutations/plan.ts';
import type { DeviceDatabase, OutboxEntry } from './database.ts';

/** What stands in a change that was made here, where the words were. */
const GONE = '(taken back)';

/** The messages among rows that arrive whose words were taken back. */
export function takenBackIn(rows: Iterable<{ kind: RowKind; row: RowTypes[RowKind] | null }>): Set<string> {
  const ids = new Set<string>();
  for (const { kind, row } of rows)
    if (kind === 'message' && row && isRedacted(row as Message)) ids.add((row as Message).id);
  return ids;
}

/**
 * Takes the words of these messages out of what this device keeps of its own changes: those that are answered, and those
 * that came back and are kept in case the server must be told again (SPEC I1), which will hear that they were taken back as
 * well. What was refused stays: it is its person's to read. Inside a transaction over outbox and sent.
 */
export async function forgetWords(db: DeviceDatabase, messageIds: ReadonlySet<string>): Promise<void> {
  if (!messageIds.size) return;
  const isOfThem = ({ name, args }: Pick<OutboxEntry, 'name' | 'args'>): boolean => {
    const { id, messageId } = args as { id?: string; messageId?: string };
    return messageIds.has((name === 'message.add' ? id : messageId) ?? '') && hasWords(args);
  };
  const [answered, sent] = await Promise.all([
    db.outbox.where('state').equals('answered').filter(isOfThem).toArray(),
    db.sent.filter(isOfThem).toArray(),
  ]);
  await Promise.all([db.outbox.bulkPut(answered.map(wordless)), db.sent.bulkPut(sent.map(wordless))]);
}

const hasWords = (args: unknown): boolean => {
  const { body } = args as { body?: unknown };
  return typeof body === 'string' && body !== GONE;
};

function wordless<E extends OutboxEntry>(entry: E): E {
  const { standing: _, ...verdict } = entry.verdict ?? { standing: undefined };
  return {
    ...entry,
    args: { ...(entry.args as object), body: GONE },
    writes: entry.writes.map(wordlessWrite),
    ...(entry.verdict && { verdict }),
  };
}

function wordlessWrite(write: Write): Write {
  const { ref } = write;
  if (ref.kind !== 'message') return write;
  const body = GONE;
  return write.op === 'insert'
    ? insert(ref, { ...(write.row as Message), body })
    : set(ref, write.register, { body });
}
