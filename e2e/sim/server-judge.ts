import {
  mergeRulesIn,
  policyRef,
  type MergeRule,
  type PolicyKey,
  type RuledRegister,
} from '../../shared/model/policy.ts';
import { SKEW_TOLERANCE_MS } from '../../shared/clock/claimed.ts';
import { stampAt } from '../../shared/clock/stamp.ts';
import { rowKey, rowRegisters } from '../../shared/model/rows.ts';
import { dotOf, markOf } from '../../shared/model/versioned.ts';
import { registerValue } from '../../shared/mutations/apply.ts';
import { SERVER_REPLICA } from '../../shared/clock/dot.ts';
import { canonical } from '../../shared/lib/fingerprint.ts';
import type { Deed, Deeds } from './deeds.ts';
import type { Fail } from './judge.ts';
import { ownWork, type Mirror, type News, type VerdictRow } from './mirror.ts';
import { registerOf, tellingColumns } from './telling.ts';
import { marksOf, type Row } from './view.ts';

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

  #nowMs: () => number;
  /** The latest stamp of the server's own jobs, which are done ahead of their time here; and how many were given since. */
  #ofJobs = 0;
  #given = 0;

  constructor(around: {
    mirror: Mirror;
    deeds: Deeds;
    fail: Fail;
    /** It is read after every commit. */
    inOrder: boolean;
    /** The server's clock. */
    nowMs: () => number;
  }) {
    this.#mirror = around.mirror;
    this.#deeds = around.deeds;
    this.#fail = around.fail;
    this.#inOrder = around.inOrder;
    this.#nowMs = around.nowMs;
    this.startAgain();
  }

  /** Another life of the database, or the first: what is there is where it begins. */
  startAgain(): void {
    this.#standing.clear();
    this.#lastOf.clear();
    for (const [key, row] of this.#mirror.rows) this.#begin(key, row);
  }

  #begin(key: string, row: Row): void {
    for (const column of tellingColumns(key)) {
      const [r, n] = dotOf(row, registerOf(key, column));
      this.#standing.set(`${key}.${column}`, {
        value: String((row as Record<string, unknown>)[column]),
        r,
        n,
      });
    }
  }

  look(news: News): void {
    this.#stampsRise(news);
    if (this.#inOrder) for (const row of news.rows) this.#registersAreWhole(row, news);
    for (const { key, before, after } of news.rows) {
      this.#makesSense(key, after);
      if (before) continue;
      this.#begin(key, { ...after, ...this.#asItBegan(key, news) });
      this.#saysWhenItCame(key, after, news);
    }
    const fresh = news.verdicts.sort((a, b) => a.r - b.r || a.n - b.n);
    for (const verdict of fresh) {
      if (verdict.code === 'internal-error') this.#fail('the server never stumbles (V2)', verdict.name);
      // Every identity and every name in these worlds is new, but of what two copies of a profile try again; and a membership
      // has the id of its team and person.
      if (
        verdict.code === 'already-exists' &&
        !this.#wasSplitBefore(verdict) &&
        !this.#deeds.anew.has(verdict.uid)
      )
        this.#fail('nothing is done twice (O2, N1)', verdict.name);
      this.#ownStampsRise(verdict);
      this.#isNotAhead(verdict);
      this.#falls(verdict);
      if (this.#inOrder) this.#inTheirOrder(verdict);
      this.#oneEffect(verdict, news);
      if (this.#inOrder && verdict.status !== 'refused') {
        this.#asItSaw(verdict, news);
        this.#comesBack(verdict, news);
      }
    }
    const { audit, verdicts } = this.#mirror;
    const sent = audit.filter(({ action }) => !ownWork.includes(action)).length;
    if (sent !== verdicts.size)
      this.#fail('one audit entry for each change (O3)', `${sent} for ${verdicts.size}`);
  }

  /** M7: what was done long before it came says so, and nothing else does. */
  #saysWhenItCame(key: string, row: Row, { audit }: News): void {
    if (!/^(ticket|message|event)\//.test(key)) return;
    const { createdAt, receivedAt, r, n } = row;
    const entry = audit.find((one) => one.r === r && one.n === n);
    // Of what was written over in the same commit the log tells of the later write.
    if (entry && entry.claimed !== createdAt) return;
    const came = entry && entry.at - entry.claimed > 60_000 ? entry.at : null;
    if (receivedAt === came) return;
    this.#fail('what came late says so (M7)', `${key}: ${String(receivedAt)}, not ${String(came)}`);
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
      for (const [, [r, , s]] of marksOf(after))
        if (r === SERVER_REPLICA) this.#ofJobs = Math.max(this.#ofJobs, s);
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

  /**
   * M2: a stamp is not ahead of the server's clock, whatever clock its author has. What lifts it above what its author had
   * seen or done lifts it by one, above a stamp of which the same is true.
   */
  #isNotAhead({ r, n, s, name }: VerdictRow): void {
    if (s === null) return;
    this.#given += 1;
    const latest = Math.max(stampAt(this.#nowMs() + SKEW_TOLERANCE_MS), this.#ofJobs) + this.#given;
    if (s > latest)
      this.#fail('no stamp is ahead of the server (M2)', `${name}: ${r}.${n} at ${s}, not ${latest}`);
  }

  /** Two devices may make a ticket of the same message: the second is told of the first (decision 0010). */
  #wasSplitBefore({ name, r }: VerdictRow): boolean {
    const others = [...this.#mirror.verdicts.values()].filter((other) => other.r !== r);
    return (
      name === 'ticket.split' && others.some((other) => other.name === name && other.status !== 'refused')
    );
  }

  /** O3: what was made on top of an own change that was refused is refused as well. */
  #falls({ uid, name, status }: VerdictRow): void {
    if (status === 'refused') return;
    for (const under of this.#deeds.byUid.get(uid)?.on ?? [])
      if (this.#mirror.verdicts.get(under)?.status === 'refused')
        this.#fail('what builds on a refusal is refused (O3)', `${name} ${uid} on ${under}`);
  }

  /**
   * M1: the columns of a register change together, to what the write has whose mark they bear, and not without one: status
   * with its times, priority with its deadline, assignee with the team.
   */
  #registersAreWhole({ key, before, after }: News['rows'][number], { audit }: News): void {
    if (!before || !key.startsWith('ticket/')) return;
    for (const register of Object.keys(rowRegisters.ticket)) {
      const [r, n] = markOf(after, register);
      const changes = audit
        .filter((entry) => entry.r === r && entry.n <= n)
        .toSorted((a, b) => a.n - b.n)
        .flatMap((entry) => entry.changes.filter(([row, which]) => row === key && which === register));
      const [oldR, oldN] = markOf(before, register);
      const written = oldR === r && oldN === n ? undefined : changes.at(-1)?.[3];
      const expected = written ?? registerValue('ticket', before, register);
      const stands = registerValue('ticket', after, register);
      if (canonical(stands) !== canonical(expected))
        this.#fail(
          'a register is written whole (M1)',
          `${key}.${register}: ${canonical(stands)}, not ${canonical(expected)}`,
        );
    }
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

  /** A1: what somebody works on is in the archive no longer. */
  #comesBack({ r, n, name }: VerdictRow, { audit }: News): void {
    const changes = audit.filter((entry) => entry.r === r && entry.n === n).flatMap((entry) => entry.changes);
    for (const [at] of changes) {
      const [kind, ticketId, under] = at.split('/');
      if (kind !== 'ticket' && under === undefined) continue;
      const archivedAt = this.#mirror.rows.get(`ticket/${ticketId}`)?.['archivedAt'] ?? null;
      if (archivedAt !== null)
        this.#fail('work on what is in the archive brings it back (A1)', `${name}: ${at}`);
    }
  }

  /** M3: who saw what stood writes over it; who did not leaves a conflict, and only then. */
  #asItSaw(verdict: VerdictRow, news: News): void {
    const { r, n } = verdict;
    const deed = this.#deeds.byUid.get(verdict.uid);
    const audit = news.audit.find((entry) => entry.r === r && entry.n === n);
    if (!deed || !audit || !/^ticket\.set-|^field\.|^conflict\./.test(deed.name)) return;
    for (const [at, value] of deed.wrote) {
      const dot = at.lastIndexOf('.');
      const [key, column] = [at.slice(0, dot), at.slice(dot + 1)];
      const stood = this.#standing.get(at);
      const register = registerOf(key, column);
      // A row that came to be was written over nothing.
      const change = audit.changes.find(
        ([row, which, before]) => row === key && which === register && before !== null,
      );
      if (!stood) continue;
      if (change?.[2] && String(change[2][column]) !== stood.value)
        this.#fail(
          'the audit log tells one story (M1)',
          `${at}: ${canonical(change[2])} stood, not ${stood.value}`,
        );
      const saw = deed.saw.get(at);
      const isOfThisLife = saw?.life === this.#mirror.incarnation;
      const sawIt =
        stood.value === saw?.value &&
        !(isOfThisLife && saw?.dot && (saw.dot[0] !== stood.r || saw.dot[1] !== stood.n));
      const unseen = !sawIt && !this.#isOwn(at, stood, deed);
      const kept = this.#mirror.conflicts.filter(
        (one) => one.register === register && one.key === key && involves(one, r, n),
      ).length;
      const differs = stood.value !== value;
      // What was seen in another life of the database may have been done again since, under another dot: then a conflict
      // that none would have been is kept, and none is missed.
      const expected = unseen && differs ? 1 : 0;
      if (!unseen && differs && !change && isOfThisLife)
        this.#fail('a write that saw what stood wins (M2)', `${at}: ${value} over ${stood.value}`);
      if (kept > expected ? isOfThisLife : kept < expected)
        this.#fail(
          'a conflict is kept for each value overwritten unseen (M3)',
          `${at}: ${value} over ${stood.value}, saw ${saw?.value}: ${kept} kept`,
        );
      const rule = this.#ruleOf(key, column, news);
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
  #ruleOf(of: string, column: string, { rows }: News): MergeRule | undefined {
    if (rows.some(({ key }) => key.startsWith('policy/'))) return undefined;
    const [kind, , fieldId = ''] = of.split('/');
    const valueOf = (key: PolicyKey): unknown => this.#mirror.rows.get(rowKey(policyRef(key)))?.['value'];
    const chosen = mergeRulesIn(valueOf, fieldId ? [fieldId] : []);
    if (kind === 'fieldValue') return chosen[`field:${fieldId}`] ?? chosen.field ?? 'last';
    return chosen[column as RuledRegister] ?? 'last';
  }

  /** The author's own, whichever identity of that profile wrote it. */
  #isOwn(at: string, stood: Standing, deed: Deed): boolean {
    return this.#deeds.allOf(at, stood.value).some(({ uid }) => deed.own.has(uid));
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
