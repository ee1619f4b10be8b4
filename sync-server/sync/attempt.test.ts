import { expect, test } from 'vitest';
import { must } from '../../shared/lib/must.ts';
import { currentMutation, mutationNames } from '../../shared/mutations/registry.ts';
import { good } from '../../shared/mutations/testing/good-arguments.ts';
import { attemptOf } from './attempt.ts';

const id = '00000000-0000-4000-8000-000000000007';
const other = '00000000-0000-4000-8000-000000000008';

test.each([
  ['ticket.set-title', { ticketId: id, title: 'x' }, 'ticket', id],
  ['ticket.create', { id, title: 'x' }, 'ticket', id],
  ['message.add', { ticketId: id, id: other, body: 'x' }, 'ticket', id],
  ['conflict.resolve', { conflictId: other, ticketId: id }, 'ticket', id],
  ['person.set-role', { personId: id, role: 'admin' }, 'person', id],
  ['category.create', { id, name: 'x' }, 'category', id],
  ['policy.set', { key: 'agents-see', value: 'all' }, 'policy', null],
  ['ticket.set-title', { ticketId: 'no id', title: 'x' }, 'ticket', null],
  ['?', { id: 'x' }, 'nothing', null],
])('what %s was attempted on (O3)', (name, args, subject, subjectId) => {
  expect(attemptOf({ name, args }, 'not-allowed')).toMatchObject({
    action: name,
    subject,
    subjectId,
    changes: [],
    refused: 'not-allowed',
    asked: args,
  });
});

test('it is about every ticket that was named, also where the arguments are not what they should be (O3)', () => {
  for (const name of mutationNames) {
    const args = good[name];
    const named = must(currentMutation(name), name).reads(args);
    const refs = new Set(named.flatMap(({ kind, id: row, ticketId }) => ticketId ?? (kind === 'ticket' ? row : [])));
    expect([name, new Set(attemptOf({ name, args }, 'not-allowed', named).tickets)]).toEqual([name, refs]);
    // The ticket that a split would have made is nowhere else.
    const made = name === 'ticket.split' ? [args as { id: string }].map((split) => split.id) : [];
    const called = attemptOf({ name, args: { ...args, more: 1 } }, 'bad-arguments').tickets;
    expect([name, new Set([...called, ...made])]).toEqual([name, refs]);
  }
  expect(attemptOf({ name: 'a.b', args: { ticketId: 'x', intoId: 7 } }, 'bad-arguments').tickets).toEqual([]);
}); // prettier-ignore

test('only what is short, plain and can be stored is kept of the arguments (O3)', () => {
  const args = {
    role: 'admin',
    internal: true,
    count: 3,
    teamId: null,
    body: 'x'.repeat(201),
    nul: 'a\u0000b',
    half: '\ud800',
    list: [1],
    more: { a: 1 },
    'a\u0000': 1,
    ['k'.repeat(41)]: 1,
  };
  const { asked } = attemptOf({ name: 'a.b', args }, 'bad-arguments');
  expect(asked).toEqual({ role: 'admin', internal: true, count: 3, teamId: null });
  const many = Object.fromEntries(Array.from('abcdefghijklmnopqrstuvwxyz', (letter) => [letter, 1]));
  expect(Object.keys(attemptOf({ name: 'a.b', args: many }, 'too-large').asked ?? {})).toHaveLength(20);
});

test.each([[undefined], [null], ['text'], [7], [[1, 2]]])('arguments that are none: %j (O3)', (args) => {
  expect(attemptOf({ name: 'a.b', args }, 'bad-arguments').asked).toEqual({});
});
