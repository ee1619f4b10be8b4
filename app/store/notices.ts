import type { Notice } from '../../shared/model/notice.ts';
import type { DeviceDatabase, OutboxEntry } from './database.ts';
import { ownChanges } from './own-changes.ts';

/**
 * What this person was told, as the server confirmed it, with what they have read here since on top (SPEC D4): read is
 * read, network or not.
 */
export async function readNotices(db: DeviceDatabase): Promise<Notice[]> {
  const [records, entries] = await Promise.all([
    db.directory.where('kind').equals('notice').toArray(),
    ownChanges(db, 'notice.read'),
  ]);
  const read = readHere(entries);
  return records.map(({ row }) => {
    const notice = row as Notice;
    const at = read.get(notice.id);
    if (at === undefined) return notice;
    return { ...notice, readAt: at === null ? null : (notice.readAt ?? at) };
  });
}

/** When each was read; null where it is to stand out again. The later change holds. */
function readHere(entries: readonly OutboxEntry[]): Map<string, number | null> {
  return new Map(
    entries.flatMap(({ args, at }) => {
      const { ids, read } = args as { ids: string[]; read: boolean };
      return ids.map((id): [string, number | null] => [id, read ? at : null]);
    }),
  );
}
