import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { limits } from '../model/limits.ts';
import { isFileName, toFileName } from './file-names.ts';

test.each([
  ['C:\\Users\\Ana\\pump.jpg', 'pump.jpg'],
  ['/etc/passwd', 'passwd'],
  ['..', 'file'],
  ['', 'file'],
  ['photo\u202Egpj.exe', 'photogpj.exe'],
  [' Türschild (2).pdf ', 'Türschild (2).pdf'],
  ['門.png', '門.png'],
  ['.bashrc', '.bashrc'],
])('%j is kept as %j', (given, kept) => {
  expect(toFileName(given)).toBe(kept);
});

test('a long name keeps its ending', () => {
  const kept = toFileName(`${'x'.repeat(400)}.jpeg`);
  expect(kept).toHaveLength(limits.fileName);
  expect(kept.endsWith('x.jpeg')).toBe(true);
});

test('whatever a system calls it becomes a name that is taken, and stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (given) => {
      const kept = toFileName(given);
      expect(isFileName(kept)).toBe(true);
      expect(toFileName(kept)).toBe(kept);
    }),
  );
});
