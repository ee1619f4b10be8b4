import { expect, test } from 'vitest';
import { citationsIn } from './citations.ts';

const rulesOf = (source: string): string[] =>
  citationsIn('some.test.ts', source).flatMap(({ rules }) => rules);

test.each<[string, string, string[]]>([
  ['a title', `test('a page (S4)', () => {});`, ['S4']],
  ['several, one by one', `test('late (O2, O3; I1)', () => {});`, ['O2', 'O3', 'I1']],
  ['of each case', `test.each<[number]>([[1]])('try %i (L1)', (one) => expect(one).toBe(1));`, ['L1']],
  ['of a template', 'test(`${name} (N1)`, () => {});', ['N1']],
  [
    'inside of a block',
    `describe('x', () => { for (const one of all) test('y (D6)', one as never); });`,
    ['D6'],
  ],
  ['a span', `test('all (O1–O4, M1-M3, S1 to S7, D2…D5, V3)', () => {});`, ['V3']],
  ['a block', `describe('pages (S4)', () => { test('one', () => {}); });`, []],
  ['a comment', `// S4: pages.\ntest('one', () => { /* S4 */ });`, []],
  ['words elsewhere', `const rule = 'S4'; test('one', () => expect(rule).toBe('S4'));`, []],
  ['what does not run', `test.skip('a (S4)', f); test.todo('b (S5)'); test.skip.each([1])('c (S6)', f);`, []],
  ['what may be skipped', `test.runIf(false)('d (S7)', f); it.fails('e (S8)', f);`, []],
  ['what only looks like one', `test('PostgreSQL 18, T-4 and OS10', () => {});`, []],
])('of %s: %s', (_name, source, rules) => {
  expect(rulesOf(source)).toEqual(rules);
});

test('a file that cannot be read as TypeScript is said by its name', () => {
  expect(() => citationsIn('broken.test.ts', 'test(')).toThrow('broken.test.ts');
});
