import type { Priority } from '../model/ticket.ts';

const hourMs = 3_600_000;

/** Default resolution targets of product.md, in calendar time; a tenant's own policies come with the SLA rules. */
export const resolutionTargetMs: Readonly<Record<Priority, number>> = {
  urgent: 4 * hourMs,
  high: 24 * hourMs,
  medium: 72 * hourMs,
  low: 168 * hourMs,
};

/** The deadline of a ticket: always counted from its creation, also after a change of priority. */
export function deadlineOf(createdAt: number, priority: Priority): number {
  return createdAt + resolutionTargetMs[priority];
}
