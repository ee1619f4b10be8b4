import * as z from 'zod/mini';
import { idFrom } from './derived-id.ts';
import type { RowRef } from './rows.ts';
import type { Status } from './ticket.ts';
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

/** Names of the palette, not colours: each screen has its own shades of them, for day and for night. */
export const tagColors = [
  'grey', 'red', 'orange', 'yellow', 'green', 'teal', 'blue', 'purple', 'pink',
] as const; // prettier-ignore
export const tagColorSchema = z.enum(tagColors);
export type TagColor = z.infer<typeof tagColorSchema>;

export interface Tag extends Versioned {
  id: string;
  name: string;
  archived: boolean;
  /** Beside its name, never instead of it. Grey where absent: the row came before this app knew of colours. */
  color?: TagColor;
  /** When to use it; absent like the colour. */
  description?: string;
}
export const tagColumns = [
  'id', 'name', 'archived', 'r', 'n', 's', 'color', 'description',
] as const satisfies readonly (keyof Tag)[]; // prettier-ignore

/** `choices` is several of them: a text with one on each line, in the order of the field's options. */
export const fieldTypes = ['text', 'number', 'boolean', 'date', 'select', 'choices'] as const;
export const fieldTypeSchema = z.enum(fieldTypes);
export type FieldType = z.infer<typeof fieldTypeSchema>;

/** The choices in the value of a field of several. */
export const choicesIn = (value: string): string[] => (value === '' ? [] : value.split('\n'));

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
  type: FieldType;
  /** The choices of a `select` and of `choices`. */
  options: string[];
  /** Whether requesters see it, and what it says on their tickets. */
  public: boolean;
  archived: boolean;
  /**
   * Staff move no ticket to one of these before it is filled in (rules/required-fields.ts). None where absent: the row came
   * before this app knew of it.
   */
  requiredIn?: readonly Status[];
}
export const fieldColumns = [
  'id', 'key', 'label', 'type', 'options', 'public', 'archived', 'r', 'n', 's', 'requiredIn',
] as const satisfies readonly (keyof Field)[]; // prettier-ignore

export const fieldRef = (id: string): RowRef<'field'> => ({ kind: 'field', id });
