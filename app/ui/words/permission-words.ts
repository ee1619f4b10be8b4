import type { Role } from '../../../shared/model/directory.ts';
import { may, permissions, type Permission } from '../../../shared/rules/permissions.ts';

/** What each permission lets somebody do, to be read after “may”. */
export const permissionWords: Readonly<Record<Permission, string>> = {
  'tickets:create': 'file tickets',
  'tickets:create-for-others': 'file tickets for others',
  'tickets:read-all': 'read the tickets of everybody, as far as the workspace shows them to their role',
  'tickets:edit': 'change titles, descriptions and categories',
  'tickets:status': 'move tickets from one status to another',
  'tickets:confirm': 'confirm or reopen what was resolved for them',
  'tickets:priority': 'change priorities',
  'tickets:assign': 'assign and take tickets',
  'tickets:change-requester': 'change whose ticket it is',
  'tickets:import': 'import tickets',
  'approvals:decide': 'approve or reject what others ask for',
  'tickets:link': 'link tickets to one another',
  'tickets:merge': 'merge tickets, and undo it',
  'tickets:split': 'make a message a ticket of its own',
  'messages:public': 'reply',
  'messages:internal': 'read and write internal notes',
  'messages:redact': 'take back what somebody else wrote',
  'tags:apply': 'put tags on tickets',
  'tags:manage': 'keep the list of tags',
  'fields:set': 'fill in custom fields',
  'checklists:edit': 'keep checklists, and tick what is done',
  'visits:record': 'record their visits, and have somebody sign',
  'time:record': 'write down their time',
  'fields:manage': 'define custom fields',
  'categories:manage': 'keep the list of categories',
  'policies:manage': 'decide the workspace’s rules',
  'settings:manage': 'keep calendars, SLA policies, ticket templates, canned replies and macros',
  'teams:manage': 'make teams, and say who is in which',
  'people:manage': 'give roles, deactivate people',
  'audit:read': 'read the audit log',
};

/** Everything that a role may do, in words, in the order of the one table. */
export function mayWords(role: Role): string[] {
  return permissions
    .filter((permission) => may(role, permission))
    .map((permission) => permissionWords[permission]);
}
