import { isTimeZone } from '../../lib/time-zone.ts';
import type { BusinessCalendar } from '../../model/business-calendar.ts';
import type { Target, TargetKind } from '../../model/sla-policy.ts';
import { isActive, type Priority, type Status, type Ticket } from '../../model/ticket.ts';
import { addBusinessMs, businessMsBetween } from './calendar.ts';
import { periodsOf, type Period } from './periods.ts';
import { defaultPolicy, targetOf, type Promised } from './targets.ts';

/** What of a ticket its deadlines follow from. Times are milliseconds since 1970 UTC, at the time things were done. */
export interface SlaFacts extends Pick<
  Ticket,
  'createdAt' | 'priority' | 'status' | 'firstResponseAt' | 'resolvedAt'
> {
  /** In which status it has been since when, ascending; the first is that of its creation. */
  history: readonly (readonly [atMs: number, status: Status])[];
  /** The earliest public message of the requester that nobody of the staff has answered in public since. */
  askedAt: number | null;
  /** Breaches of the resolution that escalated it, ascending, with the priority it had before; without withdrawn ones. */
  breaches: readonly { at: number; priority: Priority }[];
}

/** Where a promise stands; times in milliseconds since 1970 UTC. */
export type Due =
  /** Nothing is promised or owed, or what is promised is longer than its calendar lasts. */
  | { state: 'none' }
  | { state: 'met'; at: number; inTime: boolean }
  /** From `warnAt` on its people are warned. */
  | { state: 'running'; dueAt: number; warnAt: number }
  /** What is left when time goes on: of working time where the target is `business`. */
  | { state: 'paused'; remainingMs: number; business: boolean }
  | { state: 'breached'; dueAt: number };

/** Measures the time that counts. */
interface Measure {
  betweenMs(fromMs: number, toMs: number): number;
  add(fromMs: number, ms: number): number | undefined;
}

const aroundTheClock: Measure = {
  betweenMs: (fromMs, toMs) => toMs - fromMs,
  add: (fromMs, ms) => fromMs + ms,
};

/**
 * Where the three promises of a ticket stand, each by itself (docs/decisions/0008).
 *
 * @param policy that of `bestMatch`; without one the defaults hold
 * @param calendars by id. One that is not there, or whose zone this system does not know, counts around the clock:
 *   what is due is then shown early rather than late
 */
export function dueOf(
  facts: SlaFacts,
  policy: Promised | undefined,
  calendars: ReadonlyMap<string, BusinessCalendar>,
  nowMs: number,
): Record<TargetKind, Due> {
  const promised = policy ?? defaultPolicy;
  const one = (kind: TargetKind): Due => {
    const owed = owedOf(facts, promised, calendars, kind);
    return owed ? stateOf(owed, promised.warnAtPercent, nowMs) : { state: 'none' };
  };
  return {
    firstResponse: one('firstResponse'),
    nextResponse: one('nextResponse'),
    resolution: one('resolution'),
  };
}

/** When a promise was or will be due, whatever became of it; `at` undefined where it stands still or never comes. */
export interface Term {
  at: number | undefined;
  metAt: number | null;
  /** When its time counts. */
  periods: readonly Period[];
}

/** The term of one promise, also of one that was kept or missed long ago; undefined where nothing is owed. */
export function termOf(
  facts: SlaFacts,
  policy: Promised | undefined,
  calendars: ReadonlyMap<string, BusinessCalendar>,
  kind: TargetKind,
): Term | undefined {
  const owed = owedOf(facts, policy ?? defaultPolicy, calendars, kind);
  if (!owed) return undefined;
  const { target, course, measure } = owed;
  return { at: reach(course.periods, measure, target.targetMs).at, ...course };
}

/** A promise that was made, the course of the ticket it counts, and how it counts. */
interface Owed {
  target: Target;
  course: Course;
  measure: Measure;
}

function owedOf(
  facts: SlaFacts,
  promised: Promised,
  calendars: ReadonlyMap<string, BusinessCalendar>,
  kind: TargetKind,
): Owed | undefined {
  const target = targetOf(promised, facts.priority, kind);
  const course = target && courseOf(facts, kind, promised.pausedIn);
  if (!target || !course) return undefined;
  const calendar = promised.calendarId === null ? undefined : calendars.get(promised.calendarId);
  const usable = calendar && isTimeZone(calendar.timeZone) ? calendar : undefined;
  return { target, course, measure: measureOf(target, usable) };
}

function measureOf(target: Target, calendar: BusinessCalendar | undefined): Measure {
  if (!target.business || !calendar) return aroundTheClock;
  return {
    betweenMs: (fromMs, toMs) => businessMsBetween(calendar, fromMs, toMs),
    add: (fromMs, ms) => addBusinessMs(calendar, fromMs, ms),
  };
}

/** When the time of a promise counts, and when it was kept. */
interface Course {
  periods: Period[];
  metAt: number | null;
}

/** Undefined where nothing is owed. */
function courseOf(facts: SlaFacts, kind: TargetKind, pausedIn: readonly Status[]): Course | undefined {
  const settledAt = isActive(facts.status) ? null : (facts.resolvedAt ?? facts.history.at(-1)?.[0] ?? null);
  switch (kind) {
    case 'firstResponse':
      // Who resolves a ticket without a word owes none.
      return {
        periods: periodsOf(facts, facts.createdAt, isActive),
        metAt: facts.firstResponseAt ?? settledAt,
      };
    case 'nextResponse':
      // Until the first response is given, it is the one that is owed.
      if (facts.firstResponseAt === null || facts.askedAt === null || settledAt !== null) return undefined;
      return { periods: periodsOf(facts, facts.askedAt, isActive), metAt: null };
    case 'resolution': {
      const counts = (status: Status) => isActive(status) && !pausedIn.includes(status);
      return { periods: periodsOf(facts, resolutionStartsAt(facts), counts), metAt: settledAt };
    }
  }
}

/** A breach that raised the priority begins a new term; an urgent ticket keeps the one it missed. */
export function resolutionStartsAt({
  createdAt,
  breaches,
}: Pick<SlaFacts, 'createdAt' | 'breaches'>): number {
  return breaches.findLast(({ priority }) => priority !== 'urgent')?.at ?? createdAt;
}

function stateOf(
  { target, course: { periods, metAt }, measure }: Owed,
  warnAtPercent: number,
  nowMs: number,
): Due {
  const due = reach(periods, measure, target.targetMs);
  if (metAt !== null) return { state: 'met', at: metAt, inTime: due.at === undefined || metAt <= due.at };
  if (due.at === undefined) {
    const paused = periods.at(-1)?.toMs !== Number.POSITIVE_INFINITY;
    return paused
      ? { state: 'paused', remainingMs: due.leftMs, business: target.business }
      : { state: 'none' };
  }
  if (nowMs > due.at) return { state: 'breached', dueAt: due.at };
  const warn = reach(periods, measure, Math.floor((target.targetMs * warnAtPercent) / 100));
  return { state: 'running', dueAt: due.at, warnAt: warn.at ?? due.at };
}

/** When so much time has counted, or how much is left after all periods. Later periods never move what was reached. */
function reach(
  periods: readonly Period[],
  measure: Measure,
  ms: number,
): { at: number | undefined; leftMs: number } {
  let leftMs = ms;
  for (const { fromMs, toMs } of periods) {
    const at = measure.add(fromMs, leftMs);
    if (at !== undefined && at <= toMs) return { at, leftMs: 0 };
    if (toMs !== Number.POSITIVE_INFINITY) leftMs -= measure.betweenMs(fromMs, toMs);
  }
  return { at: undefined, leftMs };
}
