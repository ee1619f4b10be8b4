import type { Versioned } from '../../shared/model/versioned.ts';
import { kindCodes } from '../../shared/model/rows.ts';
import { scopesOf, type ScopeKey } from '../../shared/rules/scopes.ts';
import type { Tx } from '../db/connect.ts';
import { writeFeed } from '../db/sync/feed.ts';
import { nextServerDot } from '../db/sync/replicas.ts';
import { openScopes, readOrdinals } from '../db/sync/scopes.ts';

export type NewPerson = {
  id: string;
  name: string;
  /** Lower case. */
  email: string;
  role: 'user' | 'agent' | 'admin';
  /** Without it the person cannot sign in by password. */
  passwordHash?: string;
};

/**
 * Adds people to a tenant that is at work: they come to every device that holds the tenant's lists under a dot of the
 * server's own replica. Whoever calls it wakes the tenant after the commit, or its screens hear of it by their slow poll.
 *
 * @param tx opened by `inTenant` for this very tenant
 * @param nowMs milliseconds since 1970
 */
export async function addPeople(
  tx: Tx,
  tenantId: string,
  people: readonly NewPerson[],
  nowMs: number,
): Promise<void> {
  if (people.length === 0) return;
  const mark = await nextServerDot(tx, nowMs);
  await insertPeople(tx, tenantId, people, { ...mark, at: nowMs });
  const ordinals = await readOrdinals(tx, scopesOf('person', {} as never, undefined));
  const { r, n } = mark;
  const entries = people.flatMap(({ id }) =>
    ordinals.map((scope) => ({
      scope,
      kind: kindCodes.person,
      parentId: id,
      rowId: id,
      r,
      n,
      evict: false,
      ifAbsent: false,
    })),
  );
  await Promise.all(writeFeed(tx, tenantId, entries, nowMs));
}

/**
 * The one way a person comes to exist: with the scopes that everybody holds (their own tickets, and what is theirs alone),
 * without which nothing of theirs would have a place in the feed (SPEC S1), and a way to sign in.
 */
export async function insertPeople(
  tx: Tx,
  tenantId: string,
  people: readonly NewPerson[],
  { r, n, s, at }: Pick<Versioned, 'r' | 'n' | 's'> & { at: number },
): Promise<void> {
  if (people.length === 0) return;
  const scopes = people.flatMap(({ id }): ScopeKey[] => [`requester:${id}`, `me:${id}`]);
  await openScopes(tx, tenantId, scopes);
  await tx`insert into people ${tx(
    people.map(({ id, name, email, role }) => ({
      tenant_id: tenantId,
      id,
      name,
      email,
      role,
      created_at: at,
      r,
      n,
      s,
    })),
  )}`;
  const identities = people.flatMap(({ id, email, passwordHash }) =>
    passwordHash === undefined
      ? []
      : [
          {
            tenant_id: tenantId,
            issuer: 'waypost',
            subject: email,
            person_id: id,
            password_hash: passwordHash,
            created_at: at,
          },
        ],
  );
  if (identities.length > 0) await tx`insert into identities ${tx(identities)}`;
}
