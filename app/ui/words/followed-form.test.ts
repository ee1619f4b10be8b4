import { expect, test } from 'vitest';
import { followed } from './followed-form.ts';

const stood = { note: 'a', outcome: 'done' };

test.each([
  ['nothing typed, nothing came', stood, stood, stood, []],
  ['typed', { note: 'b', outcome: 'done' }, stood, { note: 'b', outcome: 'done' }, []],
  ['came', stood, { note: 'c', outcome: 'done' }, { note: 'c', outcome: 'done' }, []],
  ['typed here, came there', { note: 'b', outcome: 'done' }, { note: 'a', outcome: 'partly' }, { note: 'b', outcome: 'partly' }, []],
  ['both in one field', { note: 'b', outcome: 'done' }, { note: 'c', outcome: 'done' }, { note: 'b', outcome: 'done' }, ['note']],
  ['the same in one field', { note: 'b', outcome: 'done' }, { note: 'b', outcome: 'done' }, { note: 'b', outcome: 'done' }, []],
] as const)('a form follows what comes, but for what was typed: %s (M3)', (_name, typed, standing, form, meanwhile) => {
  expect(followed(stood, typed, standing)).toEqual({ form, meanwhile });
}); // prettier-ignore
