import { expect, test } from 'vitest';
import { followed, meanwhileWords } from './followed-form.ts';

const stood = { note: 'a', outcome: 'done' };

test.each([
  ['nothing typed, nothing came', stood, stood, stood, []],
  ['typed', { note: 'b', outcome: 'done' }, stood, { note: 'b', outcome: 'done' }, []],
  ['came', stood, { note: 'c', outcome: 'done' }, { note: 'c', outcome: 'done' }, []],
  ['typed here, came there', { note: 'b', outcome: 'done' }, { note: 'a', outcome: 'partly' }, { note: 'b', outcome: 'partly' }, []],
  ['both in one field', { note: 'b', outcome: 'done' }, { note: 'c', outcome: 'done' }, { note: 'b', outcome: 'done' }, ['note']],
  ['the same in one field', { note: 'b', outcome: 'done' }, { note: 'b', outcome: 'done' }, { note: 'b', outcome: 'done' }, []],
] as const)('a form follows what comes, but for what was typed: %s (M3)', (_name, typed, standing, form, meanwhile) => {
  expect(followed(stood, typed, standing)).toMatchObject({ form, meanwhile });
}); // prettier-ignore

test('what is typed on what came is nothing that lies over it (M3)', () => {
  const came = { note: 'c', outcome: 'partly' };
  const { form, began } = followed(stood, { note: 'b', outcome: 'done' }, came);
  expect(began).toEqual({ note: 'a', outcome: 'partly' });
  expect(followed(began, { ...form, outcome: 'none' }, came).meanwhile).toEqual(['note']);
});

test('the value is told, and how it would be written over', () => {
  expect(meanwhileWords('c')).toBe('Meanwhile it was changed to “c”. Saving puts yours in its place.');
  expect(meanwhileWords('', 'Leaving the field')).toBe(
    'Meanwhile it was changed to “nothing”. Leaving the field puts yours in its place.',
  );
});
