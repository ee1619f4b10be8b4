import { expect, test } from 'vitest';
import { sizeWords } from './size-words.ts';

test.each([
  [null, 'unknown'],
  [0, '0 kB'],
  [1, '1 kB'],
  [739_001, '740 kB'],
  [12_300_000, '12 MB'],
  [1_400_000_000, '1.4 GB'],
])('%s bytes are %s', (bytes, words) => {
  expect(sizeWords(bytes)).toBe(words);
});
