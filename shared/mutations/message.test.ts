import { expect, test } from 'vitest';
import { good } from './testing/good-arguments.ts';
import { must } from '../lib/must.ts';
import { addMessage } from './message.ts';
import type { MutationArgs } from './registry.ts';
import { actors, AT, ids, World } from './testing/world.ts';

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

test.each([
  ['files it and waits for others', { requesterId: ids.ana, assigneeId: ids.ben }, false, 'open'],
  ['files it, and nobody has it', { requesterId: ids.ana, assigneeId: null }, false, 'open'],
  ['works on it themselves', { requesterId: ids.ana, assigneeId: ids.ana }, false, 'pending'],
  ['only notes something', { requesterId: ids.ana, assigneeId: ids.ben }, true, 'pending'],
] as const)('somebody of the staff who %s', (_what, ticket, internal, after) => {
  const world = new World();
  world.putTicket({ status: 'pending', ...ticket });
  world.apply(world.plan('message.add', { ...good['message.add'], internal }, actors.ana).writes ?? []);
  expect(world.ticket().status).toBe(after);
});

test('an answer of theirs on a ticket that was merged into one they have filed goes on with neither', () => {
  const world = new World();
  world.putOther(ids.other, { status: 'pending', requesterId: ids.ana, assigneeId: ids.ben });
  world.run('ticket.merge', { ticketId: ids.ticket, intoId: ids.other }, actors.admin);
  world.apply(
    world.plan('message.add', { ...good['message.add'], internal: false }, actors.ana).writes ?? [],
  );
  expect(world.ticket(ids.other).status).toBe('pending');
});

test('a late reply opens a ticket in no team and category that are out of use', () => {
  const world = new World();
  world.putTicket({
    status: 'closed',
    resolvedAt: 0,
    closedAt: 0,
    teamId: ids.team,
    categoryId: ids.category,
  });
  const args = { ...good['message.add'], followUp: { id: ids.fresh, number: null } };
  const opened = () => {
    world.apply(world.plan('message.add', args, actors.rita).writes ?? []);
    return world.ticket(ids.fresh);
  };
  for (const kind of ['team', 'category'] as const) {
    const ref = { kind, id: ids[kind] };
    world.put(ref, { ...must(world.get(ref), kind), archived: true });
  }
  expect(opened()).toMatchObject({ teamId: null, categoryId: null });
});

test('of a ticket that is not on the device a reply is kept with the ticket that it may open; no other is', () => {
  const rows = { get: () => undefined, list: () => [], all: () => [], partial: true };
  const plan = (args: MutationArgs<'message.add'>) =>
    addMessage.plan({ rows, args, actor: actors.rita, atMs: AT, uid: ids.uid });
  expect(plan({ ...good['message.add'], followUp: { id: ids.fresh, number: null } })).toEqual({ writes: [] });
  expect(plan(good['message.add']).refusal?.code).toBe('not-found');
});
