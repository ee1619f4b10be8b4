import { randomUUID } from 'node:crypto';
import type { Tx } from '../db/connect.ts';
import { SERVER_REPLICA } from '../db/sync/replicas.ts';

/** The scopes every tenant has from its first day, by ordinal. */
export const FIRST_SCOPES = { tenant: 1, desk: 2, portal: 3 } as const;

export type NewTenant = {
  id: string;
  slug: string;
  name: string;
  demo?: boolean;
  settings?: Record<string, unknown>;
  people?: NewPerson[];
  teams?: { id: string; name: string }[];
  memberships?: { id?: string; teamId: string; personId: string; lead?: boolean }[];
  categories?: { id: string; name: string }[];
  tags?: { id: string; name: string }[];
  fields?: NewField[];
};

export type NewPerson = {
  id: string;
  name: string;
  /** Lower case. */
  email: string;
  role: 'user' | 'agent' | 'admin';
  /** Without it the person cannot sign in by password. */
  passwordHash?: string;
};

export type NewField = {
  id: string;
  key: string;
  label: string;
  type: 'text' | 'number' | 'boolean' | 'date' | 'select';
  options?: string[];
  public?: boolean;
};

/**
 * Writes a tenant and all it needs before its first mutation: counters, scopes (two for each person: their own tickets,
 * and what is theirs alone; one for each team's),
 * the server's replica, and the people and lists given. Every row has the dot (1, 1): a device gets it by its first
 * fill, never by the feed.
 *
 * @param tx opened by `inTenant` for this very tenant; the policies refuse anything else
 * @param nowMs milliseconds since 1970
 */
export async function provisionTenant(tx: Tx, tenant: NewTenant, nowMs: number): Promise<void> {
  const { people = [] } = tenant;
  await tx`
    insert into tenants (tenant_id, slug, name, demo, settings, created_at)
    values (${tenant.id}, ${tenant.slug}, ${tenant.name}, ${tenant.demo ?? false},
            ${JSON.stringify(tenant.settings ?? {})}::text::jsonb, ${nowMs})`;
  const firstPersonalScope = FIRST_SCOPES.portal + 1;
  const scopes = [
    ...Object.entries(FIRST_SCOPES).map(([key, ord]) => ({ ord, key })),
    ...[
      ...people.map(({ id }) => `requester:${id}`),
      ...(tenant.teams ?? []).map(({ id }) => `team:${id}`),
      ...people.map(({ id }) => `me:${id}`),
    ].map((key, index) => ({ ord: firstPersonalScope + index, key })),
  ];
  await tx`
    insert into ordinals (tenant_id, what, next)
    values (${tenant.id}, 'replica', ${SERVER_REPLICA + 1}), (${tenant.id}, 'scope', ${scopes.length + 1})`;
  await tx`insert into scopes ${tx(scopes.map((scope) => ({ tenant_id: tenant.id, ...scope })))}`;
  await tx`
    insert into replicas (tenant_id, ord, id, last_n, last_s, drained_at, seen_at, created_at)
    values (${tenant.id}, ${SERVER_REPLICA}, ${randomUUID()}, 1, ${nowMs * 1024}, ${nowMs}, ${nowMs}, ${nowMs})`;
  await insertPeople(tx, tenant.id, people, nowMs);
  await insertLists(tx, tenant, nowMs);
}

/** The dot and stamp of everything that was there first. */
const firstDot = (nowMs: number) => ({ r: SERVER_REPLICA, n: 1, s: nowMs * 1024 });

async function insertPeople(tx: Tx, tenantId: string, people: NewPerson[], nowMs: number): Promise<void> {
  if (people.length === 0) return;
  await tx`insert into people ${tx(
    people.map(({ id, name, email, role }) => ({
      tenant_id: tenantId,
      id,
      name,
      email,
      role,
      created_at: nowMs,
      ...firstDot(nowMs),
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
            created_at: nowMs,
          },
        ],
  );
  if (identities.length > 0) await tx`insert into identities ${tx(identities)}`;
}

async function insertLists(tx: Tx, tenant: NewTenant, nowMs: number): Promise<void> {
  const common = { tenant_id: tenant.id, ...firstDot(nowMs) };
  for (const table of ['teams', 'categories', 'tags'] as const) {
    const rows = (tenant[table] ?? []).map(({ id, name }) => ({ ...common, id, name }));
    if (rows.length > 0) await tx`insert into ${tx(table)} ${tx(rows)}`;
  }
  const memberships = (tenant.memberships ?? []).map(({ id, teamId, personId, lead }) => ({
    ...common,
    id: id ?? randomUUID(),
    team_id: teamId,
    person_id: personId,
    lead: lead ?? false,
  }));
  if (memberships.length > 0) await tx`insert into memberships ${tx(memberships)}`;
  for (const { id, key, label, type, options = [], public: isPublic = false } of tenant.fields ?? []) {
    await tx`
      insert into fields (tenant_id, id, key, label, type, options, public, r, n, s)
      values (${tenant.id}, ${id}, ${key}, ${label}, ${type}, ${JSON.stringify(options)}::text::jsonb,
              ${isPublic}, ${common.r}, ${common.n}, ${common.s})`;
  }
}
