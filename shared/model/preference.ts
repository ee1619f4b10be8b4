import { idFrom } from './derived-id.ts';
import { noticeKinds, type NoticeKind } from './notice.ts';
import type { RowRef } from './rows.ts';
import type { Versioned } from './versioned.ts';

/** What one person wants to be told of, or not: a kind of notice, or a ticket. What nobody has said is wanted. */
export interface Preference extends Versioned {
  id: string;
  /** Whose it is; nobody else ever receives it. */
  personId: string;
  /** `notice:<kind>` or `ticket:<id>`. */
  about: string;
  wanted: boolean;
}

export const preferenceColumns = [
  'id', 'personId', 'about', 'wanted', 'r', 'n', 's',
] as const satisfies readonly (keyof Preference)[]; // prettier-ignore

export const preferenceRef = (id: string): RowRef<'preference'> => ({ kind: 'preference', id });

export const aboutKind = (what: NoticeKind): string => `notice:${what}`;
export const aboutTicket = (ticketId: string): string => `ticket:${ticketId}`;

/** Seeds of identities; a kind keeps its place in `noticeKinds`, to which new ones are appended. */
const FIRST_SEED = 100;

/** A person has one row for each thing, made on whichever device is first. */
export const kindPreferenceId = (personId: string, what: NoticeKind): string =>
  idFrom([personId], FIRST_SEED + noticeKinds.indexOf(what));
export const ticketPreferenceId = (personId: string, ticketId: string): string =>
  idFrom([personId, ticketId], FIRST_SEED);
