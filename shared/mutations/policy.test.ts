import { describe, expect, test } from 'vitest';
import { parseMutation } from './parse.ts';
import { setPolicy } from './policy.ts';
import { ids } from './testing/world.ts';

describe('rules for merging (M4)', () => {
  test.each([
    [{ priority: 'ask', field: 'first' }, true],
    [{}, true],
    [{ priority: 'maybe' }, false],
    [{ mood: 'ask' }, false],
    ['ask', false],
  ])('%j may be chosen: %s', (value, fine) => {
    expect(setPolicy.schema.safeParse({ key: 'merge', value }).success).toBe(fine);
  });

  test.each([
    [`merge-field:${ids.text}`, 'first', true],
    [`merge-field:${ids.text}`, 'never', false],
    ['merge-field:', 'first', false],
    ['merge-field:title', 'first', false],
    [`merge-mood:${ids.text}`, 'first', false],
  ])('%s may be %s: %s', (key, value, fine) => {
    expect(setPolicy.schema.safeParse({ key, value }).success).toBe(fine);
  });

  test('an app that knows no rule of a field’s own goes on choosing as it did (V1)', () => {
    const taken = (version: number, key: string) =>
      !parseMutation('policy.set', version, { key, value: 'ask' }).refusal;
    expect([taken(1, 'merge-title'), taken(2, 'merge-title')]).toEqual([true, true]);
    expect([taken(1, `merge-field:${ids.text}`), taken(2, `merge-field:${ids.text}`)]).toEqual([false, true]);
  });
});
