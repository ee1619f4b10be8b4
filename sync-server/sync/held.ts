import { isPersonal, scopesHeldBy, type Grants, type ScopeKey } from '../../shared/rules/scopes.ts';

/** The protocol from which on an app knows scopes of one person's own. */
const PERSONAL_SCOPES = 2;

/** The scopes a person holds, as far as an app of this protocol knows them (SPEC V1): it would choke on any other. */
export function scopesToldTo(grants: Grants, protocol: number): ScopeKey[] {
  const held = scopesHeldBy(grants);
  return protocol >= PERSONAL_SCOPES ? held : held.filter((scope) => !isPersonal(scope));
}
