import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Dot } from '../clock/dot.ts';
import { fieldMergeKey, mergeRules, mergeRulesIn, policyRef, type MergeRule } from '../model/policy.ts';
import {
  decide,
  hadSeen,
  merge,
  mergeRuleOf,
  wins,
  type Ancestor,
  type Cell,
  type Outcome,
} from './merge.ts';

// Small numbers, so that equal stamps and equal dots come up all the time. A dot stands for one write: one value, one stamp.
const cell = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 3 }))
  .map(([r, n, base]): Cell<string> => ({ value: `${r}.${n}`, mark: [r, n, base + n] }));
const consistent = (cells: Cell[]): boolean =>
  cells.every((a) => cells.every((b) => a.value !== b.value || a.mark[2] === b.mark[2]));
const cells = (length: number) => fc.array(cell, { minLength: length, maxLength: length }).filter(consistent);

describe('merge (M1)', () => {
  test('is commutative', () => {
    fc.assert(
      fc.property(cells(2), ([a, b]) => {
        expect(merge(a as Cell, b as Cell)).toEqual(merge(b as Cell, a as Cell));
      }),
    );
  });

  test('is associative', () => {
    fc.assert(
      fc.property(cells(3), ([a, b, c]) => {
        const [x, y, z] = [a as Cell, b as Cell, c as Cell];
        expect(merge(merge(x, y), z)).toEqual(merge(x, merge(y, z)));
      }),
    );
  });

  test('is idempotent, and gives one of the two', () => {
    fc.assert(
      fc.property(cells(2), ([a, b]) => {
        const [x, y] = [a as Cell, b as Cell];
        expect(merge(x, x)).toEqual(x);
        expect(merge(merge(x, y), y)).toEqual(merge(x, y));
        expect([x, y]).toContain(merge(x, y));
      }),
    );
  });

  test('any order of arrival, with any repetition, settles alike', () => {
    const arrivals = cells(6).chain((some) =>
      fc.tuple(fc.constant(some), fc.shuffledSubarray([...some, ...some], { minLength: 12 })),
    );
    fc.assert(
      fc.property(arrivals, ([some, shuffled]) => {
        const settle = (order: Cell[]) => order.reduce((a, b) => merge(a, b));
        expect(settle(shuffled)).toEqual(settle(some));
      }),
    );
  });

  test('of two different marks exactly one wins', () => {
    fc.assert(
      fc.property(cells(2), ([a, b]) => {
        const [x, y] = [(a as Cell).mark, (b as Cell).mark];
        const same = x.join() === y.join();
        expect([wins(x, y), wins(y, x)].filter(Boolean)).toHaveLength(same ? 0 : 1);
      }),
    );
  });

  test('a later stamp wins over any dot; equal stamps go by replica, then counter (M1)', () => {
    expect(wins([1, 1, 2], [9, 9, 1])).toBe(true);
    expect(wins([2, 1, 1], [1, 9, 1])).toBe(true);
    expect(wins([1, 2, 1], [1, 1, 1])).toBe(true);
  });
});

describe('hadSeen (M3, O4)', () => {
  const ancestors: Ancestor[] = [[7, 10]];
  test.each<[string, Dot, Dot | null | undefined, boolean]>([
    ['the very value', [2, 5], [2, 5], true],
    ['an older one of the same replica', [2, 5], [2, 4], false],
    ['another', [2, 5], [3, 5], false],
    ['none', [2, 5], null, false],
    ['nothing said', [2, 5], undefined, false],
    ['its own', [1, 99], [2, 4], true],
    ['its own, with none named', [1, 99], null, true],
    ["an ancestor's, at the edge", [7, 10], null, true],
    ["an ancestor's, written by somebody else's copy since", [7, 11], null, false],
    ["somebody else's with an ancestor's counter", [8, 10], null, false],
  ])('seen or not: %s (M3, O4)', (_name, standing, base, seen) => {
    expect(hadSeen(standing, base, 1, ancestors)).toBe(seen);
  });
});

describe('what becomes of a register (M1, M3, M4)', () => {
  const bool = [false, true];
  const meetings = mergeRules.flatMap((rule) =>
    bool.flatMap((seen) =>
      bool.flatMap((same) =>
        bool.flatMap((named) => bool.map((later) => ({ rule, seen, same, named, later }))),
      ),
    ),
  );
  const stands = (what: Outcome['stands']): Outcome => ({ stands: what, loser: null, ruled: false });

  test.each(meetings.filter(({ seen }) => seen))('what was seen is written over: %j', (meeting) => {
    expect(decide(meeting)).toEqual(stands('written'));
  });

  test.each(meetings.filter(({ seen, same, named }) => !seen && (same || !named)))(
    'equal values, and what no person overlooked, raise nothing and go by time: %j',
    (meeting) => {
      expect(decide(meeting)).toEqual(stands(meeting.later ? 'written' : 'standing'));
    },
  );

  // Unseen, differing, named by its device: who stands, whose is kept, and whether the rule has settled it.
  test.each<[MergeRule, later: boolean, Outcome]>([
    ['last', true, { stands: 'written', loser: 'other', ruled: false }],
    ['last', false, { stands: 'standing', loser: 'writer', ruled: false }],
    ['first', true, { stands: 'standing', loser: 'writer', ruled: true }],
    ['first', false, { stands: 'standing', loser: 'writer', ruled: true }],
    ['ask', true, { stands: 'standing', loser: 'writer', ruled: false }],
    ['ask', false, { stands: 'standing', loser: 'writer', ruled: false }],
  ])('%s, later: %s', (rule, later, outcome) => {
    expect(decide({ seen: false, same: false, named: true, later, rule })).toEqual(outcome);
  });

  test.each([
    ['ticket', 'priority', 'ask'],
    ['ticket', 'title', 'last'],
    ['fieldValue', 'row', 'first'],
    ['ticketTag', 'row', 'last'],
    ['tag', 'row', 'last'],
    ['ticket', 'toString', 'last'],
  ] as const)('the rule of %s %s is %s', (kind, register, rule) => {
    expect(mergeRuleOf({ priority: 'ask', field: 'first' }, { kind, id: 'any' }, register)).toBe(rule);
  });

  test.each([
    [{ 'field:a': 'ask', field: 'first' }, 'a', 'ask'],
    [{ 'field:a': 'ask', field: 'first' }, 'b', 'first'],
    [{ 'field:a': 'last', field: 'first' }, 'a', 'last'],
    [{ 'field:a': 'ask' }, 'b', 'last'],
  ] as const)('under %j the custom field %s has %s (M4)', (rules, id, rule) => {
    expect(mergeRuleOf(rules, { kind: 'fieldValue', id }, 'row')).toBe(rule);
  });

  test('a custom field’s rule is a policy of its own, found for the fields asked about (M4)', () => {
    const [one, other] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];
    const chosen: Record<string, unknown> = {
      [`merge-field:${one}`]: 'ask',
      [`merge-field:${other}`]: 'never',
    };
    const rules = mergeRulesIn((key) => chosen[key], [one, other]);
    expect(rules).toEqual({ [`field:${one}`]: 'ask' });
    expect(policyRef(fieldMergeKey(one))).toEqual({ kind: 'policy', id: one });
  });

  test.each([
    [{ priority: 'ask' }, { priority: 'ask' }],
    [{ priority: 'never' }, {}],
    [{ mood: 'ask' }, {}],
    [undefined, {}],
    ['ask', {}],
  ])('a policy of %j is %j', (value, rules) => {
    expect(mergeRulesIn((key) => (key === 'merge' ? value : undefined))).toEqual(rules);
  });

  test('what was chosen for a register alone counts before what was chosen for all at once', () => {
    const chosen: Record<string, unknown> = {
      merge: { title: 'first', priority: 'ask' },
      'merge-title': 'last',
      'merge-field': 'ask',
      'merge-status': 'never',
    };
    expect(mergeRulesIn((key) => chosen[key])).toEqual({ title: 'last', priority: 'ask', field: 'ask' });
  });
});
