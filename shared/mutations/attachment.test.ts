import { describe, expect, test } from 'vitest';
import { attachmentRef } from '../model/attachment.ts';
import { limits } from '../model/limits.ts';
import type { Plan } from './plan.ts';
import { noteStored } from './server-work.ts';
import { parseMutation } from './parse.ts';
import { fileOn } from './testing/good-arguments.ts';
import { actors, AT, id, ids, World } from './testing/world.ts';

const { ticket: ticketId } = ids;
const gist = ({ refusal }: Plan): unknown => refusal && (refusal.details ?? refusal.code);

describe('who may put a file where', () => {
  const withNote = (): World => {
    const world = new World();
    world.putMessage({ id: ids.said, authorId: ids.rita });
    world.putMessage({ id: ids.message, authorId: ids.ana, internal: true, staff: true });
    return world;
  };
  const unknown = { messageId: 'unknown' };
  const cases = [
    ['an agent on a ticket', actors.ana, {}, undefined],
    ['its requester', actors.rita, {}, undefined],
    ['another requester', actors.rolf, {}, 'not-found'],
    ['an agent on a note of hers', actors.ana, { messageId: ids.message }, undefined],
    ['its requester on a note', actors.rita, { messageId: ids.message }, unknown],
    ['its requester, who says it is internal', actors.rita, { internal: true }, 'not-allowed'],
    ['an agent on what somebody else wrote', actors.ana, { messageId: ids.said }, 'not-allowed'],
    ['its requester on what she wrote', actors.rita, { messageId: ids.said }, undefined],
    ['anybody on a message that is not there', actors.ana, { messageId: ids.nothing }, unknown],
  ] as const;
  test.each(cases)('%s', (_, actor, over, refused) => {
    const plan = withNote().plan('attachment.add', { ...fileOn(ticketId), ...over }, actor);
    expect(gist(plan)).toEqual(refused);
  });

  test('a file on a note is internal, whatever is said of it', () => {
    const world = withNote();
    world.run('attachment.add', { ...fileOn(ticketId), messageId: ids.message, internal: false }, actors.ana);
    expect(world.get(attachmentRef(ticketId, ids.file))).toMatchObject({ internal: true, authorId: ids.ana });
    world.run(
      'attachment.add',
      { ...fileOn(ticketId, ids.fresh), messageId: ids.said, internal: true },
      actors.rita,
    );
    expect(world.get(attachmentRef(ticketId, ids.fresh))).toMatchObject({ internal: false });
  });
});

test('a file goes with its message to the ticket that this opened, or stays where it stayed', () => {
  const world = new World();
  const args = { ...fileOn(ticketId), messageId: ids.message, followUpId: ids.fresh };
  world.putTicket({ status: 'closed', closedAt: AT - 1_000, requesterId: ids.rita });
  const reply = { ticketId, id: ids.message, body: 'Again', internal: false };
  world.run('message.add', { ...reply, followUp: { id: ids.fresh, number: null } }, actors.rita);
  world.run('attachment.add', args, actors.rita);
  expect(world.list('attachment', ids.fresh)).toHaveLength(1);
  expect(world.list('attachment', ticketId)).toEqual([]);

  const other = new World();
  other.run('message.add', { ...reply, followUp: { id: ids.fresh, number: null } }, actors.rita);
  other.run('attachment.add', args, actors.rita);
  expect(other.list('attachment', ticketId)).toHaveLength(1);
});

test('an identity is used once, and a ticket takes no more than so many', () => {
  const world = new World();
  world.run('attachment.add', fileOn(ticketId), actors.ana);
  expect(world.plan('attachment.add', fileOn(ticketId), actors.ana)).toEqual({ writes: [] });
  const other = { ...fileOn(ticketId), sha256: 'b'.repeat(64) };
  expect(gist(world.plan('attachment.add', other, actors.ana))).toBe('already-exists');
  expect(gist(world.plan('attachment.add', fileOn(ticketId), actors.rita))).toBe('already-exists');
  for (let n = 1; n < limits.filesPerTicket; n += 1)
    world.run('attachment.add', fileOn(ticketId, id(5_000 + n)), actors.ana);
  const more = world.plan('attachment.add', fileOn(ticketId, ids.fresh), actors.ana);
  expect(gist(more)).toBe('too-many-files');
});

test.each([
  ['a path', { name: '../../etc/passwd' }],
  ['a path of another system', { name: 'C:\\x.exe' }],
  ['letters turned around', { name: 'photo\u202Egpj.exe' }],
  ['no name', { name: '..' }],
  ['a type that is none', { type: 'text/html; charset=utf-8' }],
  ['a digest that is a path', { sha256: `../${'a'.repeat(61)}` }],
  ['nothing', { bytes: 0 }],
  ['more than a file may have', { bytes: limits.fileBytes + 1 }],
  ['something nobody asked for', { storedAt: AT }],
])('refuses %s', (_, over) => {
  expect(parseMutation('attachment.add', 1, { ...fileOn(ticketId), ...over }).refusal?.code).toBe(
    'bad-arguments',
  );
});

test('the server notes once that all has come, and what it was (F2)', () => {
  const world = new World();
  world.run('attachment.add', fileOn(ticketId), actors.ana);
  const note = (atMs: number): Plan =>
    noteStored({ rows: world, atMs, uid: ids.uid }, { ticketId, id: ids.file, type: 'image/png' });
  world.apply(note(AT + 5).writes ?? []);
  expect(world.get(attachmentRef(ticketId, ids.file))).toMatchObject({ type: 'image/png', storedAt: AT + 5 });
  expect(note(AT + 9)).toEqual({ writes: [] });
});
