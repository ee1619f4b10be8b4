import type { Link, LinkKind } from '../model/link.ts';
import { inverseLink } from '../model/link.ts';
import type { RowRef } from '../model/rows.ts';
import { insert, set, type Rows, type Write } from './plan.ts';

const linkRef = (ticketId: string, id: string): RowRef<'link'> => ({ kind: 'link', id, ticketId });

/** Both rows of the link between two tickets. */
export const linkRefs = (a: string, b: string): RowRef<'link'>[] => [linkRef(a, b), linkRef(b, a)];

/** Says how `ticketId` stands to `otherId`, under both. */
export function writeLink(rows: Rows, ticketId: string, otherId: string, what: LinkKind): Write[] {
  const write = (from: string, to: string, as: LinkKind): Write => {
    const ref = linkRef(from, to);
    const content: Omit<Link, 'r' | 'n' | 's'> = { ticketId: from, id: to, what: as, removed: false };
    return rows.get(ref) ? set(ref, 'row', { what: as, removed: false }) : insert(ref, content);
  };
  return [write(ticketId, otherId, what), write(otherId, ticketId, inverseLink[what])];
}
