import { priorities, type Breach, type Status, type Ticket } from '../model/ticket.ts';
import { resolutionTargetMs } from '../rules/sla.ts';
import { aheadOf, asFound, lookAt, type Look, type Seen } from '../rules/sla/look.ts';
import { statusRegister } from '../rules/lifecycle.ts';
import { set, type Write } from './plan.ts';
import type { ServerInput } from './server-work.ts';
import { ticketRef, timeline } from './ticket-access.ts';

const nobody = { id: null };

/** What a look leads to, and when to look again; null: not by itself. */
export interface Checked {
  writes: Write[];
  nextAt: number | null;
  /** The promises whose people have been warned by now. */
  warned: string[];
}

/** As many as are remembered of a ticket; a promise that is met is never warned of again. */
const WARNED_MAX = 20;

/**
 * Says of a ticket what was missed, escalates it where that was its resolution, takes back what had been done in time, and
 * warns of what will be missed soon (product.md, Priority and SLA). Everything is entered at the time it happened: at the
 * breach, however late the look.
 */
export function checkPromises(input: ServerInput, seen: Seen, warnedOf: readonly string[]): Checked {
  const { ticket } = seen;
  const found = lookAt(seen);
  const { warnings, nextAt } = aheadOf({ ...seen, ticket: asFound(ticket, found) });
  const news = warnings.filter(({ isTold }) => !warnedOf.some(isTold));
  let entries = 0;
  const entry: Enter = (atMs, what, change) =>
    timeline({ ...input, atMs, actor: nobody }, ticket.id, what, change, entries++);
  const internal = true;
  const writes = [
    ...(found.missed.length || found.withdrawn.length
      ? [set(ticketRef(ticket.id), 'breaches', { breaches: found.breaches })]
      : []),
    ...found.withdrawn.flatMap((breach) =>
      entry(breach.at, 'breach-withdrawn', { newValue: said(breach), internal }),
    ),
    ...found.missed.flatMap((breach) => entry(breach.at, 'breach', { newValue: said(breach), internal })),
    ...statusWrites(input, ticket, found, entry),
    ...priorityWrites(ticket, found, entry),
    ...news.flatMap(({ what, dueAt }) =>
      entry(input.atMs, 'warning', { newValue: { what, at: dueAt }, internal }),
    ),
  ];
  const warned = [...warnedOf, ...news.map(({ key }) => key)].slice(-WARNED_MAX);
  return { writes, nextAt, warned };
}

/** The entries of the timeline that may be added, without what is the same for all of them. */
type Tail<T extends unknown[]> = T extends [unknown, unknown, infer What, infer Change, ...unknown[]]
  ? [What, Change]
  : never;
type Enter = (atMs: number, ...entry: Tail<Parameters<typeof timeline>>) => Write[];

const said = ({ what, at, priority }: Breach) => ({ what, at, priority });

function statusWrites(input: ServerInput, ticket: Ticket, found: Look, entry: Enter): Write[] {
  const { goesBackTo, escalatedAt } = found;
  const to = (status: Status, atMs: number): Write[] => [
    set(ticketRef(ticket.id), 'status', statusRegister(ticket, status, atMs)),
    ...entry(atMs, 'status', { oldValue: ticket.status, newValue: status }),
  ];
  if (escalatedAt !== null) return to('escalated', escalatedAt);
  return goesBackTo === null ? [] : to(goesBackTo, input.atMs);
}

function priorityWrites(ticket: Ticket, { priority, missed, withdrawn }: Look, entry: Enter): Write[] {
  if (priority === ticket.priority) return [];
  const raisedIt = priorities.indexOf(priority) > priorities.indexOf(ticket.priority);
  const isResolution = ({ what }: Breach) => what === 'resolution';
  const at =
    (raisedIt ? missed.findLast(isResolution) : withdrawn.find(isResolution))?.at ?? ticket.createdAt;
  return [
    set(ticketRef(ticket.id), 'priority', { priority, deadline: at + resolutionTargetMs[priority] }),
    ...entry(at, 'priority', { oldValue: ticket.priority, newValue: priority }),
  ];
}
