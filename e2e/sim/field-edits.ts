import type { TicketRecord } from '../../app/store/database.ts';
import { visitOutcomes } from '../../shared/model/visit.ts';
import { ticketPreferenceId } from '../../shared/model/preference.ts';
import type { Change } from '../../shared/mutations/undo.ts';

/** What people do on the spot, and what of it they want to hear. */
export const fieldEdits = ['item', 'tick', 'visit', 'sign', 'time', 'mute'] as const;
export type FieldEdit = (typeof fieldEdits)[number];

interface Where {
  /** The ticket as it is on their screen. */
  record: TicketRecord;
  personId: string;
  b: number;
  c: number;
  word: string;
}

const one = <T>(some: readonly T[] | undefined, nth: number): T | undefined =>
  some?.[nth % Math.max(1, some.length)];

/** The change that somebody makes; undefined where there is nothing to make it to. */
export function fieldChange(what: FieldEdit, { record, personId, b, c, word }: Where): Change | undefined {
  const { id: ticketId, more = {} } = record;
  const item = one(more.checkItem, b);
  const visit = one(more.visit, b);
  const entry = one(more.timeEntry, b);
  const removed = c % 5 === 0;
  switch (what) {
    case 'item': {
      const text = `SECRET ${word}`;
      if (!item || c % 2)
        return {
          name: 'checklist.add',
          args: { ticketId, items: [{ id: crypto.randomUUID(), text, position: c }] },
        };
      return { name: 'checklist.set', args: { ticketId, itemId: item.id, text, position: c, removed } };
    }
    case 'tick':
      return item && { name: 'checklist.tick', args: { ticketId, itemId: item.id, done: c % 3 > 0 } };
    case 'visit': {
      const arrivedAt = (visit?.arrivedAt ?? Date.now()) - c;
      const leftAt = c % 2 ? null : arrivedAt + 60_000;
      const outcome = leftAt === null ? null : (one(visitOutcomes, c) ?? null);
      const id = visit && c % 3 ? visit.id : crypto.randomUUID();
      const content = { arrivedAt, leftAt, outcome, note: `SECRET ${word}` };
      return { name: 'visit.set', args: { ticketId, id, ...content, removed: removed && id === visit?.id } };
    }
    case 'sign':
      return (
        visit && {
          name: 'visit.sign',
          args: { ticketId, visitId: visit.id, path: c % 2 ? 'M1 2 3 4' : null, name: `SECRET ${word}` },
        }
      );
    case 'time': {
      const id = entry && c % 3 ? entry.id : crypto.randomUUID();
      const content = { day: '2026-11-24', minutes: 1 + (c % 90), note: `SECRET ${word}` };
      return { name: 'time.set', args: { ticketId, id, ...content, removed: removed && id === entry?.id } };
    }
    case 'mute':
      return {
        name: 'ticket.mute',
        args: { id: ticketPreferenceId(personId, ticketId), ticketId, muted: c % 2 === 0 },
      };
  }
}
