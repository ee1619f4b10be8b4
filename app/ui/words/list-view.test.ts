import { describe, expect, test } from 'vitest';
import {
  approvalView,
  clearedView,
  defaultView,
  isFiltered,
  queryOf,
  urlFromView,
  viewFromUrl,
  viewTitle,
  type ListView,
} from './list-view.ts';

const field = '00000000-0000-4000-8000-000000000001';
const first = defaultView('agent');
const view = (change: Partial<ListView>): ListView => ({ ...first, ...change });

describe('filter ↔ URL', () => {
  test.each<[Partial<ListView>, string]>([
    [{}, ''],
    [{ search: 'pump & valve' }, '?q=pump+%26+valve'],
    [{ statuses: ['new', 'open'] }, '?status=new,open'],
    [{ statuses: [] }, '?status=all'],
    [{ priorities: ['urgent'], assignees: ['me', 'none'] }, '?priority=urgent&assignee=me,none'],
    [{ teams: ['t1'], tags: ['a', 'b'] }, '?team=t1&tag=a,b'],
    [{ fields: [`${field}=gas, water`, `${field}-`] }, `?field=${field}%3Dgas,+water&field=${field}-`],
    [{ statuses: [], asked: true }, '?status=all&approval=waiting'],
    [{ sort: 'deadline', descending: false }, '?sort=deadline'],
    [{ sort: 'created' }, '?sort=-created'],
    [{ search: 'مضخة' }, '?q=%D9%85%D8%B6%D8%AE%D8%A9'],
  ])('%j ↔ %s', (change, url) => {
    expect(urlFromView(view(change), 'agent')).toBe(url);
    expect(viewFromUrl(url, 'agent')).toEqual(view(change));
  });

  test.each([
    ['?status=nonsense,open', { statuses: ['open'] }],
    ['?sort=-nonsense', {}],
    ['?field=nonsense', { fields: [] }],
    ['?sort=toString', {}],
    ['?approval=nonsense', {}],
    ['?priority=,,high', { priorities: ['high'] }],
    [`?q=${'x'.repeat(500)}`, { search: 'x'.repeat(100) }],
  ] as [string, Partial<ListView>][])('%s is read with what it means', (url, change) => {
    expect(viewFromUrl(url, 'agent')).toEqual(view(change));
  });
});

test('`me` becomes the reader', () => {
  expect(queryOf(view({ assignees: ['me', 'none'] }), 'p1').assignees).toEqual(['p1', 'none']);
});

test('what waits for approval is all of it, and one press leads there and back', () => {
  const there = approvalView(view({ search: 'x', assignees: ['me'], sort: 'number' }), 'agent');
  expect(there).toEqual(view({ statuses: [], asked: true, sort: 'number' }));
  expect(isFiltered(there, 'agent')).toBe(true);
  expect(clearedView(there, 'agent')).toEqual(view({ sort: 'number' }));
  expect(urlFromView(approvalView(there, 'agent'), 'agent')).toBe('?sort=-number');
});

test('clearing keeps the order', () => {
  const filtered = view({ search: 'x', sort: 'number', descending: false });
  expect(isFiltered(filtered, 'agent')).toBe(true);
  expect(isFiltered(view({ sort: 'number' }), 'agent')).toBe(false);
  expect(clearedView(filtered, 'agent')).toEqual(view({ sort: 'number', descending: false }));
});

test.each<[Partial<ListView>, string]>([
  [{}, 'Active tickets'],
  [{ statuses: [] }, 'Tickets'],
  [{ statuses: ['new'] }, 'New tickets'],
  [{ statuses: ['new', 'closed'] }, 'Tickets'],
  [{ assignees: ['me'] }, 'My active tickets'],
  [{ statuses: [], asked: true }, 'Tickets waiting for approval'],
  [{ assignees: ['none'], statuses: ['new'] }, 'Unassigned new tickets'],
])('%j is called %s', (change, title) => {
  expect(viewTitle(view(change), 'agent')).toBe(title);
});

test('a requester’s tickets are their own', () => {
  expect(viewTitle(defaultView('user'), 'user')).toBe('My tickets');
  expect(defaultView('user').statuses).toContain('resolved');
});
