import { policyRef } from '../../../shared/model/policy.ts';
import type { Grants } from '../../../shared/rules/scopes.ts';
import type { Tx } from '../connect.ts';

const AGENTS_SEE = policyRef('agents-see').id;

/**
 * What these people may see, as of this very transaction: grants, heads and rows are read in one snapshot, so nobody is
 * sent what was taken from them in the same moment (SPEC S4). Who is not active is not among the answers.
 */
export async function readGrants(tx: Tx, personIds: string[]): Promise<Map<string, Grants>> {
  const rows = await tx<(Grants & { limited: boolean; teams: string[] })[]>`
    select p.id, p.role,
      p.role = 'agent' and exists (
        select 1 from policies where id = ${AGENTS_SEE} and value = '"own-teams"'
      ) as limited,
      coalesce((
        select array_agg(m.team_id order by m.team_id) from memberships m
        where m.tenant_id = p.tenant_id and m.person_id = p.id and not m.removed
      ), '{}') as teams
    from people p where p.id = any(${personIds}::uuid[]) and p.active`;
  return new Map(
    rows.map(({ id, role, limited, teams }) => [id, { id, role, limitedTo: limited ? teams : null }]),
  );
}

/** The grants of the one who asks. Undefined: they were switched off a moment ago. */
export async function grantsOf(tx: Tx, personId: string): Promise<Grants | undefined> {
  return (await readGrants(tx, [personId])).get(personId);
}
