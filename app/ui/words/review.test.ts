import { expect, test } from 'vitest';
import type { Role } from '../../../shared/model/directory.ts';
import { roles } from '../../../shared/model/directory.ts';
import { may, permissions } from '../../../shared/rules/permissions.ts';
import type { Directory } from '../../queries/types.ts';
import { mayWords, permissionWords } from './permission-words.ts';
import { reviewRows, reviewTable } from './review.ts';

const mark = { r: 1, n: 1, s: 1 };
const person = (id: string, role: Role, active = true) =>
  [id, { ...mark, id, name: id, email: `${id}@x`, role, active }] as const;
const member = (teamId: string, personId: string, lead = false, removed = false) => ({
  ...mark, id: `${teamId}${personId}`, teamId, personId, lead, removed,
}); // prettier-ignore
const team = (id: string, archived = false) => [id, { ...mark, id, name: id, archived }] as const;

const directory: Directory = {
  people: new Map([person('rita', 'user'), person('eve', 'admin', false), person('ben', 'agent'), person('ana', 'agent'), person('zoe', 'admin')]),
  teams: new Map([team('north'), team('east'), team('old', true)]),
  memberships: [member('north', 'ana', true), member('east', 'ana'), member('old', 'ana', true), member('north', 'ben', true, true)],
  categories: new Map(), tags: new Map(), fields: new Map(), settings: new Map(), policies: new Map(), waiting: new Set(),
}; // prettier-ignore

test('whoever may do most comes first, whoever has left last', () => {
  expect(reviewRows(directory, null).map(({ id }) => id)).toEqual(['zoe', 'ana', 'ben', 'rita', 'eve']);
});

test('teams are those that somebody is in now, and those out of use, whose tickets they still see', () => {
  const rows = new Map(reviewRows(directory, null).map((row) => [row.id, row]));
  expect(rows.get('ana')).toMatchObject({
    teams: ['east', 'north', 'old (out of use)'],
    leads: ['north', 'old (out of use)'],
  });
  expect(rows.get('ben')).toMatchObject({ teams: [], leads: [] });
});

test('the table says of everybody all they may do, and of whoever has left nothing', () => {
  const seen = new Map([['ana', 5]]);
  const [head, ...rows] = reviewTable(reviewRows(directory, seen), (at) => `at ${at}`);
  expect(head).toHaveLength(8);
  expect(rows.map((row) => [row[0], row[2], row[3], row[6]])).toEqual([
    ['zoe', 'Admin', 'yes', 'never'],
    ['ana', 'Agent', 'yes', 'at 5'],
    ['ben', 'Agent', 'yes', 'never'],
    ['rita', 'Requester', 'yes', 'never'],
    ['eve', 'Admin', 'no', 'never'],
  ]);
  expect(rows[1]?.[7]).toContain('assign and take tickets');
  expect(rows[3]?.[7]).not.toContain('assign');
  expect(rows[4]?.[7]).toBe('nothing');
  expect(reviewTable(reviewRows(directory, null), String)[1]?.[6]).toBe('not known here');
});

test.each(roles)('what %s may do is what the one table says, each in words of its own', (role) => {
  const words = mayWords(role);
  expect(words).toHaveLength(permissions.filter((permission) => may(role, permission)).length);
  expect(new Set(Object.values(permissionWords)).size).toBe(permissions.length);
});
