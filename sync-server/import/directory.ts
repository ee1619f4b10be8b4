import { randomUUID } from 'node:crypto';
import type { Sql } from '../db/connect.ts';
import { inTenant } from '../db/tenant.ts';
import type { LocalMutation, LocalReplica } from '../sync/local-replica.ts';
import { stableId } from './stable-id.ts';

type List = 'category' | 'tag' | 'team' | 'person';

const keyOfName = (name: string) => name.normalize('NFC').toLowerCase();

/** The tenant's names and what they stand for; case does not matter. People are known by their email. */
export class Directory {
  readonly #sql: Sql;
  readonly #tenantId: string;
  #ids: Record<List, Map<string, string>> = newIds();

  constructor(sql: Sql, tenantId: string) {
    this.#sql = sql;
    this.#tenantId = tenantId;
  }

  async read(): Promise<void> {
    const ids = newIds();
    await inTenant(this.#sql, this.#tenantId, async (tx) => {
      const rows = await tx<{ list: List; id: string; name: string }[]>`
        select 'category' as list, id, name from categories
        union all select 'tag', id, name from tags
        union all select 'team', id, name from teams where not archived
        union all select 'person', id, email from people`;
      for (const { list, id, name } of rows) ids[list].set(keyOfName(name), id);
    });
    this.#ids = ids;
  }

  idOf(list: List, name: string): string | undefined {
    return this.#ids[list].get(keyOfName(name));
  }

  /** What makes the names that are missing; from then on they count as known, whether it is sent or not. */
  create(list: 'category' | 'tag', names: Iterable<string>): LocalMutation[] {
    const made: LocalMutation[] = [];
    for (const name of names) {
      if (this.idOf(list, name) !== undefined) continue;
      // The same id wherever it is made: two imports at once make one category.
      const id = stableId(this.#tenantId, list, name);
      this.#ids[list].set(keyOfName(name), id);
      const args = { id, name };
      const uid = randomUUID();
      made.push(list === 'tag' ? { name: 'tag.create', args, uid } : { name: 'category.create', args, uid });
    }
    return made;
  }

  /** Makes what is missing. Where somebody else was faster under another id, theirs is taken. */
  async ensure(replica: LocalReplica, mutations: LocalMutation[]): Promise<void> {
    if (mutations.length === 0) return;
    const verdicts = await replica.submit(mutations);
    if (verdicts.some((verdict) => verdict.status === 'refused')) await this.read();
  }

  /** Which of these ids of the source the tenant has already. */
  async alreadyHere(source: string, externalIds: string[]): Promise<Set<string>> {
    const rows = await inTenant(
      this.#sql,
      this.#tenantId,
      (tx) => tx<{ id: string }[]>`
        select external_id as id from tickets
        where external_source = ${source} and external_id = any(${externalIds}::text[])`,
    );
    return new Set(rows.map(({ id }) => id));
  }
}

const newIds = (): Record<List, Map<string, string>> => ({
  category: new Map(),
  tag: new Map(),
  team: new Map(),
  person: new Map(),
});
