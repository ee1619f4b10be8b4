import { expect, test } from 'vitest';
import { good } from './testing/good-arguments.ts';
import { actors, ids, World } from './testing/world.ts';

test('a message that is sent again with another content or openness is another message, not this one again', () => {
  const world = new World();
  world.apply(world.plan('message.add', good['message.add'], actors.ana).writes ?? []);
  const again = (over: object, who: keyof typeof actors) =>
    world.plan('message.add', { ...good['message.add'], ...over }, actors[who], { uid: ids.nothing });
  expect(again({}, 'ana')).toEqual({ writes: [] });
  expect(again({ body: 'other' }, 'ana').refusal?.code).toBe('already-exists');
  expect(again({}, 'admin').refusal?.code).toBe('already-exists');
  expect(again({ internal: true }, 'ana').refusal?.code).toBe('already-exists');
});

test.each([
  ['rita', 'pending', 'open'],
  ['rita', 'new', 'new'],
  ['rita', 'resolved', 'resolved'],
  ['ana', 'pending', 'pending'],
] as const)('a message of %s on a %s ticket leaves it %s', (who, status, after) => {
  const world = new World();
  world.putTicket({ status });
  world.apply(world.plan('message.add', good['message.add'], actors[who]).writes ?? []);
  expect(world.ticket().status).toBe(after);
});
