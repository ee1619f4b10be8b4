import { must } from '../../shared/lib/must.ts';
import { noticeRef } from '../../shared/model/notice.ts';
import { rowKey, type RowTypes } from '../../shared/model/rows.ts';
import { ended, endingsOfBreaches, ends, type Ending } from '../../shared/rules/ended-notices.ts';
import type { Tx } from '../db/connect.ts';
import { readTold } from '../db/sync/notices.ts';
import type { FoundRow } from '../db/sync/read-rows.ts';
import type { RowEffects } from './push.ts';
import type { WorkingSet } from './working-set.ts';

/** An ending, and the row whose change it is. */
export type CausedEnding = Ending & { cause: FoundRow };

/** Of what was told before, all that this has ended. */
export function endingsIn(rows: WorkingSet): CausedEnding[] {
  return rows.written().flatMap((cause) => endingsBy(cause, rows).map((ending) => ({ ...ending, cause })));
}

function endingsBy({ ref, row }: FoundRow, rows: WorkingSet): Ending[] {
  const before = rows.before(ref);
  if (ref.kind !== 'ticket' || !before) return [];
  return endingsOfBreaches(before as RowTypes['ticket'], row as RowTypes['ticket']);
}

/**
 * Says so in the inboxes of those who were told, under the dot of what ended it. An entry that stands for many tickets
 * says what there was in that run, and stays.
 *
 * @param atMs when the server learned of it
 */
export async function endNotices(
  tx: Tx,
  { rows, touched }: RowEffects,
  endings: readonly CausedEnding[],
  atMs: number,
): Promise<void> {
  if (!endings.length) return;
  for (const stored of await readTold(tx, endings)) {
    const ref = noticeRef(stored.id);
    const notice = rows.get(ref) ?? stored;
    const ending = endings.find((one) => ends(one, notice));
    if (!ending || notice.endedAt !== null) continue;
    const { dot } = must(touched.get(rowKey(ending.cause.ref)), 'what was written');
    // Never below what its person has written: they may have read it a moment ago.
    const s = Math.max(ending.cause.row.s, notice.s + 1);
    rows.put(ref, { ...ended(notice, atMs), r: dot[0], n: dot[1], s });
    touched.set(rowKey(ref), { ref, dot });
  }
}
