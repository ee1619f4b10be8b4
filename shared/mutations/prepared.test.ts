import { expect, test } from 'vitest';
import type { RefusalCode } from '../rules/refusal.ts';
import { parseMutation } from './parse.ts';
import type { MutationName } from './registry.ts';
import { good } from './testing/good-arguments.ts';
import { actors, ids, World } from './testing/world.ts';

// What admins prepare for everybody: canned replies.

type Case = [string, MutationName, Record<string, unknown>, keyof typeof actors, RefusalCode | 'fine'];
test.each<Case>([
  ['an agent', 'canned-reply.set', {}, 'ana', 'not-allowed'],
  ['a requester', 'canned-reply.set', {}, 'rita', 'not-allowed'],
  ['what is a calendar', 'canned-reply.set', { id: ids.calendar }, 'admin', 'already-exists'],
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
