import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvLine, csvOf, CSV_MARK } from './csv.ts';

test.each([
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "so"', '"say ""so"""'],
  ['two\nlines', '"two\nlines"'],
  ['=1+1', "'=1+1"],
  ['+49 30', "'+49 30"],
  ['-x', "'-x"],
  ['@sum', "'@sum"],
  // Where the decimal sign is a comma, a semicolon ends a cell.
  ['x;=cmd', '"x;\'=cmd"'],
  ['x\t+1', "x\t'+1"],
  ['', ''],
])('the cell %j', (text, cell) => {
  expect(csvOf([[text, 'end']])).toBe(`\uFEFF${cell},end\r\n`);
});

test('what a spreadsheet reads is what was written, but for what it would have run', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '\r', ';', ' ', '=') });
  const rows = fc.array(fc.tuple(cell, cell, fc.constant('end')), { minLength: 1 });
  fc.assert(
    fc.property(rows, (written) => {
      const read = parse(csvOf(written), { bom: true });
      const part = (text: string) => (/^[=\r]/.test(text) ? `'${text}` : text);
      const unarmed = written.map((row) => row.map((text) => text.split(';').map(part).join(';')));
      expect(read).toEqual(unarmed);
    }),
  );
});

test('a file is its mark and its lines', () => {
  expect(csvOf([['a', 'b'], ['c']])).toBe(CSV_MARK + csvLine(['a', 'b']) + csvLine(['c']));
});
