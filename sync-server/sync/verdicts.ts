import { rowKey, isChild, refOfKey, type RowRef } from '../../shared/model/rows.ts';
import type { Ticket } from '../../shared/model/ticket.ts';
import { markOf } from '../../shared/model/versioned.ts';
import { registerValue } from '../../shared/mutations/apply.ts';
import type { Standing, Verdict } from '../../shared/protocol/push.ts';
import { must } from '../../shared/lib/must.ts';
import { projectTicket, scopesHeldBy, scopesOf } from '../../shared/rules/scopes.ts';
import type { Tx } from '../db/connect.ts';
import { grantsOf } from '../db/sync/grants.ts';
import type { StoredVerdict } from '../db/sync/log.ts';
import { readRows, type FoundRow } from '../db/sync/read-rows.ts';
import type { WorkingSet } from './working-set.ts';

/** Of a refusal so old that its words were let go of (SPEC B2). */
const NO_LONGER_KEPT =
  'This change was refused long ago; why is no longer kept. What you wrote is still here: make it again if it is still needed.';

/**
 * Verdicts as they are answered. What stands is rendered now, through the asker's present scopes: a row they may no
 * longer see brings nothing (SPEC O3).
 */
export async function renderVerdicts(
  tx: Tx,
  rows: WorkingSet,
  askerId: string,
  asked: { n: number; verdict: StoredVerdict }[],
): Promise<Verdict[]> {
  const keys = new Set(asked.flatMap(({ verdict }) => verdict.wrote?.map(([key]) => key) ?? []));
  const refs = [...keys].map((key) => must(refOfKey(key), 'row key'));
  const tickets = refs.flatMap((ref): RowRef[] =>
    ref.ticketId ? [{ kind: 'ticket', id: ref.ticketId }] : [],
  );
  const missing = [...refs, ...tickets].filter((ref) => !rows.get(ref));
  const read: ReadonlyMap<string, FoundRow> = missing.length ? await readRows(tx, missing) : new Map();
  const find = (ref: RowRef) => rows.get(ref) ?? read.get(rowKey(ref))?.row;
  // After the rows, never before: what was taken away in between is not shown, though the row may be older.
  const asker = refs.length ? await grantsOf(tx, askerId) : undefined;
  const held = asker ? scopesHeldBy(asker) : [];

  const standing = (key: string, register: string): Standing[] => {
    const ref = must(refOfKey(key), 'row key');
    const row = find(ref);
    const ticket = isChild(ref.kind)
      ? (find({ kind: 'ticket', id: ref.ticketId ?? '' }) as Ticket | undefined)
      : undefined;
    const scope =
      row && scopesOf(ref.kind, row as never, ticket).find((candidate) => held.includes(candidate));
    if (!scope) return [];
    const shown = ref.kind === 'ticket' ? projectTicket(row as Ticket, scope) : row;
    if (register === '*') return [[key, register, { ...shown }, null]];
    return [[key, register, registerValue(ref.kind, shown, register), [...markOf(shown, register)]]];
  };

  return asked.map(({ n, verdict }) => {
    const { status } = verdict;
    if (status === 'refused') {
      const { message = NO_LONGER_KEPT, details } = verdict.detail ?? {};
      return { n, status, code: verdict.code ?? 'internal-error', message, ...(details && { details }) };
    }
    const answer: Verdict = { n, status, ...(verdict.s !== null && { s: verdict.s }) };
    if (verdict.wrote) answer.standing = verdict.wrote.flatMap(([key, register]) => standing(key, register));
    return answer;
  });
}
