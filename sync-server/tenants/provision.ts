import { randomUUID } from 'node:crypto';
import { stampAt } from '../../shared/clock/stamp.ts';
import { membershipId } from '../../shared/model/directory.ts';
import type { ScopeKey } from '../../shared/rules/scopes.ts';
import type { Tx } from '../db/connect.ts';
import { SERVER_REPLICA } from '../../shared/clock/dot.ts';
import { openScopes } from '../db/sync/scopes.ts';
import { insertPeople, type NewPerson } from './people.ts';

/** The scopes every tenant has from its first day. */
const FIRST_SCOPES: readonly ScopeKey[] = ['tenant', 'desk', 'portal'];

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

export type NewField = {
  id: string;
  key: string;
  label: string;
  type: 'text' | 'number' | 'boolean' | 'date' | 'select';
  options?: string[];
  public?: boolean;
};

/**
 * Writes a tenant and all it needs before its first mutation: counters, scopes, the server's replica, and the people and
 * lists given. Every row has the dot (1, 1): a device gets it by its first fill, never by the feed.
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
  await tx`
    insert into ordinals (tenant_id, what, next)
    values (${tenant.id}, 'replica', ${SERVER_REPLICA + 1}), (${tenant.id}, 'scope', 1)`;
  const teams = (tenant.teams ?? []).map(({ id }): ScopeKey => `team:${id}`);
  await openScopes(tx, tenant.id, [...FIRST_SCOPES, ...teams]);
  await tx`
    insert into replicas (tenant_id, ord, id, last_n, last_s, drained_at, seen_at, created_at)
    values (${tenant.id}, ${SERVER_REPLICA}, ${randomUUID()}, 1, ${stampAt(nowMs)}, ${nowMs}, ${nowMs}, ${nowMs})`;
  await insertPeople(tx, tenant.id, people, { ...firstDot(nowMs), at: nowMs });
  await insertLists(tx, tenant, nowMs);
}

/** The dot and stamp of everything that was there first. */
const firstDot = (nowMs: number) => ({ r: SERVER_REPLICA, n: 1, s: stampAt(nowMs) });

async function insertLists(tx: Tx, tenant: NewTenant, nowMs: number): Promise<void> {
  const common = { tenant_id: tenant.id, ...firstDot(nowMs) };
  for (const table of ['teams', 'categories', 'tags'] as const) {
    const rows = (tenant[table] ?? []).map(({ id, name }) => ({ ...common, id, name }));
    if (rows.length > 0) await tx`insert into ${tx(table)} ${tx(rows)}`;
  }
  const memberships = (tenant.memberships ?? []).map(({ id, teamId, personId, lead }) => ({
    ...common,
    id: id ?? membershipId(teamId, personId),
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
