import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { id } from '../../shared/mutations/testing/world.ts';
import { choicesHeld, fieldsWished, wishIn, wishText, type FieldWish } from './field-filter.ts';

const [kind, flag, asset, meter, day] = [id(1), id(2), id(3), id(4), id(5)];

test('a wish is read back from its text, whatever the choice', () => {
  const wish = fc.oneof(
    fc.record({ fieldId: fc.uuid(), choice: fc.string() }),
    fc.record({ fieldId: fc.uuid(), filled: fc.boolean() }),
    fc.record({
      fieldId: fc.uuid(),
      bound: fc.constantFrom('least' as const, 'most' as const, 'words' as const),
      value: fc.string().filter((value) => value.trim() !== ''),
    }),
  );
  fc.assert(
    fc.property(wish, (one: FieldWish) => {
      expect(wishIn(wishText(one))).toEqual(one);
    }),
  );
  for (const none of ['', 'x', kind, `${kind}?`, `${kind}+x`, `${kind}>`, `${kind}~ `])
    expect(wishIn(none)).toBeUndefined();
});

describe('what is wished for', () => {
  const values = [
    { id: kind, value: 'gas\nwater' },
    { id: flag, value: false },
    { id: asset, value: 'A-1 Pumpe Süd' },
    { id: meter, value: 90.5 },
    { id: day, value: '2026-12-01' },
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
    [[{ fieldId: asset, bound: 'words', value: ' pumpe sud' }], true],
    [[{ fieldId: asset, bound: 'words', value: 'pumps' }], false],
    [[{ fieldId: meter, bound: 'least', value: '90.5' }], true],
    [[{ fieldId: meter, bound: 'least', value: '100' }], false],
    [[{ fieldId: meter, bound: 'most', value: '100' }], true],
    [[{ fieldId: meter, bound: 'least', value: '9' }, { fieldId: meter, bound: 'most', value: '10' }], false],
    [[{ fieldId: meter, bound: 'least', value: 'half' }], false],
    [[{ fieldId: day, bound: 'most', value: '2026-12-01' }], true],
    [[{ fieldId: day, bound: 'least', value: '2026-12-02' }], false],
    [[{ fieldId: id(9), bound: 'most', value: '5' }], false],
    [[{ fieldId: id(9), filled: false }, { fieldId: id(9), bound: 'most', value: '5' }], false],
    [[{ fieldId: kind, choice: 'gas' }, { fieldId: meter, bound: 'least', value: '91' }], false],
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

test('what tickets say in a field is listed, also what can be chosen no more', () => {
  const tickets = [
    { values: [{ id: kind, value: 'gas\nsteam' }, { id: asset, value: 'A-1' }] },
    { values: [{ id: kind, value: 'gas' }, { id: meter, value: null }, { id: day, value: '2026-12-01' }] },
  ]; // prettier-ignore
  const fields = [
    { id: kind, type: 'choices' as const },
    { id: asset, type: 'text' as const },
    { id: meter, type: 'number' as const },
  ];
  const held = choicesHeld(tickets, fields);
  expect([...held.keys()]).toEqual([kind, asset]);
  expect([...(held.get(kind) ?? [])]).toEqual(['gas', 'steam']);
  expect(held.get(asset)?.size).toBe(0);
});
