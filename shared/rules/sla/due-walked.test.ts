import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BusinessCalendar } from '../../model/business-calendar.ts';
import { isActive, type Status } from '../../model/ticket.ts';
import { dueOf, type Due, type SlaFacts } from './due.ts';
import type { Promised } from './targets.ts';
import { calendarAndMoment } from './testing/calendars.ts';
import { dueByWall, isOpenByWall } from './testing/oracle.ts';

// What a person would do with a list of what happened, a calendar and a clock on the wall: look once a minute.

const [MINUTE_MS, DAY_MS] = [60_000, 86_400_000];
const WALK_MS = 4 * DAY_MS;

/** After two days at the latest nothing happens any more. */
const moves = fc.array(
  fc.tuple(
    fc.integer({ min: 0, max: 2 * 1440 }),
    fc.constantFrom<Status>('new', 'open', 'pending', 'escalated', 'resolved', 'closed'),
  ),
  { maxLength: 6 },
);
const breach = fc.option(fc.integer({ min: 0, max: 1440 }));
/** In minutes, and the warning after three quarters too. */
const target = fc.integer({ min: 1, max: 300 }).map((quarter) => quarter * 4);

function factsOf(createdAt: number, moves: [number, Status][], breachedAt: number | null): SlaFacts {
  const sorted = moves.toSorted(([a], [b]) => a - b);
  const history: [number, Status][] = [[createdAt, 'new']];
  for (const [minute, status] of sorted) history.push([createdAt + minute * MINUTE_MS, status]);
  const status = history.at(-1)?.[1] ?? 'new';
  const settledFrom = history.findLastIndex(([, was]) => isActive(was)) + 1;
  return {
    createdAt,
    priority: 'medium',
    status,
    history,
    firstResponseAt: null,
    askedAt: null,
    resolvedAt: isActive(status) ? null : (history[settledFrom]?.[0] ?? null),
    breaches: breachedAt === null ? [] : [{ at: breachedAt, priority: 'medium' }],
  };
}

/** What the walk finds, as far as it goes. */
function walked(
  facts: SlaFacts,
  calendar: BusinessCalendar,
  minutes: number,
  startMs: number,
  nowMs: number,
): Due {
  const untilMs = facts.createdAt + WALK_MS;
  const counts = (ms: number): boolean => {
    const status = facts.history.findLast(([at]) => at <= ms)?.[1] ?? 'closed';
    return isActive(status) && status !== 'pending' && isOpenByWall(calendar, ms);
  };
  const dueAt = dueByWall(counts, startMs, minutes, untilMs);
  const at = facts.resolvedAt;
  if (at !== null) return { state: 'met', at, inTime: dueAt === undefined || at <= dueAt };
  if (dueAt !== undefined && dueAt < nowMs) return { state: 'breached', dueAt };
  const warnAt = dueByWall(counts, startMs, minutes * 0.75, untilMs);
  if (dueAt !== undefined && warnAt !== undefined) return { state: 'running', dueAt, warnAt };
  if (facts.status !== 'pending') return { state: 'none' };
  let left = minutes;
  for (let ms = startMs; ms < untilMs; ms += MINUTE_MS) if (counts(ms)) left -= 1;
  return { state: 'paused', remainingMs: left * MINUTE_MS, business: true };
}

/** Where the walk does not reach, nothing is known. */
const asFarAsWalked = (due: Due, untilMs: number): Due =>
  due.state === 'running' && due.dueAt > untilMs ? { state: 'none' } : due;

test('a resolution stands where a walk over every minute finds it, whatever happened', () => {
  const seen = new Set<string>();
  const now = fc.integer({ min: 0, max: 4 * 1440 });
  fc.assert(
    fc.property(
      calendarAndMoment,
      moves,
      target,
      breach,
      now,
      ({ calendar, fromMs }, moves, minutes, breach, now) => {
        const breachedAt = breach === null ? null : fromMs + breach * MINUTE_MS;
        const facts = factsOf(fromMs, moves, breachedAt);
        const policy: Promised = {
          targets: { medium: { resolution: { targetMs: minutes * MINUTE_MS, business: true } } },
          calendarId: 'any',
          pausedIn: ['pending'],
          warnAtPercent: 75,
        };
        const nowMs = fromMs + now * MINUTE_MS;
        const due = dueOf(facts, policy, new Map([['any', calendar]]), nowMs).resolution;
        seen.add(due.state);
        expect(asFarAsWalked(due, fromMs + WALK_MS)).toEqual(
          walked(facts, calendar, minutes, breachedAt ?? fromMs, nowMs),
        );
      },
    ),
    { numRuns: 300 },
  );
  expect([...seen].sort()).toEqual(['breached', 'met', 'paused', 'running']);
});
