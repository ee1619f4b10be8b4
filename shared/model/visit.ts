import * as z from 'zod/mini';
import type { RowRef } from './rows.ts';
import type { Versioned } from './versioned.ts';

export const visitOutcomes = ['done', 'parts-needed', 'come-again', 'nobody-there', 'not-needed'] as const;
export const visitOutcomeSchema = z.enum(visitOutcomes);
/** What came of a visit. */
export type VisitOutcome = z.infer<typeof visitOutcomeSchema>;

/** That somebody was there. Times are milliseconds since 1970. */
export interface Visit extends Versioned {
  ticketId: string;
  id: string;
  personId: string;
  arrivedAt: number;
  /** Null while they are still there. */
  leftAt: number | null;
  outcome: VisitOutcome | null;
  note: string;
  removed: boolean;
}
export const visitColumns = [
  'ticketId', 'id', 'personId', 'arrivedAt', 'leftAt', 'outcome', 'note', 'removed', 'r', 'n', 's',
] as const satisfies readonly (keyof Visit)[]; // prettier-ignore

/** Who signed for a visit: a row of its own, so that it does not travel again with every word about the visit. */
export interface Signature extends Versioned {
  ticketId: string;
  /** The visit. */
  id: string;
  /** What was drawn, in the grid below: `M10 20 30 40M5 6 7 8`; null where a name was typed instead. */
  path: string | null;
  name: string;
  at: number;
}
export const signatureColumns = [
  'ticketId', 'id', 'path', 'name', 'at', 'r', 'n', 's',
] as const satisfies readonly (keyof Signature)[]; // prettier-ignore

/** The grid a signature is drawn in, whatever the size of the screen; the origin is at its top left. */
export const signatureGrid = { width: 600, height: 200 } as const;

/** Strokes and nothing else: no other command, no attribute, nothing a renderer could be led astray by. */
export const signaturePathSchema = z
  .string()
  .check(z.maxLength(20_000), z.regex(/^(?:M\d{1,3} \d{1,3}(?: \d{1,3} \d{1,3})*)+$/));

/** Time that somebody spent on a ticket. */
export interface TimeEntry extends Versioned {
  ticketId: string;
  id: string;
  personId: string;
  /** `YYYY-MM-DD`, by the calendar of whoever wrote it. */
  day: string;
  minutes: number;
  note: string;
  removed: boolean;
}
export const timeEntryColumns = [
  'ticketId', 'id', 'personId', 'day', 'minutes', 'note', 'removed', 'r', 'n', 's',
] as const satisfies readonly (keyof TimeEntry)[]; // prettier-ignore

export const visitRef = (ticketId: string, id: string): RowRef<'visit'> => ({ kind: 'visit', id, ticketId });
export const signatureRef = (ticketId: string, id: string): RowRef<'signature'> => ({ kind: 'signature', id, ticketId }); // prettier-ignore
export const timeEntryRef = (ticketId: string, id: string): RowRef<'timeEntry'> => ({ kind: 'timeEntry', id, ticketId }); // prettier-ignore
