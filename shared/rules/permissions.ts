import type { Role } from '../model/directory.ts';

/** Every permission there is, and the roles that have it. The one table: screens ask it, the server decides by it. */
const table = {
  'tickets:create': ['user', 'agent', 'admin'],
  'tickets:create-for-others': ['agent', 'admin'],
  'tickets:read-all': ['agent', 'admin'],
  'tickets:edit': ['agent', 'admin'],
  'tickets:status': ['agent', 'admin'],
  'tickets:confirm': ['user', 'agent', 'admin'],
  'tickets:priority': ['agent', 'admin'],
  'tickets:assign': ['agent', 'admin'],
  'tickets:change-requester': ['agent', 'admin'],
  'tickets:link': ['agent', 'admin'],
  'tickets:merge': ['agent', 'admin'],
  'tickets:split': ['agent', 'admin'],
  'tickets:import': ['admin'],
  'approvals:decide': ['admin'],
  'messages:public': ['user', 'agent', 'admin'],
  'messages:internal': ['agent', 'admin'],
  'messages:redact': ['admin'],
  'tags:apply': ['agent', 'admin'],
  'tags:manage': ['admin'],
  'fields:set': ['agent', 'admin'],
  'checklists:edit': ['agent', 'admin'],
  'visits:record': ['agent', 'admin'],
  'time:record': ['agent', 'admin'],
  'fields:manage': ['admin'],
  'categories:manage': ['admin'],
  'policies:manage': ['admin'],
  'settings:manage': ['admin'],
  'teams:manage': ['admin'],
  'people:manage': ['admin'],
  'audit:read': ['admin'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof table;
export const permissions = Object.keys(table) as Permission[];

export function may(role: Role, permission: Permission): boolean {
  return (table[permission] as readonly Role[]).includes(role);
}

export function isStaff(role: Role): boolean {
  return role !== 'user';
}
