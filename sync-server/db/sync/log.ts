import type { Verdict } from '../../../shared/protocol/push.ts';
import type { ServerAction } from '../../../shared/model/server-action.ts';
import type { RefusalCode } from '../../../shared/rules/refusal.ts';
import { PREPARED, type Tx } from '../connect.ts';

/** A verdict as the mutation log keeps it. `wrote` names what stood otherwise than planned: [row key, register]. */
export interface StoredVerdict {
  uid: string;
  r: number;
  n: number;
  name: string;
  status: Verdict['status'];
  code: string | null;
  detail: { message: string; details?: Record<string, string> } | null;
  wrote: [key: string, register: string][] | null;
  s: number | null;
}

/**
 * The verdicts this person's mutations of these uids got, whenever that was. A uid that somebody else has used is
 * answered as one: taken, and nothing of what became of theirs.
 */
export async function readVerdicts(
  tx: Tx,
  personId: string,
  uids: string[],
): Promise<Map<string, StoredVerdict>> {
  const rows = await tx<(StoredVerdict & { own: boolean })[]>`
    select v.uid, v.r, v.n, v.name, v.status, v.code, v.detail, v.wrote, v.s, r.person_id = ${personId} as own
    from verdicts v join replicas r on r.tenant_id = v.tenant_id and r.ord = v.r
    where v.uid = any(${uids}::uuid[])`;
  return new Map(rows.map(({ own, ...verdict }) => [verdict.uid, own ? verdict : takenVerdict(verdict.uid)]));
}

function takenVerdict(uid: string): StoredVerdict {
  const message = 'The identity of this change was used by somebody else. Make the change again.';
  return {
    uid,
    r: -1,
    n: -1,
    name: '?',
    status: 'refused',
    code: 'already-exists',
    detail: { message },
    wrote: null,
    s: null,
  };
}

/** The uids that a replica sent under counters where the mutation itself is logged under an earlier identity's dot. */
export async function readReaddressed(
  tx: Tx,
  replica: number,
  counters: number[],
): Promise<Map<number, string>> {
  if (!counters.length) return new Map();
  const rows = await tx<{ n: number; uid: string }[]>`
    select n, uid from readdressed where r = ${replica} and n = any(${counters}::int[])`;
  return new Map(rows.map((row) => [row.n, row.uid]));
}

export function writeVerdicts(
  tx: Tx,
  tenantId: string,
  verdicts: StoredVerdict[],
  at: number,
): Promise<unknown> {
  return tx.unsafe(
    `insert into verdicts (tenant_id, uid, r, n, name, status, code, detail, wrote, s, received_at)
     select $2::uuid, uid, r, n, name, status, code, detail, wrote, s, $3::bigint
     from json_to_recordset($1::text::json) as x(uid uuid, r int, n int, name text, status text, code text,
       detail jsonb, wrote jsonb, s bigint)`,
    [JSON.stringify(verdicts), tenantId, at],
    PREPARED,
  );
}

export function writeReaddressed(
  tx: Tx,
  tenantId: string,
  r: number,
  rows: { n: number; uid: string }[],
): Promise<unknown> {
  return tx`
    insert into readdressed (tenant_id, r, n, uid)
    select ${tenantId}, ${r}, n, uid
    from unnest(${rows.map((row) => row.n)}::int[], ${rows.map((row) => row.uid)}::uuid[]) as x(n, uid)`;
}

/** Who changed what, or was refused to: append-only for the server's role. */
export interface AuditEntry {
  actorId: string | null;
  action: string;
  subject: string;
  subjectId: string | null;
  /** Each ticket that it is about, once: by any of them it is found. */
  tickets: readonly string[];
  /** [row key, register, old value, new value] */
  changes: [key: string, register: string, before: unknown, after: unknown][];
  /** When the work was done, in server time. */
  claimedAt: number;
  /** What the device's own clock said, as it came. */
  claimedRaw: number;
  clamped: boolean;
  /** The code of the refusal; null for what was done. */
  refused: RefusalCode | null;
  /** Of what was refused, the short arguments as they were sent: nothing that the server knows. */
  asked: Record<string, string | number | boolean | null> | null;
  r: number;
  n: number;
}

export function writeAudit(tx: Tx, tenantId: string, entries: AuditEntry[], at: number): Promise<unknown> {
  return tx.unsafe(
    `with given as (
       select gen_random_uuid() as id, x.* from json_to_recordset($1::text::json) as x("actorId" uuid, action text,
         subject text, "subjectId" uuid, tickets json, changes jsonb, "claimedAt" bigint, "claimedRaw" bigint,
         clamped boolean, refused text, asked jsonb, r int, n int)
     ), written as (
       insert into audit (tenant_id, id, actor_id, action, subject, subject_id, changes, claimed_at, claimed_raw,
         clamped, refused, asked, received_at, r, n)
       select $2::uuid, id, "actorId", action, subject, "subjectId", changes, "claimedAt", "claimedRaw",
         clamped, refused, asked, $3::bigint, r, n from given
     )
     insert into audit_tickets (tenant_id, audit_id, ticket_id, received_at)
     select $2::uuid, given.id, t.id::uuid, $3::bigint from given, json_array_elements_text(given.tickets) as t(id)`,
    [JSON.stringify(entries), tenantId, at],
    PREPARED,
  );
}

/** That a device let go of scopes that were taken away; said twice within an hour of its clock it is written once. */
export function writeReceipts(
  tx: Tx,
  tenantId: string,
  from: { actorId: string; r: number; receivedAt: number },
  receipts: { scope: string; at: number }[],
): Promise<unknown> {
  return tx.unsafe(
    `insert into audit (tenant_id, id, actor_id, action, subject, changes, claimed_at, received_at, r)
     select $2::uuid, md5($4::int || x.scope || x.at / 3600000)::uuid, $3::uuid, $6, 'scope',
       json_build_object('scope', x.scope), greatest(least(x.at, $5::bigint), $5::bigint - 2592000000), $5::bigint, $4::int
     from json_to_recordset($1::text::json) as x(scope text, at bigint) join scopes s on s.key = x.scope
     on conflict (tenant_id, id) do nothing`,
    [
      JSON.stringify(receipts),
      tenantId,
      from.actorId,
      from.r,
      from.receivedAt,
      'access.dropped' satisfies ServerAction,
    ],
  );
}

/** That somebody has looked at, or taken along, what is not on their device: `action` by name, and what it was about. */
export interface Access {
  actorId: string;
  action: ServerAction;
  subject: string;
  subjectId: string | null;
  details: Readonly<Record<string, unknown>>;
  /** Why it was refused. */
  refused?: RefusalCode;
}

/** In milliseconds: as long as the tries of an account are counted (auth/attempts.ts). */
const FAILED_EVERY_MS = 15 * 60_000;

/**
 * That somebody failed to sign in to a person's account; who it was nobody knows. Once for each quarter of an hour, or whoever
 * guesses could fill the log.
 */
export function writeFailedSignIn(tx: Tx, tenantId: string, personId: string, at: number): Promise<unknown> {
  const once = `sign-in ${personId} ${Math.floor(at / FAILED_EVERY_MS)}`;
  return tx`
    insert into audit (tenant_id, id, actor_id, action, subject, subject_id, changes, refused, claimed_at, received_at)
    values (${tenantId}, md5(${once})::uuid, ${personId}, ${'sign-in' satisfies ServerAction}, 'person', ${personId}, '{}',
      'wrong-credentials', ${at}, ${at})
    on conflict (tenant_id, id) do nothing`;
}

/** Logs an access in the transaction that reads: what cannot be logged is not answered. `at`: milliseconds since 1970. */
export function writeAccess(tx: Tx, tenantId: string, access: Access, at: number): Promise<unknown> {
  const { actorId, action, subject, subjectId, details, refused = null } = access;
  return tx`
    with written as (
      insert into audit (tenant_id, actor_id, action, subject, subject_id, changes, refused, claimed_at, received_at)
      values (${tenantId}, ${actorId}, ${action}, ${subject}, ${subjectId},
        ${JSON.stringify(details)}::text::jsonb, ${refused}, ${at}, ${at})
      returning tenant_id, id, subject_id, received_at
    )
    insert into audit_tickets (tenant_id, audit_id, ticket_id, received_at)
    select tenant_id, id, subject_id, received_at from written where ${subject} = 'ticket' and subject_id is not null`;
}

/** What somebody asked for by name that is not there, or that they may not see: the log says which no more than they are told. */
export type LookInVain = Pick<Access, 'actorId' | 'action' | 'details'> & { ticketId: string };

/** A screen may ask again and again for what has left its person's sight: that is one look for each minute. */
const LOOK_EVERY_MS = 60_000;
/** More than anybody follows by hand. Whoever goes through identities is in the log, and cannot fill it with them. */
const LOOKS_AT_MOST = 30;

/** Logs that somebody looked in vain: once a minute for each thing, and of so many things in a minute. */
export function writeLookInVain(tx: Tx, tenantId: string, look: LookInVain, at: number): Promise<unknown> {
  const { actorId, action, ticketId, details } = look;
  const minute = Math.floor(at / LOOK_EVERY_MS);
  const changes = JSON.stringify(details);
  const once = `look ${actorId} ${action} ${ticketId} ${changes} ${minute}`;
  return tx`
    with written as (
      insert into audit (tenant_id, id, actor_id, action, subject, subject_id, changes, refused, claimed_at, received_at)
      select ${tenantId}::uuid, md5(${once})::uuid, ${actorId}::uuid, ${action}, 'ticket', ${ticketId}::uuid,
        ${changes}::text::jsonb, ${'not-found' satisfies RefusalCode}, ${at}::bigint, ${at}::bigint
      from people p where p.id = ${actorId} and ${LOOKS_AT_MOST} > (
        select count(*) from audit
        where actor_id = ${actorId} and received_at >= ${minute * LOOK_EVERY_MS} and refused = 'not-found' and n is null)
      on conflict (tenant_id, id) do nothing
      returning tenant_id, id, subject_id, received_at
    )
    insert into audit_tickets (tenant_id, audit_id, ticket_id, received_at)
    select tenant_id, id, subject_id, received_at from written`;
}
