import { describe, expect, test } from 'vitest';
import { targetKinds, type SlaPolicy } from '../../model/sla-policy.ts';
import { priorities, type Priority, type Status } from '../../model/ticket.ts';
import { deadlineOf } from '../sla.ts';
import { dueOf, type Due, type SlaFacts } from './due.ts';
import type { Promised } from './targets.ts';
import { at, workdays } from './testing/calendars.ts';

const [HOUR_MS, DAY_MS] = [3_600_000, 86_400_000];
const ms = (text: string) => Date.parse(text);

const office = workdays('Europe/Berlin', [at('09:00'), at('12:00')], [at('13:00'), at('17:00')]);
const calendars = new Map([['office', office]]);

type HoursByKind = Partial<Record<(typeof targetKinds)[number], number>>;

/** The same targets for every priority. */
function promising(
  hours: HoursByKind,
  business = false,
  pausedIn: Promised['pausedIn'] = ['pending'],
): Promised {
  const targets = Object.fromEntries(
    Object.entries(hours).map(([kind, of]) => [kind, { targetMs: of * HOUR_MS, business }]),
  );
  return {
    targets: Object.fromEntries(priorities.map((priority) => [priority, targets])) as SlaPolicy['targets'],
    calendarId: business ? 'office' : null,
    pausedIn,
    warnAtPercent: 75,
  };
}

type History = [at: string, status: Status][];

/** A ticket by what happened to it, the first entry being its creation. */
function ticket(history: History, more: Partial<SlaFacts> = {}): SlaFacts {
  const [first, last] = [history[0], history.at(-1)];
  const settled = history.findLast(([, status]) => status === 'resolved');
  const isSettled = last?.[1] === 'resolved' || last?.[1] === 'closed';
  return {
    createdAt: ms(first?.[0] ?? ''),
    priority: 'medium',
    status: last?.[1] ?? 'new',
    history: history.map(([at, status]) => [ms(at), status]),
    firstResponseAt: null,
    askedAt: null,
    resolvedAt: isSettled && settled ? ms(settled[0]) : null,
    breaches: [],
    ...more,
  };
}

const resolution = (facts: SlaFacts, policy: Promised | undefined, now: string): Due =>
  dueOf(facts, policy, calendars, ms(now)).resolution;
const dueAtOf = (due: Due): string | undefined =>
  'dueAt' in due ? new Date(due.dueAt).toISOString().replace(':00.000', '') : undefined;

describe('without a policy', () => {
  test.each(priorities)('a resolution by the clock, nothing else: %s', (priority) => {
    const facts = ticket([['2026-11-18T10:00Z', 'new']], { priority, askedAt: ms('2026-11-18T11:00Z') });
    const { firstResponse, nextResponse, resolution } = dueOf(facts, undefined, calendars, facts.createdAt);
    expect([firstResponse, nextResponse]).toEqual([{ state: 'none' }, { state: 'none' }]);
    const dueAt = deadlineOf(facts.createdAt, priority);
    const warnAt = facts.createdAt + (dueAt - facts.createdAt) * 0.75;
    expect(resolution).toEqual({ state: 'running', dueAt, warnAt });
  });
});

describe('resolution', () => {
  const day = promising({ resolution: 24 });

  test('is in time up to its last moment, and breached after it', () => {
    const facts = ticket([['2026-11-18T10:00Z', 'new']]);
    const dueAt = ms('2026-11-19T10:00Z');
    const state = (nowMs: number) => dueOf(facts, day, calendars, nowMs).resolution.state;
    expect([state(dueAt), state(dueAt + 1)]).toEqual(['running', 'breached']);
    const resolved = (atMs: number) =>
      dueOf({ ...facts, status: 'resolved', resolvedAt: atMs }, day, calendars, atMs + DAY_MS).resolution;
    expect(resolved(dueAt)).toEqual({ state: 'met', at: dueAt, inTime: true });
    expect(resolved(dueAt + 1)).toEqual({ state: 'met', at: dueAt + 1, inTime: false });
  });

  test('a pause moves it, each by its own length', () => {
    const facts = ticket([
      ['2026-11-18T10:00Z', 'new'],
      ['2026-11-18T12:00Z', 'pending'],
      ['2026-11-18T15:00Z', 'open'],
      ['2026-11-18T16:00Z', 'pending'],
      ['2026-11-19T16:00Z', 'open'],
    ]);
    expect(dueAtOf(resolution(facts, day, '2026-11-19T17:00Z'))).toBe('2026-11-20T13:00Z');
  });

  test('the pause that is still open counts: what is left stays, however late it is', () => {
    const facts = ticket([
      ['2026-11-18T10:00Z', 'new'],
      ['2026-11-18T12:00Z', 'pending'],
    ]);
    for (const now of ['2026-11-18T12:00Z', '2026-11-19T10:01Z', '2027-11-19T10:00Z']) {
      expect(resolution(facts, day, now)).toEqual({
        state: 'paused',
        remainingMs: 22 * HOUR_MS,
        business: false,
      });
    }
  });

  test('who pauses after the breach has breached', () => {
    const facts = ticket([
      ['2026-11-18T10:00Z', 'new'],
      ['2026-11-19T11:00Z', 'pending'],
    ]);
    expect(resolution(facts, day, '2026-11-21T00:00Z')).toEqual({
      state: 'breached',
      dueAt: ms('2026-11-19T10:00Z'),
    });
  });

  test('a pause at night does not hide a target that was used up when the office closed', () => {
    const facts = ticket([
      ['2026-11-18T14:00+01:00', 'new'],
      ['2026-11-18T20:00+01:00', 'pending'],
    ]);
    const due = resolution(facts, promising({ resolution: 3 }, true), '2026-11-19T08:00+01:00');
    expect(due).toEqual({ state: 'breached', dueAt: ms('2026-11-18T17:00+01:00') });
  });

  test('used up in the moment it was paused, it was due then', () => {
    const facts = ticket([
      ['2026-11-18T10:00Z', 'new'],
      ['2026-11-19T10:00Z', 'pending'],
      ['2026-11-23T10:00Z', 'open'],
    ]);
    expect(dueAtOf(resolution(facts, day, '2026-11-19T10:00Z'))).toBe('2026-11-19T10:00Z');
    expect(dueAtOf(resolution(facts, day, '2026-11-23T10:00Z'))).toBe('2026-11-19T10:00Z');
  });

  test('a change of priority counts from the creation and keeps the pauses', () => {
    const history: History = [
      ['2026-11-18T10:00Z', 'new'],
      ['2026-11-18T11:00Z', 'pending'],
      ['2026-11-18T21:00Z', 'open'],
    ];
    const due = (priority: Priority) =>
      dueAtOf(resolution(ticket(history, { priority }), undefined, '2026-11-18T22:00Z'));
    expect(due('medium')).toBe('2026-11-21T20:00Z');
    expect(due('high')).toBe('2026-11-19T20:00Z');
    expect(due('urgent')).toBe('2026-11-19T00:00Z');
  });

  test('reopened, the time it was resolved or closed does not count: it does not escalate at once', () => {
    const facts = ticket([
      ['2026-11-02T10:00Z', 'new'],
      ['2026-11-02T20:00Z', 'resolved'],
      ['2026-11-09T20:00Z', 'closed'],
      ['2026-11-18T10:00Z', 'open'],
    ]);
    expect(resolution(facts, day, '2026-11-18T10:00Z')).toMatchObject({ state: 'running' });
    expect(dueAtOf(resolution(facts, day, '2026-11-18T10:00Z'))).toBe('2026-11-19T00:00Z');
  });

  test('resolved again, all the time it was worked on counts', () => {
    const again = (at: string) =>
      resolution(
        ticket([
          ['2026-11-02T10:00Z', 'new'],
          ['2026-11-02T20:00Z', 'resolved'],
          ['2026-11-18T10:00Z', 'open'],
          [at, 'resolved'],
          ['2026-11-25T10:00Z', 'closed'],
        ]),
        day,
        '2026-11-26T10:00Z',
      );
    expect(again('2026-11-19T00:00Z')).toEqual({ state: 'met', at: ms('2026-11-19T00:00Z'), inTime: true });
    expect(again('2026-11-19T00:01Z')).toMatchObject({ state: 'met', inTime: false });
  });

  test('an import brings only when it was resolved', () => {
    const imported = (resolvedAt: string) =>
      resolution(
        ticket([['2026-11-02T10:00Z', 'closed']], { resolvedAt: ms(resolvedAt) }),
        day,
        '2026-11-18T10:00Z',
      );
    expect(imported('2026-11-03T09:00Z')).toMatchObject({ state: 'met', inTime: true });
    expect(imported('2026-11-03T11:00Z')).toMatchObject({ state: 'met', inTime: false });
    const without = { ...ticket([['2026-11-02T10:00Z', 'open']]), history: [] };
    expect(dueAtOf(resolution(without, day, '2026-11-02T11:00Z'))).toBe('2026-11-03T10:00Z');
  });

  test('the status of the ticket stands before the last of its history', () => {
    const history: History = [
      ['2026-11-18T10:00Z', 'new'],
      ['2026-11-18T12:00Z', 'open'],
    ];
    const merged = ticket(history, { status: 'pending' });
    expect(resolution(merged, day, '2026-11-25T10:00Z')).toMatchObject({
      state: 'paused',
      remainingMs: 22 * HOUR_MS,
    });
    const resolved = ticket(history, { status: 'resolved', resolvedAt: ms('2026-11-18T13:00Z') });
    expect(resolution(resolved, day, '2026-11-25T10:00Z')).toMatchObject({ state: 'met', inTime: true });
  });

  test('only what the policy names pauses it', () => {
    const facts = ticket([
      ['2026-11-18T10:00Z', 'new'],
      ['2026-11-18T12:00Z', 'open'],
      ['2026-11-18T14:00Z', 'pending'],
    ]);
    expect(dueAtOf(resolution(facts, promising({ resolution: 24 }, false, []), '2026-11-18T15:00Z'))).toBe(
      '2026-11-19T10:00Z',
    );
    const paused = promising({ resolution: 24 }, false, ['new', 'pending']);
    expect(resolution(facts, paused, '2026-11-25T15:00Z')).toMatchObject({ remainingMs: 22 * HOUR_MS });
  });
});

describe('after a breach that escalated it', () => {
  const escalated = (before: Priority, priority: Priority, ...more: History) =>
    ticket([['2026-11-18T10:00Z', 'open'], ['2026-11-21T10:00Z', 'escalated'], ...more], {
      priority,
      breaches: [{ at: ms('2026-11-21T10:00Z'), priority: before }],
    });

  test('a new term begins at the breach, with the target of the new priority', () => {
    expect(dueAtOf(resolution(escalated('medium', 'high'), undefined, '2026-11-21T11:00Z'))).toBe(
      '2026-11-22T10:00Z',
    );
  });

  test('pauses after the breach count, those before do not count again', () => {
    const facts = escalated(
      'medium',
      'high',
      ['2026-11-21T12:00Z', 'pending'],
      ['2026-11-21T15:00Z', 'open'],
    );
    facts.history = [
      ...facts.history.slice(0, 1),
      [ms('2026-11-19T10:00Z'), 'pending'],
      [ms('2026-11-19T12:00Z'), 'open'],
      ...facts.history.slice(1),
    ];
    expect(dueAtOf(resolution(facts, undefined, '2026-11-21T16:00Z'))).toBe('2026-11-22T13:00Z');
  });

  test('breached again, the term begins again; urgent, it keeps the deadline it missed', () => {
    const again = escalated('medium', 'urgent');
    again.breaches = [...again.breaches, { at: ms('2026-11-22T10:00Z'), priority: 'high' }];
    expect(dueAtOf(resolution(again, undefined, '2026-11-22T11:00Z'))).toBe('2026-11-22T14:00Z');
    again.breaches = [...again.breaches, { at: ms('2026-11-22T14:00Z'), priority: 'urgent' }];
    expect(resolution(again, undefined, '2026-11-23T00:00Z')).toEqual({
      state: 'breached',
      dueAt: ms('2026-11-22T14:00Z'),
    });
    const first = escalated('urgent', 'urgent');
    expect(dueAtOf(resolution(first, undefined, '2026-11-23T00:00Z'))).toBe('2026-11-18T14:00Z');
  });

  test('a lower priority chosen afterwards is measured from the breach', () => {
    expect(dueAtOf(resolution(escalated('medium', 'low'), undefined, '2026-11-22T00:00Z'))).toBe(
      '2026-11-28T10:00Z',
    );
  });
});

describe('first response', () => {
  const policy = promising({ firstResponse: 4, nextResponse: 1, resolution: 24 });
  const firstResponse = (facts: SlaFacts, now: string) =>
    dueOf(facts, policy, calendars, ms(now)).firstResponse;

  test('is not paused by pending: it is owed in every status', () => {
    const facts = ticket([
      ['2026-11-18T10:00Z', 'new'],
      ['2026-11-18T10:05Z', 'pending'],
    ]);
    expect(dueAtOf(firstResponse(facts, '2026-11-18T13:00Z'))).toBe('2026-11-18T14:00Z');
    expect(firstResponse(facts, '2026-11-18T14:01Z').state).toBe('breached');
  });

  test('answered and made pending in one step it is met, not forgotten', () => {
    const facts = ticket(
      [
        ['2026-11-18T10:00Z', 'new'],
        ['2026-11-18T11:00Z', 'pending'],
      ],
      { firstResponseAt: ms('2026-11-18T11:00Z') },
    );
    expect(firstResponse(facts, '2026-11-20T00:00Z')).toEqual({
      state: 'met',
      at: ms('2026-11-18T11:00Z'),
      inTime: true,
    });
    expect(
      firstResponse({ ...facts, firstResponseAt: ms('2026-11-18T14:01Z') }, '2026-11-20T00:00Z'),
    ).toMatchObject({ inTime: false });
  });

  test('a shorter target for the next response does not overrule it', () => {
    const facts = ticket([['2026-11-18T10:00Z', 'new']], { askedAt: ms('2026-11-18T10:30Z') });
    const due = dueOf(facts, policy, calendars, ms('2026-11-18T13:00Z'));
    expect(dueAtOf(due.firstResponse)).toBe('2026-11-18T14:00Z');
    expect(due.nextResponse).toEqual({ state: 'none' });
  });

  test('who resolves without a word owes none; reopened, that time does not count', () => {
    const history: History = [
      ['2026-11-18T10:00Z', 'new'],
      ['2026-11-18T11:00Z', 'resolved'],
    ];
    expect(firstResponse(ticket(history), '2026-11-25T00:00Z')).toEqual({
      state: 'met',
      at: ms('2026-11-18T11:00Z'),
      inTime: true,
    });
    const reopened = ticket([...history, ['2026-11-20T10:00Z', 'open']]);
    expect(dueAtOf(firstResponse(reopened, '2026-11-20T10:00Z'))).toBe('2026-11-20T13:00Z');
  });
});

describe('next response', () => {
  const policy = promising({ firstResponse: 4, nextResponse: 2 });
  const answered = { firstResponseAt: ms('2026-11-18T11:00Z') };
  const nextResponse = (facts: SlaFacts, now: string) =>
    dueOf(facts, policy, calendars, ms(now)).nextResponse;

  test('is owed while a question stands, and not while none does', () => {
    const facts = ticket([['2026-11-18T10:00Z', 'new']], answered);
    expect(nextResponse(facts, '2026-11-25T12:00Z')).toEqual({ state: 'none' });
    const asked = { ...facts, askedAt: ms('2026-11-18T15:00Z') };
    expect(nextResponse(asked, '2026-11-18T16:00Z')).toEqual({
      state: 'running',
      dueAt: ms('2026-11-18T17:00Z'),
      warnAt: ms('2026-11-18T16:30Z'),
    });
    expect(nextResponse(asked, '2026-11-18T17:01Z').state).toBe('breached');
  });

  test('pending does not pause it: somebody waits for words', () => {
    const facts = ticket(
      [
        ['2026-11-18T10:00Z', 'new'],
        ['2026-11-18T15:10Z', 'pending'],
      ],
      { ...answered, askedAt: ms('2026-11-18T15:00Z') },
    );
    expect(dueAtOf(nextResponse(facts, '2026-11-18T16:00Z'))).toBe('2026-11-18T17:00Z');
  });

  test('nothing is owed once it is resolved; reopened, that time does not count', () => {
    const history: History = [
      ['2026-11-18T10:00Z', 'new'],
      ['2026-11-18T16:00Z', 'resolved'],
    ];
    const asked = { ...answered, askedAt: ms('2026-11-18T15:00Z') };
    expect(nextResponse(ticket(history, asked), '2026-11-25T00:00Z')).toEqual({ state: 'none' });
    const reopened = ticket([...history, ['2026-11-20T10:00Z', 'open']], asked);
    expect(dueAtOf(nextResponse(reopened, '2026-11-20T10:00Z'))).toBe('2026-11-20T11:00Z');
  });
});

describe('in working time', () => {
  const policy = promising({ firstResponse: 1, resolution: 8 }, true);

  test('lunch does not count', () => {
    const facts = ticket([['2026-11-18T11:30+01:00', 'new']]);
    const due = dueOf(facts, policy, calendars, ms('2026-11-18T12:30+01:00')).firstResponse;
    expect(due).toMatchObject({ state: 'running', dueAt: ms('2026-11-18T13:30+01:00') });
  });

  test('nobody is warned at midnight or on a Sunday: a warning falls into working time', () => {
    const facts = ticket([['2026-11-20T15:00+01:00', 'new']]);
    expect(resolution(facts, policy, '2026-11-20T16:00+01:00')).toEqual({
      state: 'running',
      warnAt: ms('2026-11-23T14:00+01:00'),
      dueAt: ms('2026-11-23T16:00+01:00'),
    });
  });

  test('a pause takes away only the working time it covers', () => {
    const facts = ticket([
      ['2026-11-20T16:00+01:00', 'new'],
      ['2026-11-20T16:30+01:00', 'pending'],
      ['2026-11-23T10:00+01:00', 'open'],
    ]);
    expect(dueAtOf(resolution(facts, policy, '2026-11-23T11:00+01:00'))).toBe('2026-11-24T09:30Z');
    const paused = { ...facts, status: 'pending' as const, history: facts.history.slice(0, 2) };
    expect(resolution(paused, policy, '2026-11-23T09:00+01:00')).toEqual({
      state: 'paused',
      remainingMs: 7.5 * HOUR_MS,
      business: true,
    });
  });

  test('a calendar that is not there, or in a zone unknown here, counts around the clock', () => {
    const facts = ticket([['2026-11-20T16:00+01:00', 'new']]);
    const elsewhere = new Map([['office', { ...office, timeZone: 'Mars/Olympus' }]]);
    for (const known of [new Map(), elsewhere]) {
      const due = dueOf(facts, policy, known, facts.createdAt).resolution;
      expect(due).toMatchObject({ state: 'running', dueAt: facts.createdAt + 8 * HOUR_MS });
    }
  });

  test('what its calendar never reaches is not promised', () => {
    const never = new Map([['office', { ...office, week: office.week.map(() => []) }]]);
    const facts = ticket([['2026-11-20T16:00+01:00', 'new']]);
    expect(dueOf(facts, policy, never, facts.createdAt).resolution).toEqual({ state: 'none' });
  });
});
