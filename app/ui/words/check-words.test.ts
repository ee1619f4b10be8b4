import { expect, test } from 'vitest';
import { checkSentence } from './check-words.ts';

const now = new Date(2026, 5, 3, 12, 0).getTime();
const at = new Date(2026, 5, 3, 10, 42).getTime();

test.each([
  ['same', /^Checked .*10[:.]42.*: all the same/],
  ['healing', /being fetched again; your own changes are kept/],
  ['healed', /found earlier and has been healed/],
  ['differing', /Your own changes are safe; please tell your admin/],
] as const)('%s', (found, words) => {
  expect(checkSentence({ at, found }, now)).toMatch(words);
});
