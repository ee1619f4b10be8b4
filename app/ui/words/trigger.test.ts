import { expect, test } from 'vitest';
import { triggerAt } from './trigger.ts';

/** `|` is the caret. */
const at = (marked: string) => {
  const caret = marked.indexOf('|');
  const found = triggerAt(marked.replace('|', ''), caret);
  return found && [found.sign, found.from, found.to, found.sought];
};

test.each<[string, ReturnType<typeof at>]>([
  ['/|', ['/', 0, 1, '']],
  ['/rec|', ['/', 0, 4, 'rec']],
  ['/rec|eived', ['/', 0, 4, 'rec']],
  ['/on its way|', ['/', 0, 11, 'on its way']],
  ['Hello\n/re|', ['/', 6, 9, 're']],
  ['Hello\n/re|\nmore', ['/', 6, 9, 're']],
  ['Hello /re|', null],
  [' /re|', null],
  ['/ half|', null],
  ['//|', null],
  [`/${'x'.repeat(61)}|`, null],
  ['|/re', null],
  ['@|', ['@', 0, 1, '']],
  ['Ask @Ana|', ['@', 4, 8, 'Ana']],
  ['Ask @Ana K|', ['@', 4, 10, 'Ana K']],
  ['(@a|', ['@', 1, 3, 'a']],
  ['a line\n@b|', ['@', 7, 9, 'b']],
  ['mail ana@quay.example|', null],
  ['at @ six|', null],
  ['> said @Ana|', null],
  ['@Ana and @Be|', ['@', 9, 12, 'Be']],
  ['nothing|', null],
  ['|', null],
])('%j', (marked, found) => {
  expect(at(marked)).toEqual(found);
});
