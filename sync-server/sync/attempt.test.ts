import { expect, test } from 'vitest';
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
