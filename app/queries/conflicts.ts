import type { Conflict } from '../../shared/model/conflict.ts';
import { subjectOf } from '../../shared/mutations/conflict.ts';
import { currentAccount } from '../session/session.ts';
import { readConflicts } from '../store/conflicts.ts';
import { openDatabase, type DeviceDatabase, type TicketRecord } from '../store/database.ts';
import { readRefused } from '../store/refused.ts';
import { readLeftWords } from './drafts.ts';
import type { LostValue } from './types.ts';
import { sharedLiveValue } from './shared-live-value.ts';
import { useLiveValue } from './use-live-value.ts';
import { valueOn } from './value-on.ts';

/** Every conflict that this person lost, newest first, live; undefined until the device has been asked. */
export const useConflicts: () => readonly LostValue[] | undefined = sharedLiveValue((db) => readLost(db));

/** The open conflicts about one ticket, live. */
export function useTicketConflicts(ticketId: string): readonly LostValue[] {
  const { key } = currentAccount();
  const found = useLiveValue(
    async () => openOnes(await readLost(openDatabase(key), ticketId)),
    `${key}/${ticketId}`,
  );
  return found ?? none;
}
const none: readonly LostValue[] = [];

/** How much waits for this person: conflicts to settle or, where a rule has settled them, to take note of; refused changes; words without a field. */
export function useAttentionCount(): number {
  return useAttention() ?? 0;
}
const useAttention = sharedLiveValue(countAttention);

async function countAttention(db: DeviceDatabase): Promise<number> {
  const [conflicts, refused, left] = await Promise.all([
    readConflicts(db),
    readRefused(db),
    readLeftWords(db),
  ]);
  return conflicts.filter(({ resolvedAt }) => resolvedAt === null).length + refused.length + left.length;
}

const openOnes = (lost: LostValue[]): LostValue[] =>
  lost.filter(({ conflict }) => conflict.resolvedAt === null);

async function readLost(db: DeviceDatabase, ticketId?: string): Promise<LostValue[]> {
  const all = await readConflicts(db);
  const conflicts = ticketId === undefined ? all : all.filter((conflict) => conflict.ticketId === ticketId);
  const records = await db.tickets.bulkGet(conflicts.map((conflict) => conflict.ticketId));
  return conflicts
    .map((conflict, i): LostValue => {
      const record = records[i];
      return {
        conflict,
        ticketTitle: record?.ticket.title ?? null,
        ticketNumber: record?.ticket.number ?? null,
        present: record ? presentValue(conflict, record) : null,
        list: record?.more?.checkItem ?? [],
      };
    })
    .sort((a, b) => b.conflict.s - a.conflict.s);
}

/** What the screen shows there now: it may have changed since. */
function presentValue(conflict: Conflict, record: TicketRecord): Record<string, unknown> | null {
  const subject = subjectOf(conflict);
  return subject ? valueOn(record, subject.kind, subject.id, conflict.register) : null;
}
