import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { begun, stepped, type Pages } from './asked.ts';

type Step = Parameters<typeof stepped<number, number>>[1];

const after = (...steps: Step[]): Pages<number, number> =>
  steps.reduce(stepped<number, number>, begun('open', 'agent desk', 0));

const offline = { what: 'failed', turn: 0, state: 'offline', problem: null } as const;
const page = { what: 'page', turn: 0, page: { rows: [1, 2], next: 2 } } as const;

/** What is shown, and what of it is asked for. */
const stands = ({ state, wanted }: Pages<number, number>) =>
  `${state}, ${wanted === undefined ? 'nothing wanted' : `wants ${wanted.from ?? 'the first'}`}`;

test.each<[string, Step[], string]>([
  ['first', [], 'asking, wants the first'],
  ['a page came', [page], 'here, nothing wanted'],
  ['more is wanted', [page, { what: 'more' }], 'asking, wants 2'],
  ['it failed without a network', [offline], 'offline, nothing wanted'],
  ['and the network came back', [offline, { what: 'online' }], 'asking, wants the first'],
  ['it came back before the failure was heard', [{ what: 'online' }, offline], 'asking, wants the first'],
  ['and it fails again', [{ what: 'online' }, offline, offline], 'offline, nothing wanted'],
  ['a refusal is the last word', [{ what: 'online' }, { ...offline, state: 'refused' }], 'refused, nothing wanted'],
  ['an online screen hears of the network', [page, { what: 'online' }], 'here, nothing wanted'],
  ['a later page, the same way', [page, { what: 'more' }, { what: 'online' }, offline], 'asking, wants 2'],
])('%s', (_, steps, expected) => {
  expect(stands(after(...steps))).toBe(expected);
}); // prettier-ignore

test('what is asked again is another question to the one who asks', () => {
  const first = after({ what: 'online' });
  expect(stepped(first, offline).wanted).toEqual(first.wanted);
  expect(stepped(first, offline).wanted).not.toBe(first.wanted);
});

test('granted anything else, what has come goes at once and is asked anew; an answer of before is none', () => {
  const limited = after(page, { what: 'granted', granted: 'agent team:a' });
  expect(limited).toMatchObject({ rows: [], next: undefined, state: 'asking', key: 'open' });
  expect(stepped(limited, page)).toBe(limited);
  expect(stepped(limited, { ...page, turn: 1 })).toMatchObject({ rows: [1, 2], state: 'here' });
});

test('as long as nobody knows what is granted, nothing is asked; then it is asked once', () => {
  const first = begun<number, number>('open', undefined, 0);
  expect(stands(first)).toBe('asking, nothing wanted');
  expect(stands(stepped(first, { what: 'granted', granted: 'agent desk' }))).toBe('asking, wants the first');
});

test.each<[string, Step[], boolean]>([
  ['a question', [], false],
  ['another question', [page, { what: 'begin', key: 'closed' }], false],
  ['more, or trying again', [page, { what: 'more' }], false],
  ['asking again as the network is back', [offline, { what: 'online' }], true],
  ['asking anew with other grants', [page, { what: 'granted', granted: 'user' }], true],
])('%s: whether nobody wants it just now (R1)', (_, steps, byItself) => {
  expect(after(...steps).wanted?.byItself).toBe(byItself);
});

test('an answer to an earlier question is no answer', () => {
  const next = after({ what: 'begin', key: 'closed' });
  expect(stepped(next, page)).toBe(next);
  expect(stepped(next, offline)).toBe(next);
});
