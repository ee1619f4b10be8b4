import * as z from 'zod/mini';
import type { Versioned } from './versioned.ts';

export const statuses = ['new', 'open', 'pending', 'escalated', 'resolved', 'closed'] as const;
export const statusSchema = z.enum(statuses);
export type Status = z.infer<typeof statusSchema>;

export const priorities = ['low', 'medium', 'high', 'urgent'] as const;
export const prioritySchema = z.enum(priorities);
export type Priority = z.infer<typeof prioritySchema>;

/** `[atMs, status]` */
export type StatusSince = readonly [atMs: number, status: Status];

/** A deadline that was missed (product.md, Priority and SLA). */
export interface Breach {
  what: 'firstResponse' | 'nextResponse' | 'resolution';
  /** When it was due, in milliseconds since 1970. */
  at: number;
  /** The priority it had before; an escalation raises it. */
  priority: Priority;
  /** Whether work that had been done in time came to light later. */
  withdrawn: boolean;
}

/** A ticket as the server keeps it and the device holds it. Times are milliseconds since 1970 UTC. */
export interface Ticket extends Versioned {
  id: string;
  /** `YYYYMM-NNNN`; null only on a device that ran out of leased numbers: "number follows". */
  number: string | null;
  /** A number the device had shown before the server had to give another; still found by search. */
  alias: string | null;
  title: string;
  description: string;
  status: Status;
  resolvedAt: number | null;
  closedAt: number | null;
  priority: Priority;
  deadline: number | null;
  categoryId: string | null;
  requesterId: string;
  createdBy: string;
  assigneeId: string | null;
  teamId: string | null;
  address: string | null;
  latitude: number | null;
  longitude: number | null;
  startsAt: number | null;
  endsAt: number | null;
  createdAt: number;
  /** When the office got it, where that was later (SPEC M7). */
  receivedAt?: number | null;
  /** Last change that everyone who sees the ticket may know of. */
  updatedAt: number;
  /** Last internal note; null where the reader may not know of notes. */
  notedAt: number | null;
  firstResponseAt: number | null;
  /** Last public reply of the staff. */
  repliedAt: number | null;
  /** Public messages of requesters since then: the first is how long they have waited. */
  askedAt: readonly number[];
  /** In which status it has been since when, by its timeline, ascending; the first is that of its creation. */
  history: readonly StatusSince[];
  /** Every deadline it missed, ascending by time: facts that stay whatever becomes of it. Empty for requesters. */
  breaches: readonly Breach[];
  externalSource: string | null;
  externalId: string | null;
  /** Since when it is in the archive: on no device, and found by asking the server. Devices hold none with a time here. */
  archivedAt: number | null;
  /** When work on it last brought it back from there; from then on its days count anew. */
  returnedAt: number | null;
}

/**
 * Fields that mean nothing apart are one register: they win or lose together (SPEC M1). A column in no register is
 * fixed at creation, or derived (see rules/derive.ts).
 */
export const ticketRegisters = {
  title: ['title'],
  description: ['description'],
  status: ['status', 'resolvedAt', 'closedAt'],
  priority: ['priority', 'deadline'],
  category: ['categoryId'],
  requester: ['requesterId'],
  assignee: ['assigneeId', 'teamId'],
  place: ['address', 'latitude', 'longitude'],
  appointment: ['startsAt', 'endsAt'],
  breaches: ['breaches'],
  archive: ['archivedAt', 'returnedAt'],
} as const satisfies Record<string, readonly (keyof Ticket)[]>;

/** The order in which a ticket's columns travel; a newer server may add more at the end. */
export const ticketColumns = [
  'id', 'number', 'alias', 'title', 'description', 'status', 'resolvedAt', 'closedAt', 'priority', 'deadline',
  'categoryId', 'requesterId', 'createdBy', 'assigneeId', 'teamId', 'address', 'latitude', 'longitude', 'startsAt',
  'endsAt', 'createdAt', 'updatedAt', 'notedAt', 'firstResponseAt', 'externalSource', 'externalId', 'r', 'n', 's', 'over',
  'repliedAt', 'askedAt', 'history', 'breaches',
  'archivedAt', 'returnedAt', 'receivedAt',
] as const satisfies readonly (keyof Ticket)[]; // prettier-ignore

/** Whether it is in the archive; rows that an earlier version has kept say nothing of it. */
export function isArchived({ archivedAt }: Pick<Ticket, 'archivedAt'>): boolean {
  return typeof archivedAt === 'number';
}

/** Active = all but resolved and closed. */
export function isActive(status: Status): boolean {
  return status !== 'resolved' && status !== 'closed';
}
