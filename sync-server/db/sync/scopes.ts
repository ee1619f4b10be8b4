import type { ScopeKey } from '../../../shared/rules/scopes.ts';
import type { Tx } from '../connect.ts';

// A scope's ordinal never changes within one life of the database. Bounded by the people and teams of all tenants.
const known = new Map<string, number>();
let life = '';
/** What a transaction has opened itself: until it commits, the same ordinal may come to be another scope's. */
const opened = new WeakMap<Tx, Map<ScopeKey, number>>();

/** The ordinals of scopes; every one must be there. */
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
  const own = opened.get(tx);
  const wanted = [...new Set(keys)];
  const missing = wanted.filter((key) => !own?.has(key) && !known.has(`${tenantId}/${key}`));
  if (missing.length) {
    const rows = await tx<{ key: ScopeKey; ord: number }[]>`
      select key, ord from scopes where key = any(${missing}::text[])`;
    for (const row of rows) known.set(`${tenantId}/${row.key}`, row.ord);
  }
  const found = new Map<ScopeKey, number>();
  for (const key of wanted) {
    const ord = own?.get(key) ?? known.get(`${tenantId}/${key}`);
    if (ord === undefined) throw new Error(`bug: the tenant has no scope ${key.replace(/:.*/, ':…')}`);
    found.set(key, ord);
  }
  return found;
}

/** The ordinals of scopes that a tenant has, asked of the database itself. */
export async function readOrdinals(tx: Tx, keys: readonly ScopeKey[]): Promise<number[]> {
  const rows = await tx<{ ord: number }[]>`select ord from scopes where key = any(${[...keys]}::text[])`;
  return rows.map(({ ord }) => ord);
}

/** Gives a tenant scopes it does not have yet, each the next ordinal. */
export async function openScopes(tx: Tx, tenantId: string, keys: readonly ScopeKey[]): Promise<void> {
  const [row] = await tx<{ first: number }[]>`
    update ordinals set next = next + ${keys.length} where what = 'scope' returning next - ${keys.length} as first`;
  if (!row) throw new Error('bug: the tenant counts no scopes');
  const made = keys.map((key, i) => ({ tenant_id: tenantId, ord: row.first + i, key }));
  await tx`insert into scopes ${tx(made)}`;
  opened.set(tx, new Map([...(opened.get(tx) ?? []), ...made.map(({ key, ord }) => [key, ord] as const)]));
}
