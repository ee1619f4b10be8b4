import { expect, test } from 'vitest';
import { newTicket } from '../mutations/new-ticket.ts';
import {
  holdersOf,
  tellingsOfEvent,
  tellingsOfMessage,
  tellingsOfNew,
  tellingsOfSplit,
  isWanted,
} from './notices.ts';

// Who is told of what: never whoever did it, and a requester never of what is internal.

const message = { id: 'm', ticketId: 't', body: 'Hello', internal: false, staff: true, createdAt: 5 };
const ticket = { assigneeId: 'ana', requesterId: 'rita' };

test.each([
  ['rita', false, 'replied', ['holder']],
  ['ana', false, 'replied', [['rita']]],
  ['ben', false, 'replied', ['holder', ['rita']]],
  ['ben', true, 'noted', ['holder']],
  ['ana', true, null, []],
] as const)('%s writes (internal: %s): %s to %j', (authorId, internal, what, to) => {
  const told = tellingsOfMessage({ ...message, authorId, internal }, ticket);
  expect(told.map((telling) => [telling.what, telling.to])).toEqual(to.map((one) => [what, one]));
});

const [north, admins] = [['ben', 'olga'], ['boss']];
test.each([
  ['its assignee and its team', 'ana', true, north, ['ana'], ['ana', 'ben', 'olga']],
  ['each once', 'ben', true, north, ['ben'], ['ben', 'olga']],
  ['its assignee alone', 'ana', true, [], ['ana'], ['ana']],
  ['its team, where it has no assignee', null, false, north, north, north],
  ['the admins, where it has neither', null, false, [], admins, admins],
  ['its team, where its assignee has left', 'ana', false, north, north, north],
  ['the admins, where its assignee has left and it has no team', 'ana', false, [], admins, admins],
])('who answers for a ticket: %s', (_, assigneeId, works, team, holder, holders) => {
  expect(holdersOf(assigneeId, works, { team, admins })).toEqual({ holder, holders });
});

test('what is said on a ticket that was merged is told to whoever has the other one, and to its own holder no more', () => {
  const said = { ...message, authorId: 'rita', staff: false };
  expect(tellingsOfMessage(said, ticket, { id: 'into', assigneeId: 'ben' })).toMatchObject([
    { what: 'replied', to: 'holder', ticketId: 'into', aboutId: 'm' },
  ]);
  expect(tellingsOfMessage(said, ticket, { id: 'into', assigneeId: null })).toEqual([]);
});

test('nobody has a ticket of nobody', () => {
  const nobodys = { assigneeId: null, requesterId: 'rita' };
  expect(tellingsOfMessage({ ...message, authorId: 'rita' }, nobodys)).toEqual([]);
});

const uuid = '00000000-0000-4000-8000-000000000001';
const called = { ...message, body: `[@Olga](mention:${uuid}) look` };
test('whom staff call by name are told of that; a requester calls nobody, and nobody themselves', () => {
  expect(tellingsOfMessage({ ...called, authorId: 'ana' }, ticket)).toMatchObject([
    { what: 'replied', to: ['rita'] },
    { what: 'mentioned', to: [uuid], aboutId: 'm', byId: 'ana' },
  ]);
  expect(tellingsOfMessage({ ...called, authorId: 'ana', internal: true }, ticket)).toMatchObject([
    { what: 'mentioned', to: [uuid] },
  ]);
  expect(tellingsOfMessage({ ...called, authorId: uuid, internal: true }, ticket)).toMatchObject([
    { what: 'noted' },
  ]);
  expect(tellingsOfMessage({ ...called, authorId: 'rita', staff: false }, ticket)).toMatchObject([
    { what: 'replied', to: 'holder' },
  ]);
});

test('a message that is made a ticket is told to whoever wrote it and whose it is, and to nobody twice', () => {
  const by = { actorId: 'boss', createdAt: 9 };
  const to = (more: Partial<typeof message & { authorId: string }>, actorId = 'boss') =>
    tellingsOfSplit({ ...message, authorId: 'ana', ...more }, ticket, { ...by, actorId }).map(
      (telling) => telling.to,
    );
  expect(to({})).toEqual([['ana', 'rita']]);
  expect(to({ internal: true })).toEqual([['ana']]);
  expect(to({ authorId: 'rita', staff: false })).toEqual([['rita']]);
  expect(to({ internal: true }, 'ana')).toEqual([]);
});

const event = { id: 'e', ticketId: 't', actorId: 'ben', createdAt: 5, newValue: null };
test.each([
  ['assignee', { assigneeId: 'ana', teamId: null }, 'assigned', ['ana']],
  ['assignee', { assigneeId: 'ben', teamId: null }, null, null],
  ['assignee', { assigneeId: null, teamId: 'north' }, null, null],
  ['assignee', null, null, null],
  ['breach', { what: 'resolution' }, 'escalated', 'holders'],
  ['breach', { what: 'firstResponse' }, 'missed', 'holder'],
  ['breach', { what: 'nextResponse' }, 'missed', 'holder'],
  ['breach', null, 'missed', 'holder'],
  ['warning', { what: 'resolution' }, 'warned', 'holder'],
  ['breach-withdrawn', { what: 'resolution' }, null, null],
  ['status', 'escalated', null, null],
  ['approval', { approvalId: 'a', state: 'pending', byId: 'ben' }, 'asked', 'deciders'],
  // Who joins in adds nothing that the admins do not know; of the answer they hear as whoever asked first.
  ['approval', { approvalId: 'a', state: 'pending', byId: 'ana' }, null, null],
  ['approval', { approvalId: 'a', state: 'rejected', byId: 'ana' }, 'answered', { askersOf: 'a' }],
] as const)('%s %j: %s to %j', (what, newValue, told, to) => {
  const found = tellingsOfEvent({ ...event, what, newValue });
  expect(found.map((telling) => [telling.what, telling.to])).toEqual(told ? [[told, to]] : []);
});

test('a ticket is given as it is made; an imported one is no news', () => {
  const made = { ...newTicket('t', null, 'x', 5), createdBy: 'ben', r: 1, n: 1, s: 1 };
  expect(tellingsOfNew({ ...made, assigneeId: 'ana' })).toMatchObject([{ what: 'assigned', to: ['ana'] }]);
  expect(tellingsOfNew({ ...made, assigneeId: 'ben' })).toEqual([]);
  expect(tellingsOfNew({ ...made, assigneeId: null })).toEqual([]);
  expect(tellingsOfNew({ ...made, assigneeId: 'ana', externalSource: 'before' })).toEqual([]);
});

test.each([
  ['replied', [], true],
  ['replied', ['notice:replied'], false],
  ['replied', ['notice:noted', 'ticket:u'], true],
  ['replied', ['ticket:t'], false],
  ['escalated', ['ticket:t'], false],
  ['mentioned', ['ticket:t'], true],
  ['mentioned', ['ticket:t', 'notice:mentioned'], false],
] as const)('%s on ticket t where %j is not wanted: %s', (what, unwanted, told) => {
  expect(isWanted({ what, ticketId: 't' }, new Set(unwanted))).toBe(told);
});
