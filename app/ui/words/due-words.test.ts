import { expect, test } from 'vitest';
import { dueWords, promiseWords } from './due-words.ts';
import { fullTime } from './time-words.ts';

const HOUR = 3_600_000;
const running = (inMs: number, warnInMs: number) =>
  ({ state: 'running', dueAt: inMs, warnAt: warnInMs }) as const;

test.each([
  ['far off', { kind: 'resolution', due: running(50 * HOUR, 40 * HOUR) }, 'due in 2 d', 'later'],
  ['within four hours', { kind: 'resolution', due: running(3 * HOUR, 2 * HOUR) }, 'due in 3 h', 'soon'],
  ['past its warning', { kind: 'resolution', due: running(20 * HOUR, -1) }, 'due in 20 h', 'soon'],
  ['a reply', { kind: 'firstResponse', due: running(HOUR / 3, -1) }, 'reply due in 20 min', 'soon'],
  ['missed', { kind: 'resolution', due: { state: 'breached', dueAt: -2 * HOUR } }, 'overdue 2 h', 'overdue'],
  ['a reply missed', { kind: 'nextResponse', due: { state: 'breached', dueAt: -HOUR } }, 'reply overdue 1 h', 'overdue'],
  ['standing still', { kind: 'resolution', due: { state: 'paused', remainingMs: 5 * HOUR, business: false } }, 'paused, 5 h left', 'paused'],
  ['standing still in working time', { kind: 'resolution', due: { state: 'paused', remainingMs: 5 * HOUR, business: true } }, 'paused, 5 h of work left', 'paused'],
] as const)('%s', (_name, pressing, words, urgency) => {
  expect(dueWords(pressing, 0)).toEqual({ words, urgency });
}); // prettier-ignore

test.each([
  [{ state: 'none' }, null],
  [{ state: 'met', at: 5, inTime: true }, 'kept'],
  [{ state: 'met', at: 5, inTime: false }, 'kept late'],
  [running(HOUR, 0), `due ${fullTime(HOUR)}`],
  [{ state: 'breached', dueAt: HOUR }, `missed, was due ${fullTime(HOUR)}`],
  [{ state: 'paused', remainingMs: 2 * HOUR, business: true }, 'paused, 2 h of work left'],
] as const)('a promise that is %o', (due, words) => {
  expect(promiseWords(due)).toBe(words);
});
