import { scopesHeldBy, type Grants, type ScopeKey } from '../../shared/rules/scopes.ts';

/** The protocol from which on an app carries scopes of kinds that it does not know. */
const ANY_SCOPE = 2;
/** What an app before it takes for a scope: a reply that names another it cannot read at all. */
const FIRST_SCOPES = /^(tenant|desk|portal|requester:.*)$/;

/**
 * The scopes a person holds, as far as an app of this protocol knows them (SPEC V1). One that does not know the scopes of
 * teams then holds nothing of what its agent's teams work on: rows that were taken away leave it (S1), and it is told
 * of a newer app.
 */
export function scopesToldTo(grants: Grants, protocol: number): ScopeKey[] {
  const held = scopesHeldBy(grants);
  return protocol >= ANY_SCOPE ? held : held.filter((scope) => FIRST_SCOPES.test(scope));
}
