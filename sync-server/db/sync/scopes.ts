import type { ScopeKey } from '../../../shared/rules/scopes.ts';
import type { Tx } from '../connect.ts';

// A scope's ordinal never changes within one life of the database. Bounded by the people of all tenants.
const known = new Map<string, number>();
let life = '';

/** The ordinals of scopes, making those a tenant does not have yet. */
export async function scopeOrdinals(
  tx: Tx,
  tenantId: string,
  incarnation: string,
  keys: Iterable<ScopeKey>,
): Promise<Map<ScopeKey, number>> {
  if (life !== incarnation) {
    known.clear();
    life = incarnation;
  }
  const wanted = [...new Set(keys)];
  const missing = wanted.filter((key) => !known.has(`${tenantId}/${key}`));
  if (missing.length) {
    const rows = await tx<{ key: ScopeKey; ord: number }[]>`
      select key, ord from scopes where key = any(${missing}::text[])`;
    for (const row of rows) known.set(`${tenantId}/${row.key}`, row.ord);
  }
  const found = new Map<ScopeKey, number>();
  for (const key of wanted) {
    const ord = known.get(`${tenantId}/${key}`);
    if (ord === undefined) throw new Error(`bug: the tenant has no scope ${key.replace(/:.*/, ':…')}`);
    found.set(key, ord);
  }
  return found;
}
