import type { LeadingLinkKind } from '../model/link.ts';
import type { Rows } from './plan.ts';

/** The tickets that links of a kind lead to from a ticket, one after the other: its parents, or where it was merged. */
export interface Chain {
  ticketId: string;
  what: LeadingLinkKind;
}

/** The ids of a chain's tickets, nearest first, as far as these rows tell; without the ticket it begins at. */
export function followChain(rows: Pick<Rows, 'list'>, { ticketId, what }: Chain): string[] {
  const passed = new Set([ticketId]);
  for (let at = ticketId; ;) {
    const link = rows.list('link', at).find((one) => one.what === what && !one.removed);
    // Plans let no circle come to be; what is wrong all the same must not hang.
    if (!link || passed.has(link.id)) return [...passed].slice(1);
    passed.add(link.id);
    at = link.id;
  }
}
