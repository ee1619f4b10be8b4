import type { Approval } from '../../shared/model/approval.ts';
import type { Message } from '../../shared/model/conversation.ts';
import { must } from '../../shared/lib/must.ts';
import { noticeRef } from '../../shared/model/notice.ts';
import { rowKey, type RowTypes } from '../../shared/model/rows.ts';
import type { Ticket } from '../../shared/model/ticket.ts';
import { ticketRef } from '../../shared/mutations/ticket-access.ts';
import {
  afterEnding,
  concerns,
  endingsOfBreaches,
  endingsOfMessage,
  endingsOfRequest,
  isPassedOver,
  type Ending,
  type Request,
} from '../../shared/rules/ended-notices.ts';
import { tellingOfPassedOver, type Telling } from '../../shared/rules/notices.ts';
import type { Tx } from '../db/connect.ts';
import { readPending, readTold } from '../db/sync/notices.ts';
import type { FoundRow } from '../db/sync/read-rows.ts';
import type { RowEffects } from './push.ts';
import type { WorkingSet } from './working-set.ts';

/** What follows, and the row whose change it follows from. */
type Caused<T> = T & { cause: FoundRow };

/** What has ended of what was told before, and whom that is told to in turn. */
export interface Ended {
  endings: Caused<Ending>[];
  tellings: Caused<Telling>[];
}

/** @param byId whose changes these are; null: the server's */
export async function endedIn(
  tx: Tx,
  rows: WorkingSet,
  { byId, atMs }: { byId: string | null; atMs: number },
): Promise<Ended> {
  const written = rows.written();
  const single = written.flatMap((cause) =>
    endingsOfRow(cause, rows).map((ending) => ({ ...ending, cause })),
  );
  const requests = await requestsIn(tx, rows, written);
  return {
    endings: [
      ...single,
      ...requests.flatMap(({ before, after, cause }) =>
        endingsOfRequest(before, after).map((ending) => ({ ...ending, cause })),
      ),
    ],
    tellings: requests.flatMap(({ before, after, cause }) =>
      isPassedOver(before, after) ? { ...tellingOfPassedOver(after.asked, byId, atMs), cause } : [],
    ),
  };
}

function endingsOfRow({ ref, row }: FoundRow, rows: WorkingSet): Ending[] {
  const before = rows.before(ref);
  if (ref.kind === 'message') return endingsOfMessage(before as Message | undefined, row as Message);
  return ref.kind === 'ticket' && before ? endingsOfBreaches(before as Ticket, row as Ticket) : [];
}

/**
 * The requests whose standing may have changed: those that were written, and those that wait on a ticket whose priority or
 * status is another now, whoever changed it.
 */
async function requestsIn(
  tx: Tx,
  rows: WorkingSet,
  written: readonly FoundRow[],
): Promise<{ before: Request | undefined; after: Request; cause: FoundRow }[]> {
  const moved = written.filter(({ ref, row }) => {
    if (ref.kind !== 'ticket') return false;
    const [was, is] = [rows.before(ref) as Ticket | undefined, row as Ticket];
    return !!was && (was.status !== is.status || was.priority !== is.priority);
  });
  const own = written.filter(({ ref }) => ref.kind === 'approval');
  const waiting = moved.length
    ? await readPending(
        tx,
        moved.map(({ ref }) => ref.id),
      )
    : [];
  const causes = new Map<string, { asked: Approval; cause: FoundRow }>();
  const causeOf = new Map(moved.map((cause) => [cause.ref.id, cause]));
  for (const asked of waiting)
    causes.set(asked.id, { asked, cause: must(causeOf.get(asked.ticketId), 'what moved') });
  for (const cause of own) causes.set(cause.ref.id, { asked: cause.row as Approval, cause });
  return [...causes.values()].map(({ asked, cause }) => {
    const ref = { kind: 'approval', id: asked.id, ticketId: asked.ticketId } as const;
    const [was, is] = [rows.before(ticketRef(asked.ticketId)), rows.get(ticketRef(asked.ticketId))];
    // What was only read is as it was.
    const before = cause.ref.kind === 'approval' ? (rows.before(ref) as Approval | undefined) : asked;
    return {
      before: before && was && { asked: before, ticket: was as RowTypes['ticket'] },
      after: { asked, ticket: must(is, 'ticket of a request') },
      cause,
    };
  });
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
  endings: readonly Caused<Ending>[],
  atMs: number,
): Promise<void> {
  if (!endings.length) return;
  for (const stored of await readTold(tx, endings)) {
    const ref = noticeRef(stored.id);
    const notice = rows.get(ref) ?? stored;
    const ending = endings.find((one) => concerns(one, notice));
    const after = ending && afterEnding(notice, ending, atMs);
    if (!after) continue;
    const { dot } = must(touched.get(rowKey(ending.cause.ref)), 'what was written');
    // Never below what its person has written: they may have read it a moment ago.
    const s = Math.max(ending.cause.row.s, notice.s + 1);
    rows.put(ref, { ...after, r: dot[0], n: dot[1], s });
    touched.set(rowKey(ref), { ref, dot });
  }
}
