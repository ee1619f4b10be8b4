import { restoring } from '../../shared/mutations/conflict.ts';
import type { MutationArgs } from '../../shared/mutations/registry.ts';
import { readConflicts } from '../store/conflicts.ts';
import type { DeviceDatabase, OutboxEntry } from '../store/database.ts';
import { isAwaited } from '../store/entry.ts';
import { readNotices } from '../store/notices.ts';
import { dropRefused, readAllRefused, retryRefused, type Retry } from '../store/refused.ts';
import type { Replica } from './replica.ts';

/**
 * Work from before a restore, offered again or not yet sent, may come before what it was done to: somebody else's ticket,
 * a team, a notice, which another device has yet to offer again. It was refused then, and is made anew once that is here
 * (SPEC I1). What never comes back leaves it where it is, for its person to read.
 */
export async function remakeOffered(replica: Replica): Promise<void> {
  const { db, actor } = replica;
  for (const { entry } of await readAllRefused(db)) {
    if (!isAwaited(entry) || !(await hasTickets(db, entry))) continue;
    const again = await anew(db, entry);
    if (again === 'nothing') await dropRefused(db, actor, entry.seq);
    else if (again !== 'later')
      await retryRefused(db, actor, {
        ...again,
        seq: entry.seq,
        newId: () => replica.newId(),
        nowMs: entry.at,
      });
  }
}

/** Whether the tickets that it names are here from the server; those that it makes itself come with it. */
async function hasTickets(db: DeviceDatabase, { args, tickets }: OutboxEntry): Promise<boolean> {
  const { id, followUp } = args as { id?: string; followUp?: { id: string } };
  const others = tickets.filter((ticketId) => ticketId !== id && ticketId !== followUp?.id);
  const records = await db.tickets.bulkGet(others);
  return records.every((record) => record && record.confirmed !== null);
}

type Anew = Pick<Retry, 'name' | 'args' | 'rest'> | 'later' | 'nothing';

/** What it is made anew as. Where that cannot be done yet, the plan on this device says so and it stays. */
async function anew(db: DeviceDatabase, { name, args }: OutboxEntry): Promise<Anew> {
  if (name === 'notice.read') return await readingAnew(db, args as MutationArgs<'notice.read'>);
  if (name === 'conflict.resolve') return await settledAnew(db, args as MutationArgs<'conflict.resolve'>);
  return { args };
}

/** The notices that are here are read, the others when they come. */
async function readingAnew(db: DeviceDatabase, { ids, read }: MutationArgs<'notice.read'>): Promise<Anew> {
  const here = new Set((await readNotices(db)).map(({ id }) => id));
  const rest = ids.filter((id) => !here.has(id));
  if (rest.length === ids.length) return 'later';
  const args = { ids: ids.filter((id) => here.has(id)), read };
  return rest.length ? { args, rest: { ids: rest, read } } : { args };
}

/**
 * A conflict that was raised after the backup is raised under another id now, or not at all: what was decided is done to
 * the one there is, or is written as any change is. Where nothing was written, there is nothing to do.
 */
async function settledAnew(db: DeviceDatabase, args: MutationArgs<'conflict.resolve'>): Promise<Anew> {
  const { ticketId, write } = args;
  if (!write) return 'nothing';
  const same = (await readConflicts(db)).find(
    (conflict) =>
      conflict.ticketId === ticketId &&
      conflict.resolvedAt === null &&
      restoring(conflict)?.name === write.name &&
      Object.values(write.args).includes(conflict.rowId),
  );
  return same ? { args: { ...args, conflictId: same.id } } : { name: write.name, args: write.args };
}
