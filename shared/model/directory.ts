import * as z from 'zod/mini';
import { idFrom } from './derived-id.ts';
import type { Versioned } from './versioned.ts';

export const roles = ['user', 'agent', 'admin'] as const;
export const roleSchema = z.enum(roles);
/** `user` is a requester; agents and admins are staff. */
export type Role = z.infer<typeof roleSchema>;

export interface Person extends Versioned {
  id: string;
  name: string;
  email: string;
  role: Role;
  active: boolean;
}
export const personColumns = [
  'id',
  'name',
  'email',
  'role',
  'active',
  'r',
  'n',
  's',
] as const satisfies readonly (keyof Person)[];

/** All that a requester learns of somebody in their own threads. */
export interface Name extends Versioned {
  id: string;
  name: string;
}
export const nameColumns = ['id', 'name', 'r', 'n', 's'] as const satisfies readonly (keyof Name)[];

export interface Team extends Versioned {
  id: string;
  name: string;
  archived: boolean;
}
export const teamColumns = [
  'id',
  'name',
  'archived',
  'r',
  'n',
  's',
] as const satisfies readonly (keyof Team)[];

/** That a person belongs to a team; a lead may also assign within it. */
export interface Membership extends Versioned {
  id: string;
  teamId: string;
  personId: string;
  lead: boolean;
  removed: boolean;
}
/** The id of a membership, the same wherever it is made. (Those made by the first apps have random ones.) */
export function membershipId(teamId: string, personId: string): string {
  return idFrom([teamId, personId]);
}

export const membershipColumns = [
  'id', 'teamId', 'personId', 'lead', 'removed', 'r', 'n', 's',
] as const satisfies readonly (keyof Membership)[]; // prettier-ignore

export interface Category extends Versioned {
  id: string;
  name: string;
  archived: boolean;
}
export const categoryColumns = [
  'id',
  'name',
  'archived',
  'r',
  'n',
  's',
] as const satisfies readonly (keyof Category)[];

export interface Tag extends Versioned {
  id: string;
  name: string;
  archived: boolean;
}
export const tagColumns = ['id', 'name', 'archived', 'r', 'n', 's'] as const satisfies readonly (keyof Tag)[];

export const fieldTypes = ['text', 'number', 'boolean', 'date', 'select'] as const;

/** What a tenant has decided for all its people, one row for each key (see policy.ts). */
export interface Policy extends Versioned {
  id: string;
  key: string;
  value: unknown;
}
export const policyColumns = [
  'id',
  'key',
  'value',
  'r',
  'n',
  's',
] as const satisfies readonly (keyof Policy)[];

/** A custom field, as the tenant defined it. */
export interface Field extends Versioned {
  id: string;
  key: string;
  label: string;
  type: (typeof fieldTypes)[number];
  /** The choices of a `select`. */
  options: string[];
  public: boolean;
  archived: boolean;
}
export const fieldColumns = [
  'id', 'key', 'label', 'type', 'options', 'public', 'archived', 'r', 'n', 's',
] as const satisfies readonly (keyof Field)[]; // prettier-ignore
