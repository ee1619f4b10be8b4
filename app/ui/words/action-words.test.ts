import { expect, test } from 'vitest';
import type { Left } from '../../mutate-many.ts';
import { undoneWords } from './action-words.ts';
import { leftByUndo, leftTitle } from './left-out-words.ts';

const ticket: Left['change'] = { name: 'ticket.take', args: { ticketId: 't' } };
const role: Left['change'] = { name: 'person.set-role', args: { personId: 'ana', role: 'agent' } };
const of = (...changes: Left['change'][]) =>
  leftByUndo(changes.map((change) => ({ change, why: 'changed' })));

test.each([
  [0, of(), 0, { asked: 0 }, 'There is nothing to put back.'],
  // Somebody else had asked before.
  [0, of(), 0, { asked: 1 }, 'Nothing was put back: others have asked for it too, and it still waits for approval.'],
  [1, of(), 0, { asked: 1 }, 'Put back.'],
  [2, of(ticket), 0, { asked: 0, said: true }, 'Put back. 1 ticket stays as now. What was said stays said.'],
  [0, of(role), 0, { asked: 0 }, 'Nothing was put back. 1 change stays as now.'],
  [0, of(), 1, { asked: 0 }, 'There is nothing to put back.'],
])('%i put back, left %j, forgotten %i, %j: %s', (made, left, forgotten, action, words) => {
  expect(undoneWords(made, left, forgotten, action)).toBe(words);
}); // prettier-ignore

test('what is no ticket is called by what it is', () => {
  expect(of(ticket, role)).toMatchObject([{ ticketId: 't' }, { ticketId: '', what: 'Somebody’s role' }]);
});

test.each([
  [{ done: 3, asked: 0, left: 1, of: 'ticket' }, '3 tickets changed, 1 left'],
  [{ done: 0, asked: 5, left: 1, of: 'ticket' }, '0 tickets changed, 5 to be approved, 1 left'],
  [{ done: 1, asked: 2, left: 1, of: 'change' }, '1 change made, 2 to be approved, not all of it'],
] as const)('%j: %s', (of, words) => {
  expect(leftTitle(of)).toBe(words);
});
