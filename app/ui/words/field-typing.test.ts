import { expect, test } from 'vitest';
import { valueTyped } from './field-typing.ts';

test.each([
  ['number', '', null],
  ['number', '  ', null],
  ['number', '12', 12],
  ['number', '12.', 12],
  ['number', '12.5', 12.5],
  ['number', '12,5', 12.5],
  ['number', '.5', 0.5],
  ['number', '0,125', 0.125],
  ['number', '−4', -4],
  ['number', '12 500,25', 12500.25],
  ['number', '1e3', 1000],
  ['number', '-', undefined],
  ['number', '1e', undefined],
  ['number', '1,234', undefined],
  ['number', '1,2,3', undefined],
  ['number', '0x10', undefined],
  ['number', '1e999', undefined],
  ['number', 'about 12', undefined],
  ['date', '2026-11-24', '2026-11-24'],
  ['date', '2026-02-30', undefined],
  ['date', '0002-11-24', '0002-11-24'],
  ['date', '', null],
  ['text', 'A-17 ', 'A-17'],
  ['text', ' ', null],
] as const)('a %s typed as “%s”', (type, typed, value) => {
  expect(valueTyped(type, typed)).toBe(value);
});
