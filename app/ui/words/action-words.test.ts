import { expect, test } from 'vitest';
import type { Left } from '../../mutate-many.ts';
import { undoneWords } from './action-words.ts';
import { leftByUndo } from './left-out-words.ts';

const ticket: Left['change'] = { name: 'ticket.take', args: { ticketId: 't' } };
const role: Left['change'] = { name: 'person.set-role', args: { personId: 'ana', role: 'agent' } };
const of = (...changes: Left['change'][]) =>
  leftByUndo(changes.map((change) => ({ change, why: 'changed' })));

test.each([
  [0, of(), 0, false, 'There is nothing to put back.'],
  [1, of(), 0, false, 'Put back.'],
  [1, of(ticket), 0, true, 'Put back. 1 ticket stays as now. What was said stays said.'],
  [0, of(role), 0, false, 'Nothing was put back. 1 change stays as now.'],
  [0, of(), 1, false, 'There is nothing to put back.'],
])('%i put back, left %j, forgotten %i', (made, left, forgotten, said, words) => {
  expect(undoneWords(made, left, forgotten, said)).toBe(words);
});

test('what is no ticket is called by what it is', () => {
  expect(of(ticket, role)).toMatchObject([{ ticketId: 't' }, { ticketId: '', what: 'Somebody’s role' }]);
});
