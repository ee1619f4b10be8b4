import { SERVER_REPLICA } from '../clock/dot.ts';
import { statuses, type Status, type Ticket } from '../model/ticket.ts';
import { dotOf } from '../model/versioned.ts';
import type { Permission } from './permissions.ts';

export interface Move {
  from: Status;
  to: Status;
  /** What a person needs; `tickets:confirm` lets requesters settle their own resolved ticket. */
  needs: Permission;
  /** Whether the move must say why. */
  reason: boolean;
}

const move = (from: Status, to: Status, needs: Permission = 'tickets:status', reason = false): Move => ({
  from,
  to,
  needs,
  reason,
});

/** product.md, Lifecycle. `closed` is the soft delete; leaving it is a restore and says why. */
export const moves: readonly Move[] = [
  move('new', 'open'),
  move('new', 'pending'),
  move('new', 'resolved'),
  move('open', 'pending'),
  move('pending', 'open'),
  move('open', 'resolved'),
  move('pending', 'resolved'),
  move('resolved', 'open', 'tickets:confirm'),
  move('resolved', 'closed', 'tickets:confirm'),
  move('new', 'escalated'),
  move('open', 'escalated'),
  move('pending', 'escalated'),
  move('escalated', 'open'),
  move('escalated', 'pending'),
  move('escalated', 'resolved'),
  move('closed', 'open', 'tickets:status', true),
];

export function moveOf(from: Status, to: Status): Move | undefined {
  return moves.find((candidate) => candidate.from === from && candidate.to === to);
}

/** Where a ticket may go from here, in the order of the lifecycle. */
export function nextStatuses(from: Status): Status[] {
  return statuses.filter((to) => moveOf(from, to));
}

const DAY_MS = 86_400_000;

export type ReplyLeadsTo = 'stays' | 'reopens' | 'follow-up';

/**
 * What a public reply of one of the staff does to a ticket. Who has filed it, and does not work on it, says it as its
 * requester: it goes on where it waits for them; more they do by hand. `tickets`: the ticket it is said on and, last, the
 * one it counts for, which is another where that was merged.
 */
export function staffReplyLeadsTo(
  personId: string,
  tickets: readonly Pick<Ticket, 'requesterId' | 'assigneeId' | 'status'>[],
): ReplyLeadsTo {
  const asks = tickets.every((one) => one.requesterId === personId && one.assigneeId !== personId);
  return asks && tickets.at(-1)?.status === 'pending' ? 'reopens' : 'stays';
}

/**
 * What a reply of its requester does to a ticket (product.md, Conversation), written at `atMs`: it reopens what waits for
 * them and what was resolved not longer than `reopenDays` ago, and opens another ticket, which follows it, later. A reply
 * counts at the time it was written: what closed after that had not been closed for its author.
 */
export function replyLeadsTo(
  { status, resolvedAt, closedAt }: Pick<Ticket, 'status' | 'resolvedAt' | 'closedAt'>,
  atMs: number,
  reopenDays: number,
): ReplyLeadsTo {
  if (status === 'pending') return 'reopens';
  if (status !== 'resolved' && status !== 'closed') return 'stays';
  if (status === 'closed' && closedAt !== null && closedAt <= atMs) return 'follow-up';
  const settledAt = resolvedAt ?? closedAt ?? atMs;
  return atMs <= settledAt + reopenDays * DAY_MS ? 'reopens' : 'follow-up';
}

/**
 * The ticket as it was for whoever did something at `atMs`: what the server has closed by itself after that was resolved
 * (SPEC L3). What a person has closed is closed.
 */
export function asItWas(ticket: Ticket, atMs: number): Ticket {
  const { status, closedAt } = ticket;
  if (status !== 'closed' || closedAt === null || closedAt <= atMs) return ticket;
  if (dotOf(ticket, 'status')[0] !== SERVER_REPLICA) return ticket;
  return { ...ticket, status: 'resolved', closedAt: null };
}

/** When a resolved ticket closes itself. */
export function closesAt(resolvedAt: number, closeAfterDays: number): number {
  return resolvedAt + closeAfterDays * DAY_MS;
}

/**
 * When a closed ticket leaves the devices for the archive: so many days after the last that happened to it, and after work
 * on it last brought it back.
 */
export function archivesAt(
  ticket: Pick<Ticket, 'closedAt' | 'updatedAt' | 'notedAt' | 'returnedAt'>,
  archiveAfterDays: number,
): number {
  const { closedAt, updatedAt, notedAt, returnedAt } = ticket;
  return Math.max(closedAt ?? 0, updatedAt, notedAt ?? 0, returnedAt ?? 0) + archiveAfterDays * DAY_MS;
}

/** The whole status register after a move at `atMs`: the times belong to the status and change with it. */
export function statusRegister(ticket: Pick<Ticket, 'resolvedAt'>, to: Status, atMs: number) {
  if (to === 'resolved') return { status: to, resolvedAt: atMs, closedAt: null };
  if (to === 'closed') return { status: to, resolvedAt: ticket.resolvedAt ?? atMs, closedAt: atMs };
  return { status: to, resolvedAt: null, closedAt: null };
}

/** For so long somebody may take back a move of theirs; what is older is moved on like any ticket, with its reasons. */
export const TAKE_BACK_MS = DAY_MS;

/** The status register as it was before a move out of `status` at `movedAt`: with the times that status had then. */
export function registerBefore(
  { resolvedAt, history }: Pick<Ticket, 'resolvedAt' | 'history'>,
  status: Status,
  movedAt: number,
) {
  const since = (which: Status, untilMs: number): number | undefined =>
    history.findLast(([at, was]) => was === which && at <= untilMs)?.[0];
  if (status === 'resolved')
    return { status, resolvedAt: since(status, movedAt) ?? resolvedAt ?? movedAt, closedAt: null };
  if (status !== 'closed') return { status, resolvedAt: null, closedAt: null };
  const closedAt = since(status, movedAt) ?? movedAt;
  return { status, resolvedAt: since('resolved', closedAt) ?? closedAt, closedAt };
}
