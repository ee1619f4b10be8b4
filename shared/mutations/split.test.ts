import { describe, expect, test } from 'vitest';
import type { RefusalCode } from '../rules/refusal.ts';
import { REDACTED, type Message } from '../model/conversation.ts';
import { must } from '../lib/must.ts';
import { scopesOf } from '../rules/scopes.ts';
import { noteStored } from './server-work.ts';
import { copyRef, fileCopyRef } from './split.ts';
import { fileOn } from './testing/good-arguments.ts';
import { actors, AT, id, ids, World } from './testing/world.ts';

const args = { ticketId: ids.ticket, messageId: ids.said, id: ids.fresh, number: null, title: 'The gate' };

function worldOf(message: Partial<Message> = {}): World {
  const world = new World();
  world.putTicket({ categoryId: ids.category, teamId: ids.team });
  world.putMessage(message);
  return world;
}
const split = (world: World) => world.run('ticket.split', args, actors.ana);

describe('ticket.split', () => {
  test.each<[who: string, message: Partial<Message>, requesterId: string, shared: boolean]>([
    ['its requester', { authorId: ids.rita }, ids.rita, true],
    ['another requester', { authorId: ids.rolf }, ids.rolf, false],
    ['the staff', { authorId: ids.ben, staff: true }, ids.rita, true],
    ['the staff, as a note', { authorId: ids.ben, staff: true, internal: true }, ids.ana, false],
  ])('a message of %s: whose ticket it becomes, and who is told', (_who, message, requesterId, shared) => {
    const world = worldOf(message);
    split(world);
    expect(world.ticket(ids.fresh)).toMatchObject({
      title: 'The gate', requesterId, createdBy: ids.ana, status: 'new', categoryId: ids.category, teamId: ids.team,
      assigneeId: null,
    }); // prettier-ignore
    const [copy] = world.list('message', ids.fresh);
    expect(copy).toMatchObject({
      body: 'And the gate is stuck',
      createdAt: AT - 500,
      internal: false,
      ...message,
    });
    expect(world.list('message', ids.ticket), 'it stays where it was').toMatchObject([{ id: ids.said }]);
    expect(world.list('link', ids.fresh)).toMatchObject([
      { id: ids.ticket, what: 'split-from', public: shared },
    ]);
    expect(world.list('link', ids.ticket)).toMatchObject([
      { id: ids.fresh, what: 'split-into', public: shared },
    ]);
    for (const at of [ids.fresh, ids.ticket])
      expect(world.list('event', at)).toMatchObject([{ what: 'split', internal: !shared }]);
  });

  test('a team and a category that are out of use are given nothing new', () => {
    const world = worldOf({ authorId: ids.rita });
    for (const kind of ['team', 'category'] as const) {
      const ref = { kind, id: ids[kind] };
      world.put(ref, { ...must(world.get(ref), kind), archived: true });
    }
    split(world);
    expect(world.ticket(ids.fresh)).toMatchObject({ teamId: null, categoryId: null });
  });

  test('of a note nothing reaches the requester of the ticket: no row of it is in their scope', () => {
    const world = worldOf({ authorId: ids.ben, staff: true, internal: true, body: 'SECRET' });
    const { writes = [] } = world.plan('ticket.split', { ...args, title: 'SECRET' }, actors.ana);
    const before = world.ticket();
    world.apply(writes);
    for (const { ref } of writes) {
      const row = world.get(ref);
      const at = world.ticket(ref.ticketId ?? ref.id);
      expect(row && scopesOf(ref.kind, row as never, at)).not.toContain(`requester:${ids.rita}`);
    }
    expect(world.ticket().updatedAt).toBe(before.updatedAt);
  });

  test.each([false, true])('what came with it goes along, and nothing else of the ticket does; a note: %s', (internal) => {
    const world = worldOf({ authorId: ids.ana, staff: true, internal });
    world.run('attachment.add', { ...fileOn(ids.ticket), messageId: ids.said }, actors.ana);
    world.run('attachment.add', { ...fileOn(ids.ticket, ids.other), messageId: null }, actors.ana);
    world.apply(noteStored({ rows: world, atMs: AT, uid: ids.nothing }, { ticketId: ids.ticket, id: ids.file, type: 'image/png' }).writes ?? []);
    const [file] = world.list('attachment', ids.ticket);
    split(world);
    const [copy, ...more] = world.list('attachment', ids.fresh);
    expect(more).toEqual([]);
    const { ticketId: _, id: own, messageId, r: _r, n: _n, s: _s, ...is } = must(copy, 'a file that went along');
    expect(file).toMatchObject(is);
    expect(is).toMatchObject({ internal, storedAt: AT, authorId: ids.ana });
    expect([own, messageId]).toEqual([fileCopyRef(ids.fresh, ids.file).id, copyRef(ids.fresh, ids.said).id]);
    expect(world.list('attachment', ids.ticket), 'it stays where it was').toHaveLength(2);
    expect(world.plan('ticket.split', args, actors.ana).writes).toEqual([]);
  }); // prettier-ignore

  type Case = [name: string, code: RefusalCode, over: object, prepare?: (world: World) => void];
  const cases: Case[] = [
    ['a message that is not there', 'not-found', { messageId: ids.nothing }],
    ['a second time', 'already-exists', { id: ids.other }, split],
    ['under an identity that is taken', 'already-exists', { id: ids.ticket }],
    ['of words that were taken back', 'not-allowed', {}, (world) => world.putMessage({ body: REDACTED })],
  ];
  test.each(cases)('%s is refused: %s', (_name, code, over, prepare) => {
    const world = worldOf();
    prepare?.(world);
    const { refusal } = world.plan('ticket.split', { ...args, ...over }, actors.ana, { uid: id(1_030) });
    expect(refusal?.code).toBe(code);
    expect(refusal?.message).toMatch(/^[A-Z].*\.$/);
  });

  test('that its words are taken back afterwards is not in the way of what was done', () => {
    const world = worldOf();
    split(world);
    world.putMessage({ body: REDACTED });
    expect(world.plan('ticket.split', args, actors.ana).writes).toEqual([]);
  });

  test('a requester may not', () => {
    expect(worldOf().plan('ticket.split', args, actors.rita).refusal?.code).toBe('not-allowed');
  });
});
