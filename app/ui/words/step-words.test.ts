import { expect, test } from 'vitest';
import type { StepName, WaitingChange } from '../../queries/types.ts';
import type { Names } from './names.ts';
import { refusedStepWords, stepsOf, stepWords } from './step-words.ts';

const names: Names = {
  tagColor: () => 'grey',
  person: () => 'Ana',
  team: () => 'North',
  tag: () => 'pump',
  category: () => 'Water',
  field: () => 'Meter',
};
const step = (id: string, undoes = false): StepName => ({ id, size: 3, undoes });
const change = (uid: string, of: StepName | null, over: Partial<WaitingChange> = {}): WaitingChange => ({
  seq: 1, uid, step: of, name: 'ticket.set-priority', args: { priority: 'high' }, ticketId: uid, ticketTitle: 'Leak',
  ticketNumber: `202611-000${uid}`, at: 0, state: 'queued', ...over,
}); // prettier-ignore

test('the changes of a step stand together, at the place of its first', () => {
  const all = [
    change('1', null),
    change('2', step('a')),
    change('3', null),
    change('4', step('a')),
    change('5', step('b')),
  ];
  expect(stepsOf(all).map((one) => one.map(({ uid }) => uid).join('+'))).toEqual(['1', '2+4', '3', '5']);
});

test.each<[string, WaitingChange[], string]>([
  ['many tickets', [change('1', step('a')), change('2', step('a'))], 'Priority of 2 tickets → High'],
  ['one ticket', [change('1', step('a')), change('1', step('a'))], 'Priority of 202611-0001 → High'],
  ['somebody who leaves', [change('1', step('a')), change('2', step('a'), { name: 'person.set-active', args: { active: false }, ticketId: null })], 'Ana works here no longer'],
  ['an undo', [change('1', step('a', true)), change('2', step('a', true))], 'Undone: what was done to 2 tickets'],
])('a step about %s', (_, changes, words) => {
  expect(stepWords(changes, names)).toBe(words);
}); // prettier-ignore

test('what was refused of a step is told by how much', () => {
  expect(refusedStepWords(step('a'), 1)).toBe(
    '1 of 3 changes that you made in one step. The others were not refused.',
  );
  expect(refusedStepWords(step('a'), 3)).toBe('All 3 changes that you made in one step.');
  expect(refusedStepWords(step('a', true), 2)).toBe(
    '2 of 3 changes of an undo. The others were not refused.',
  );
});
