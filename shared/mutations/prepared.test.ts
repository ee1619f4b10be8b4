import { expect, test } from 'vitest';
import type { RefusalCode } from '../rules/refusal.ts';
import { parseMutation } from './parse.ts';
import type { MutationName } from './registry.ts';
import { good } from './testing/good-arguments.ts';
import { actors, ids, World } from './testing/world.ts';

// What admins prepare for everybody: canned replies and macros.

const withPart = (part: object) => ({ value: { ...good['macro.set'].value, ...part } });

type Case = [string, MutationName, Record<string, unknown>, keyof typeof actors, RefusalCode | 'fine'];
test.each<Case>([
  ['an agent', 'canned-reply.set', {}, 'ana', 'not-allowed'],
  ['a requester', 'canned-reply.set', {}, 'rita', 'not-allowed'],
  ['what is a calendar', 'canned-reply.set', { id: ids.calendar }, 'admin', 'already-exists'],
  ['an agent', 'macro.set', {}, 'ana', 'not-allowed'],
  ['a requester', 'macro.set', {}, 'rita', 'not-allowed'],
  ['a requester to give it to', 'macro.set', withPart({ assignee: ids.rita }), 'admin', 'not-found'],
  ['nobody we know', 'macro.set', withPart({ assignee: ids.nothing }), 'admin', 'not-found'],
  ['somebody who left', 'macro.set', withPart({ assignee: ids.gone }), 'admin', 'archived'],
  ['whoever runs it', 'macro.set', withPart({ assignee: 'me' }), 'admin', 'fine'],
  ['no team', 'macro.set', withPart({ teamId: ids.nothing }), 'admin', 'not-found'],
  ['an old team', 'macro.set', withPart({ teamId: ids.oldTeam }), 'admin', 'archived'],
  ['from its team', 'macro.set', withPart({ teamId: '' }), 'admin', 'fine'],
  ['an old tag', 'macro.set', withPart({ addTagIds: [ids.oldTag] }), 'admin', 'archived'],
  [
    'out of use, with what is gone',
    'macro.set',
    { ...withPart({ addTagIds: [ids.oldTag] }), archived: true },
    'admin',
    'fine',
  ],
])('%s: %s %j by %s → %s', (_name, name, over, who, code) => {
  const plan = new World().plan(name, { ...good[name], ...over }, actors[who]);
  expect(plan.refusal?.code ?? 'fine').toBe(code);
});

test.each([
  ['a variable there is none of', { text: 'Hello {{requester.nam}}' }],
  ['one that is not closed', { text: 'Hello {{requester.name' }],
  ['blanks', { text: ' \n ' }],
  ['more than a message may have', { text: 'x'.repeat(20_001) }],
  ['no name', { name: ' ' }],
  ['something else besides', { colour: 'red' }],
])('no canned reply has %s', (_, over) => {
  const args = { ...good['canned-reply.set'], value: { ...good['canned-reply.set'].value, ...over } };
  expect(parseMutation('canned-reply.set', 1, args).refusal?.code).toBe('bad-arguments');
});

test.each([
  [
    'nothing to do',
    {
      reply: null,
      status: null,
      priority: null,
      assignee: null,
      teamId: null,
      addTagIds: [],
      removeTagIds: [],
    },
  ],
  ['a tag to put on and take off', { addTagIds: [ids.tag], removeTagIds: [ids.tag] }],
  ['a tag twice', { addTagIds: [ids.tag, ids.tag] }],
  ['a reply without words', { reply: { text: ' ', internal: true } }],
  ['a variable there is none of', { reply: { text: '{{x}}', internal: true } }],
  ['a status there is not', { status: 'parked' }],
  ['somebody there is not', { assignee: 'boss' }],
  ['something else besides', { colour: 'red' }],
])('no macro has %s', (_, over) => {
  const args = { ...good['macro.set'], ...withPart(over) };
  expect(parseMutation('macro.set', 1, args).refusal?.code).toBe('bad-arguments');
});
