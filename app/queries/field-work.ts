import { itemsInOrder, type Check, type CheckItem } from '../../shared/model/checklist.ts';
import { rowKey, type RowRef } from '../../shared/model/rows.ts';
import type { Signature, TimeEntry, Visit } from '../../shared/model/visit.ts';
import type { TicketRecord } from '../store/database.ts';

/** An item of a ticket's checklist. `waiting`: an own change lies on it that the office does not have yet. */
export interface ChecklistEntry {
  item: CheckItem;
  check: Check | null;
  waiting: boolean;
}

export interface VisitEntry {
  visit: Visit;
  signature: Signature | null;
  waiting: boolean;
}

/** What is to be done on a ticket and was done on the spot. */
export interface FieldWork {
  /** In its order. */
  checklist: readonly ChecklistEntry[];
  /** Latest first. */
  visits: readonly VisitEntry[];
  /** Latest day first. */
  times: readonly { entry: TimeEntry; waiting: boolean }[];
}

export function fieldWorkOf({ more = {}, painted = {} }: Pick<TicketRecord, 'more' | 'painted'>): FieldWork {
  const own = new Set(Object.keys(painted).map((key) => key.slice(0, key.lastIndexOf('.'))));
  const isWaiting = (kind: RowRef['kind'], { ticketId, id }: { ticketId: string; id: string }): boolean =>
    own.has(rowKey({ kind, id, ticketId }));
  const checks = new Map((more.check ?? []).map((check) => [check.id, check]));
  const signatures = new Map((more.signature ?? []).map((signature) => [signature.id, signature]));
  const visits = (more.visit ?? []).filter(({ removed }) => !removed);
  const times = (more.timeEntry ?? []).filter(({ removed }) => !removed);
  return {
    checklist: itemsInOrder(more.checkItem ?? []).map((item) => ({
      item,
      check: checks.get(item.id) ?? null,
      waiting: isWaiting('checkItem', item) || isWaiting('check', item),
    })),
    visits: visits
      .sort((a, b) => b.arrivedAt - a.arrivedAt || (a.id < b.id ? 1 : -1))
      .map((visit) => ({
        visit,
        signature: signatures.get(visit.id) ?? null,
        waiting: isWaiting('visit', visit) || isWaiting('signature', visit),
      })),
    times: times
      .sort((a, b) => (a.day === b.day ? (a.id < b.id ? 1 : -1) : a.day < b.day ? 1 : -1))
      .map((entry) => ({ entry, waiting: isWaiting('timeEntry', entry) })),
  };
}
