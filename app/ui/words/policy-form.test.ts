import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  slaPolicySchema,
  targetKinds,
  type SlaPolicy,
  type Target,
} from '../../../shared/model/sla-policy.ts';
import { priorities } from '../../../shared/model/ticket.ts';
import { defaultPolicy } from '../../../shared/rules/sla/targets.ts';
import { draftOfForm } from './form-draft.ts';
import {
  emptyPolicy,
  formOfPolicy,
  policyOfDraft,
  policyOfForm,
  promisedIn,
  type PolicyForm,
} from './policy-form.ts';
import { unitNames, type AmountForm } from './target-words.ts';

const [MINUTE_MS, DAY_MS] = [60_000, 86_400_000];
const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const gold: PolicyForm = { ...emptyPolicy(), name: 'Gold' };

const target: fc.Arbitrary<Target> = fc.record({
  targetMs: fc.oneof(
    fc.integer({ min: MINUTE_MS, max: 365 * DAY_MS }),
    fc.constantFrom(MINUTE_MS, 90 * MINUTE_MS, DAY_MS, 8.5 * 60 * MINUTE_MS, 365 * DAY_MS),
  ),
  business: fc.boolean(),
});
const ids = fc.uniqueArray(fc.nat(9).map(id), { minLength: 1, maxLength: 5 });
const policies: fc.Arbitrary<SlaPolicy> = fc.record({
  name: fc.constantFrom('Gold', 'x'.repeat(50), 'Ünïcode 🎄'),
  order: fc.integer({ min: 0, max: 10_000 }),
  conditions: fc.record(
    {
      priorities: fc.uniqueArray(fc.constantFrom(...priorities), { minLength: 1 }),
      categoryIds: ids,
      teamIds: ids,
      tagIds: ids,
    },
    { requiredKeys: [] },
  ),
  targets: fc.dictionary(
    fc.constantFrom(...priorities),
    fc.record({ firstResponse: target, nextResponse: target, resolution: target }, { requiredKeys: [] }),
  ),
  calendarId: fc.nat(9).map(id),
  pausedIn: fc.uniqueArray(fc.constantFrom('new', 'pending')),
  warnAtPercent: fc.integer({ min: 1, max: 99 }),
});

/** A priority for which nothing is promised may be there without a target, or not at all. */
function plain(policy: SlaPolicy): SlaPolicy {
  const kept = Object.entries(policy.targets).filter(([, of]) => Object.keys(of).length > 0);
  return { ...policy, targets: Object.fromEntries(kept) };
}

describe('from a value to the form and back', () => {
  test('any policy comes back as it was', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        expect(slaPolicySchema.safeParse(policy).error).toBeUndefined();
        expect(policyOfForm(formOfPolicy(policy), policy.order).value).toEqual(plain(policy));
      }),
      { numRuns: 500 },
    );
  });

  test('any form comes back from its draft', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        const form = formOfPolicy(policy);
        expect(policyOfDraft(draftOfForm(form))).toEqual(form);
      }),
    );
  });

  test('a new one promises what holds without any', () => {
    const { name: _, order: __, conditions, ...promised } = policyOfForm(gold, 10).value ?? {};
    expect(promised).toEqual(defaultPolicy);
    expect(conditions).toEqual({});
  });
});

const amount = (typed: string, unit: AmountForm['unit'] = 'hours'): Partial<PolicyForm> => ({
  targets: { ...gold.targets, high: { ...gold.targets.high, resolution: { amount: typed, unit } } },
});
const problemsOf = (change: Partial<PolicyForm>) => policyOfForm({ ...gold, ...change }, 10).problems;

test.each<[string, Partial<PolicyForm>, string[]]>([
  ['no name', { name: ' \t' }, ['name']],
  ['a name too long', { name: 'x'.repeat(51) }, ['name']],
  ['no number', amount('soon'), ['targets.high.resolution']],
  ['a negative number', amount('-1'), ['targets.high.resolution']],
  ['less than a minute', amount('0.5', 'minutes'), ['targets.high.resolution']],
  ['nothing at all', amount('0'), ['targets.high.resolution']],
  ['more than a year', amount('366', 'days'), ['targets.high.resolution']],
  ['more than can be counted', amount('9'.repeat(400), 'days'), ['targets.high.resolution']],
  ['working time without a calendar', amount('8', 'working-hours'), ['calendarId']],
  ['a category twice', { categoryIds: [id(1), id(1)] }, ['categoryIds']],
  ['a team that is none', { teamIds: ['north'] }, ['teamIds']],
  ['too many tags', { tagIds: Array.from({ length: 201 }, (_, i) => id(i)) }, ['tagIds']],
  ['a priority twice', { priorities: ['low', 'low'] }, ['priorities']],
  ['a calendar that is none', { calendarId: 'office' }, ['calendarId']],
  ['a pause twice', { pausedIn: ['new', 'new'] }, ['pausedIn']],
  ['no warning', { warnAtPercent: '' }, ['warnAtPercent']],
  ['a warning at the breach', { warnAtPercent: '100' }, ['warnAtPercent']],
  ['a warning at half a percent', { warnAtPercent: '0.5' }, ['warnAtPercent']],
])('%s is said at its field', (_, change, fields) => {
  const problems = problemsOf(change);
  expect(Object.keys(problems ?? {})).toEqual(fields);
  for (const words of Object.values(problems ?? {})) expect(words).toMatch(/^[A-Z].*\.$/);
}); // prettier-ignore

test.each([
  ['1,5', 'hours', 90 * MINUTE_MS],
  [' 2 ', 'days', 2 * DAY_MS],
  ['0.25', 'hours', 15 * MINUTE_MS],
] as const)('%s %s', (typed, unit, targetMs) => {
  const { value } = policyOfForm({ ...gold, ...amount(typed, unit) }, 10);
  expect(value?.targets.high?.resolution).toEqual({ targetMs, business: false });
});

/** Every place where the screen shows what is wrong. */
const shown =
  /^(name|priorities|categoryIds|teamIds|tagIds|calendarId|pausedIn|warnAtPercent|targets\.(low|medium|high|urgent)\.(firstResponse|nextResponse|resolution))$/;

describe('whatever stands in a form', () => {
  const amounts = fc.record({
    amount: fc.oneof(fc.string(), fc.double().map(String), fc.constantFrom('', '0', '1e9', 'NaN', '-0')),
    unit: fc.constantFrom(...unitNames),
  });
  const of = fc.record({ firstResponse: amounts, nextResponse: amounts, resolution: amounts });
  const some = fc.array(fc.oneof(fc.string(), fc.constant(id(1))), { maxLength: 3 });
  const forms: fc.Arbitrary<PolicyForm> = fc.record({
    name: fc.string({ unit: 'binary' }),
    priorities: fc.array(fc.constantFrom(...priorities)),
    categoryIds: some,
    teamIds: some,
    tagIds: some,
    targets: fc.record({ low: of, medium: of, high: of, urgent: of }),
    calendarId: fc.option(fc.oneof(fc.string(), fc.constant(id(1)))),
    pausedIn: fc.array(fc.constantFrom('new', 'pending')),
    warnAtPercent: fc.oneof(fc.string(), fc.integer().map(String)),
  });

  test('it is a policy that the schema takes, or is told apart at fields that are shown', () => {
    fc.assert(
      fc.property(forms, (form) => {
        const { value, problems = {} } = policyOfForm(form, 10);
        const fields = Object.keys(problems);
        expect(slaPolicySchema.safeParse(value).success).toBe(fields.length === 0);
        expect(fields.filter((field) => !shown.test(field))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('what it promises is told whatever its name and conditions are', () => {
    fc.assert(
      fc.property(forms, policies, (form, policy) => {
        const { name, categoryIds, teamIds, tagIds } = form;
        const promised = promisedIn({ ...formOfPolicy(policy), name, categoryIds, teamIds, tagIds });
        for (const priority of priorities)
          for (const kind of targetKinds)
            expect(promised?.targets[priority]?.[kind]).toEqual(policy.targets[priority]?.[kind]);
      }),
    );
  });

  test.each(['', '[', 'null', '{}', JSON.stringify({ ...gold, targets: {} })])(
    'no draft of a policy: %s',
    (body) => {
      expect(policyOfDraft(body)).toBeNull();
    },
  );
});
