import { idSchema } from '../../shared/model/ids.ts';
import type { RowRef } from '../../shared/model/rows.ts';
import type { RefusalCode } from '../../shared/rules/refusal.ts';
import type { AuditEntry } from '../db/sync/log.ts';
import { ticketsNamed } from './about.ts';

/** No text longer than this is kept of a refused attempt: the log says what was tried, it is no second inbox. */
const KEPT_CHARS = 200;
const KEPT_FIELDS = 20;

/**
 * What the audit log keeps of a refused mutation (SPEC O3): what was attempted on what, and why not. All of it is taken
 * from what was sent, nothing from rows, which its author may not be allowed to see. The arguments may be anything,
 * also what no schema has let through: whatever this answers can be stored.
 *
 * @param named the rows that its arguments name; undefined where they are not what they should be
 */
export function attemptOf(
  { name, args }: { name: string; args: unknown },
  code: RefusalCode,
  named?: readonly RowRef[],
): Pick<AuditEntry, 'action' | 'subject' | 'subjectId' | 'tickets' | 'changes' | 'refused' | 'asked'> {
  const asked = shortIn(args);
  const [what = ''] = name.split('.');
  const ticketId = idIn(asked['ticketId']);
  const subject = ticketId ? 'ticket' : /^[a-z]+$/.test(what) ? what : 'nothing';
  const subjectId = ticketId ?? idIn(asked[`${what}Id`]) ?? idIn(asked['id']);
  const tickets = named ? ticketsNamed(named) : ticketsCalled(asked);
  // First what it is filed under.
  const about = new Set([...(subject === 'ticket' && subjectId ? [subjectId] : []), ...tickets]);
  return { action: name, subject, subjectId, tickets: [...about], changes: [], refused: code, asked };
}

/** The tickets among arguments that may be anything: those that are called as mutations call them. */
const ticketsCalled = (asked: NonNullable<AuditEntry['asked']>): string[] =>
  ['ticketId', 'otherId', 'intoId', 'followUpId'].flatMap((name) => idIn(asked[name]) ?? []);

const idIn = (value: unknown): string | null => {
  const parsed = idSchema.safeParse(value);
  return parsed.success ? parsed.data : null;
};

function shortIn(args: unknown): NonNullable<AuditEntry['asked']> {
  const kept: NonNullable<AuditEntry['asked']> = {};
  if (typeof args !== 'object' || args === null || Array.isArray(args)) return kept;
  const fields = Object.entries(args).filter(
    ([field, value]) => /^[a-zA-Z]{1,40}$/.test(field) && isShort(value),
  );
  for (const [field, value] of fields.slice(0, KEPT_FIELDS)) kept[field] = value as string;
  return kept;
}

function isShort(value: unknown): boolean {
  if (typeof value !== 'string')
    return value === null || typeof value === 'number' || typeof value === 'boolean';
  return value.length <= KEPT_CHARS && value.isWellFormed() && !value.includes('\u0000');
}
