import type { Role } from '../../shared/model/directory.ts';
import { may } from '../../shared/rules/permissions.ts';
import { CannotStart } from '../cannot-start.ts';
import type { Sql } from '../db/connect.ts';
import { inTenant } from '../db/tenant.ts';

/** In whose name, and where, an import runs. */
export type Importer = { tenantId: string; slug: string; personId: string; role: Role };

type Tenant = { id: string; slug: string };
type Found = Tenant & { personId: string; name: string; role: Role; active: boolean };

/**
 * Finds the admin an import runs for.
 *
 * @param email lower case
 * @throws {CannotStart} when there is nobody, more than one, or they may not import
 */
export async function findImporter(sql: Sql, email: string, slug: string | undefined): Promise<Importer> {
  const tenants = await tenantsNamed(sql, slug);
  const found: Found[] = [];
  for (const tenant of tenants) {
    const rows = await inTenant(
      sql,
      tenant.id,
      (tx) => tx<Omit<Found, keyof Tenant>[]>`
        select id as "personId", name, role, active from people where email = ${email}`,
    );
    found.push(...rows.map((row) => ({ ...tenant, ...row })));
  }
  const [person, ...others] = found;
  if (person === undefined) {
    throw new CannotStart(
      slug === undefined
        ? `Nobody has the email ${email} here.`
        : `Nobody has the email ${email} in ${slug}.`,
    );
  }
  if (others.length > 0) {
    const slugs = found.map((one) => one.slug).join(', ');
    throw new CannotStart(`${email} is known to several tenants (${slugs}); say which with --tenant.`);
  }
  if (!person.active) throw new CannotStart(`${email} is deactivated in ${person.slug}.`);
  if (!may(person.role, 'tickets:import')) {
    throw new CannotStart(
      `${email} may not import into ${person.slug}: the role there is "${person.role}", and it takes an admin.`,
    );
  }
  return { tenantId: person.id, slug: person.slug, personId: person.personId, role: person.role };
}

async function tenantsNamed(sql: Sql, slug: string | undefined): Promise<Tenant[]> {
  if (slug === undefined) return await sql<Tenant[]>`select tenant_id as id, slug from list_tenants()`;
  const named = await sql<Tenant[]>`select tenant_id as id, slug from find_tenant(${slug})`;
  if (named.length === 0) throw new CannotStart(`There is no tenant "${slug}" here.`);
  return named;
}
