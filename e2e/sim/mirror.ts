import { must } from '../../shared/lib/must.ts';
import { mutationNames } from '../../shared/mutations/registry.ts';
import { kindOfCode, isChild, rowColumns, rowKey, type RowKind } from '../../shared/model/rows.ts';
import type { Ticket } from '../../shared/model/ticket.ts';
import {
  isStaffScope,
  scopesHeldBy,
  scopesOf,
  type Grants,
  type ScopeKey,
} from '../../shared/rules/scopes.ts';
import { selectList, tables } from '../../sync-server/db/sync/tables.ts';
import type { Store } from './store.ts';
import { versionOf, type Row } from './view.ts';

/** What the server does by itself on tickets, as the log calls it: nobody sent it, and no verdict says it. */
export const ownWork: readonly string[] = ['ticket.close-resolved', 'ticket.archive'];

/** The feed's entry of one (scope, row). */
export interface FeedRow {
  scope: number;
  key: string;
  r: number;
  n: number;
  evict: boolean;
}
export interface ReplicaRow {
  ord: number;
  id: string;
  person: string | null;
  n: number;
  was: [number, number][];
  /** No vector names it any more. */
  folded: number | null;
}
export interface VerdictRow {
  uid: string;
  r: number;
  n: number;
  name: string;
  status: 'applied' | 'conflict' | 'refused';
  code: string | null;
  s: number | null;
}
export interface AuditRow {
  action: string;
  /** The code of the refusal; null for what was done. */
  refused: string | null;
  changes: [
    key: string,
    register: string,
    before: Record<string, unknown> | null,
    after: Record<string, unknown>,
  ][];
  r: number;
  n: number;
  /** When it was done, and when it came. */
  claimed: number;
  at: number;
}
export interface ConflictRow {
  /** The key of the row it is about. */
  key: string;
  register: string;
  kept_r: number;
  kept_n: number;
  lost_r: number;
  lost_n: number;
}

/** What a commit brought. */
export interface News {
  rows: { key: string; before: Row | undefined; after: Row }[];
  verdicts: VerdictRow[];
  audit: AuditRow[];
  conflicts: ConflictRow[];
}

const kinds = (Object.keys(rowColumns) as RowKind[]).filter((kind) => kind in tables) as Exclude<
  RowKind,
  'name'
>[];

const changedRows = ((): string => {
  const newer = (alias: string): string => `${alias}.xmin::text::bigint > :since`;
  const parts = kinds.map(
    (kind) =>
      `select json_build_array('${kind}', row_to_json(x)) as j from
       (select ${selectList(kind, 't')} from ${tables[kind]} t where ${newer('t')}) x`,
  );
  const others: Record<string, string> = {
    feed:
      'select scope, kind, parent_id as parent, row_id as row, r, n, evict from feed f where ' + newer('f'),
    replica:
      'select ord, id, person_id as person, last_n as n, was, folded from replicas f where ' + newer('f'),
    verdict: 'select uid, r, n, name, status, code, s from verdicts f where ' + newer('f'),
    audit: `select action, refused, changes, r, n, claimed_at as claimed, received_at as at from audit f
      where (action = any('{${[...mutationNames, ...ownWork].join()}}') or refused is not null) and ${newer('f')}`,
    clash: `select kind, row_id as id, ticket_id as ticket, register, kept_r, kept_n, lost_r, lost_n from conflicts f where ${newer('f')}`,
    scope: 'select ord, key from scopes f where ' + newer('f'),
  };
  for (const [name, sql] of Object.entries(others))
    parts.push(`select json_build_array('${name}', row_to_json(x)) as j from (${sql}) x`);
  return `select json_build_object('xid', pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1,
    'feed', (select count(*) from feed), 'incarnation', (select id from incarnation),
    'rows', coalesce((select json_agg(j) from (${parts.join('\nunion all\n')}) u), '[]'))::text`;
})();

/** Texts of rows are made of a kind and a number that is used once, so that they are known wherever they turn up. */
export const wordsIn = (value: unknown): string[] =>
  (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).match(
    /\b(?:title|description|says|value|SECRET) \d+(?=\\?")/g,
  ) ?? [];

/**
 * The server's database as it is after the last commit, and where every version of every row has ever been: read from
 * the tables themselves, past the application.
 */
export class Mirror {
  rows = new Map<string, Row>();
  feed = new Map<string, FeedRow>();
  replicas = new Map<number, ReplicaRow>();
  verdicts = new Map<string, VerdictRow>();
  conflicts: ConflictRow[] = [];
  audit: AuditRow[] = [];
  scopeKeys = new Map<number, string>();
  incarnation = '';
  /** `scope row-key version` → the commit with which that version came to be in that scope. */
  visible = new Map<string, number>();
  /** Words that are written once in a world, and the commit with which each came to be in a scope. */
  words = new Map<string, Map<string, number>>();
  /** `scope row-key`: the row has left that scope at some time. */
  left = new Set<string>();
  /** `person row-key`: the row has left every scope that person held at that time, whatever they were given since. */
  readonly lost = new Set<string>();
  /** `person scope`: the last commit at which that person held that scope; infinite while they do. */
  held = new Map<string, number>();
  /** `person ticket`: that person was its requester at some time, also where no look at the tables fell into that time. */
  readonly wasRequester = new Set<string>();
  /** People who were of the staff at some time. */
  readonly wasStaff = new Set<string>();
  /** People who lost a scope at some time. */
  readonly demoted = new Set<string>();
  /** Whether it is read after every single commit, so that no version in between is missed. */
  readonly missesNothing: boolean;
  #children = new Map<string, Set<string>>();
  #since = 0;
  /** Counts the commits, where each of them is looked at. */
  #commit = 0;
  #store: Store;

  constructor(store: Store) {
    this.#store = store;
    this.missesNothing = store.name === 'memory';
  }

  /** Another life of the database: all that was known of the one before is forgotten, but for where rows have been. */
  async startAgain(): Promise<void> {
    this.rows.clear();
    this.feed.clear();
    this.replicas.clear();
    this.verdicts.clear();
    this.conflicts = [];
    this.audit = [];
    this.scopeKeys.clear();
    this.#children.clear();
    this.#since = 0;
    await this.read();
  }

  async read(): Promise<News> {
    const text = await this.#store.look(changedRows, this.#since);
    const found = JSON.parse(text ?? '{}') as {
      xid: number;
      feed: number;
      incarnation: string;
      rows: [string, Record<string, unknown>][];
    };
    const isWhole = this.#since === 0;
    this.#commit += 1;
    // Where transactions run side by side a later number may commit before an earlier one.
    this.#since = this.#store.name === 'memory' ? found.xid : 0;
    this.incarnation = found.incarnation;
    const news: News = { rows: [], verdicts: [], audit: [], conflicts: [] };
    if (isWhole) Object.assign(this, { audit: [], conflicts: [] });
    for (const [what, row] of found.rows) this.#take(what, row, news);
    if (this.feed.size !== found.feed && this.#since > 0) {
      this.feed.clear();
      this.#since = 0;
      return await this.read();
    }
    for (const { key, before } of news.rows) this.#place(key, before);
    this.#remember(news);
    if (news.rows.some(({ key }) => /^(person|membership|policy)\//.test(key))) this.#noteGrants();
    return news;
  }

  #take(what: string, row: Record<string, unknown>, news: News): void {
    if (what === 'feed') {
      const { kind: code, parent, row: id, ...rest } = row as unknown as FeedRow & Record<string, unknown>;
      const kind = kindOfCode(code as number);
      if (!kind) return;
      const ref = isChild(kind)
        ? { kind, id: id as string, ticketId: parent as string }
        : { kind, id: id as string };
      const key = rowKey(ref);
      this.feed.set(`${rest.scope} ${key}`, { ...rest, key });
    } else if (what === 'replica') {
      this.replicas.set(row['ord'] as number, row as unknown as ReplicaRow);
    } else if (what === 'verdict') {
      const verdict = row as unknown as VerdictRow;
      if (!this.verdicts.has(verdict.uid)) news.verdicts.push(verdict);
      this.verdicts.set(verdict.uid, verdict);
    } else if (what === 'audit') {
      this.audit.push(row as unknown as AuditRow);
      news.audit.push(row as unknown as AuditRow);
    } else if (what === 'clash') {
      const {
        kind: code,
        id,
        ticket: ticketId,
        ...rest
      } = row as { kind: number; id: string; ticket: string };
      const kind = must(kindOfCode(code), 'kind of a conflict');
      const key = rowKey(isChild(kind) ? { kind, id, ticketId } : { kind, id });
      const conflict = { ...rest, key } as unknown as ConflictRow;
      this.conflicts.push(conflict);
      news.conflicts.push(conflict);
    } else if (what === 'scope') {
      this.scopeKeys.set(row['ord'] as number, row['key'] as string);
    } else {
      const kind = what as RowKind;
      const id = row['id'] as string;
      const ticketId = row['ticketId'] as string | undefined;
      const key = rowKey(isChild(kind) && ticketId ? { kind, id, ticketId } : { kind, id });
      const before = this.rows.get(key);
      if (row['over'] === null) delete row['over'];
      this.rows.set(key, row as unknown as Row);
      if (isChild(kind) && ticketId) {
        const list = this.#children.get(ticketId) ?? new Set();
        this.#children.set(ticketId, list.add(key));
      }
      news.rows.push({ key, before, after: row as unknown as Row });
    }
  }

  /** Notes where a changed row is now, and where it is no longer; a ticket's children move with it. */
  #place(key: string, before: Row | undefined): void {
    const row = this.rows.get(key) as Row;
    const [kind, id] = key.split('/') as [RowKind, string];
    const now = this.scopesOf(key, row);
    this.#show(key, row, now);
    if (!before) return;
    const was = scopesOf(kind, before as never, (kind === 'ticket' ? before : this.ticketOf(key)) as never);
    this.#leave(key, was, now);
    if (kind !== 'ticket') return;
    for (const child of this.#children.get(id) ?? []) {
      const [childKind] = child.split('/') as [RowKind];
      const content = this.rows.get(child) as Row;
      const is = this.scopesOf(child, content);
      this.#show(child, content, is);
      this.#leave(child, scopesOf(childKind, content as never, before as never), is);
    }
  }

  #leave(key: string, was: readonly ScopeKey[], now: readonly ScopeKey[]): void {
    const gone = was.filter((scope) => !now.includes(scope));
    for (const scope of gone) this.left.add(`${scope} ${key}`);
    if (!gone.length) return;
    for (const [one, until] of this.held) {
      const [person, scope] = one.split(' ') as [string, ScopeKey];
      const holds = (other: ScopeKey) => this.held.get(`${person} ${other}`) === Infinity;
      if (until === Infinity && gone.includes(scope) && !now.some(holds)) this.lost.add(`${person} ${key}`);
    }
  }

  #show(key: string, row: Row, scopes: ScopeKey[]): void {
    const words = wordsIn(key.startsWith('conflict/') ? row['lostValue'] : row);
    for (const scope of scopes) {
      const at = `${scope} ${key} ${versionOf(row)}`;
      if (!this.visible.has(at)) this.visible.set(at, this.#commit);
      for (const word of words) {
        const since = this.words.get(word) ?? new Map<string, number>();
        if (!since.has(scope)) this.words.set(word, since.set(scope, this.#commit));
      }
    }
  }

  /** Whether somebody held, at some time, a scope in which something was by then. */
  mayHaveRead(personId: string, since: (scope: string) => number | undefined): boolean {
    for (const [one, until] of this.held) {
      const [person, scope] = one.split(' ') as [string, string];
      const from = person === personId ? since(scope) : undefined;
      if (from !== undefined && from <= until) return true;
    }
    return false;
  }

  /** Who was what at some time, from the rows and from what the audit log says stood before. */
  #remember(news: News): void {
    const note = (key: string, columns: Record<string, unknown>): void => {
      const [kind, id] = key.split('/');
      if (kind === 'ticket' && columns['requesterId'])
        this.wasRequester.add(`${columns['requesterId'] as string} ${id}`);
      if (kind === 'person' && columns['role'] && columns['role'] !== 'user') this.wasStaff.add(id ?? '');
    };
    for (const { key, after } of news.rows) note(key, after);
    for (const { changes } of news.audit)
      for (const [key, , before, after] of changes)
        for (const columns of [before, after]) note(key, columns ?? {});
  }

  #noteGrants(): void {
    for (const [key, row] of this.rows) {
      if (!key.startsWith('person/')) continue;
      const id = row['id'] as string;
      const now = this.scopesHeldBy(id);
      for (const scope of now) this.held.set(`${id} ${scope}`, Infinity);
      for (const [one, until] of this.held) {
        const [person, scope] = one.split(' ') as [string, ScopeKey];
        if (person !== id || now.includes(scope)) continue;
        this.demoted.add(id);
        if (until === Infinity) this.held.set(one, this.#commit - 1);
      }
    }
  }

  /** What a person may see now, from their role, their teams, and the tenant's policy. */
  grantsOf(id: string): Grants {
    const role = (this.rows.get(`person/${id}`)?.['role'] ?? 'user') as Grants['role'];
    const all = [...this.rows];
    const limited =
      role === 'agent' &&
      all.some(
        ([key, row]) =>
          key.startsWith('policy/') && row['key'] === 'agents-see' && row['value'] === 'own-teams',
      );
    const teams = all.flatMap(([key, row]) =>
      key.startsWith('membership/') && row['personId'] === id && !row['removed']
        ? [row['teamId'] as string]
        : [],
    );
    return { id, role, limitedTo: limited ? teams : null };
  }

  /** The scopes a person holds now, those that show most first. */
  scopesHeldBy(id: string): ScopeKey[] {
    return scopesHeldBy(this.grantsOf(id)).sort((a, b) => Number(isStaffScope(b)) - Number(isStaffScope(a)));
  }

  ticketOf(key: string): Ticket | undefined {
    const [kind, ticketId] = key.split('/') as [RowKind, string];
    return isChild(kind) ? (this.rows.get(`ticket/${ticketId}`) as unknown as Ticket | undefined) : undefined;
  }

  scopesOf(key: string, row: Row): ScopeKey[] {
    const [kind] = key.split('/') as [RowKind];
    return scopesOf(kind, row as never, this.ticketOf(key));
  }

  /** The server's own vector. */
  heads(): Record<number, number> {
    const heads: Record<number, number> = {};
    for (const { ord, n, folded } of this.replicas.values()) if (n > 0 && folded === null) heads[ord] = n;
    return heads;
  }
}
