import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { id } from '../../shared/mutations/testing/world.ts';
import { fieldsWished, wishIn, wishText, type FieldWish } from './field-filter.ts';

const [kind, flag, asset] = [id(1), id(2), id(3)];

test('a wish is read back from its text, whatever the choice', () => {
  const wish = fc.oneof(
    fc.record({ fieldId: fc.uuid(), choice: fc.string() }),
    fc.record({ fieldId: fc.uuid(), filled: fc.boolean() }),
  );
  fc.assert(
    fc.property(wish, (one: FieldWish) => {
      expect(wishIn(wishText(one))).toEqual(one);
    }),
  );
  for (const none of ['', 'x', kind, `${kind}?`, `${kind}+x`]) expect(wishIn(none)).toBeUndefined();
});

describe('what is wished for', () => {
  const values = [
    { id: kind, value: 'gas\nwater' },
    { id: flag, value: false },
    { id: asset, value: 'A-1' },
  ];
  test.each<[FieldWish[], boolean]>([
    [[], true],
    [[{ fieldId: kind, choice: 'water' }], true],
    [[{ fieldId: kind, choice: 'wat' }], false],
    [[{ fieldId: kind, choice: 'power' }, { fieldId: kind, choice: 'gas' }], true],
    [[{ fieldId: kind, choice: 'gas' }, { fieldId: flag, choice: 'yes' }], false],
    [[{ fieldId: kind, choice: 'gas' }, { fieldId: flag, choice: 'no' }], true],
    [[{ fieldId: asset, filled: true }], true],
    [[{ fieldId: asset, filled: false }], false],
    [[{ fieldId: id(9), filled: false }], true],
    [[{ fieldId: id(9), filled: true }], false],
  ])('%j: %s', (wishes, passes) => {
    expect(fieldsWished(wishes.map(wishText))(values)).toBe(passes);
  }); // prettier-ignore

  test('what was emptied is not filled in, and a text that is no wish asks nothing', () => {
    expect(fieldsWished([wishText({ fieldId: kind, filled: false })])([{ id: kind, value: null }])).toBe(
      true,
    );
    expect(fieldsWished(['nonsense'])(values)).toBe(true);
  });
});
