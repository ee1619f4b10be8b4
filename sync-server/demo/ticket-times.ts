import type { Priority, Status } from '../../shared/model/ticket.ts';
import { deadlineOf, resolutionTargetMs } from '../../shared/rules/sla.ts';
import type { Random } from './random.ts';

export type TicketTimes = {
  priority: Priority;
  createdAt: number;
  deadline: number;
  resolvedAt: number | null;
  closedAt: number | null;
};

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Times that fit the status and the targets, counted back from now, so that on the day of the seeding some active
 * tickets are overdue, some due within hours and the others later.
 */
export function ticketTimes(random: Random, status: Status, wanted: Priority, nowMs: number): TicketTimes {
  switch (status) {
    case 'new':
      return active(
        wanted,
        nowMs - random.between(0.1, 0.9) * Math.min(30 * HOUR_MS, resolutionTargetMs[wanted]),
      );
    case 'open':
    case 'pending':
      return active(wanted, dueIn(random, wanted, nowMs) - resolutionTargetMs[wanted]);
    case 'escalated':
      return escalated(random, wanted, nowMs);
    case 'resolved':
    case 'closed':
      return ended(random, status, wanted, nowMs);
  }
}

function active(priority: Priority, created: number): TicketTimes {
  const createdAt = Math.round(created);
  return { priority, createdAt, deadline: deadlineOf(createdAt, priority), resolvedAt: null, closedAt: null };
}

/** When a ticket that is being worked on is due. */
function dueIn(random: Random, priority: Priority, nowMs: number): number {
  const kind = random.float();
  if (kind < 0.14) return nowMs - random.between(0.3, 30) * HOUR_MS;
  const targetMs = resolutionTargetMs[priority];
  if (kind < 0.36) return nowMs + random.between(0.08, 0.9) * Math.min(9 * HOUR_MS, targetMs);
  return nowMs + random.between(0.15, 0.9) * targetMs;
}

/** Breached lately: one level up, and the new target counts from the breach. */
function escalated(random: Random, wanted: Priority, nowMs: number): TicketTimes {
  const [before, after]: [Priority, Priority] =
    wanted === 'high' || wanted === 'urgent' ? ['high', 'urgent'] : ['medium', 'high'];
  const breachedAt = nowMs - random.between(0.1, 0.95) * resolutionTargetMs[after];
  const createdAt = Math.round(breachedAt - resolutionTargetMs[before]);
  const deadline = Math.round(breachedAt + resolutionTargetMs[after]);
  return { priority: after, createdAt, deadline, resolvedAt: null, closedAt: null };
}

/** Most within their target, a few not. */
function ended(
  random: Random,
  status: 'resolved' | 'closed',
  priority: Priority,
  nowMs: number,
): TicketTimes {
  const closedAt = status === 'closed' ? Math.round(nowMs - random.between(0.5, 110) * DAY_MS) : null;
  const resolvedAt = Math.round(
    (closedAt ?? nowMs) - random.between(2, closedAt === null ? 140 : 60) * HOUR_MS,
  );
  const createdAt = Math.round(resolvedAt - random.between(0.15, 1.08) * resolutionTargetMs[priority]);
  return { priority, createdAt, deadline: deadlineOf(createdAt, priority), resolvedAt, closedAt };
}
