import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ambiguousColumns, missingColumns, parseMapping, readMapping, shippedMapping } from './mapping.ts';
import { rowReader } from './row-to-ticket.ts';

const minimal = {
  source: 'x',
  externalId: 'id',
  title: 'title',
  createdAt: 'created',
  status: {
    column: 'status',
    values: { 'In Progress': 'open', new: 'new', Closed: 'closed', Solved: 'resolved' },
  },
};
const mappingOf = (more: object = {}) => parseMapping(JSON.stringify({ ...minimal, ...more }), 'my.json');

describe('a mapping that is wrong is told in a sentence', () => {
  test.each([
    ['not JSON', '{', /^The mapping my.json is not JSON: /],
    ['no source', '{}', /^The mapping my.json is wrong at "source": /],
    ['an unknown zone', JSON.stringify({ ...minimal, timeZone: 'Mars' }), /"timeZone": is no time zone/],
    [
      'an unknown status',
      JSON.stringify({ ...minimal, status: { values: { a: 'b' } } }),
      /"status.values.a": /,
    ],
    ['a misspelt key', JSON.stringify({ ...minimal, titel: 'x' }), /titel/],
  ])('%s', (_, text, expected) => {
    expect(() => parseMapping(text, 'my.json')).toThrow(expected);
  });

  test('no such file', async () => {
    await expect(readMapping('/nowhere/x.json')).rejects.toThrow(
      'The mapping /nowhere/x.json does not exist.',
    );
  });
});

test('columns missing, alternatives and columns that are there twice', () => {
  const mapping = mappingOf({ externalId: ['id', 'key'], team: 'group', address: ['street', 'place'] });
  expect(missingColumns(mapping, ['KEY', 'Title', 'created', 'status'])).toEqual(['group']);
  expect(missingColumns(mapping, ['title', 'created', 'status', 'Group'])).toEqual(['id or key']);
  expect(ambiguousColumns(mapping, ['id', 'title', 'Title', 'other', 'other'])).toEqual(['Title']);
});

test('the shipped mapping is picked by the header', async () => {
  const fixture = await readFile(join(import.meta.dirname, 'testing', 'boston311.csv'), 'utf8');
  const boston = (fixture.split('\n')[0] ?? '').split(',');
  expect((await shippedMapping(boston)).name).toBe('boston311');
  expect((await shippedMapping(['id', 'title', 'created_at'])).name).toBe('generic');
});

/** Reads one row given as an object. */
function read(row: Record<string, string>, more: object = {}) {
  const full = { id: '1', title: 'Pump leaks', created: '2022-01-01 10:00', status: 'new', ...row };
  return rowReader(mappingOf(more), Object.keys(full))(Object.values(full));
}

describe('a row becomes a draft', () => {
  test.each([
    ['statuses as others write them', { status: 'in-progress' }, {}, { status: 'open' }],
    ['priority by default', {}, {}, { priority: 'medium' }],
    ['blank is nothing', { team: ' \t ' }, { team: 'team' }, { team: null }],
    ['control characters in a line', { title: 'a\u0000b\n\tc' }, {}, { title: 'a b c' }],
    ['closed without a time of resolution', { status: 'closed', end: '2022-01-02' }, { closedAt: 'end' },
      { closedAt: Date.UTC(2022, 0, 2), resolvedAt: Date.UTC(2022, 0, 2) }],
    ['resolved', { status: 'solved', end: '2022-01-02' }, { closedAt: 'end' }, { closedAt: null, resolvedAt: Date.UTC(2022, 0, 2) }],
    ['description from pieces', { a: 'One\r\ntwo', b: ' ', c: 'x' },
      { description: ['a', { label: 'B', column: 'b' }, { label: 'C', column: 'c' }] }, { description: 'One\ntwo\nC: x' }],
    ['the first column that is not blank', { a: ' ', b: 'Street 1' }, { address: ['a', 'b'] },
      { place: { address: 'Street 1', latitude: null, longitude: null } }],
    ['coordinates', { a: '42.3', b: '-71' }, { latitude: 'a', longitude: 'b' }, { place: { address: null, latitude: 42.3, longitude: -71 } }],
    ['coordinates of nowhere', { a: '0', b: '0' }, { latitude: 'a', longitude: 'b' }, { place: null }],
    ['coordinates out of range', { a: '91', b: '-71' }, { latitude: 'a', longitude: 'b' }, { place: null }],
    ['tags, renamed', { tags: 'a; b ;a;' }, { tags: [{ column: 'tags', separator: ';', rename: { b: 'better' } }] }, { tags: ['a', 'better'] }],
    ['an email in capitals', { who: ' Rita@Desk.example ' }, { requester: 'who' }, { requesterEmail: 'rita@desk.example' }],
  ] as [string, Record<string, string>, object, object][])('%s', (_, row, more, expected) => {
    expect(read(row, more)).toMatchObject({ draft: expected });
  }); // prettier-ignore
});

describe('a row is refused', () => {
  test.each([
    ['no id', { id: ' ' }, {}, 'has no id (id)'],
    ['no title', { title: '' }, {}, 'has no title (title)'],
    ['no time', { created: '' }, {}, 'has no time of creation (created)'],
    ['bad time', { created: 'soon' }, {}, 'created "soon" is not a date and time'],
    ['a time beyond what can be held', { created: '2345-01-01' }, {}, 'created "2345-01-01" is not a date and time'],
    ['no status', { status: '' }, {}, 'has no status'],
    ['unknown status', { status: 'lost' }, {}, 'the status "lost" is not in the mapping'],
    ['a status named like a built-in', { status: '__proto__' }, {}, 'the status "__proto__" is not in the mapping'],
    ['a long title', { title: 'x'.repeat(201) }, {}, 'title has 201 characters; 200 is the limit'],
    ['a long description', { a: 'x'.repeat(5001) }, { description: ['a'] }, 'the description has 5001 characters; 5000 is the limit'],
    ['a long tag', { a: 'x'.repeat(31) }, { tags: ['a'] }, 'a has 31 characters; 30 is the limit'],
    ['many tags', { a: 'a,b,c,d,e,f,g,h,i,j,k' }, { tags: [{ column: 'a', separator: ',' }] }, 'has 11 tags; 10 is the limit'],
    ['a long category', { a: 'x'.repeat(51) }, { category: 'a' }, 'a has 51 characters; 50 is the limit'],
    ['no coordinate', { a: 'north', b: '1' }, { latitude: 'a', longitude: 'b' }, 'a "north" is not a number'],
    ['closed without an end', { status: 'closed' }, {}, 'is closed, but has no time it was closed'],
    ['an end while it goes on', { end: '2022-02-01' }, { closedAt: 'end' }, 'has a time it was closed, but the status new'],
    ['closed too early', { status: 'closed', end: '2021-01-01' }, { closedAt: 'end' }, 'is closed before it is created'],
    ['other bytes than UTF-8', { title: 'Caf\ufffd' }, {}, 'holds bytes that are not UTF-8 (mappings can say "encoding": "latin1")'],
  ] as [string, Record<string, string>, object, string][])('%s', (_, row, more, problem) => {
    expect(read(row, more)).toEqual({ problem });
  }); // prettier-ignore
});
