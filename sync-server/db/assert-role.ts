import { CannotStart } from '../cannot-start.ts';
import type { Sql } from './connect.ts';
import { JOB_SCHEMA } from './queues.ts';

/** Tables without a tenant that the server's role may touch. */
const TENANTLESS_TABLES = ['incarnation'];

/** Functions that run as the owner, past the walls; each tells no more than its name says. */
const OWNERS_FUNCTIONS = [
  'archived_noted',
  'archived_said',
  'find_tenant',
  'list_tenants',
  'note_life',
  'sign_in_forget',
  'sign_in_tries_of',
  'sign_in_try',
];

/**
 * Refuses to start with a role that row-level security would not hold: the wall between tenants must stand even
 * where the application's own checks are wrong.
 *
 * @param sql connected as the role to judge
 * @throws {CannotStart} with the first reason found
 */
export async function assertRole(sql: Sql): Promise<void> {
  const reason =
    (await powersOf(sql)) ??
    (await ownedBy(sql)) ??
    (await unwalledTables(sql)) ??
    (await unknownFunctions(sql));
  if (reason !== undefined) {
    throw new CannotStart(`The role in DATABASE_URL must not be used: ${reason}.`);
  }
}

/** Powers of the role itself and of every role it could turn into with SET ROLE. */
async function powersOf(sql: Sql): Promise<string | undefined> {
  const rows = await sql<{ name: string; self: boolean; super: boolean; bypass: boolean }[]>`
    select rolname as name, rolname = current_user as self, rolsuper as super, rolbypassrls as bypass
    from pg_roles
    where (rolsuper or rolbypassrls) and pg_has_role(current_user, oid, 'member')
    order by rolname = current_user desc limit 1`;
  const row = rows[0];
  if (row === undefined) return undefined;
  const power = row.super ? 'a superuser' : 'exempt from row-level security (BYPASSRLS)';
  return row.self ? `it is ${power}` : `it is a member of "${row.name}", which is ${power}`;
}

/** Owners may switch the walls off; members of the owner may become the owner. */
async function ownedBy(sql: Sql): Promise<string | undefined> {
  const rows = await sql<{ what: string; owner: string; self: boolean }[]>`
    with owned as (
      select 1 as rank, format('the database %I', datname) as what, datdba as owner
        from pg_database where datname = current_database()
      union all
      select 2, format('the schema %I', nspname), nspowner from pg_namespace where nspname = 'public'
      union all
      select 3, format('the table %I', relname), relowner
        from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
    )
    select what, pg_get_userbyid(owner) as owner, pg_get_userbyid(owner) = current_user as self
    from owned where pg_has_role(current_user, owner, 'member') order by rank, what limit 1`;
  const row = rows[0];
  if (row === undefined) return undefined;
  return row.self ? `it owns ${row.what}` : `it is a member of "${row.owner}", which owns ${row.what}`;
}

/** Everything the role can read or write must be a table with a tenant and a standing wall. */
async function unwalledTables(sql: Sql): Promise<string | undefined> {
  const rows = await sql<
    { name: string; kind: string; tenant: boolean; walled: boolean; policies: number }[]
  >`
    select c.relname as name, c.relkind::text as kind,
      exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)
        as tenant,
      c.relrowsecurity and c.relforcerowsecurity as walled,
      -- A permissive policy that does not name the tenant lets everything through; -1 marks it.
      (select case when bool_or(coalesce(pg_get_expr(p.polqual, p.polrelid), '') not like '%app.tenant_id%')
              then -1 else count(*)::int end
       from pg_policy p
       where p.polrelid = c.oid and p.polpermissive
         and (p.polroles = '{0}'::oid[]
              or exists (select from unnest(p.polroles) r where r <> 0 and pg_has_role(current_user, r, 'member'))))
        as policies
    from pg_class c join pg_namespace s on s.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f')
      and s.nspname not in ('pg_catalog', 'information_schema') and s.nspname not like 'pg\\_%'
      -- What is due, and never for whom or with what.
      and s.nspname <> ${JOB_SCHEMA}
      and has_schema_privilege(s.oid, 'usage')
      and (has_table_privilege(c.oid, 'select, insert, update, delete, truncate, references, trigger')
           or has_any_column_privilege(c.oid, 'select, insert, update, references'))
      and c.relname <> all (${TENANTLESS_TABLES})
      and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    order by c.relname`;
  for (const row of rows) {
    if (row.kind !== 'r' && row.kind !== 'p') return `it may use "${row.name}", which is not a plain table`;
    if (!row.tenant) return `it may use the table "${row.name}", which has no tenant_id`;
    if (!row.walled) return `row-level security is not enabled and forced on the table "${row.name}"`;
    if (row.policies === 0) return `the table "${row.name}" has no policy`;
    if (row.policies < 0) return `a policy of the table "${row.name}" lets rows of every tenant through`;
  }
  return rows.length > 0 ? undefined : 'it may use no table; the migrations were not run for it';
}

async function unknownFunctions(sql: Sql): Promise<string | undefined> {
  const rows = await sql<{ name: string }[]>`
    select p.proname as name from pg_proc p join pg_namespace s on s.oid = p.pronamespace
    where p.prosecdef and s.nspname not in ('pg_catalog', 'information_schema')
      and has_function_privilege(p.oid, 'execute') and has_schema_privilege(s.oid, 'usage')
      and p.proname <> all (${OWNERS_FUNCTIONS})
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    order by p.proname limit 1`;
  const row = rows[0];
  return row && `it may call the function "${row.name}", which runs with its owner's rights`;
}
