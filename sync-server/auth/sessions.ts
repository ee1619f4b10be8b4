import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Tx } from '../db/connect.ts';
import { keyedHash } from '../secret.ts';

const DAY_MS = 86_400_000;
/** Sliding: each refresh begins it anew. */
export const ENROLLED_MS = 30 * DAY_MS;
/** On a shared computer: from sign-in, however busy. */
export const SHARED_MS = DAY_MS;

/**
 * A refresh token, taken apart. It names its tenant and session, so no lookup crosses tenants, and proves itself by
 * a MAC over all the rest: an old one is told from a made-up one without keeping old ones.
 */
export type RefreshToken = {
  tenantId: string;
  sessionId: string;
  generation: number;
  attempt: string;
  text: string;
};

/**
 * The token of a session's generation. Computed from the attempt that asked for it and nothing random, so a lost
 * reply can be given again.
 */
export function refreshTokenOf(
  key: Buffer,
  tenantId: string,
  sessionId: string,
  generation: number,
  attempt: string,
): RefreshToken {
  const mac = keyedHash(key, tenantId, sessionId, String(generation), attempt);
  return {
    tenantId,
    sessionId,
    generation,
    attempt,
    text: [tenantId, sessionId, generation, attempt, mac].join('.'),
  };
}

/** Reads a token that this server once made; undefined for anything else. */
export function readRefreshToken(key: Buffer, text: string): RefreshToken | undefined {
  const match = /^([0-9a-f-]{36})\.([0-9a-f-]{36})\.(\d{1,9})\.([A-Za-z0-9_-]{16,64})\.[0-9a-f]{64}$/.exec(
    text,
  );
  if (match === null) return undefined;
  const [, tenantId = '', sessionId = '', generation = '', attempt = ''] = match;
  const made = refreshTokenOf(key, tenantId, sessionId, Number(generation), attempt);
  const [a, b] = [Buffer.from(text), Buffer.from(made.text)];
  return a.length === b.length && timingSafeEqual(a, b) ? made : undefined;
}

/** Only this of a token is stored. */
const tokenHash = (token: RefreshToken) => createHash('sha256').update(token.text).digest('hex');

export type NewSession = {
  tenantId: string;
  personId: string;
  shared: boolean;
  userAgent: string | undefined;
};

/** Begins a session (a signed-in browser) and returns its first refresh token. */
export async function openSession(
  tx: Tx,
  key: Buffer,
  session: NewSession,
  nowMs: number,
): Promise<RefreshToken> {
  const token = refreshTokenOf(key, session.tenantId, randomUUID(), 0, randomUUID());
  await tx`
    insert into sessions (tenant_id, id, person_id, generation, token_hash, attempt, shared_device, user_agent,
                          created_at, used_at, expires_at)
    values (${session.tenantId}, ${token.sessionId}, ${session.personId}, 0, ${tokenHash(token)}, ${token.attempt},
            ${session.shared}, ${session.userAgent?.slice(0, 300) ?? null},
            ${nowMs}, ${nowMs}, ${nowMs + (session.shared ? SHARED_MS : ENROLLED_MS)})`;
  return token;
}

/**
 * What became of a refresh.
 * `ended`: sign in again, what is on the device stays. `reused`: the same, and the whole family was ended now.
 * `revoked`: somebody took this person's access away.
 */
export type Rotation =
  | { kind: 'rotated'; token: RefreshToken; personId: string; shared: boolean }
  | { kind: 'ended' | 'reused' | 'revoked' };

/**
 * Exchanges a refresh token for the next one.
 *
 * An attempt has one answer, however often it is asked for (its reply was lost), also by a tab that begins it anew with
 * the token another tab was answered: were it given a further one, and that reply lost too, the browser's next attempt
 * would look like theft. Any other use of a superseded token means that two hold it: a thief or a cloned profile. Nobody can tell which is which, so both must sign in;
 * the family is *ended*, not revoked, because a clone's owner must not lose unsent work over it.
 *
 * @param tx opened for the token's own tenant
 */
export async function rotateSession(
  tx: Tx,
  key: Buffer,
  presented: RefreshToken,
  attempt: string,
  nowMs: number,
): Promise<Rotation> {
  const [row] = await tx<SessionRow[]>`
    select s.person_id as "personId", s.generation, s.token_hash as "tokenHash", s.previous_hash as "previousHash",
           s.attempt, s.shared_device as shared, s.expires_at as "expiresAt", s.revoked_at as "revokedAt", p.active
    from sessions s join people p on p.tenant_id = s.tenant_id and p.id = s.person_id
    where s.id = ${presented.sessionId} for no key update of s`;
  if (row === undefined) return { kind: 'ended' };
  if (row.revokedAt !== null || !row.active) return { kind: 'revoked' };
  if (row.expiresAt <= nowMs) return { kind: 'ended' };
  const { personId, shared } = row;
  const hash = tokenHash(presented);
  if (attempt === row.attempt && (hash === row.previousHash || hash === row.tokenHash)) {
    const again = refreshTokenOf(key, presented.tenantId, presented.sessionId, row.generation, attempt);
    return { kind: 'rotated', token: again, personId, shared };
  }
  if (hash !== row.tokenHash) {
    await endSession(tx, presented.sessionId, nowMs);
    return { kind: 'reused' };
  }
  const token = refreshTokenOf(key, presented.tenantId, presented.sessionId, row.generation + 1, attempt);
  await tx`
    update sessions set generation = ${token.generation}, token_hash = ${tokenHash(token)}, previous_hash = ${hash},
      attempt = ${attempt}, used_at = ${nowMs},
      expires_at = case when shared_device then expires_at else ${nowMs + ENROLLED_MS}::bigint end
    where id = ${presented.sessionId}`;
  return { kind: 'rotated', token, personId, shared };
}

type SessionRow = {
  personId: string;
  generation: number;
  tokenHash: string;
  previousHash: string | null;
  attempt: string;
  shared: boolean;
  expiresAt: number;
  revokedAt: number | null;
  active: boolean;
};

/** Ends a session: its tokens work no more. The row stays, for the register of devices. */
export async function endSession(tx: Tx, sessionId: string, nowMs: number): Promise<string | undefined> {
  const [ended] = await tx<{ personId: string }[]>`
    update sessions set expires_at = ${nowMs}::bigint where id = ${sessionId} and expires_at > ${nowMs}::bigint
    returning person_id as "personId"`;
  return ended?.personId;
}

/** Whose session this is or was. */
export async function personOf(tx: Tx, sessionId: string): Promise<string | undefined> {
  const [row] = await tx<{ personId: string }[]>`
    select person_id as "personId" from sessions where id = ${sessionId}`;
  return row?.personId;
}
