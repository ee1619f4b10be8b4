import { expect, test } from 'vitest';
import { priorities } from '../../model/ticket.ts';
import { slaPolicySchema, type SlaPolicy } from '../../model/sla-policy.ts';
import { resolutionTargetMs } from '../sla.ts';
import { bestMatch, defaultPolicy, targetOf, type PolicyFacts } from './targets.ts';

type Rule = Pick<SlaPolicy, 'order' | 'conditions'> & { id: string };
const rule = (id: string, order: number, conditions: SlaPolicy['conditions'] = {}): Rule => ({
  id,
  order,
  conditions,
});
const facts: PolicyFacts = {
  priority: 'high',
  categoryId: 'printers',
  teamId: 'field',
  tagIds: ['vip', 'north'],
};

test.each<[string, SlaPolicy['conditions'], boolean]>([
  ['no conditions', {}, true],
  ['its priority', { priorities: ['low', 'high'] }, true],
  ['another priority', { priorities: ['low'] }, false],
  ['its category', { categoryIds: ['printers'] }, true],
  ['another category', { categoryIds: ['phones'] }, false],
  ['its team', { teamIds: ['desk', 'field'] }, true],
  ['another team', { teamIds: ['desk'] }, false],
  ['one of its tags', { tagIds: ['south', 'north'] }, true],
  ['none of its tags', { tagIds: ['south'] }, false],
  [
    'all four',
    { priorities: ['high'], categoryIds: ['printers'], teamIds: ['field'], tagIds: ['vip'] },
    true,
  ],
  [
    'three of four',
    { priorities: ['high'], categoryIds: ['printers'], teamIds: ['field'], tagIds: ['south'] },
    false,
  ],
])('a policy for %s', (_, conditions, fits) => {
  expect(bestMatch([rule('a', 1, conditions)], facts) !== undefined).toBe(fits);
});

test('a ticket without category, team or tags fits no policy that asks for one', () => {
  const bare: PolicyFacts = { priority: 'low', categoryId: null, teamId: null, tagIds: [] };
  const asking: SlaPolicy['conditions'][] = [
    { categoryIds: ['printers'] },
    { teamIds: ['field'] },
    { tagIds: ['vip'] },
  ];
  for (const conditions of asking) expect(bestMatch([rule('a', 1, conditions)], bare)).toBeUndefined();
  expect(bestMatch([rule('a', 1)], bare)?.id).toBe('a');
});

test('the first by order that fits holds, whatever the order they come in; equals go by id', () => {
  const rules = [rule('z', 2), rule('b', 1), rule('a', 1), rule('never', 0, { priorities: ['low'] })];
  expect(bestMatch(rules, facts)?.id).toBe('a');
  expect(bestMatch(rules.reverse(), facts)?.id).toBe('a');
  expect(bestMatch([], facts)).toBeUndefined();
});

test('the defaults of product.md: a resolution for each priority, by the clock, paused by pending', () => {
  for (const priority of priorities) {
    expect(targetOf(defaultPolicy, priority, 'resolution')).toEqual({
      targetMs: resolutionTargetMs[priority],
      business: false,
    });
    expect(targetOf(defaultPolicy, priority, 'firstResponse')).toBeUndefined();
    expect(targetOf(defaultPolicy, priority, 'nextResponse')).toBeUndefined();
  }
  const whole = {
    name: 'Defaults',
    order: 0,
    conditions: {},
    ...defaultPolicy,
  };
  expect(slaPolicySchema.safeParse(whole).success).toBe(true);
  expect(defaultPolicy.pausedIn).toEqual(['pending']);
});
