import { describe, expect, test } from 'vitest';
import { kindCodes, type RowKind } from '../model/rows.ts';
import { newTicket } from '../mutations/new-ticket.ts';
import { grantsFrom, namesIn, projectTicket, scopesHeldBy, scopesOf, worksOn } from './scopes.ts';

const first = { r: 1, n: 1, s: 1 };
const ticket = {
  ...newTicket('t', '202311-0001', 'x', 1),
  ...first,
  requesterId: 'rita',
  createdBy: 'ana',
  assigneeId: 'ben',
  notedAt: 5,
};
const both = ['desk', 'requester:rita'];

describe('which scopes a person holds (S1)', () => {
  test.each([
    ['a requester', { id: 'rita', role: 'user' }, ['portal', 'requester:rita', 'me:rita']],
    ['an agent', { id: 'ana', role: 'agent' }, ['tenant', 'desk', 'me:ana']],
    ['an agent of two teams', { id: 'ana', role: 'agent', limitedTo: ['a', 'b'] }, ['tenant', 'team:a', 'team:b', 'requester:ana', 'me:ana']],
    ['an agent of no team', { id: 'ana', role: 'agent', limitedTo: [] }, ['tenant', 'requester:ana', 'me:ana']],
    ['an agent where nobody is limited', { id: 'ana', role: 'agent', limitedTo: null }, ['tenant', 'desk', 'me:ana']],
    ['an admin, whatever the limit', { id: 'x', role: 'admin', limitedTo: ['a'] }, ['tenant', 'desk', 'me:x']],
    ['a requester, whatever the limit', { id: 'rita', role: 'user', limitedTo: ['a'] }, ['portal', 'requester:rita', 'me:rita']],
  ] as const)('%s', (_name, grants, held) => {
    expect(scopesHeldBy(grants)).toEqual(held);
  }); // prettier-ignore

  test.each([
    ['an agent of two teams', 'agent', 'own-teams', ['a', 'b']],
    ['an agent where nobody is limited', 'agent', 'all', null],
    ['an agent where nothing was decided', 'agent', undefined, null],
    ['an admin', 'admin', 'own-teams', null],
    ['a requester', 'user', 'own-teams', null],
  ] as const)('%s is limited by the rows of their tenant', (_name, role, agentsSee, limitedTo) => {
    const row = { personId: 'ana', removed: false };
    const memberships = [
      { ...row, teamId: 'b' },
      { ...row, teamId: 'a' },
      { ...row, teamId: 'c', removed: true },
      { ...row, teamId: 'd', personId: 'ben' },
    ];
    expect(grantsFrom({ id: 'ana', role }, agentsSee, memberships)).toEqual({ id: 'ana', role, limitedTo });
  });

  test('staff work on what they hold, and nobody on more', () => {
    const grants = [
      { id: 'ana', role: 'agent', limitedTo: ['a'] },
      { id: 'ana', role: 'agent', limitedTo: [] },
      { id: 'ana', role: 'agent' },
      { id: 'x', role: 'admin', limitedTo: [] },
      { id: 'rita', role: 'user' },
    ] as const;
    for (const who of grants) {
      for (const teamId of ['a', 'b', null]) {
        const scopes = scopesOf('message', { internal: true } as never, { ...ticket, teamId });
        const held = scopesHeldBy(who);
        expect(worksOn(who, { teamId })).toBe(scopes.some((scope) => held.includes(scope)));
      }
    }
  });
});

describe('where a row is (S1, S2)', () => {
  test('a ticket of a team is in its scope too, with all that its people may see', () => {
    const theirs = { ...ticket, teamId: 'a' };
    expect(scopesOf('ticket', theirs, theirs)).toEqual(['desk', 'team:a', 'requester:rita']);
    expect(scopesOf('message', { internal: true } as never, theirs)).toEqual(['desk', 'team:a']);
    expect(scopesOf('ticketTag', { removed: false } as never, theirs)).toEqual(['desk', 'team:a']);
  });

  const cases: [string, RowKind, object, typeof ticket | undefined, string[]][] = [
    ['a ticket', 'ticket', ticket, ticket, both],
    ['a public message', 'message', { internal: false }, ticket, both],
    ['an internal note', 'message', { internal: true }, ticket, ['desk']],
    ['a ticket of the archive', 'ticket', { ...ticket, archivedAt: 7 }, ticket, []],
    ['a message of one', 'message', { internal: false }, { ...ticket, archivedAt: 7 }, []],
    ['a message of no ticket', 'message', { internal: false }, undefined, []],
    ['a public event', 'event', { internal: false }, ticket, both],
    ['an internal event', 'event', { internal: true }, ticket, ['desk']],
    ['an event of no ticket', 'event', { internal: true }, undefined, []],
    ['a public value', 'fieldValue', { public: true }, ticket, both],
    ['a private value', 'fieldValue', { public: false }, ticket, ['desk']],
    ['a value of no ticket', 'fieldValue', { public: true }, undefined, []],
    ['a tag on a ticket', 'ticketTag', { removed: false }, ticket, ['desk']],
    ['a file that was sent to all', 'attachment', { internal: false }, ticket, both],
    ['a file on an internal note', 'attachment', { internal: true }, ticket, ['desk']],
    ['a file of no ticket', 'attachment', { internal: false }, undefined, []],
    ['a link that requesters are shown', 'link', { public: true }, ticket, both],
    ['a link of the desk’s own', 'link', { public: false }, ticket, ['desk']],
    ['a request of its requester’s', 'approval', { public: true }, ticket, both],
    ['a request of the desk’s own', 'approval', { public: false }, ticket, ['desk']],
    ['a link of no ticket', 'link', { public: true }, undefined, []],
    ...(['checkItem', 'check', 'visit', 'signature', 'timeEntry'] as const).map(
      (kind): (typeof cases)[number] => [`a ${kind}`, kind, {}, ticket, ['desk']],
    ),
    ['a person', 'person', {}, undefined, ['tenant']],
    ['a team', 'team', {}, undefined, ['tenant']],
    ['a policy', 'policy', { key: 'agents-see' }, undefined, ['tenant']],
    ['a policy that requesters go by', 'policy', { key: 'reopen-days' }, undefined, ['tenant', 'portal']],
    ['a membership', 'membership', {}, undefined, ['tenant']],
    ['a tag', 'tag', {}, undefined, ['tenant']],
    ['a list entry of the admins', 'setting', {}, undefined, ['tenant']],
    ['a category', 'category', {}, undefined, ['tenant', 'portal']],
    ['a public field', 'field', { public: true }, undefined, ['tenant', 'portal']],
    ['a private field', 'field', { public: false }, undefined, ['tenant']],
    ['a conflict', 'conflict', { lostBy: 'rita' }, undefined, ['me:rita']],
    ['a conflict settled long ago', 'conflict', { lostBy: 'rita', aged: true }, undefined, []],
    ['a conflict that nobody lost', 'conflict', { lostBy: null }, undefined, []],
    ['what somebody was told', 'notice', { personId: 'rita' }, undefined, ['me:rita']],
    ['what somebody wants to be told of', 'preference', { personId: 'rita' }, undefined, ['me:rita']],
    ['what somebody was told long ago', 'notice', { personId: 'rita', aged: true }, undefined, []],
    ['a name', 'name', {}, ticket, []],
    ['a kind nobody knows', 'secret' as RowKind, {}, ticket, []],
  ];

  test.each(cases)('where %s is, and nowhere else (S2)', (_name, kind, row, parent, scopes) => {
    expect(scopesOf(kind, row as never, parent as never)).toEqual(scopes);
  });

  test('every kind has its line here (S2)', () => {
    const listed = new Set(cases.map(([, kind]) => kind));
    for (const kind of Object.keys(kindCodes)) expect(listed).toContain(kind);
  });
});

test.each([
  ['user', ['portal', 'requester:p', 'me:p']],
  ['agent', ['tenant', 'desk', 'me:p']],
  ['admin', ['tenant', 'desk', 'me:p']],
] as const)('what %s holds', (role, scopes) => {
  expect(scopesHeldBy({ id: 'p', role })).toEqual(scopes);
});

test('no scope of a requester lets an internal row through, whoever asks (S1)', () => {
  const held = scopesHeldBy({ id: 'rita', role: 'user' });
  const hidden = [
    scopesOf('message', { internal: true } as never, ticket as never),
    scopesOf('event', { internal: true } as never, ticket as never),
    scopesOf('fieldValue', { public: false } as never, ticket as never),
    scopesOf('ticketTag', {} as never, ticket as never),
    scopesOf('person', {} as never, undefined),
    scopesOf('conflict', { lostBy: 'rolf' } as never, ticket as never),
  ].flat();
  expect(hidden.filter((scope) => held.includes(scope))).toEqual([]);
});

test('a requester does not learn that notes were written; staff do', () => {
  expect(projectTicket(ticket as never, 'requester:rita').notedAt).toBeNull();
  expect(projectTicket(ticket as never, 'desk').notedAt).toBe(5);
  expect(projectTicket(ticket as never, 'requester:rita')).toEqual({ ...ticket, notedAt: null });
});

test('names go with the threads they appear in (S3)', () => {
  expect(namesIn('ticket', ticket as never)).toEqual(['rita', 'ana', 'ben']);
  expect(namesIn('ticket', { ...ticket, assigneeId: null })).toEqual(['rita', 'ana']);
  expect(namesIn('message', { authorId: 'ana' } as never)).toEqual(['ana']);
  expect(namesIn('event', { actorId: 'ana' } as never)).toEqual(['ana']);
  expect(namesIn('event', { actorId: null } as never)).toEqual([]);
  expect(namesIn('ticketTag', {} as never)).toEqual([]);
});
