import { isAwaited } from '../store/own-part.ts';
import { readRefused, retryRefused } from '../store/refused.ts';
import type { Replica } from './replica.ts';

/**
 * Work from before a restore, offered again or not yet sent, may come before what it was done to: somebody else's ticket,
 * which their device has yet to offer again. It was refused then, and is made anew once that ticket is here (SPEC I1). What
 * never comes back leaves it where it is, for its person to read.
 */
export async function remakeOffered(replica: Replica): Promise<void> {
  const { db, actor } = replica;
  for (const { entry } of await readRefused(db)) {
    if (!isAwaited(entry)) continue;
    const tickets = await db.tickets.bulkGet(entry.tickets);
    if (!tickets.length || !tickets.every((record) => record && record.confirmed !== null)) continue;
    await retryRefused(db, actor, {
      seq: entry.seq,
      args: entry.args,
      newId: () => replica.newId(),
      nowMs: entry.at,
    });
  }
}
