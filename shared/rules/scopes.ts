import type { Membership, Person, Role } from '../model/directory.ts';
import { publicPolicies } from '../model/policy.ts';
import type { RowKind, RowTypes } from '../model/rows.ts';
import { isArchived, type Ticket } from '../model/ticket.ts';
import { isStaff, may } from './permissions.ts';

/**
 * A slice of a tenant's rows (SPEC S1). `team:<team>` is what a team works on, `requester:<person>` one person's own
 * tickets, `me:<person>` what is theirs alone.
 */
export type ScopeKey =
  'tenant' | 'desk' | 'portal' | `team:${string}` | `requester:${string}` | `me:${string}`;

/** What a scope's key begins with. */
export type ScopeKind = ScopeKey extends infer K ? (K extends `${infer Kind}:${string}` ? Kind : K) : never;

/** What decides which scopes a person holds. */
export interface Grants {
  id: string;
  role: Role;
  /** The teams whose tickets alone an agent may see; null or absent: all (policy `agents-see`). */
  limitedTo?: readonly string[] | null;
}

/**
 * A person's grants out of the rows that make them: what the server answers about them (SPEC S1), so that a screen may say
 * who would see a ticket. `agentsSee`: the value of that policy.
 */
export function grantsFrom(
  { id, role }: Pick<Person, 'id' | 'role'>,
  agentsSee: unknown,
  memberships: Iterable<Pick<Membership, 'teamId' | 'personId' | 'removed'>>,
): Grants {
  if (role !== 'agent' || agentsSee !== 'own-teams') return { id, role, limitedTo: null };
  const own = [...memberships].filter((row) => row.personId === id && !row.removed);
  return { id, role, limitedTo: own.map((row) => row.teamId).sort() };
}

/** The scopes a person holds. Permission to read is a function of scope alone. */
export function scopesHeldBy({ id, role, limitedTo }: Grants): ScopeKey[] {
  const me: ScopeKey = `me:${id}`;
  if (!isStaff(role)) return ['portal', `requester:${id}`, me];
  if (role === 'admin' || !limitedTo) return ['tenant', 'desk', me];
  // What they filed themselves they follow as any requester would, whichever team has it.
  return ['tenant', ...limitedTo.map((team): ScopeKey => `team:${team}`), `requester:${id}`, me];
}

/** Whether somebody works on this ticket: sees all of it, and not only what its requester sees. */
export function worksOn({ role, limitedTo }: Grants, ticket: Pick<Ticket, 'teamId'>): boolean {
  if (!may(role, 'tickets:read-all')) return false;
  return role === 'admin' || !limitedTo || (ticket.teamId !== null && limitedTo.includes(ticket.teamId));
}

/**
 * The role in which somebody who may see a ticket meets it: whoever filed one that another team works on is its requester
 * there, whatever their role. Plans and screens go by it.
 */
export function roleOn(grants: Grants, ticket: Pick<Ticket, 'teamId'>): Role {
  return worksOn(grants, ticket) ? grants.role : 'user';
}

/** Scopes whose people see a ticket as staff do: internal notes, tags and all. */
export function isStaffScope(scope: ScopeKey): boolean {
  return scope === 'desk' || scope.startsWith('team:');
}

/**
 * The one function that says where a row is (SPEC S2). `ticket` is the ticket a child belongs to, and the row itself
 * for a ticket. A kind not named here is in no scope: nobody receives it.
 */
export function scopesOf<K extends RowKind>(
  kind: K,
  row: RowTypes[K],
  ticket: Ticket | undefined,
): ScopeKey[] {
  switch (kind) {
    case 'ticket':
      return inThread(row as RowTypes['ticket'], true);
    case 'message':
      return inThread(ticket, !(row as RowTypes['message']).internal);
    case 'attachment':
      return inThread(ticket, !(row as RowTypes['attachment']).internal);
    case 'event':
      return inThread(ticket, !(row as RowTypes['event']).internal);
    case 'fieldValue':
      return inThread(ticket, (row as RowTypes['fieldValue']).public);
    case 'ticketTag':
    case 'checkItem':
    case 'check':
    case 'visit':
    case 'signature':
    case 'timeEntry':
      return inThread(ticket, false);
    case 'link':
      return inThread(ticket, (row as RowTypes['link']).public);
    case 'approval':
      return inThread(ticket, (row as RowTypes['approval']).public);
    case 'person':
    case 'team':
    case 'membership':
    case 'tag':
    case 'setting':
      return ['tenant'];
    case 'policy':
      return isPublicPolicy(row as RowTypes['policy']) ? ['tenant', 'portal'] : ['tenant'];
    case 'category':
      return ['tenant', 'portal'];
    case 'field':
      return (row as RowTypes['field']).public ? ['tenant', 'portal'] : ['tenant'];
    case 'conflict': {
      const { lostBy, aged } = row as RowTypes['conflict'];
      return lostBy === null || aged ? [] : [`me:${lostBy}`];
    }
    case 'preference':
      return [`me:${(row as RowTypes['preference']).personId}`];
    case 'notice': {
      const { personId, aged } = row as RowTypes['notice'];
      return aged ? [] : [`me:${personId}`];
    }
    default:
      return [];
  }
}

const isPublicPolicy = ({ key }: RowTypes['policy']): boolean =>
  (publicPolicies as readonly string[]).includes(key);

/** Whether a scope is one person's alone: streams carry it to them only, and apps before protocol 2 do not know it. */
export function isPersonal(scope: string): boolean {
  return scope.startsWith('me:');
}

function inThread(ticket: Ticket | undefined, shownToRequester: boolean): ScopeKey[] {
  // What is in the archive is on no device, nor is anything under it.
  if (!ticket || isArchived(ticket)) return [];
  const scopes: ScopeKey[] = ticket.teamId === null ? ['desk'] : ['desk', `team:${ticket.teamId}`];
  return shownToRequester ? [...scopes, `requester:${ticket.requesterId}`] : scopes;
}

/** The people whose names a requester meets in a row of their own thread: their names go with it (SPEC S3). */
export function namesIn<K extends RowKind>(kind: K, row: RowTypes[K]): string[] {
  switch (kind) {
    case 'ticket': {
      const ticket = row as RowTypes['ticket'];
      return [ticket.requesterId, ticket.createdBy, ...(ticket.assigneeId ? [ticket.assigneeId] : [])];
    }
    case 'message':
      return [(row as RowTypes['message']).authorId];
    case 'attachment':
      return [(row as RowTypes['attachment']).authorId];
    case 'event': {
      const { actorId } = row as RowTypes['event'];
      return actorId ? [actorId] : [];
    }
    case 'approval': {
      const { byId, decidedById } = row as RowTypes['approval'];
      return decidedById ? [byId, decidedById] : [byId];
    }
    default:
      return [];
  }
}

/** What a requester may not learn of a row they do receive: when internal notes were written, and what was missed. */
export function projectTicket(ticket: Ticket, scope: ScopeKey): Ticket {
  return scope.startsWith('requester:') ? { ...ticket, notedAt: null, breaches: [] } : ticket;
}
