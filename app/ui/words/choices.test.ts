import { describe, expect, test } from 'vitest';
import type { Role } from '../../../shared/model/directory.ts';
import type { Directory } from '../../queries/types.ts';
import { byName, fittingFor, ownTeam, toSeekBy } from './choices.ts';

const mark = { r: 1, n: 1, s: 1 };
const person = (id: string, role: Role, active = true) =>
  [id, { ...mark, id, name: id, email: `${id}@x`, role, active }] as const;
const team = (id: string, archived = false) => [id, { ...mark, id, name: `Team ${id}`, archived }] as const;
const member = (teamId: string, personId: string) => ({
  ...mark, id: `${teamId}${personId}`, teamId, personId, lead: false, removed: false,
}); // prettier-ignore

/** Ana is in both teams, Ben in the south, Cleo in none; Eve has left. */
const desk = (agentsSee: string): Directory => ({
  people: new Map([
    person('ana', 'agent'), person('ben', 'agent'), person('cleo', 'agent'), person('adm', 'admin'),
    person('rita', 'user'), person('eve', 'agent', false),
  ]), // prettier-ignore
  teams: new Map([team('south'), team('north'), team('a', true)]),
  memberships: [member('north', 'ana'), member('south', 'ana'), member('south', 'ben'), member('south', 'eve'), member('a', 'ben')], // prettier-ignore
  categories: new Map(),
  tags: new Map(),
  fields: new Map(),
  settings: new Map(),
  policies: new Map([['agents-see', agentsSee]]),
  waiting: new Set(),
});

test('tickets are given to teams in use alone, and sought by any team that has some', () => {
  const { teams } = desk('all');
  expect(byName(teams.values()).map(({ name }) => name)).toEqual(['Team north', 'Team south']);
  expect(toSeekBy(teams.values()).map(({ name }) => name)).toEqual([
    'Team north',
    'Team south',
    'Team a (out of use)',
  ]);
});

describe('who can be given a ticket (S1)', () => {
  test.each([
    ['all', 'north', ['adm', 'ana', 'ben', 'cleo']],
    ['all', null, ['adm', 'ana', 'ben', 'cleo']],
    ['own-teams', 'north', ['adm', 'ana']],
    ['own-teams', 'south', ['adm', 'ana', 'ben']],
    ['own-teams', null, ['adm']],
  ])('where agents see %s, one of team %s', (agentsSee, teamId, fitting) => {
    expect(fittingFor(desk(agentsSee), teamId).map(({ id }) => id)).toEqual(fitting);
  });
});

describe('whose a new ticket is, unless another team is chosen (S1)', () => {
  test.each([
    ['all', 'ana', 'agent', null],
    ['own-teams', 'ana', 'agent', 'north'],
    ['own-teams', 'ben', 'agent', 'south'],
    ['own-teams', 'cleo', 'agent', null],
    ['own-teams', 'adm', 'admin', null],
    ['own-teams', 'rita', 'user', null],
  ] as const)('where agents see %s, one that %s files', (agentsSee, id, role, teamId) => {
    expect(ownTeam(desk(agentsSee), { id, role })).toBe(teamId);
  });
});
