import type { Attachment } from '../../../shared/model/attachment.ts';
import type { Tx } from '../connect.ts';
import { writeAccess, type Access } from './log.ts';

/** How many bytes may be kept of a person's and of a tenant's files. */
export interface Quota {
  person: number;
  tenant: number;
}

type File = Pick<Attachment, 'ticketId' | 'id' | 'authorId' | 'bytes' | 'sha256'>;

/** It is noted once an hour that somebody goes on with a file: what is let go of has rested for days. */
const NOTED_EVERY_MS = 3_600_000;

/**
 * Takes room for a file that begins to arrive, once, and notes that somebody goes on with it. Answers whose room is spent
 * where there is none. One after another in a tenant: two that fit only singly must not both be told that they fit.
 */
export async function claimRoom(
  tx: Tx,
  tenantId: string,
  file: File,
  quota: Quota,
  now: number,
): Promise<'person' | 'tenant' | undefined> {
  const { ticketId, id, authorId, bytes, sha256 } = file;
  if (await goesOn(tx, file, now)) return undefined;
  await tx`select pg_advisory_xact_lock(hashtextextended(${`files ${tenantId}`}, 0))`;
  const [sums] = await tx<{ person: number; tenant: number }[]>`
    select coalesce(sum(bytes) filter (where person_id = ${authorId}), 0)::bigint as person,
      coalesce(sum(bytes), 0)::bigint as tenant
    from files`;
  const { person = 0, tenant = 0 } = sums ?? {};
  if (person + bytes > quota.person) return 'person';
  if (tenant + bytes > quota.tenant) return 'tenant';
  await tx`
    insert into files (tenant_id, ticket_id, attachment_id, person_id, bytes, sha256, begun_at)
    values (${tenantId}, ${ticketId}, ${id}, ${authorId}, ${bytes}, ${sha256}, ${now})
    on conflict do nothing`;
  return undefined;
}

/** Whether a file has its room; of one that is arriving it is noted. */
async function goesOn(
  tx: Tx,
  { ticketId, id }: Pick<File, 'ticketId' | 'id'>,
  now: number,
): Promise<boolean> {
  const [known] = await tx<{ storedAt: number | null; at: number }[]>`
    select stored_at as "storedAt", coalesce(moved_at, begun_at) as at from files
    where ticket_id = ${ticketId} and attachment_id = ${id}`;
  if (!known) return false;
  if (known.storedAt !== null || now - known.at < NOTED_EVERY_MS) return true;
  // The upkeep may be letting go of it at this very moment: then there is nothing to note, and it takes its room anew.
  const { count } = await tx`
    update files set moved_at = ${now} where ticket_id = ${ticketId} and attachment_id = ${id}`;
  return count > 0;
}

/** Frees the room of files that nobody has gone on with since a time. Answers of how many. */
export async function freeResting(tx: Tx, before: number, limit: number): Promise<number> {
  const { count } = await tx`
    delete from files f using (
      select tenant_id, ticket_id, attachment_id from files
      where stored_at is null and coalesce(moved_at, begun_at) < ${before}
      limit ${limit} for update skip locked
    ) old
    where f.tenant_id = old.tenant_id and f.ticket_id = old.ticket_id and f.attachment_id = old.attachment_id`;
  return count;
}

/** All of it has come. */
export async function noteKept(
  tx: Tx,
  { ticketId, id }: Pick<File, 'ticketId' | 'id'>,
  now: number,
): Promise<void> {
  await tx`
    update files set stored_at = ${now}
    where ticket_id = ${ticketId} and attachment_id = ${id} and stored_at is null`;
}

/** Whether all of it is kept. */
export async function isKept(tx: Tx, { ticketId, id }: Pick<File, 'ticketId' | 'id'>): Promise<boolean> {
  const found = await tx`
    select 1 from files where ticket_id = ${ticketId} and attachment_id = ${id} and stored_at is not null`;
  return found.length > 0;
}

/** What came was not what it should be: its room is free again. */
export async function freeRoom(tx: Tx, { ticketId, id }: Pick<File, 'ticketId' | 'id'>): Promise<void> {
  await tx`delete from files where ticket_id = ${ticketId} and attachment_id = ${id} and stored_at is null`;
}

/** Who fetched which file, or was refused to send its bytes: append-only, like all of the log. */
export function logFileAccess(
  tx: Tx,
  by: { tenantId: string; personId: string; at: number },
  access: Pick<Access, 'action' | 'refused'>,
  { ticketId, id }: Pick<File, 'ticketId' | 'id'>,
): Promise<unknown> {
  const about = { subject: 'ticket', subjectId: ticketId, details: { attachment: id } };
  return writeAccess(tx, by.tenantId, { actorId: by.personId, ...access, ...about }, by.at);
}

/** The ticket that was made of a message, if one was. */
export async function readSplitOff(tx: Tx, ticketId: string, messageId: string): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select new_value->>'ticketId' as id from events
    where ticket_id = ${ticketId} and what = 'split' and new_value->>'messageId' = ${messageId}
      and new_value ? 'ticketId'`;
  return rows.map(({ id }) => id);
}
