import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { limits } from '../../../shared/model/limits.ts';
import { allOf, extended, nothingSelected, toggled, type Selection } from './selection.ts';

const rows = 'a b c d e f g h'.split(' ').map((id) => ({ id }));
const shown = ({ ids }: Selection): string => [...ids].sort().join('');
const from = (id: string): Selection => toggled(nothingSelected, id);

test('one press selects, the next one does not', () => {
  expect(shown(from('c'))).toBe('c');
  expect(shown(toggled(from('c'), 'e'))).toBe('ce');
  expect(shown(toggled(toggled(from('c'), 'e'), 'c'))).toBe('e');
});

test.each([
  ['c', ['f'], 'cdef'],
  ['f', ['c'], 'cdef'],
  ['c', ['f', 'd'], 'cd'],
  ['c', ['f', 'a'], 'abc'],
  ['c', ['c'], 'c'],
  ['c', ['z'], 'c'],
])('a range from %s over %j', (anchor, to, expected) => {
  const end = to.reduce((selection, id) => extended(selection, rows, id), from(anchor));
  expect(shown(end)).toBe(expected);
});

test('a range keeps what was selected apart from it', () => {
  const two = toggled(from('a'), 'e');
  expect(shown(extended(two, rows, 'g'))).toBe('aefg');
  expect(shown(extended(extended(two, rows, 'g'), rows, 'e'))).toBe('ae');
});

test('a range without a beginning, or from a row that has left, is the row itself', () => {
  expect(shown(extended(nothingSelected, rows, 'd'))).toBe('d');
  expect(shown(extended(from('z'), rows, 'd'))).toBe('dz');
});

test('whoever walks with Shift begins where they are, and goes on from there', () => {
  const walk = (selection: Selection, ...steps: string[]): string =>
    shown(steps.slice(1).reduce((was, to, i) => extended(was, rows, to, steps[i]), selection));
  expect(walk(nothingSelected, 'b', 'c', 'd')).toBe('bcd');
  expect(walk(nothingSelected, 'b', 'c', 'd', 'c')).toBe('bc');
  expect(walk(from('a'), 'e', 'f', 'g')).toBe('aefg');
  expect(walk(from('a'), 'a', 'b', 'c')).toBe('abc');
});

test('all is all there is, up to what goes in one step', () => {
  expect(shown(allOf(rows))).toBe('abcdefgh');
  const many = Array.from({ length: limits.bulkTickets + 5 }, (_, i) => ({ id: `t${i}` }));
  expect(allOf(many).ids.size).toBe(limits.bulkTickets);
  expect(extended(from('t0'), many, 't1004').ids.size).toBe(limits.bulkTickets);
  expect(toggled(allOf(many), 't1004').ids.has('t1004')).toBe(false);
});

test('to walk a range forth and back is to have walked only to its end', () => {
  const id = fc.constantFrom(...rows.map((row) => row.id));
  fc.assert(
    fc.property(id, fc.array(id, { minLength: 1 }), (anchor, walk) => {
      const end = walk.at(-1) ?? anchor;
      const walked = walk.reduce((selection, to) => extended(selection, rows, to), from(anchor));
      expect(shown(walked)).toBe(shown(extended(from(anchor), rows, end)));
    }),
  );
});
