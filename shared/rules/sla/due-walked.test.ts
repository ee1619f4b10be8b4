import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { targetKinds } from '../../model/sla-policy.ts';
import { isActive, priorities, type Status } from '../../model/ticket.ts';
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
const minute = fc.integer({ min: 0, max: 1440 });
/** In minutes, and the warning after three quarters too. */
const target = fc.integer({ min: 1, max: 300 }).map((quarter) => quarter * 4);

/** What one ticket was through, in minutes since its creation, and what it was promised. */
const cases = fc.record({
  around: calendarAndMoment,
  moves,
  breach: fc.option(fc.record({ after: minute, priority: fc.constantFrom('medium', 'urgent') })),
  answered: fc.option(minute, { freq: 2 }),
  asked: fc.option(minute),
  /** As it is now, whatever it was before: the time counts from the creation, and pauses stay. */
  priority: fc.constantFrom(...priorities),
  /** In minutes, for each priority. */
  targets: fc.tuple(target, target, target, target),
  kind: fc.constantFrom(...targetKinds),
  business: fc.boolean(),
  pausedIn: fc.subarray<'new' | 'pending'>(['new', 'pending']),
  now: fc.integer({ min: 0, max: 4 * 1440 }),
});
type Case = Parameters<Parameters<typeof cases.map>[0]>[0];

function factsOf({ around, moves, breach, answered, asked, priority }: Case): SlaFacts {
  const createdAt = around.fromMs;
  const at = (minutes: number | null) => (minutes === null ? null : createdAt + minutes * MINUTE_MS);
  const sorted = moves.toSorted(([a], [b]) => a - b);
  const history: [number, Status][] = [[createdAt, 'new']];
  for (const [after, status] of sorted) history.push([createdAt + after * MINUTE_MS, status]);
  const status = history.at(-1)?.[1] ?? 'new';
  const settledFrom = history.findLastIndex(([, was]) => isActive(was)) + 1;
  return {
    createdAt,
    priority,
    status,
    history,
    firstResponseAt: at(answered),
    askedAt: at(asked),
    resolvedAt: isActive(status) ? null : (history[settledFrom]?.[0] ?? null),
    breaches: breach ? [{ at: createdAt + breach.after * MINUTE_MS, priority: breach.priority }] : [],
  };
}

/** What the walk finds, as far as it goes. */
function walked(facts: SlaFacts, { around, kind, business, pausedIn, now }: Case, minutes: number): Due {
  const untilMs = facts.createdAt + WALK_MS;
  const answered = facts.firstResponseAt !== null;
  if (kind === 'nextResponse' && (!answered || facts.askedAt === null || facts.resolvedAt !== null))
    return { state: 'none' };
  const starts = {
    firstResponse: facts.createdAt,
    nextResponse: facts.askedAt ?? 0,
    // Nothing is above urgent: its one term goes on.
    resolution: facts.breaches.find(({ priority }) => priority !== 'urgent')?.at ?? facts.createdAt,
  };
  const stops = (status: Status): boolean => kind === 'resolution' && pausedIn.some((one) => one === status);
  const counts = (ms: number): boolean => {
    const status = facts.history.findLast(([at]) => at <= ms)?.[1] ?? 'closed';
    return isActive(status) && !stops(status) && (!business || isOpenByWall(around.calendar, ms));
  };
  const startMs = starts[kind];
  const dueAt = dueByWall(counts, startMs, minutes, untilMs);
  const at = kind === 'firstResponse' && answered ? facts.firstResponseAt : facts.resolvedAt;
  if (at !== null) return { state: 'met', at, inTime: dueAt === undefined || at <= dueAt };
  if (dueAt !== undefined && dueAt < facts.createdAt + now * MINUTE_MS) return { state: 'breached', dueAt };
  const warnAt = dueByWall(counts, startMs, minutes * 0.75, untilMs);
  if (dueAt !== undefined && warnAt !== undefined) return { state: 'running', dueAt, warnAt };
  if (!stops(facts.status)) return { state: 'none' };
  let left = minutes;
  for (let ms = startMs; ms < untilMs; ms += MINUTE_MS) if (counts(ms)) left -= 1;
  return { state: 'paused', remainingMs: left * MINUTE_MS, business };
}

/** Where the walk does not reach, nothing is known. */
const asFarAsWalked = (due: Due, untilMs: number): Due =>
  due.state === 'running' && due.dueAt > untilMs ? { state: 'none' } : due;

test('each promise stands where a walk over every minute finds it, whatever happened and was promised', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(cases, (one) => {
      const { around, priority, targets, kind, business, pausedIn, now } = one;
      const facts = factsOf(one);
      const targetOf = (at: number) => ({ [kind]: { targetMs: (targets[at] ?? 0) * MINUTE_MS, business } });
      const policy: Promised = {
        targets: Object.fromEntries(priorities.map((of, i) => [of, targetOf(i)])),
        calendarId: 'any',
        pausedIn,
        warnAtPercent: 75,
      };
      const nowMs = facts.createdAt + now * MINUTE_MS;
      const all = dueOf(facts, policy, new Map([['any', around.calendar]]), nowMs);
      seen.add(`${kind} ${all[kind].state}`);
      const minutes = targets[priorities.indexOf(priority)] ?? 0;
      expect(asFarAsWalked(all[kind], facts.createdAt + WALK_MS)).toEqual(walked(facts, one, minutes));
      // What is not promised is not owed.
      expect(targetKinds.filter((other) => all[other].state !== 'none')).toEqual(
        all[kind].state === 'none' ? [] : [kind],
      );
    }),
    { numRuns: 450 },
  );
  expect([...seen].sort()).toEqual([
    'firstResponse breached',
    'firstResponse met',
    'firstResponse running',
    'nextResponse breached',
    'nextResponse none',
    'nextResponse running',
    'resolution breached',
    'resolution met',
    'resolution paused',
    'resolution running',
  ]);
});
