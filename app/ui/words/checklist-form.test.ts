import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { itemsInOrder } from '../../../shared/model/checklist.ts';
import { itemsThatFit, itemsTyped, leftLinesWords, movedItems } from './checklist-form.ts';

test.each([
  ['Close the valve', ['Close the valve']],
  ['- one\n* two\n• three\n[ ] four\n[x] five\n6. six\n7) seven\n\n  ', ['one', 'two', 'three', 'four', 'five', 'six', 'seven']],
  ['-5 °C or less', ['-5 °C or less']],
  [' \n ', []],
])('%j', (typed, items) => {
  expect(itemsTyped(typed)).toEqual(items);
}); // prettier-ignore

test('no more are taken than there is room for, none that is too long, and the rest is left to be said', () => {
  const long = 'x'.repeat(201);
  expect(itemsThatFit(['a', 'b', 'c'], 2)).toEqual({ taken: ['a', 'b'], left: ['c'] });
  expect(itemsThatFit(['a', long, 'b'], 5)).toEqual({ taken: ['a', 'b'], left: [long] });
  expect(itemsThatFit(['a'], 0)).toEqual({ taken: [], left: ['a'] });
  expect(leftLinesWords(1)).toBe(
    '1 line did not fit: a list has at most 100 items of 200 characters. It stays in the field.',
  );
  expect(leftLinesWords(3)).toMatch(/^3 lines did not fit: .* They stay in the field\.$/);
});

test('whatever positions there are, an item goes one place and the others keep their order', () => {
  const positions = fc.array(fc.nat(5), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(positions, fc.nat(7), fc.constantFrom(-1, 1), (some, nth, by) => {
      const items = itemsInOrder(
        some.map((position, i) => ({ id: `i${i}`, text: 'x', position, removed: false })),
      );
      const { id } = items[nth % items.length] ?? { id: '' };
      const moved = new Map(movedItems(items, id, by as 1).map((item) => [item.id, item]));
      const after = itemsInOrder(items.map((item) => moved.get(item.id) ?? item)).map((item) => item.id);
      const expected = items.map((item) => item.id).filter((one) => one !== id);
      const to = Math.min(items.length - 1, Math.max(0, items.findIndex((item) => item.id === id) + by));
      expected.splice(to, 0, id);
      expect(after).toEqual(expected);
    }),
  );
});
