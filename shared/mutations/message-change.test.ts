import { expect, test } from 'vitest';
import type { RefusalCode } from '../rules/refusal.ts';
import { editableMs } from '../rules/message-change.ts';
import type { MutationName } from './registry.ts';
import { good } from './testing/good-arguments.ts';
import { actors, AT, ids, World } from './testing/world.ts';

// Who may change what was said; the times are in rules/message-change.test.ts.

type Case = [string, MutationName, Record<string, unknown>, keyof typeof actors, RefusalCode | 'fine'];
test.each<Case>([
  ['another’s words', 'message.edit', { messageId: ids.said }, 'ana', 'not-allowed'],
  ['another’s words', 'message.edit', { messageId: ids.said }, 'admin', 'not-allowed'],
  ['their own', 'message.edit', { messageId: ids.said }, 'rita', 'fine'],
  ['blanks', 'message.edit', { messageId: ids.said, body: ' \n' }, 'rita', 'bad-arguments'],
  ['no message', 'message.edit', { messageId: ids.nothing }, 'rita', 'not-found'],
  ['foreign to a requester', 'message.edit', { messageId: ids.said }, 'rolf', 'not-found'],
  ['another’s words', 'message.redact', {}, 'ana', 'not-allowed'],
  ['another’s words, for an admin', 'message.redact', {}, 'admin', 'fine'],
  ['their own', 'message.redact', {}, 'rita', 'fine'],
  ['foreign to a requester', 'message.redact', {}, 'rolf', 'not-found'],
  ['no message', 'message.redact', { messageId: ids.nothing }, 'admin', 'not-found'],
])('%s: %s %j by %s → %s', (_name, name, over, who, code) => {
  const world = new World();
  world.putMessage({});
  const plan = world.plan(name, { ...good[name], ...over }, actors[who]);
  expect(plan.refusal?.code ?? 'fine').toBe(code);
  expect(plan.refusal?.message ?? 'Fine.').toMatch(/^[A-Z].*\.$/);
});

const named = { ticketId: ids.ticket, messageId: ids.own };

test('a note is not there for who may not read it, whatever they try', () => {
  const world = new World();
  world.putMessage({ id: ids.own, internal: true, authorId: ids.rita });
  for (const name of ['message.edit', 'message.redact'] as const) {
    const args = { ...good[name], ...named } as never;
    expect(world.plan(name, args, actors.rita).refusal).toMatchObject({
      code: 'not-found',
      details: { messageId: 'unknown' },
    });
  }
});

test('the timeline points at the message, has none of its words, and is as open as it', () => {
  for (const internal of [false, true]) {
    const world = new World();
    world.putMessage({ id: ids.own, authorId: ids.ana, staff: true, internal, body: 'FIRST' });
    const { writes } = world.plan('message.edit', { ...named, body: 'SECOND' }, actors.ana);
    const event = writes?.find(({ ref }) => ref.kind === 'event');
    expect(event).toMatchObject({
      row: { what: 'message-edited', newValue: { messageId: ids.own }, internal },
    });
    expect(JSON.stringify(event)).not.toMatch(/FIRST|SECOND/);
  }
});

test('words that are the same are no event; those that were taken back stay so', () => {
  const world = new World();
  world.putMessage({ id: ids.own, authorId: ids.ana, staff: true, body: 'same' });
  const again = world.plan('message.edit', { ...named, body: 'same' }, actors.ana);
  expect(again.writes?.map(({ op }) => op)).toEqual(['set']);
  world.run('message.redact', named, actors.ana);
  expect(world.plan('message.edit', { ...named, body: 'again' }, actors.ana).refusal?.code).toBe(
    'not-allowed',
  );
  expect(world.plan('message.redact', named, actors.ana, { uid: ids.nothing }).writes).toHaveLength(1);
});

test('what was done in time is done in time, however late it arrives', () => {
  const world = new World();
  const createdAt = AT - editableMs.staff;
  world.putMessage({ id: ids.own, authorId: ids.ana, staff: true, createdAt });
  const edit = { ...named, body: 'corrected' };
  expect(world.plan('message.edit', edit, actors.ana, { atMs: AT }).refusal).toBeUndefined();
  expect(world.plan('message.edit', edit, actors.ana, { atMs: AT + 1 }).refusal?.code).toBe('not-allowed');
});
