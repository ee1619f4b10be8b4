import { must } from '../../lib/must.ts';
import type { TargetKind } from '../../model/sla-policy.ts';
import { targetKinds } from '../../model/sla-policy.ts';
import { isActive, type Breach, type Priority, type Status, type Ticket } from '../../model/ticket.ts';
import { resolutionStartsAt, termOf, type Term } from './due.ts';
import { levelsOf, type Level } from './levels.ts';
import { dueOfTicket, factsOf, type Promises } from './of-ticket.ts';
import { stretchesOf, type Era, type Placed, type Stretch } from './stretches.ts';
import { bestMatch } from './targets.ts';

/** What is known when the server looks at a ticket; times in milliseconds since 1970 UTC. */
export interface Seen {
  ticket: Ticket;
  tagIds: readonly string[];
  promises: Promises;
  /** What the tenant promised before, and since when this; absent: never anything else. */
  eras?: readonly Era[];
  /** Where the ticket stood before, and since when where it is; absent: nowhere else. */
  places?: readonly (readonly [since: number, placed: Placed])[];
  nowMs: number;
  /** The earliest time of work that has come to light since the last look; null where none came late. */
  lateAt: number | null;
  /** What was missed before is no breach of this desk's: the ticket came from elsewhere. Null: everything counts. */
  since: number | null;
  /** Which priority people have given it since when (levels.ts). */
  given: readonly Level[];
  /** Whether the priority that stands was written by the server: then what raised it may be taken back. */
  raisedByServer: boolean;
}

/** What a look finds (product.md, Priority and SLA). */
export interface Look {
  /** Every promise it missed, as the ticket should say it; its own list where nothing is new. */
  breaches: readonly Breach[];
  /** Those of them that were not known. */
  missed: readonly Breach[];
  /** Those that had been done in time after all. */
  withdrawn: readonly Breach[];
  priority: Priority;
  /** When it goes to `escalated`; null where it does not. */
  escalatedAt: number | null;
  /** Where it goes back to, if nobody has moved it since it was escalated by mistake; null where it stays. */
  goesBackTo: Status | null;
}

/** As many as a ticket carries; older ones stay in its timeline. */
const BREACHES_MAX = 60;

/**
 * What was missed until now and what has turned out not to be: what the ticket would say had somebody looked at every
 * moment, whenever the server does. Looking again finds nothing more.
 */
export function lookAt(seen: Seen): Look {
  const { withdrawn, priority: from } = withdraw(seen);
  const gone = new Set(withdrawn);
  const known = (seen.ticket.breaches ?? []).map((breach) =>
    gone.has(breach) ? { ...breach, withdrawn: true } : breach,
  );
  // What was withdrawn has never been: neither its level nor the time it was escalated for.
  const ticket = { ...seen.ticket, breaches: known };
  const left = withStanding({ ...seen, ticket });
  const escalations = missedResolutions(left, from);
  const missed = [...escalations.missed, ...missedAnswers(left, escalations.chain)].sort(
    (a, b) => a.at - b.at,
  );
  const breaches =
    missed.length || withdrawn.length
      ? [...known, ...missed].sort((a, b) => a.at - b.at).slice(-BREACHES_MAX)
      : (seen.ticket.breaches ?? []);
  const last = escalations.missed.at(-1);
  return {
    breaches,
    missed,
    withdrawn,
    priority: escalations.priority,
    escalatedAt: last && escalates(ticket, last.at) ? last.at : null,
    goesBackTo: ticket.status === 'escalated' ? before(ticket, breaches, withdrawn) : null,
  };
}

/** The status it had when it was escalated, where no escalation is left. */
function before(ticket: Ticket, breaches: readonly Breach[], withdrawn: readonly Breach[]): Status | null {
  const first = withdrawn.find(({ what }) => what === 'resolution');
  if (!first || standing(breaches, 'resolution').some(({ at }) => at >= first.at)) return null;
  return ticket.history.findLast(([at, status]) => at <= first.at && status !== 'escalated')?.[1] ?? null;
}

/** Not what was decided about it after the breach: that its person would have decided of an escalated ticket too. */
function escalates({ status, history }: Ticket, at: number): boolean {
  return isActive(status) && status !== 'escalated' && (history?.at(-1)?.[0] ?? 0) <= at;
}

const standing = (breaches: readonly Breach[], kind: TargetKind): Breach[] =>
  breaches.filter(({ what, withdrawn }) => what === kind && !withdrawn).sort((a, b) => a.at - b.at);

/** The term of a promise in a stretch of the ticket's life, after these breaches of the resolution. */
function term(
  { ticket }: Seen,
  kind: TargetKind,
  { priority, placed, promises }: Stretch,
  chain: readonly Breach[],
): Term | undefined {
  const policy = bestMatch(promises.policies, { ...placed, priority });
  const facts = { ...factsOf(ticket), priority, breaches: chain };
  return termOf(facts, policy, promises.calendars, kind);
}

/**
 * The first breach of a promise after these of the resolution, from a moment on; undefined where it was kept, or still can
 * be. Each promise counts for as long as it was made: what a change of priority, of place or of what is promised makes
 * overdue is missed at the moment of the change, and not before anybody could know; what stands still, once it goes on.
 */
function missedAfter(
  seen: Seen,
  kind: TargetKind,
  chain: readonly Breach[],
  fromMs: number,
): Breach | undefined {
  const stretches = stretchesIn(seen, chain);
  const first = Math.max(
    0,
    stretches.findLastIndex(({ since }) => since <= fromMs),
  );
  for (const [i, stretch] of stretches.entries()) {
    const { since, priority } = stretch;
    const until = stretches[i + 1]?.since;
    if (i < first || (until !== undefined && until <= since)) continue;
    // An urgent ticket escalates once.
    if (kind === 'resolution' && priority === 'urgent' && chain.some((one) => one.priority === 'urgent'))
      continue;
    const of = term(seen, kind, stretch, chain);
    if (of?.at === undefined || of.at >= (until ?? seen.nowMs) || isBefore(of.at, seen.since)) continue;
    const at = countsAt(of.periods, Math.max(of.at, i > first ? since : fromMs));
    if (at === undefined || (until !== undefined && at >= until)) continue;
    if (of.metAt === null || of.metAt > at) return { what: kind, at, priority, withdrawn: false };
  }
  return undefined;
}

function stretchesIn(seen: Seen, chain: readonly Breach[]): Stretch[] {
  const { ticket, tagIds, promises, eras = [], places = [] } = seen;
  const { createdAt, categoryId, teamId } = ticket;
  return stretchesOf(
    levelsOf(seen.given, chain),
    places.length ? places : [[createdAt, { categoryId, teamId, tagIds }]],
    eras.length ? eras : [{ since: createdAt, promises }],
  );
}

const isBefore = (at: number, since: number | null): boolean => since !== null && at < since;

/** The first moment from this one on that counts, or with which what counted ended. */
const countsAt = (periods: Term['periods'], atMs: number): number | undefined => {
  const period = periods.find(({ toMs }) => toMs >= atMs);
  return period && Math.max(atMs, period.fromMs);
};

const resolutionAfter = (seen: Seen, chain: readonly Breach[]): Breach | undefined =>
  missedAfter(seen, 'resolution', chain, chain.at(-1)?.at ?? seen.ticket.createdAt);

/**
 * A person's priority stands also where breaches should have raised it since: they count on from there (a person's write
 * beats one of the server's own).
 */
function withStanding(seen: Seen): Seen {
  const { ticket, given, raisedByServer } = seen;
  const [since, priority] = lastOf(levelsOf(given, standing(ticket.breaches, 'resolution')));
  if (raisedByServer || priority === ticket.priority) return seen;
  return { ...seen, given: [...given, [since + 1, ticket.priority]] };
}

const lastOf = (levels: readonly Level[]): Level => must(levels.at(-1), 'the priority of the creation');

/** Work counts at the time it was done: what it shows to have been in time is taken back, with all that followed. */
function withdraw(seen: Seen): { withdrawn: Breach[]; priority: Priority } {
  const { ticket, lateAt, raisedByServer } = seen;
  const breaches = ticket.breaches ?? [];
  if (lateAt === null) return { withdrawn: [], priority: ticket.priority };
  const resolutions = standing(breaches, 'resolution');
  const wrong = resolutions.findIndex((breach, i) => {
    if (breach.at <= lateAt) return false;
    const again = resolutionAfter(seen, resolutions.slice(0, i));
    return again?.at !== breach.at || again.priority !== breach.priority;
  });
  const fromHere = wrong < 0 ? [] : resolutions.slice(wrong);
  const answers = [
    ...standing(breaches, 'firstResponse').filter(({ at }) => at > lateAt && answeredBy(ticket, at)),
    ...standing(breaches, 'nextResponse').filter(({ at }) => at > lateAt && repliedBy(seen, at)),
  ];
  const [, was] = lastOf(levelsOf(seen.given, resolutions.slice(0, wrong)));
  return {
    withdrawn: [...fromHere, ...answers],
    priority: fromHere.length && raisedByServer ? was : ticket.priority,
  };
}

const settledBy = ({ status, resolvedAt }: Ticket, at: number): boolean =>
  !isActive(status) && resolvedAt !== null && resolvedAt <= at;

const answeredBy = (ticket: Ticket, at: number): boolean =>
  (ticket.firstResponseAt !== null && ticket.firstResponseAt <= at) || settledBy(ticket, at);

/**
 * Whether the question whose answer was due at `at` had one by then. The ticket knows its last reply alone: where another
 * has followed since, the breach stands.
 */
function repliedBy(seen: Seen, at: number): boolean {
  const { ticket } = seen;
  if (settledBy(ticket, at)) return true;
  const { repliedAt } = ticket;
  if (repliedAt == null || repliedAt > at) return false;
  return missedAnswer(seen, 'nextResponse', standing(ticket.breaches, 'resolution'))?.at !== at;
}

/** One level up with each; `chain`: with those known before. */
function missedResolutions(
  seen: Seen,
  from: Priority,
): { missed: Breach[]; chain: Breach[]; priority: Priority } {
  const chain = standing(seen.ticket.breaches, 'resolution');
  const missed: Breach[] = [];
  for (;;) {
    const breach = resolutionAfter(seen, chain);
    if (!breach || chain.some(({ at }) => at === breach.at)) break;
    chain.push(breach);
    missed.push(breach);
  }
  const [, priority] = lastOf(levelsOf(seen.given, chain));
  return { missed, chain, priority: missed.length ? priority : from };
}

type AnswerKind = Exclude<TargetKind, 'resolution'>;

const askedAt = (ticket: Ticket): number => ticket.askedAt?.[0] ?? 0;

const missedAnswer = (seen: Seen, kind: AnswerKind, chain: readonly Breach[]): Breach | undefined =>
  missedAfter(seen, kind, chain, kind === 'nextResponse' ? askedAt(seen.ticket) : seen.ticket.createdAt);

/** Each question once, the first one for good. */
function missedAnswers(seen: Seen, chain: readonly Breach[]): Breach[] {
  const { ticket } = seen;
  const { breaches } = ticket;
  const owed = (['firstResponse', 'nextResponse'] as const).filter(
    (kind) => !standing(breaches, kind).some(({ at }) => kind === 'firstResponse' || at >= askedAt(ticket)),
  );
  return owed.flatMap((kind) => missedAnswer(seen, kind, chain) ?? []);
}

/** The ticket as far as its promises go, once it says what was found. */
export function asFound(ticket: Ticket, found: Look): Ticket {
  const status = found.escalatedAt === null ? (found.goesBackTo ?? ticket.status) : 'escalated';
  return { ...ticket, breaches: found.breaches, priority: found.priority, status };
}

/** A promise whose people are to be warned. */
export interface Warning {
  what: TargetKind;
  dueAt: number;
  /** The same as long as it is the same promise, with when the latest was made: a pause moves its end, and warns nobody twice. */
  key: string;
  /** Whether somebody who was warned under this key was warned of the same promise, as it was made by then. */
  isTold: (key: string) => boolean;
}

/** What has to be told now of promises that can still be kept, and when to look again; null: not by itself. */
export function aheadOf(seen: Seen): {
  warnings: Warning[];
  nextAt: number | null;
} {
  const { ticket, tagIds, promises, nowMs } = seen;
  const dues = dueOfTicket(ticket, tagIds, promises, nowMs);
  const warnings: Warning[] = [];
  let nextAt: number | null = null;
  for (const what of targetKinds) {
    const due = dues[what];
    if (due.state !== 'running') continue;
    const isNear = due.warnAt <= nowMs;
    if (isNear) warnings.push({ what, dueAt: due.dueAt, ...keyOf(seen, what, due.dueAt) });
    // A promise is missed after the moment it was due.
    const at = isNear ? due.dueAt + 1 : due.warnAt;
    nextAt = nextAt === null ? at : Math.min(nextAt, at);
  }
  return { warnings, nextAt };
}

function keyOf(seen: Seen, what: TargetKind, dueAt: number): Pick<Warning, 'key' | 'isTold'> {
  const { ticket, eras = [] } = seen;
  const startedAt = {
    firstResponse: () => ticket.createdAt,
    nextResponse: () => ticket.askedAt[0] ?? 0,
    resolution: () => resolutionStartsAt(factsOf(ticket)),
  }[what]();
  const since = promisedSince(seen, what, dueAt, startedAt);
  const promise = `${what}/${startedAt}/${ticket.priority}`;
  const madeBy = (key: string): number => Number(key.slice(promise.length + 1));
  return {
    key: `${promise}/${eras.at(-1)?.since ?? 0}`,
    // By then this was promised already, whatever has moved its end since.
    isTold: (key) => (key === promise || key.startsWith(`${promise}/`)) && madeBy(key) >= since,
  };
}

/**
 * Since when what is promised is due when it is: 0 where that was so from the start. What an admin changes of other
 * promises, of names, or of days that are yet to come promises nothing anew.
 */
function promisedSince(
  { ticket, tagIds, eras = [], nowMs }: Seen,
  what: TargetKind,
  dueAt: number,
  startedAt: number,
): number {
  const latest = eras.filter((_, i) => (eras[i + 1]?.since ?? Infinity) > startedAt);
  const other = latest.findLastIndex(({ promises }) => {
    const due = dueOfTicket(ticket, tagIds, promises, nowMs)[what];
    return due.state !== 'running' || due.dueAt !== dueAt;
  });
  return other < 0 ? 0 : (latest[other + 1]?.since ?? 0);
}
