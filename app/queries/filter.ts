import { isActive, statuses, priorities, type Status } from '../../shared/model/ticket.ts';
import { fold } from './fold.ts';
import { fieldsWished } from './field-filter.ts';
import type { TicketQuery, TicketSummary } from './types.ts';

export interface Filtered {
  tickets: TicketSummary[];
  statusCounts: Record<Status, number>;
  /** On how many of all these tickets something waits for approval. */
  asked: number;
}

/**
 * The tickets a query lets through, in its order, and how many each status would show
 * without the search, whose box is not in sight on every screen.
 */
export function filterTickets(
  tickets: Iterable<TicketSummary>,
  query: TicketQuery,
  nameOf: (personId: string) => string,
  dueAt: (ticket: TicketSummary) => number | null = () => null,
): Filtered {
  const statusCounts = Object.fromEntries(statuses.map((status) => [status, 0])) as Record<Status, number>;
  const passes = predicateOf(query);
  const found = searchOf(query, nameOf);
  const wanted = new Set(query.statuses);
  const shown: TicketSummary[] = [];
  let asked = 0;
  for (const ticket of tickets) {
    if (ticket.asked > 0) asked += 1;
    if (!passes(ticket)) continue;
    statusCounts[ticket.status] += 1;
    if ((!wanted.size || wanted.has(ticket.status)) && found(ticket)) shown.push(ticket);
  }
  return { tickets: sortTickets(shown, query, dueAt), statusCounts, asked };
}

/**
 * The best few tickets for what somebody types to name one, without the one it is to stand beside: by number first, then
 * those still worked on, the latest first. With nothing typed, others of the same requester.
 */
export function findTickets(
  tickets: Iterable<TicketSummary>,
  sought: string,
  beside: Pick<TicketSummary, 'id' | 'requesterId'>,
  { max, nameOf }: { max: number; nameOf: (personId: string) => string },
): TicketSummary[] {
  const wanted = fold(sought.trim());
  const fits = wanted
    ? searchOf({ search: wanted }, nameOf)
    : ({ requesterId }: TicketSummary) => requesterId === beside.requesterId;
  const rank = ({ number, alias, status }: TicketSummary): number => {
    const named = wanted !== '' && [number, alias].some((one) => one?.endsWith(wanted));
    return (named ? 0 : 2) + (isActive(status) ? 0 : 1);
  };
  return [...tickets]
    .filter((ticket) => ticket.id !== beside.id && fits(ticket))
    .sort((a, b) => rank(a) - rank(b) || b.activityAt - a.activityAt || tie(a, b))
    .slice(0, max);
}

function predicateOf(query: TicketQuery): (ticket: TicketSummary) => boolean {
  const tests: ((ticket: TicketSummary) => boolean)[] = [];
  const among = (values: readonly string[], pick: (ticket: TicketSummary) => string): void => {
    const set = new Set(values);
    if (set.size) tests.push((ticket) => set.has(pick(ticket)));
  };
  among(query.priorities, (ticket) => ticket.priority);
  among(query.assignees, (ticket) => ticket.assigneeId ?? 'none');
  among(query.teams, (ticket) => ticket.teamId ?? 'none');
  among(query.categories ?? [], (ticket) => ticket.categoryId ?? 'none');
  if (query.tags.length) tests.push((ticket) => query.tags.some((tag) => ticket.tagIds.includes(tag)));
  if (query.fields?.length) {
    const wished = fieldsWished(query.fields);
    tests.push((ticket) => wished(ticket.values));
  }
  if (query.asked) tests.push((ticket) => ticket.asked > 0);
  return (ticket) => tests.every((test) => test(ticket));
}

function searchOf(
  query: Pick<TicketQuery, 'search'>,
  nameOf: (personId: string) => string,
): (ticket: TicketSummary) => boolean {
  const words = fold(query.search).split(/\s+/).filter(Boolean);
  if (!words.length) return () => true;
  const names = new Map<string, string>();
  const requesterOf = ({ requesterId }: TicketSummary): string => {
    const name = names.get(requesterId) ?? fold(nameOf(requesterId));
    names.set(requesterId, name);
    return name;
  };
  return (ticket) => {
    const text = haystackOf(ticket);
    return words.every((word) => text.includes(word) || requesterOf(ticket).includes(word));
  };
}

/**
 * Folded once for each version of a ticket: folding 10,000 at every keystroke would be felt. Without its requester's name,
 * which may come later, and change.
 */
const haystacks = new WeakMap<TicketSummary, string>();

function haystackOf(ticket: TicketSummary): string {
  const known = haystacks.get(ticket);
  if (known !== undefined) return known;
  const { number, alias, title, description, address, externalId, values } = ticket;
  const typed = values.map(({ value }) => (typeof value === 'boolean' ? null : value));
  const text = fold(
    [number, alias, title, description, address, externalId, ...typed]
      .filter((part) => part !== null && part !== '')
      .join('\n'),
  );
  haystacks.set(ticket, text);
  return text;
}

function sortTickets(
  tickets: TicketSummary[],
  { sort, descending }: TicketQuery,
  dueAt: (ticket: TicketSummary) => number | null,
): TicketSummary[] {
  const direction = descending ? -1 : 1;
  const keyOf = sort === 'deadline' ? dueAt : sortKeys[sort];
  // What has no key (no deadline, no number) comes last, whichever way the rest is turned.
  return tickets.sort((a, b) => {
    const x = keyOf(a);
    const y = keyOf(b);
    if (x === null || y === null) return x === y ? tie(a, b) : x === null ? 1 : -1;
    return x < y ? -direction : x > y ? direction : tie(a, b);
  });
}

const sortKeys: Record<
  Exclude<TicketQuery['sort'], 'deadline'>,
  (ticket: TicketSummary) => number | string | null
> = {
  activity: (ticket) => ticket.activityAt,
  created: (ticket) => ticket.createdAt,
  priority: (ticket) => priorities.indexOf(ticket.priority),
  number: (ticket) => ticket.number,
};

const tie = (a: TicketSummary, b: TicketSummary): number =>
  b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1);
