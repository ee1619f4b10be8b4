import type { Message, TimelineEvent } from '../model/conversation.ts';
import { statuses, type StatusSince, type Ticket } from '../model/ticket.ts';

/** Columns that follow from a ticket's children: no register, no conflict, the same on both sides whatever the order. */
type Derived = Pick<
  Ticket,
  'updatedAt' | 'notedAt' | 'firstResponseAt' | 'repliedAt' | 'askedAt' | 'history'
>;

/** What is kept of a ticket that goes back and forth for ever: the beginning, and the latest. Pauses that are not kept are lost. */
const [HISTORY_MAX, ASKED_MAX] = [500, 20];

/** The ticket after a message was added to it. */
export function withMessage<T extends Derived>(
  ticket: T,
  message: Pick<Message, 'internal' | 'staff' | 'createdAt' | 'receivedAt'>,
): T {
  const at = message.createdAt;
  const news = newsAt(message);
  if (message.internal) return { ...ticket, notedAt: Math.max(ticket.notedAt ?? news, news) };
  const updatedAt = Math.max(ticket.updatedAt, news);
  if (!message.staff) return { ...ticket, updatedAt, ...asking(ticket, [at]) };
  const firstResponseAt = Math.min(ticket.firstResponseAt ?? at, at);
  return {
    ...ticket,
    updatedAt,
    firstResponseAt,
    ...asking({ ...ticket, repliedAt: laterOf(ticket.repliedAt, at) }, []),
  };
}

/** The ticket after something happened to it. */
export function withEvent<T extends Derived>(
  ticket: T,
  event: Pick<TimelineEvent, 'internal' | 'createdAt' | 'receivedAt'> &
    Partial<Pick<TimelineEvent, 'what' | 'newValue'>>,
): T {
  const at = event.createdAt;
  const news = newsAt(event);
  if (event.internal) return { ...ticket, notedAt: Math.max(ticket.notedAt ?? news, news) };
  const updatedAt = Math.max(ticket.updatedAt, news);
  // Asked on a ticket that was merged into this one: the answer is due here.
  if (event.what === 'merged-reply' && isAsking(event.newValue))
    return { ...ticket, updatedAt, ...asking(ticket, [at]) };
  const to = event.what === 'status' && statuses.find((status) => status === event.newValue);
  return { ...ticket, updatedAt, ...(to && { history: historyOf(ticket.history, [[at, to]]) }) };
}

/** What came late is news from when it came; what follows from when it was done goes by that (SPEC M7). */
const newsAt = ({ createdAt, receivedAt }: Pick<Message, 'createdAt' | 'receivedAt'>): number =>
  receivedAt ?? createdAt;

const isAsking = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && (value as { asks?: unknown }).asks === true;

/** The ticket as of the later of two readings of it, either of which may know of children that the other does not. */
export function withBoth<T extends Derived>(ticket: T, other: Derived): T {
  const notedAt = laterOf(ticket.notedAt, other.notedAt);
  const repliedAt = laterOf(ticket.repliedAt, other.repliedAt);
  return {
    ...ticket,
    updatedAt: Math.max(ticket.updatedAt, other.updatedAt),
    notedAt,
    ...asking({ ...ticket, repliedAt }, other.askedAt),
    history: historyOf(ticket.history, other.history),
  };
}

const laterOf = (a: number | null | undefined, b: number | null | undefined): number | null =>
  a == null || b == null ? (a ?? b ?? null) : Math.max(a, b);

/** What requesters have asked since the last reply. Rows of an earlier server say nothing of it. */
function asking(
  { repliedAt, askedAt }: Partial<Pick<Derived, 'repliedAt' | 'askedAt'>>,
  more: readonly number[] = [],
): Pick<Derived, 'repliedAt' | 'askedAt'> {
  const since = repliedAt ?? Number.NEGATIVE_INFINITY;
  const asked = [...new Set([...(askedAt ?? []), ...more])].filter((at) => at > since).sort((a, b) => a - b);
  return { repliedAt: repliedAt ?? null, askedAt: firstAndLast(asked, ASKED_MAX) };
}

/** Every status there was and when, each once. */
function historyOf(some: readonly StatusSince[] = [], more: readonly StatusSince[] = []): StatusSince[] {
  const once = new Map([...some, ...more].map((since) => [since.join(), since]));
  const sorted = [...once.values()].sort(
    (a, b) => a[0] - b[0] || statuses.indexOf(a[1]) - statuses.indexOf(b[1]),
  );
  return firstAndLast(sorted, HISTORY_MAX);
}

const firstAndLast = <T>(sorted: T[], most: number): T[] =>
  sorted.length <= most ? sorted : [...sorted.slice(0, 1), ...sorted.slice(1 - most)];

/** When staff last had something new to see on it. */
export function lastActivity(ticket: Pick<Derived, 'updatedAt' | 'notedAt'>): number {
  return Math.max(ticket.updatedAt, ticket.notedAt ?? 0);
}
