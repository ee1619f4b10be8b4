import type { FieldValue } from '../model/conversation.ts';
import type { Field } from '../model/directory.ts';
import type { Status } from '../model/ticket.ts';
import { refusal, type Refusal } from './refusal.ts';

/**
 * The statuses a field may be required in. A new ticket has just been filed, and a missed promise escalates whatever
 * somebody has filled in: neither waits for a field.
 */
export const requirableStatuses = [
  'open',
  'pending',
  'resolved',
  'closed',
] as const satisfies readonly Status[];

type Value = FieldValue['value'];

/** Whether nothing is filled in. A checkbox says no as well as yes. */
export function isBlank(value: Value | undefined): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

/** The fields that a ticket lacks to be in a status, by label. */
export function missingFields<F extends Pick<Field, 'id' | 'label' | 'archived' | 'requiredIn'>>(
  fields: Iterable<F>,
  values: Iterable<Pick<FieldValue, 'id' | 'value'>>,
  status: Status,
): F[] {
  const filled = new Map([...values].map(({ id, value }) => [id, value]));
  return [...fields]
    .filter((field) => !field.archived && field.requiredIn?.includes(status) && isBlank(filled.get(field.id)))
    .sort((a, b) => (a.label < b.label ? -1 : 1));
}

/**
 * Why a ticket that lacks these fields may not be moved; undefined where it lacks none. Details name each field by its id,
 * so that a screen can lead there.
 */
export function needsFields(missing: readonly Pick<Field, 'id' | 'label'>[]): Refusal | undefined {
  if (missing.length === 0) return undefined;
  const names = missing.map(({ label }) => `“${label}”`).join(', ');
  const message = missing.length === 1 ? `Fill in ${names} first.` : `Fill in these fields first: ${names}.`;
  return refusal('fields-needed', message, Object.fromEntries(missing.map(({ id }) => [id, 'required'])));
}
