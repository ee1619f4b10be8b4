import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { must } from '../../lib/must.ts';
import type { BusinessCalendar } from '../../model/business-calendar.ts';
import { isActive, type Priority, type Status, type Ticket } from '../../model/ticket.ts';
import { newTicket } from '../../mutations/new-ticket.ts';
import { withEvent, withMessage } from '../derive.ts';
import { statusRegister } from '../lifecycle.ts';
import { aheadOf, lookAt, type Seen } from './look.ts';
import type { Level } from './levels.ts';
import { promisesIn, type Promises } from './of-ticket.ts';

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const start = Date.UTC(2026, 10, 23, 9);

const defaults: Promises = promisesIn([]);
const answering: Promises = {
  policies: [
    {
      id: 'p',
      name: 'All',
      order: 1,
      conditions: {},
      targets: Object.fromEntries(
        (['low', 'medium', 'high', 'urgent'] as const).map((priority, i) => [
          priority,
          {
            firstResponse: { targetMs: HOUR, business: false },
            nextResponse: { targetMs: 2 * HOUR, business: false },
            resolution: { targetMs: [16, 8, 4, 2].map((hours) => hours * HOUR)[i] ?? 0, business: false },
          },
        ]),
      ),
      calendarId: null,
      pausedIn: ['pending'],
      warnAtPercent: 75,
    },
  ],
  calendars: new Map(),
};

const fresh = (priority: Priority = 'medium'): Ticket =>
  withEvent(
    { ...newTicket('t', null, 'Pump 4 leaks', start), priority, requesterId: 'rita', r: 1, n: 1, s: 1 },
    { internal: false, createdAt: start, what: 'status', newValue: 'new' },
  );
const moved = (ticket: Ticket, at: number, to: Status): Ticket => ({
  ...withEvent(ticket, { internal: false, createdAt: at, what: 'status', newValue: to }),
  ...statusRegister(ticket, to, at),
});
const said = (ticket: Ticket, at: number, staff: boolean): Ticket =>
  withMessage(ticket, { internal: false, staff, createdAt: at });

/** What it was made with, where no person has changed it: what its first breach says. */
const firstOf = ({ breaches, priority }: Ticket): Priority =>
  breaches.find(({ what }) => what === 'resolution')?.priority ?? priority;

const seen = (ticket: Ticket, nowMs: number, more: Partial<Seen> = {}): Seen => ({
  ticket,
  tagIds: [],
  promises: defaults,
  nowMs,
  lateAt: null,
  since: null,
  given: [[start, firstOf(ticket)]],
  raisedByServer: true,
  ...more,
});

/** The ticket as the server leaves it after a look. */
function looked(of: Seen): Ticket {
  const { breaches, priority, escalatedAt, goesBackTo } = lookAt(of);
  let ticket: Ticket = { ...of.ticket, breaches, priority };
  if (escalatedAt !== null) ticket = moved(ticket, escalatedAt, 'escalated');
  if (goesBackTo) ticket = moved(ticket, of.nowMs, goesBackTo);
  return ticket;
}
const stands = ({ breaches }: Ticket) =>
  breaches.flatMap(({ what, at, priority, withdrawn }) => (withdrawn ? [] : [[what, at - start, priority]]));

test('a resolution that was missed escalates: status, one level up, a new term from the breach', () => {
  const due = start + 3 * DAY;
  expect(lookAt(seen(fresh(), due))).toMatchObject({ missed: [], escalatedAt: null, priority: 'medium' });
  const once = looked(seen(fresh(), due + 1));
  expect(once).toMatchObject({ status: 'escalated', priority: 'high' });
  expect(stands(once)).toEqual([['resolution', 3 * DAY, 'medium']]);
  expect(lookAt(seen(once, due + DAY))).toMatchObject({ missed: [], escalatedAt: null });
  const twice = looked(seen(once, due + DAY + 1));
  expect(twice).toMatchObject({ status: 'escalated', priority: 'urgent' });
});

test('an urgent ticket escalates once and keeps its deadline', () => {
  const once = looked(seen(fresh('urgent'), start + 4 * HOUR + 1));
  expect(once).toMatchObject({ status: 'escalated', priority: 'urgent' });
  for (const days of [1, 30, 3000]) expect(lookAt(seen(once, start + days * DAY)).missed).toEqual([]);
});

test('a server that was down finds every level at the time it was missed, in one look', () => {
  const found = looked(seen(fresh('low'), start + 100 * DAY));
  expect(stands(found)).toEqual([
    ['resolution', 7 * DAY, 'low'],
    ['resolution', 10 * DAY, 'medium'],
    ['resolution', 11 * DAY, 'high'],
    ['resolution', 11 * DAY + 4 * HOUR, 'urgent'],
  ]);
  expect(found).toMatchObject({ priority: 'urgent', status: 'escalated' });
});

test('what a person decided after the breach stands; the breach is noted', () => {
  const late = moved(fresh(), start + 3 * DAY + MINUTE, 'pending');
  expect(looked(seen(late, start + 3 * DAY + HOUR))).toMatchObject({ status: 'pending', priority: 'high' });
  const solved = moved(fresh(), start + 3 * DAY + MINUTE, 'resolved');
  const found = looked(seen(solved, start + 9 * DAY));
  expect(found).toMatchObject({ status: 'resolved', priority: 'high' });
  expect(stands(found)).toEqual([['resolution', 3 * DAY, 'medium']]);
});

test('what waits for its requester is not late, and what is reopened is not late at once', () => {
  const pending = moved(fresh(), start + DAY, 'pending');
  expect(lookAt(seen(pending, start + 90 * DAY)).missed).toEqual([]);
  const reopened = moved(moved(fresh(), start + DAY, 'resolved'), start + 60 * DAY, 'open');
  expect(lookAt(seen(reopened, start + 61 * DAY)).missed).toEqual([]);
  expect(stands(looked(seen(reopened, start + 62 * DAY + 1)))).toEqual([['resolution', 62 * DAY, 'medium']]);
});

test.each(['resolved', 'pending'] as const)('work done in time that comes late takes it back: %s', (to) => {
  const escalated = looked(seen(fresh(), start + 4 * DAY - 1));
  const arrived = moved(escalated, start + 2 * DAY, to);
  const back = looked(seen(arrived, start + 5 * DAY, { lateAt: start + 2 * DAY }));
  expect(back).toMatchObject({ status: to, priority: 'medium' });
  expect(stands(back)).toEqual([]);
  expect(back.breaches).toMatchObject([{ what: 'resolution', withdrawn: true }]);
});

/** A ticket to which people have given these priorities, the last of them now. */
const given = (ticket: Ticket, nowMs: number, ...levels: [at: number, priority: Priority][]) =>
  seen({ ...ticket, priority: levels.at(-1)?.[1] ?? ticket.priority }, nowMs, {
    given: [[start, firstOf(ticket)], ...levels],
    raisedByServer: false,
  });

test.each([
  ['taken and raised to urgent', 'medium', 6, 'urgent', [[6, 'urgent']], 'urgent'],
  ['raised to high', 'medium', 54, 'high', [[54, 'high']], 'urgent'],
  // Not yet overdue: due when the new priority says.
  ['raised in time', 'medium', 3, 'urgent', [[4, 'urgent']], 'urgent'],
  ['lowered in time', 'high', 20, 'low', [], 'low'],
] as const)('%s: a breach is at the raise, or later', (_, made, hours, to, expected, becomes) => {
  const at = start + hours * HOUR;
  const ticket = moved(fresh(made), start + 2 * HOUR, 'open');
  const of = given(ticket, Math.max(at + 1, start + 5 * HOUR), [at, to]);
  const found = looked(of);
  expect(stands(found)).toEqual(expected.map(([hour, priority]) => ['resolution', hour * HOUR, priority]));
  expect(found.priority).toBe(becomes);
  expect(found.status).toBe(expected.length ? 'escalated' : 'open');
  expect(lookAt({ ...of, ticket: found, raisedByServer: found.priority !== to }).missed).toEqual([]);
});

test('what waits for its requester is not escalated by a raise, but once it goes on', () => {
  const waits = moved(moved(fresh(), start + HOUR, 'open'), start + 5 * HOUR, 'pending');
  const of = given(waits, start + 9 * HOUR, [start + 6 * HOUR, 'urgent']);
  expect(lookAt(of)).toMatchObject({ missed: [], escalatedAt: null });
  const goesOn = { ...of, ticket: moved(of.ticket, start + 8 * HOUR, 'open') };
  expect(stands(looked(goesOn))).toEqual([['resolution', 8 * HOUR, 'urgent']]);
  expect(looked(goesOn).status).toBe('escalated');
});

test('what was missed before a raise is missed at its own time, whenever the server looks', () => {
  const at = start + 80 * HOUR;
  const atOnce = { ...looked(seen(fresh(), start + 73 * HOUR)), priority: 'urgent' as const };
  const expected = [
    ['resolution', 72 * HOUR, 'medium'],
    ['resolution', 80 * HOUR, 'urgent'],
  ];
  expect(stands(looked(given(atOnce, at + 1, [at, 'urgent'])))).toEqual(expected);
  expect(stands(looked(given(fresh(), at + 1, [at, 'urgent'])))).toEqual(expected);
});

test('a raise makes no answer late before its own time, and late work that was in time takes it back', () => {
  const at = start + 50 * MINUTE;
  const quick: Promises = {
    ...answering,
    policies: answering.policies.map((policy) => ({
      ...policy,
      targets: {
        ...policy.targets,
        urgent: { ...policy.targets.urgent, firstResponse: { targetMs: 10 * MINUTE, business: false } },
      },
    })),
  };
  const raised = { ...given(fresh(), at + 1, [at, 'urgent']), promises: quick };
  const missed = looked(raised);
  expect(stands(missed)).toEqual([['firstResponse', 50 * MINUTE, 'urgent']]);
  const answered = said(missed, start + 40 * MINUTE, true);
  const again = { ...raised, ticket: answered, nowMs: at + 2, lateAt: start + 40 * MINUTE };
  expect(stands(looked(again))).toEqual([]);
});

test('a priority lowered without a network before the breach takes it back', () => {
  const escalated = looked(seen(fresh(), start + 3 * DAY + 1));
  const of = given(escalated, start + 4 * DAY, [start + 2 * DAY, 'low']);
  const back = looked({ ...of, lateAt: start + 2 * DAY });
  expect(back).toMatchObject({ status: 'new', priority: 'low' });
  expect(stands(back)).toEqual([]);
});

test('a priority that a person has set since stays theirs', () => {
  const escalated = { ...looked(seen(fresh(), start + 3 * DAY + 1)), priority: 'urgent' as const };
  const arrived = moved(escalated, start + 2 * DAY, 'pending');
  const of = seen(arrived, start + 3 * DAY + 2, { lateAt: start + 2 * DAY, raisedByServer: false });
  expect(lookAt(of).priority).toBe('urgent');
});

test('other late work takes nothing back', () => {
  const escalated = looked(seen(fresh(), start + 3 * DAY + 1));
  const arrived = said(escalated, start + 2 * DAY, true);
  expect(lookAt(seen(arrived, start + 3 * DAY + 2, { lateAt: start + 2 * DAY })).withdrawn).toEqual([]);
});

test('an escalation that nobody moved on goes back to what it was', () => {
  const long = seen(moved(fresh(), start + HOUR, 'open'), start + 8 * HOUR + 1 + HOUR, {
    promises: answering,
  });
  const escalated = looked(long);
  expect(escalated.status).toBe('escalated');
  // The tenant's promises have changed by the time late work makes the server look again.
  const again = seen(escalated, start + 10 * HOUR, { lateAt: start + HOUR });
  expect(looked(again)).toMatchObject({ status: 'open', priority: 'medium' });
});

test('answers that are missed are noted, and escalate nothing; each question once', () => {
  const at = (ticket: Ticket, hours: number, more: Partial<Seen> = {}) =>
    looked(seen(ticket, start + hours * HOUR, { promises: answering, ...more }));
  const first = at(fresh(), 3);
  expect(first).toMatchObject({ status: 'new', priority: 'medium' });
  expect(stands(first)).toEqual([['firstResponse', HOUR, 'medium']]);
  expect(at(first, 4)).toEqual(first);
  const asked = said(said(first, start + 3.5 * HOUR, true), start + 4 * HOUR, false);
  const next = at(said(asked, start + 5 * HOUR, false), 7);
  expect(stands(next)).toEqual([
    ['firstResponse', HOUR, 'medium'],
    ['nextResponse', 6 * HOUR, 'medium'],
  ]);
  expect(at(next, 7.5)).toEqual(next);
  // Both had been answered without a network.
  const both = said(next, start + 5.5 * HOUR, true);
  expect(stands(at(both, 7.6, { lateAt: start + 5.5 * HOUR }))).toEqual([['firstResponse', HOUR, 'medium']]);
  const early = said(first, start + MINUTE, true);
  expect(stands(at(early, 3.1, { lateAt: start + MINUTE }))).toEqual([]);
});

test('what was missed before it came here is no breach of this desk', () => {
  const old = seen(fresh(), start + 300 * DAY, { since: start + 299 * DAY });
  expect(lookAt(old).missed).toEqual([]);
  // A new term begins with what a person changes.
  const young = seen({ ...fresh('low'), createdAt: start + 295 * DAY, history: [] }, start + 303 * DAY, old);
  expect(stands(looked({ ...young, ticket: young.ticket }))).toEqual([]);
});

test('looks ahead: warns once a promise, then waits until it is missed', () => {
  const ahead = (ticket: Ticket, at: number) => aheadOf(seen(ticket, at));
  expect(ahead(fresh(), start)).toEqual({ warnings: [], nextAt: start + 0.75 * 3 * DAY });
  const near = ahead(fresh(), start + 2.5 * DAY);
  expect(near).toMatchObject({ warnings: [{ what: 'resolution', dueAt: start + 3 * DAY }] });
  expect(near.nextAt).toBe(start + 3 * DAY + 1);
  const paused = moved(moved(fresh(), start + 2.5 * DAY, 'pending'), start + 4 * DAY, 'open');
  expect(ahead(paused, start + 4 * DAY).warnings[0]?.isTold(near.warnings[0]?.key ?? '')).toBe(true);
  expect(ahead(moved(fresh(), start + DAY, 'pending'), start + 2 * DAY)).toEqual({
    warnings: [],
    nextAt: null,
  });
});

test('warns again only of what was promised anew: not where names, other promises or days to come were changed', () => {
  const hours = (of: number, order = 1): Promises => {
    const policy = must(answering.policies[0], 'policy');
    const targets = { ...policy.targets, medium: { resolution: { targetMs: of * HOUR, business: false } } };
    return { ...answering, policies: [{ ...policy, name: `After ${of} hours`, order, targets }] };
  };
  type Eras = readonly (readonly [since: number, promises: Promises])[];
  const warningUnder = (eras: Eras, at: number, ticket = fresh()) => {
    const promises = must(eras.at(-1)?.[1], 'era');
    const list = eras.map(([since, of]) => ({ since, promises: of }));
    const { warnings } = aheadOf(seen(ticket, at, { promises, eras: list }));
    return must(warnings.find(({ what }) => what === 'resolution'), 'warning'); // prettier-ignore
  };
  const at = start + 7 * HOUR;
  const eight: Eras = [[0, hours(8)]];
  const { key } = warningUnder(eight, at);
  const renamed = {
    ...hours(8, 3),
    policies: hours(8, 3).policies.map((one) => ({ ...one, name: 'Other' })),
  };
  expect(warningUnder([...eight, [start + HOUR, renamed]], at).isTold(key)).toBe(true);
  // Promised anew, and kept since whatever else is saved.
  const nine: Eras = [...eight, [start + HOUR, hours(9)]];
  expect(warningUnder(nine, at).isTold(key)).toBe(false);
  const anew = warningUnder(nine, at).key;
  expect(warningUnder([...nine, [start + 2 * HOUR, hours(9, 2)]], at).isTold(anew)).toBe(true);
  expect(warningUnder([...nine, [start + 2 * HOUR, hours(8)]], at).isTold(anew), 'back again').toBe(false);
  // What was promised before the ticket was there is nothing of its.
  expect(warningUnder([[0, hours(20)], [start - HOUR, hours(8)]], at).isTold(key)).toBe(true); // prettier-ignore
  // Keys of before, which named the latest promise where that was made later.
  const bare = key.slice(0, key.lastIndexOf('/'));
  expect([bare, `${bare}/${start + HOUR}`].map((one) => warningUnder(eight, at).isTold(one))).toEqual([
    true,
    true,
  ]);
});

test('a pause that moves the end over a day that was made a holiday meanwhile warns nobody twice', () => {
  const day = (n: number) => new Date(start + n * DAY).toISOString().slice(0, 10);
  const office = (holidays: readonly string[]): Promises => {
    const hours: [number, number][] = [[9 * 60, 17 * 60]];
    const calendar: BusinessCalendar = {
      name: 'Office', timeZone: 'UTC', week: [hours, hours, hours, hours, hours, [], []],
      holidays: holidays.map((one) => ({ day: one, name: 'Closed', windows: [] })),
    }; // prettier-ignore
    const policy = must(answering.policies[0], 'policy');
    const targets = { ...policy.targets, medium: { resolution: { targetMs: 16 * HOUR, business: true } } };
    return { policies: [{ ...policy, targets, calendarId: 'c' }], calendars: new Map([['c', calendar]]) };
  };
  const [before, since] = [office([]), office([day(3)])];
  const eras = [{ since: 0, promises: before }, { since: start + HOUR, promises: since }]; // prettier-ignore
  const ahead = (ticket: Ticket, at: number) => {
    const { warnings } = aheadOf(seen(ticket, at, { promises: since, eras }));
    return must(warnings.find(({ what }) => what === 'resolution'), 'warning'); // prettier-ignore
  };
  const first = ahead(fresh(), start + DAY + 4.5 * HOUR);
  expect(first.dueAt).toBe(start + DAY + 8 * HOUR);
  const paused = moved(moved(fresh(), start + DAY + 5 * HOUR, 'pending'), start + 2 * DAY + 7 * HOUR, 'open');
  const again = ahead(paused, start + 2 * DAY + 7.5 * HOUR);
  expect(again.dueAt).toBe(start + 4 * DAY + 2 * HOUR);
  expect(again.isTold(first.key)).toBe(true);
});

test('a ticket that goes back and forth a hundred times keeps all of its pauses', () => {
  let ticket = fresh();
  for (let i = 0; i < 100; i += 1) {
    ticket = moved(ticket, start + i * DAY + HOUR / 4, 'pending');
    ticket = moved(ticket, start + (i + 1) * DAY, 'open');
  }
  // A quarter of an hour counts each day: three days of work are not over yet.
  expect(lookAt(seen(ticket, start + 100 * DAY)).missed).toEqual([]);
});

// Whatever arrives in whichever bunches, and however often anybody looks: the same promises were missed.
test('the same was missed however often and however late the server looks', () => {
  const step = fc.record({
    afterMs: fc.oneof(fc.integer({ min: 1, max: 30 * HOUR }), fc.integer({ min: 1, max: 3 * HOUR })),
    to: fc.constantFrom<Status>('open', 'pending', 'resolved'),
    /** Comes together with the next one; a priority comes at once. */
    waits: fc.boolean(),
    priority: fc.option(fc.constantFrom<Priority>('low', 'medium', 'high', 'urgent'), { freq: 2 }),
  });
  const looks = fc.array(fc.integer({ min: 0, max: 200 * HOUR }), { maxLength: 12 });
  const priority = fc.constantFrom<Priority>('low', 'medium', 'high', 'urgent');
  let withdrawn = 0;
  fc.assert(
    fc.property(priority, fc.array(step, { maxLength: 8 }), looks, (from, steps, at) => {
      let clock = start;
      const works = steps.map(({ afterMs, to, waits, priority }) => ({
        at: (clock += afterMs),
        to,
        waits: waits && priority === null,
        priority,
      }));
      const end = Math.max(clock, ...at.map((ms) => start + ms)) + HOUR;
      const promises = answering;
      const apply = (ticket: Ticket, { at: doneAt, to, priority: level }: (typeof works)[number]) => {
        if (level !== null) return { ...ticket, priority: level };
        return isActive(ticket.status) || to === 'open' ? moved(ticket, doneAt, to) : ticket;
      };
      const levelsBy = (nowMs: number): Level[] => [
        [start, from],
        ...works.flatMap(({ at: doneAt, priority: level }): Level[] =>
          level === null || doneAt > nowMs ? [] : [[doneAt, level]],
        ),
      ];
      const levels = levelsBy(end);
      const all = { promises, given: levels, raisedByServer: levels.length === 1 };
      const whole = looked(seen(works.reduce(apply, fresh(from)), end, all));
      // With looks in between, and work that arrives with what was done after it.
      const arrivals = works.map((work, i) => ({
        work,
        at: works.slice(i).find(({ waits }) => !waits)?.at ?? end,
      }));
      const moments = [...new Set([...at.map((ms) => start + ms), ...arrivals.map((one) => one.at), end])];
      let ticket = fresh(from);
      let lateAt: number | null = null;
      let raisedByServer = true;
      for (const nowMs of moments.sort((a, b) => a - b)) {
        for (const { work } of arrivals.filter((one) => one.at === nowMs)) {
          ticket = apply(ticket, work);
          if (work.priority !== null) raisedByServer = false;
          lateAt = Math.min(lateAt ?? work.at, work.at);
        }
        if (!at.some((ms) => start + ms === nowMs) && nowMs !== end) continue;
        const before = ticket.priority;
        const known = { given: levelsBy(nowMs), raisedByServer };
        ticket = looked(seen(ticket, nowMs, { promises, lateAt, ...known }));
        if (ticket.priority !== before) raisedByServer = true;
        lateAt = null;
      }
      const resolutions = (of: Ticket) => stands(of).filter(([what]) => what === 'resolution');
      expect(resolutions(ticket)).toEqual(resolutions(whole));
      expect(ticket.priority).toBe(whole.priority);
      withdrawn += ticket.breaches.some((breach) => breach.withdrawn) ? 1 : 0;
    }),
    { numRuns: 2000, seed: 4 },
  );
  expect(withdrawn).toBeGreaterThan(20);
});
