import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fieldTypes, type Field } from '../../../shared/model/directory.ts';
import { limits } from '../../../shared/model/limits.ts';
import { defineField } from '../../../shared/mutations/field-definition.ts';
import { actors, id, World } from '../../../shared/mutations/testing/world.ts';
import { emptyField, fieldOfForm, formOfField, keyFor, nameProblem, optionsIn } from './list-entries.ts';

const asset: Field = { r: 1, n: 1, s: 1, id: id(1), key: 'asset', label: 'Asset', type: 'text', options: [], public: true, archived: false }; // prettier-ignore

describe('a name', () => {
  const others = [
    { id: 'a', name: 'Pumps', archived: false },
    { id: 'b', name: 'Wells', archived: true },
  ];
  test.each([
    ['Gates', undefined],
    ['', 'A name of 1 to 50 characters.'],
    ['  ', 'A name of 1 to 50 characters.'],
    ['x'.repeat(51), 'A name of 1 to 50 characters.'],
    ['Pumps ', 'This name is there already.'],
    ['Wells', 'This name is there, out of use: use that one again.'],
  ])('%j → %j', (typed, problem) => {
    expect(nameProblem('c', typed, others, 50)).toBe(problem);
  });
  test('may stay what it is', () => expect(nameProblem('a', 'Pumps', others, 50)).toBeUndefined());
});

test('choices are lines, each once, without blanks', () => {
  expect(optionsIn(' gas \n\nwater\ngas\n')).toEqual(['gas', 'water']);
});

test.each([
  ['Meter reading', 'meter_reading'],
  ['Größe (m²)', 'gro_e_m2'],
  ['門', 'field'],
  ['3rd valve', 'rd_valve'],
  ['Asset', 'asset_2'],
])('%j has the key %s', (label, key) => {
  expect(keyFor(label, new Set(['asset']))).toBe(key);
});

describe('the form of a field', () => {
  const within = { id: id(2), present: undefined, fields: [asset] };
  test.each([
    ['a name that is there', { label: 'Asset' }, ['label']],
    ['no name', { label: '' }, ['label']],
    ['choices of none', { label: 'Kind', type: 'select', options: ' \n' }, ['options']],
    ['everything at once', { type: 'choices', options: '' }, ['label', 'options']],
  ] as const)('%s', (_name, form, problems) => {
    expect(Object.keys(fieldOfForm({ ...emptyField, ...form }, within).problems ?? {})).toEqual(problems);
  });

  test('says nothing of a field that stands', () => {
    const read = fieldOfForm(formOfField(asset), { id: asset.id, present: asset, fields: [asset] });
    const { r: _, n: __, s: ___, ...definition } = asset;
    expect(read.value).toEqual({ ...definition, requiredIn: [] });
  });

  test('whatever it lets through, the office takes', () => {
    const form = fc.record({
      label: fc.oneof(fc.string({ maxLength: 60, unit: 'grapheme' }), fc.constant('Meter')),
      type: fc.constantFrom(...fieldTypes),
      options: fc.array(fc.string({ maxLength: 120 }), { maxLength: 20 }).map((lines) => lines.join('\n')),
      requiredIn: fc.uniqueArray(fc.constantFrom('open', 'resolved', 'closed')),
      public: fc.boolean(),
      archived: fc.constant(false),
    });
    fc.assert(
      fc.property(form, (typed) => {
        const { value } = fieldOfForm(typed, within);
        if (!value) return;
        expect(defineField.schema.safeParse(value)).toMatchObject({ success: true });
        expect(new World().plan('field.define', value, actors.admin).refusal).toBeUndefined();
        expect(value.label.length).toBeLessThanOrEqual(limits.name);
      }),
    );
  });
});
