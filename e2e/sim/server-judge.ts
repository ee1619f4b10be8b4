import { mergeRulesIn, policyRef, type MergeRule, type RuledRegister } from '../../shared/model/policy.ts';
import { rowKey } from '../../shared/model/rows.ts';
import { canonical } from '../../shared/lib/fingerprint.ts';
import { tellingColumns, type Deed, type Deeds, type Fail } from './judge.ts';
import type { Mirror, News, VerdictRow } from './mirror.ts';
import { marksOf } from './view.ts';

interface Standing {
  value: string | undefined;
  r: number;
  n: number;
}

/** Watches the database: judges what each commit did by what stood before. */
export class ServerJudge {
  #mirror: Mirror;
  #deeds: Deeds;
  #fail: Fail;
  /** What stands in each telling column, replayed from the audit log. */
  #standing = new Map<string, Standing>();
  #inOrder: boolean;
  #lastOf = new Map<number, { n: number; s: number }>();
  /** Refused in any life of the database: nobody offers those again. */
  #refused = new Set<string>();

  constructor(mirror: Mirror, deeds: Deeds, fail: Fail, inOrder: boolean) {
    this.#mirror = mirror;
    this.#deeds = deeds;
    this.#fail = fail;
    this.#inOrder = inOrder;
    this.startAgain();
  }

  /** Another life of the database, or the first: what is there is where it begins. */
  startAgain(): void {
    this.#standing.clear();
    this.#lastOf.clear();
    for (const [key, row] of this.#mirror.rows) this.#begin(key, row);
  }

  #begin(key: string, row: object): void {
    const marks = new Map(marksOf(row as never));
    for (const column of tellingColumns(key)) {
      const [r, n] = marks.get(column) ?? marks.get('') ?? [0, 0];
      this.#standing.set(`${key}.${column}`, {
        value: String((row as Record<string, unknown>)[column]),
        r,
        n,
      });
    }
  }

  look(news: News): void {
    this.#stampsRise(news);
    for (const { key, before, after } of news.rows) {
      this.#makesSense(key, after);
      if (!before) this.#begin(key, { ...after, ...this.#asItBegan(key, news) });
    }
    const fresh = news.verdicts.sort((a, b) => a.r - b.r || a.n - b.n);
    for (const verdict of fresh) {
      if (verdict.code === 'internal-error') this.#fail('the server never stumbles (V2)', verdict.name);
      // Every identity and every name in these worlds is new, and a membership has the id of its team and person.
      if (verdict.code === 'already-exists') this.#fail('nothing is done twice (O2, N1)', verdict.name);
      this.#ownStampsRise(verdict);
      if (this.#inOrder) this.#inTheirOrder(verdict);
      this.#oneEffect(verdict, news);
      if (this.#inOrder && verdict.status !== 'refused') this.#asItSaw(verdict, news);
    }
    const { audit, verdicts } = this.#mirror;
    if (audit.length !== verdicts.size)
      this.#fail('one audit entry for each change (O3)', `${audit.length} for ${verdicts.size}`);
  }

  /** A row that a push made and then wrote has the first of its later values' predecessors where it began. */
  #asItBegan(key: string, news: News): Record<string, unknown> {
    const began: Record<string, unknown> = {};
    for (const entry of news.audit.toSorted((a, b) => b.n - a.n))
      for (const [at, , before] of entry.changes) if (at === key) Object.assign(began, before);
    return { ...began, over: null };
  }

  /** M1, M2: whatever stands is later than what stood there. */
  #stampsRise({ rows }: News): void {
    for (const { key, before, after } of rows) {
      if (!before) continue;
      const old = new Map(marksOf(before));
      for (const [register, mark] of marksOf(after)) {
        const last = old.get(register) ?? old.get('');
        if (!last || (last[0] === mark[0] && last[1] === mark[1] && last[2] === mark[2])) continue;
        if (mark[2] <= last[2] && !(mark[2] === last[2] && isLater(mark, last)))
          this.#fail(
            'stamps rise for every field (M1, M2)',
            `${key}.${register} ${last.join('.')} → ${mark.join('.')}`,
          );
      }
    }
  }

  /** M2: a replica's own changes are each later than the one before. */
  #ownStampsRise({ r, n, s, name }: VerdictRow): void {
    if (s === null) return;
    const last = this.#lastOf.get(r);
    if (last && n > last.n && s <= last.s)
      this.#fail('own stamps rise (M2)', `${name}: ${r}.${n} at ${s}, ${last.n} at ${last.s}`);
    if (!last || n > last.n) this.#lastOf.set(r, { n, s });
  }

  /** O1, I1: nothing is done before what its author had done before it, also after the server was put back. */
  #inTheirOrder({ uid, name, status }: VerdictRow): void {
    if (status === 'refused') this.#refused.add(uid);
    for (const earlier of this.#deeds.byUid.get(uid)?.own ?? []) {
      if (this.#mirror.verdicts.has(earlier) || this.#refused.has(earlier)) continue;
      if (this.#deeds.forgotten.has(earlier)) continue;
      const first = this.#deeds.byUid.get(earlier);
      this.#fail(
        'own changes are done in their order (O1, I1)',
        `${name} ${uid} before ${first?.name} ${earlier}`,
      );
    }
  }

  /** O3: what was done is in the audit log, and what was refused is there as that, once. */
  #oneEffect(verdict: VerdictRow, news: News): void {
    const { r, n, name, code } = verdict;
    const entries = news.audit.filter((entry) => entry.r === r && entry.n === n);
    const [entry] = entries;
    if (entries.length !== 1 || entry?.action !== name || entry.refused !== code)
      this.#fail(
        'one audit entry for each change (O3)',
        `${name} (${code}) has ${entries.map((one) => `${one.action} (${one.refused})`).join() || 'none'}`,
      );
  }

  /** M3: who saw what stood writes over it; who did not leaves a conflict, and only then. */
  #asItSaw(verdict: VerdictRow, news: News): void {
    const { r, n } = verdict;
    const deed = this.#deeds.byUid.get(verdict.uid);
    const audit = news.audit.find((entry) => entry.r === r && entry.n === n);
    if (!deed || !audit || !/^ticket\.set-|^conflict\./.test(deed.name)) return;
    for (const [at, value] of deed.wrote) {
      const dot = at.lastIndexOf('.');
      const [key, column] = [at.slice(0, dot), at.slice(dot + 1)];
      const stood = this.#standing.get(at);
      const change = audit.changes.find(([row, register]) => row === key && register === column);
      if (!stood) continue;
      if (change && String(change[2][column]) !== stood.value)
        this.#fail(
          'the audit log tells one story (M1)',
          `${at}: ${canonical(change[2])} stood, not ${stood.value}`,
        );
      const saw = deed.saw.get(at);
      const unseen = stood.value !== saw?.value && !this.#isOwn(at, stood, deed);
      const kept = this.#mirror.conflicts.filter(
        (one) => one.register === column && `ticket/${one.ticket}` === key && involves(one, r, n),
      ).length;
      const differs = stood.value !== value;
      // What was seen in another life of the database may have been done again since, under another dot: then a conflict
      // that none would have been is kept, and none is missed.
      const isOfThisLife = saw?.life === this.#mirror.incarnation;
      const expected = unseen && differs ? 1 : 0;
      if (!unseen && differs && !change && isOfThisLife)
        this.#fail('a write that saw what stood wins (M2)', `${at}: ${value} over ${stood.value}`);
      if (isOfThisLife ? kept !== expected : kept < expected)
        this.#fail(
          'a conflict is kept for each value overwritten unseen (M3)',
          `${at}: ${value} over ${stood.value}, saw ${saw?.value}: ${kept} kept`,
        );
      const rule = this.#ruleOf(column as RuledRegister, news);
      if (expected && isOfThisLife && change && rule && rule !== 'last')
        this.#fail(
          'what a rule holds back does not stand (M4)',
          `${at}: ${value} over ${stood.value}, though ${rule}`,
        );
      if (change) this.#standing.set(at, { value, r, n });
      else if (!differs) this.#standing.set(at, { value, r, n });
    }
  }

  /** What the tenant has chosen for a register; undefined where something was chosen with this very commit. */
  #ruleOf(register: RuledRegister, { rows }: News): MergeRule | undefined {
    if (rows.some(({ key }) => key.startsWith('policy/'))) return undefined;
    const chosen = mergeRulesIn((key) => this.#mirror.rows.get(rowKey(policyRef(key)))?.['value']);
    return chosen[register] ?? 'last';
  }

  /** The author's own, whichever identity of that profile wrote it. */
  #isOwn(at: string, stood: Standing, deed: Deed): boolean {
    const author = this.#deeds.of(at, stood.value);
    return author !== undefined && deed.own.has(author.uid);
  }

  #makesSense(key: string, row: object): void {
    const { status, resolvedAt, closedAt, number } = row as Record<string, unknown>;
    if (!key.startsWith('ticket/')) return;
    const resolved = status === 'resolved' || status === 'closed';
    if (resolved !== (resolvedAt !== null) || (status === 'closed') !== (closedAt !== null))
      this.#fail('coupled columns agree (M1)', `${key}: ${String(status)}`);
    for (const [other, ticket] of this.#mirror.rows)
      if (other !== key && other.startsWith('ticket/') && ticket['number'] === number)
        this.#fail('numbers are unique (N1)', String(number));
  }
}

const isLater = (a: readonly number[], b: readonly number[]): boolean =>
  (a[0] as number) !== (b[0] as number)
    ? (a[0] as number) > (b[0] as number)
    : (a[1] as number) > (b[1] as number);

function involves(
  one: { kept_r: number; kept_n: number; lost_r: number; lost_n: number },
  r: number,
  n: number,
): boolean {
  return (one.kept_r === r && one.kept_n === n) || (one.lost_r === r && one.lost_n === n);
}
