import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Setting } from '../../../shared/model/setting.ts';
import type { SlaPolicy } from '../../../shared/model/sla-policy.ts';
import { setSlaPolicy } from '../../../shared/mutations/setting.ts';
import { workdays } from '../../../shared/rules/sla/testing/calendars.ts';
import type { Directory } from '../../queries/types.ts';
import { planProblems } from './setting-problems.ts';

const mark = { r: 1, n: 1, s: 1 };
const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const [CALENDAR, OLD_CALENDAR, POLICY, NOBODY] = [id(1), id(2), id(3), id(99)];
const [PUMPS, OLD_PUMPS, NORTH, OLD_NORTH, SAFE, OLD_SAFE] = [4, 5, 6, 7, 8, 9].map(id);

const rows = (...all: [string | undefined, string, boolean][]) =>
  new Map(all.map(([key = '', name, archived]) => [key, { id: key, name, archived, ...mark }]));
const setting = (key: string, what: Setting['what'], archived: boolean, value: unknown) =>
  [key, { id: key, what, value, archived, ...mark }] as const;
const gold: SlaPolicy = {
  name: 'Gold',
  order: 10,
  conditions: {},
  targets: {},
  calendarId: null,
  pausedIn: ['pending'],
  warnAtPercent: 75,
};
const office = workdays('Europe/Berlin', [540, 1020]);
const lists: Pick<Directory, 'categories' | 'teams' | 'tags' | 'settings'> = {
  categories: rows([PUMPS, 'Pumps', false], [OLD_PUMPS, 'Old pumps', true]),
  teams: rows([NORTH, 'North', false], [OLD_NORTH, 'Old north', true]),
  tags: rows([SAFE, 'safety', false], [OLD_SAFE, 'danger', true]),
  settings: new Map([
    setting(CALENDAR, 'calendar', false, office),
    setting(OLD_CALENDAR, 'calendar', true, office),
    setting(POLICY, 'sla-policy', false, gold),
  ]),
};
const admin = { id: id(50), role: 'admin', limitedTo: null } as const;
const problemsOf = (change: Partial<SlaPolicy>, key = id(60)) =>
  planProblems('sla-policy', { id: key, value: { ...gold, ...change } }, lists, admin);

test.each<[string, Partial<SlaPolicy>, Record<string, string>]>([
  ['nothing wrong', { calendarId: CALENDAR, conditions: { teamIds: [NORTH ?? ''], priorities: ['low'] } }, {}],
  ['a calendar out of use', { calendarId: OLD_CALENDAR }, { calendarId: 'This calendar is no longer in use.' }],
  ['a calendar that is not there', { calendarId: NOBODY }, { calendarId: 'This calendar does not exist.' }],
  ['a calendar that is none', { calendarId: POLICY }, { calendarId: 'This calendar does not exist.' }],
  ['a team out of use', { conditions: { teamIds: [NORTH ?? '', OLD_NORTH ?? ''] } }, { teamIds: 'The team Old north is no longer in use.' }],
  ['a tag that is not there', { conditions: { tagIds: [NOBODY] } }, { tagIds: 'A tag it names does not exist.' }],
  ['everything at once', { calendarId: OLD_CALENDAR, conditions: { categoryIds: [OLD_PUMPS ?? '', NOBODY], tagIds: [OLD_SAFE ?? ''] } }, {
    calendarId: 'This calendar is no longer in use.',
    categoryIds: 'The category Old pumps is no longer in use. A category it names does not exist.',
    tagIds: 'The tag danger is no longer in use.',
  }],
])('%s', (_, change, problems) => {
  expect(problemsOf(change)).toEqual(problems);
}); // prettier-ignore

test('what is no field’s fault is said of the whole', () => {
  expect(problemsOf({}, CALENDAR)).toEqual({ '': 'This identity is in use for something else.' });
  const args = { id: CALENDAR, value: office };
  expect(planProblems('calendar', args, lists, admin)).toEqual({});
  expect(planProblems('calendar', args, lists, { ...admin, role: 'agent' })).toEqual({
    '': 'Only an admin may change this for everybody.',
  });
});

describe('it says something exactly where the plan refuses', () => {
  const some = (...ids: (string | undefined)[]) =>
    fc.uniqueArray(fc.constantFrom(...ids.map((one = '') => one), NOBODY), { minLength: 1 });
  const changes = fc.record({
    calendarId: fc.option(fc.constantFrom(CALENDAR, OLD_CALENDAR, POLICY, NOBODY)),
    conditions: fc.record(
      { categoryIds: some(PUMPS, OLD_PUMPS), teamIds: some(NORTH, OLD_NORTH), tagIds: some(SAFE, OLD_SAFE) },
      { requiredKeys: [] },
    ),
  });
  test('whatever a policy names', () => {
    fc.assert(
      fc.property(changes, (change) => {
        const value = { ...gold, ...change };
        const maps = {
          category: lists.categories,
          team: lists.teams,
          tag: lists.tags,
          setting: lists.settings,
        };
        const { refusal } = setSlaPolicy.plan({
          rows: { get: (ref) => maps[ref.kind as 'tag'].get(ref.id) as never, list: () => [], all: () => [] },
          args: { id: POLICY, value, archived: false },
          actor: admin,
          atMs: 0,
          uid: '',
        });
        const problems = problemsOf(change, POLICY);
        expect(Object.keys(problems).length > 0).toBe(refusal !== undefined);
        expect(Object.values(problems).join(' ')).toContain(refusal?.message ?? '');
      }),
    );
  });
});
