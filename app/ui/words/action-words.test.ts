import { expect, test } from 'vitest';
import { undoneWords } from './action-words.ts';
import { leftTitle } from './left-out-words.ts';

test.each([
  [0, 0, 0, { asked: 0 }, 'There is nothing to put back.'],
  // Somebody else had asked before.
  [0, 0, 0, { asked: 1 }, 'Nothing was put back: others have asked for it too, and it still waits for approval.'],
  [1, 0, 0, { asked: 1 }, 'Put back.'],
  [2, 1, 0, { asked: 0, said: true }, 'Put back. 1 ticket stays as now. What was said stays said.'],
] as const)('an undo of %i, %i left, %i forgotten, %j: %s', (made, left, forgotten, of, words) => {
  expect(undoneWords(made, left, forgotten, of)).toBe(words);
}); // prettier-ignore

test.each([
  [{ done: 3, asked: 0, left: 1, of: 'ticket' }, '3 tickets changed, 1 left'],
  [{ done: 0, asked: 5, left: 1, of: 'ticket' }, '0 tickets changed, 5 to be approved, 1 left'],
  [{ done: 1, asked: 2, left: 1, of: 'change' }, '1 change made, 2 to be approved, not all of it'],
] as const)('%j: %s', (of, words) => {
  expect(leftTitle(of)).toBe(words);
});
