import { describe, expect, test } from 'vitest';
import { newTicket } from '../../shared/mutations/new-ticket.ts';
import { filterTickets, findTickets } from './filter.ts';
import type { TicketQuery, TicketSummary } from './types.ts';

const all: TicketQuery = {
  search: '',
  statuses: [],
  priorities: [],
  assignees: [],
  teams: [],
  tags: [],
  sort: 'created',
  descending: false,
};

const kind = '00000000-0000-4000-8000-000000000001';
function ticket(id: string, over: Partial<TicketSummary> = {}): TicketSummary {
  const at = Number(id);
  const bare = { ...newTicket(id, `202611-000${id}`, `Ticket ${id}`, at), requesterId: 'rita' };
  return {
    ...bare,
    r: 1,
    n: 1,
    s: 1,
    tagIds: [],
    values: [],
    activityAt: at,
    waiting: 0,
    refused: 0,
    asked: 0,
    ...over,
  };
}

const tickets = [
  ticket('1', {
    status: 'open',
    priority: 'urgent',
    assigneeId: 'ana',
    deadline: 50,
    title: 'Pümpe läuft aus',
  }),
  ticket('2', {
    status: 'pending',
    priority: 'low',
    teamId: 'north',
    tagIds: ['power'],
    activityAt: 99,
    values: [{ r: 1, n: 1, s: 1, ticketId: '2', id: kind, value: 'gas\nwater', public: false }],
  }),
  ticket('3', {
    asked: 2,
    status: 'closed',
    priority: 'high',
    assigneeId: 'ben',
    deadline: 10,
    alias: '202610-0777',
  }),
  ticket('4', { status: 'open', description: 'the cellar is under water', number: null }),
];

const names: Record<string, string> = { rita: 'Rita Sørensen' };
const find = (query: Partial<TicketQuery>) =>
  filterTickets(
    tickets,
    { ...all, ...query },
    (id) => names[id] ?? '',
    (ticket) => ticket.deadline,
  );
const idsOf = (query: Partial<TicketQuery>) =>
  find(query)
    .tickets.map(({ id }) => id)
    .join('');

describe('filters', () => {
  test.each<[string, Partial<TicketQuery>, string]>([
    ['nothing asked', {}, '1234'],
    ['several statuses', { statuses: ['open', 'pending'] }, '124'],
    ['priorities', { priorities: ['urgent', 'low'] }, '12'],
    ['a person', { assignees: ['ana'] }, '1'],
    ['nobody or a person', { assignees: ['none', 'ben'] }, '234'],
    ['a team', { teams: ['north'] }, '2'],
    ['no team', { teams: ['none'] }, '134'],
    ['a tag', { tags: ['power', 'other'] }, '2'],
    ['a choice of a field', { fields: [`${kind}=gas`] }, '2'],
    ['a field that is not filled in', { fields: [`${kind}-`] }, '134'],
    ['a value that was typed into a field', { search: 'gas' }, '2'],
    ['what waits for approval', { asked: true }, '3'],
    ['all at once', { statuses: ['open'], priorities: ['urgent'], assignees: ['ana'] }, '1'],
    ['search without case or accents', { search: 'PUMPE LAUFT' }, '1'],
    ['search in the description', { search: 'water cellar' }, '4'],
    ['search by number', { search: '202611-0002' }, '2'],
    ['search by a number it had before', { search: '202610-0777' }, '3'],
    ["search by the requester's name", { search: 'sørensen' }, '1234'],
    ['search for what is not there', { search: 'pump zebra' }, ''],
  ])('%s', (_, query, expected) => expect(idsOf(query)).toBe(expected));

  test('counts by status leave the status filter out, and only that', () => {
    const { statusCounts } = find({ statuses: ['closed'], priorities: ['urgent', 'high', 'low'] });
    expect(statusCounts).toEqual({ new: 0, open: 1, pending: 1, escalated: 0, resolved: 0, closed: 1 });
  });
});

test('how many wait for approval is told of all, whatever is filtered', () => {
  expect([find({}).asked, find({ statuses: ['open'], search: 'zebra' }).asked]).toEqual([1, 1]);
});

describe('order', () => {
  test.each<[string, Partial<TicketQuery>, string]>([
    ['created', { sort: 'created' }, '1234'],
    ['created, newest first', { sort: 'created', descending: true }, '4321'],
    ['activity', { sort: 'activity', descending: true }, '2431'],
    ['priority', { sort: 'priority', descending: true }, '1342'],
    ['deadline, those without one last', { sort: 'deadline' }, '3142'],
    ['deadline turned round, those without one still last', { sort: 'deadline', descending: true }, '1342'],
    ['number, one that follows last', { sort: 'number' }, '1234'],
  ])('%s', (_, query, expected) => expect(idsOf(query)).toBe(expected));
});

describe('finding one to name', () => {
  const beside = { id: '1', requesterId: 'rita' };
  const found = (sought: string, of = tickets, max = 8) =>
    findTickets(of, sought, beside, { max, nameOf: (id) => names[id] ?? '' }).map(({ id }) => id);

  test.each([
    ['0003', '3'],
    ['777', '3'],
    ['Ticket 0002', '2'],
    ['CELLAR water', '4'],
    ['0001', ''],
    ['nothing', ''],
  ])('%s → %s', (sought, ids) => {
    expect(found(sought).join()).toBe(ids);
  });

  test('what has the number comes first, then what is worked on, the latest first', () => {
    const some = [
      ticket('5', { title: 'about 0009', activityAt: 500 }),
      ticket('6', { title: 'about 0009', status: 'closed', activityAt: 900 }),
      ticket('7', { title: 'about 0009', activityAt: 700 }),
      ticket('9', { status: 'resolved' }),
    ];
    expect(found('0009', some)).toEqual(['9', '7', '5', '6']);
    expect(found('0009', some, 2)).toEqual(['9', '7']);
  });

  test('before anything is typed: others of the same requester', () => {
    const others = [...tickets, ticket('8', { requesterId: 'rolf' })];
    expect(found(' ', others)).toEqual(['2', '4', '3']);
  });
});

test('a requester is found by a name that comes after their ticket, and by another one later', () => {
  const one = [ticket('7')];
  const found = (search: string, name: string) =>
    filterTickets(one, { ...all, search }, () => name).tickets.length;
  expect(found('ticket kovac', '')).toBe(0);
  expect(found('ticket kovac', 'Rita Kovač')).toBe(1);
  expect(found('kovac', 'Rita Lind')).toBe(0);
});
