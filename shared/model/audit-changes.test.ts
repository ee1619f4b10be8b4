import { expect, test } from 'vitest';
import { auditChanges, withShortTexts } from './audit-changes.ts';

const key = 'ticket/t';
const was = (old: unknown, now: unknown, field = 'a', row = key) => [{ row, field, old, new: now }];

test.each([
  ['a column', [[key, 'x', { a: 1, b: 2 }, { a: 3, b: 2 }]], was(1, 3)],
  ['a row that came to be', [['link/t/o', 'row', null, { id: 'o', ticketId: 't', a: 'b' }]], was(null, 'b', 'a', 'link/t/o')],
  ['a value that is gone', [[key, 'x', { a: 1 }, { a: null }]], was(1, null)],
  ['a column that only one side has', [[key, 'x', { a: 1, b: 1 }, { b: 1 }]], was(1, null)],
  ['a part of a value', [['setting/s', 'row', { value: { name: 'a', days: [1] } }, { value: { name: 'a', days: [2] } }]], was([1], [2], 'value.days', 'setting/s')],
  ['a value that was none', [['policy/p', 'row', { value: null }, { value: { id: 1 } }]], was(null, { id: 1 }, 'value', 'policy/p')],
  ['nothing', [[key, 'x', { a: [1] }, { a: [1] }]], []],
  ['what was taken along', [['', 'export.note', null, { count: 3 }]], []],
  ['what was asked for', { words: 'pump' }, []],
  ['what a later server writes', [7, [key], [key, 'x', null, 5], null], []],
  ['none', null, []],
])('old and new of %s', (_name, changes, expected) => {
  expect(auditChanges(changes)).toEqual(expected);
}); // prettier-ignore

test('only texts are cut, wherever they are, and never through a character', () => {
  expect(withShortTexts({ a: ['xxxxx', 12_345_678, null], b: 'abc' }, 4)).toEqual({ a: ['xxxx…', 12_345_678, null], b: 'abc' }); // prettier-ignore
  expect(withShortTexts('abc😀', 4).isWellFormed()).toBe(true);
});
