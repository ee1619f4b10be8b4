import type { Conflict, Resolution } from '../../shared/model/conflict.ts';
import type { DeviceDatabase, OutboxEntry } from './database.ts';
import { ownChanges } from './own-changes.ts';

/**
 * The person's conflicts as the server confirmed them, with their own decisions on top that it has not answered or that
 * have not come back (SPEC D4): what was settled here is settled, network or not.
 */
export async function readConflicts(db: DeviceDatabase): Promise<Conflict[]> {
  const [records, entries] = await Promise.all([
    db.directory.where('kind').equals('conflict').toArray(),
    ownChanges(db, 'conflict.resolve'),
  ]);
  const decided = decisions(entries);
  return records.map(({ row }) => {
    const conflict = row as Conflict;
    const own = decided.get(conflict.id);
    return conflict.resolvedAt === null && own ? { ...conflict, ...own } : conflict;
  });
}

function decisions(entries: OutboxEntry[]): Map<string, { resolution: Resolution; resolvedAt: number }> {
  return new Map(
    entries.map(({ args, at }) => {
      const { conflictId, choice } = args as { conflictId: string; choice: Resolution };
      return [conflictId, { resolution: choice, resolvedAt: at }];
    }),
  );
}
