import { useMemo, useSyncExternalStore } from 'react';
import { isActive } from '../../shared/model/ticket.ts';
import type { Promises } from '../../shared/rules/sla/of-ticket.ts';
import { currentAccount } from '../session/session.ts';
import { openDatabase } from '../store/database.ts';
import { deskOf } from './desk.ts';
import { dueAtBy } from './due-at.ts';
import type { TicketSummary } from './types.ts';

/** How many active tickets somebody has, and how many of those are overdue. */
export interface Load {
  active: number;
  overdue: number;
}

/** Who has how much, by what this device has. Whoever has nothing is absent. */
export interface Workload {
  people: ReadonlyMap<string, Load>;
  teams: ReadonlyMap<string, Load>;
  /** How many tickets a person has that are not closed, resolved ones too. */
  held: ReadonlyMap<string, number>;
}

/** What somebody has and may still have to work on, resolved ones too. */
const isHeld = ({ status }: TicketSummary): boolean => status !== 'closed';

/** Counts in one pass over all tickets. */
export function workloadOf(
  tickets: Iterable<TicketSummary>,
  dueAt: (ticket: TicketSummary) => number | null,
  nowMs: number,
): Workload {
  const people = new Map<string, Load>();
  const teams = new Map<string, Load>();
  const held = new Map<string, number>();
  const add = (loads: Map<string, Load>, id: string, overdue: boolean): void => {
    const load = loads.get(id) ?? { active: 0, overdue: 0 };
    load.active += 1;
    if (overdue) load.overdue += 1;
    loads.set(id, load);
  };
  for (const ticket of tickets) {
    const { status, assigneeId, teamId } = ticket;
    if (assigneeId !== null && isHeld(ticket)) held.set(assigneeId, (held.get(assigneeId) ?? 0) + 1);
    if (!isActive(status) || (assigneeId === null && teamId === null)) continue;
    const due = dueAt(ticket);
    const overdue = due !== null && due < nowMs;
    if (assigneeId !== null) add(people, assigneeId, overdue);
    if (teamId !== null) add(teams, teamId, overdue);
  }
  return { people, teams, held };
}

/** The tickets that somebody has and that may still have to be worked on, resolved ones too, as lists show them, live. */
export function useHeldBy(personId: string): readonly TicketSummary[] {
  const desk = deskOf(openDatabase(currentAccount().key));
  const version = useSyncExternalStore(desk.subscribe, () => desk.version);
  return useMemo(
    () => [...desk.at(version)].filter((ticket) => ticket.assigneeId === personId && isHeld(ticket)),
    [desk, version, personId],
  );
}

const never = () => null;
const nothing: Workload = { people: new Map(), teams: new Map(), held: new Map() };

/** Who has how much, live, while it is `wanted`. Without promises nothing is overdue. */
export function useWorkload(wanted: boolean, promises: Promises | null, nowMs: number): Workload {
  const desk = deskOf(openDatabase(currentAccount().key));
  const version = useSyncExternalStore(desk.subscribe, () => desk.version);
  return useMemo(
    () => (wanted ? workloadOf(desk.at(version), promises ? dueAtBy(promises) : never, nowMs) : nothing),
    [wanted, desk, version, promises, nowMs],
  );
}
