import type { DirectoryKind } from '../model/rows.ts';
import type { Ticket } from '../model/ticket.ts';
import type { Content, Rows } from './plan.ts';

/** A ticket with nothing but its name; what makes tickets fills in the rest. */
export function newTicket(
  id: string,
  number: string | null,
  title: string,
  createdAt: number,
): Content<'ticket'> {
  return {
    id,
    number,
    alias: null,
    title,
    description: '',
    status: 'new',
    resolvedAt: null,
    closedAt: null,
    priority: 'medium',
    deadline: null,
    categoryId: null,
    requesterId: '',
    createdBy: '',
    assigneeId: null,
    teamId: null,
    address: null,
    latitude: null,
    longitude: null,
    startsAt: null,
    endsAt: null,
    createdAt,
    updatedAt: createdAt,
    notedAt: null,
    firstResponseAt: null,
    repliedAt: null,
    askedAt: [],
    history: [[createdAt, 'new']],
    breaches: [],
    externalSource: null,
    externalId: null,
    archivedAt: null,
    returnedAt: null,
  };
}

/** The lists that `sortedAs` looks at all of. */
export const sortingLists = ['category', 'team'] as const satisfies readonly DirectoryKind[];

/** Where a ticket goes that is made out of another one: with it, but to nothing that is out of use (SPEC S1). */
export function sortedAs(
  rows: Pick<Rows, 'all'>,
  { categoryId, teamId }: Pick<Ticket, 'categoryId' | 'teamId'>,
): Pick<Ticket, 'categoryId' | 'teamId'> {
  const inUse = (kind: (typeof sortingLists)[number], id: string | null): string | null =>
    rows.all(kind).find((row) => row.id === id)?.archived ? null : id;
  return { categoryId: inUse('category', categoryId), teamId: inUse('team', teamId) };
}
