import { expect, test } from 'vitest';
import { roles, type Role } from '../model/directory.ts';
import { isStaff, may, permissions, type Permission } from './permissions.ts';

// Every role × permission, written down once more: [user, agent, admin].
const table: Record<Permission, [user: boolean, agent: boolean, admin: boolean]> = {
  'tickets:create': [true, true, true],
  'tickets:create-for-others': [false, true, true],
  'tickets:read-all': [false, true, true],
  'tickets:edit': [false, true, true],
  'tickets:status': [false, true, true],
  'tickets:confirm': [true, true, true],
  'tickets:priority': [false, true, true],
  'tickets:assign': [false, true, true],
  'tickets:change-requester': [false, true, true],
  'tickets:link': [false, true, true],
  'tickets:merge': [false, true, true],
  'tickets:split': [false, true, true],
  'approvals:decide': [false, false, true],
  'tickets:import': [false, false, true],
  'messages:public': [true, true, true],
  'messages:internal': [false, true, true],
  'messages:redact': [false, false, true],
  'tags:apply': [false, true, true],
  'tags:manage': [false, false, true],
  'fields:set': [false, true, true],
  'checklists:edit': [false, true, true],
  'visits:record': [false, true, true],
  'time:record': [false, true, true],
  'fields:manage': [false, false, true],
  'categories:manage': [false, false, true],
  'policies:manage': [false, false, true],
  'settings:manage': [false, false, true],
  'teams:manage': [false, false, true],
  'people:manage': [false, false, true],
  'audit:read': [false, false, true],
};

const cases = (Object.keys(table) as Permission[]).flatMap((permission) =>
  roles.map((role, i): [Role, Permission, boolean] => [role, permission, table[permission][i] as boolean]),
);

test.each(cases)('%s, %s: %s', (role, permission, allowed) => {
  expect(may(role, permission)).toBe(allowed);
});

test('no permission is missing here', () => {
  expect([...permissions].sort()).toEqual(Object.keys(table).sort());
});

test('an admin may all that an agent may, and an agent all that a requester may', () => {
  for (const [user, agent, admin] of Object.values(table))
    expect([!user || agent, !agent || admin]).toEqual([true, true]);
});

test.each([['user', false], ['agent', true], ['admin', true]] as const)('%s is staff: %s', (role, staff) => {
  expect(isStaff(role)).toBe(staff);
}); // prettier-ignore

test('a role that is none may nothing', () => {
  for (const permission of permissions) expect(may('owner' as Role, permission)).toBe(false);
});
