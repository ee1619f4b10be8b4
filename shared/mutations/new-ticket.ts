import type { Content } from './plan.ts';

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
