import { claimedStamp, claimedTime, skewOf, type ClaimedTime } from '../../shared/clock/claimed.ts';
import type { Dot } from '../../shared/clock/dot.ts';
import { must } from '../../shared/lib/must.ts';
import { fieldMergeKey, mergePolicies, mergeRulesIn, policyRef } from '../../shared/model/policy.ts';
import { rowKey, type RowRef, type RowTypes } from '../../shared/model/rows.ts';
import { isArchived } from '../../shared/model/ticket.ts';
import { withReturn } from '../../shared/mutations/archive.ts';
import { parseMutation } from '../../shared/mutations/parse.ts';
import { chainsOf, listsOf, readsOf, wholeOf } from '../../shared/mutations/registry.ts';
import type { Mutation } from '../../shared/mutations/mutation.ts';
import type { Actor, Write } from '../../shared/mutations/plan.ts';
import { ticketRef } from '../../shared/mutations/ticket-access.ts';
import type { PushReply, PushRequest, SentMutation } from '../../shared/protocol/push.ts';
import { bounds } from '../../shared/protocol/version.ts';
import { arrival } from '../../shared/rules/arrival.ts';
import { refusal, type Refusal } from '../../shared/rules/refusal.ts';
import type { Tx } from '../db/connect.ts';
import type { AuditEntry, StoredVerdict } from '../db/sync/log.ts';
import {
  lockRows,
  lockTickets,
  readChains,
  readMergedInto,
  readRows,
  type FoundRow,
} from '../db/sync/read-rows.ts';
import { grantsOf } from '../db/sync/grants.ts';
import { lockReplica, type ReplicaState } from '../db/sync/replicas.ts';
import { readReaddressed, readVerdicts } from '../db/sync/log.ts';
import { LockMore } from '../db/retry.ts';
import { ticketsOf } from './about.ts';
import { attemptOf } from './attempt.ts';
import { assignNumbers, type Numbering } from './numbering.ts';
import { persist } from './persist.ts';
import { settle, type Clash } from './settle.ts';
import { renderVerdicts } from './verdicts.ts';
import { WorkingSet } from './working-set.ts';
import { revoked } from '../auth/actor.ts';
import type { Touched } from './memberships.ts';
import type { ToldInRun } from './notices.ts';

/** The parts of a push request that the work depends on. */
export interface PushInput {
  tenantId: string;
  actor: Actor;
  request: PushRequest;
  incarnation: string;
  receivedAt: number;
  /** Set for work that is given an earlier time here (an import): it was never on its way (SPEC M7). */
  isDatedHere?: true;
  /** Set when the mutations were found impossible in a transaction before: they are only logged as refused. */
  refuseWith?: Refusal;
  /** Tickets that a try before this one has found to be looked at too; what this one finds is added. */
  alsoLock?: Set<string>;
}

/** A mutation on its way through a push: parsed, or already refused. */
type Job = { sent: SentMutation } & (
  { mutation: Mutation<unknown>; refusal?: never } | { refusal: Refusal; mutation?: never }
);

/** What mutations do to rows, collected while they run one after another. */
export interface RowEffects {
  rows: WorkingSet;
  touched: Map<string, Touched>;
  conflicts: Clash[];
  audit: AuditEntry[];
  /** Of a run of the server's own work: whom it has told what. */
  told?: ToldInRun;
  /** Whether this is a look at promises, which notes itself when to look again. */
  isLook?: boolean;
}

/** Everything a push will write. */
export interface Effects extends RowEffects {
  verdicts: StoredVerdict[];
  readdressed: { n: number; uid: string }[];
  usedNumbers: { number: string; ticketId: string }[];
}

/**
 * One transaction of a push (SPEC L1, O1–O3), steps numbered as there:
 * 1 lock the replica · 2 what is known of these uids · 3 put them in order, up to the first that does not fit ·
 * 4 lock every touched ticket in key order · 5 read, the author's grants too · 6 plan and merge one after another · 7 write · 8 answer.
 */
export async function pushInTransaction(tx: Tx, given: PushInput): Promise<PushReply> {
  const { request, receivedAt } = given;
  const replica = await lockReplica(tx, request.replica); // 1
  const reply = { incarnation: given.incarnation, now: receivedAt };
  if (!replica || replica.personId !== given.actor.id)
    return { ...reply, verdicts: [], stop: { code: 'forked' } };
  if (replica.retiredAt !== null) return { ...reply, verdicts: [], stop: { code: 'retired' } };

  const uids = request.mutations.flatMap((sent) => [sent.uid, ...sent.needs]);
  const known = await readVerdicts(tx, given.actor.id, uids); // 2
  const order = await inOrder(tx, request.mutations, replica, known); // 3
  const { refuseWith } = given;
  const jobs = order.fresh.map((sent): Job => (refuseWith ? { sent, refusal: refuseWith } : toJob(sent)));
  const rows = await lockAndRead(tx, given, jobs); // 4, 5
  const actor = await grantsOf(tx, given.actor.id);
  if (!actor) throw revoked();
  const input: PushInput = { ...given, actor };
  const run = await runOf(tx, { input, replica, known, rows, jobs });
  for (const job of jobs) await runJob(job, run); // 6
  if (jobs.length)
    await persist(tx, input, replica, run.effects, run.skewMs, request.left === 0 && !order.stop); // 7
  const asked = order.answered.map(({ sent }) => ({
    n: sent.n,
    verdict: must(known.get(sent.uid), 'verdict'),
  }));
  const verdicts = await renderVerdicts(tx, rows, given.actor.id, asked); // 8
  return order.stop ? { ...reply, verdicts, stop: order.stop } : { ...reply, verdicts };
}

async function lockAndRead(
  tx: Tx,
  { tenantId, actor: { id: authorId }, alsoLock = new Set() }: PushInput,
  jobs: Job[],
): Promise<WorkingSet> {
  const planned = jobs.flatMap((job) => (job.mutation ? [job] : []));
  const refs = planned.flatMap(({ mutation, sent }) => readsOf(mutation, sent.args, sent.uid));
  refs.push(...[...alsoLock].map(ticketRef));
  // By what rule they meet is asked only where something may meet.
  if (planned.some(({ sent }) => Object.keys(sent.base).length)) {
    refs.push(...mergePolicies, ...fieldsIn(refs).map((id) => policyRef(fieldMergeKey(id))));
  }
  const lists = planned.flatMap(({ mutation, sent }) => listsOf(mutation, sent.args));
  const whole = planned.flatMap(({ mutation, sent }) => wholeOf(mutation, sent.args));
  const tickets = refs.filter((ref) => ref.kind === 'ticket').map((ref) => ref.id);
  await lockTickets(tx, tickets);
  const locks = planned.flatMap(({ mutation, sent }) => mutation.locks?.(sent.args) ?? []);
  // The author's own row too: two admins who take each other's role away at once must not both succeed.
  if (locks.length) await lockRows(tx, tenantId, [...locks, { kind: 'person', id: authorId }]);
  const chains = planned.flatMap(({ mutation, sent }) => chainsOf(mutation, sent.args));
  const [read, leading] = await Promise.all([readRows(tx, refs, lists, whole), readChains(tx, chains)]);
  for (const found of leading) read.set(rowKey(found.ref), found);
  // Where a ticket leads is known only by now, and locking it out of order could close a circle of waiting: once more.
  const merged = await readMergedInto(tx, archivedIn(read));
  for (const found of merged) read.set(rowKey(found.ref), found);
  const beyond = [...leading, ...merged].map(({ ref }) => ref.id).filter((id) => !tickets.includes(id));
  if (beyond.length) {
    for (const id of beyond) alsoLock.add(id);
    throw new LockMore();
  }
  return new WorkingSet(read);
}

/** The tickets among these rows that are in the archive: work on one brings back what was merged into it, too (SPEC A1). */
const archivedIn = (read: ReadonlyMap<string, FoundRow>): string[] =>
  [...read.values()].flatMap(({ ref, row }) =>
    ref.kind === 'ticket' && isArchived(row as RowTypes['ticket']) ? [ref.id] : [],
  );

/** The custom fields whose values are among these rows. */
const fieldsIn = (refs: readonly RowRef[]): string[] =>
  refs.flatMap(({ kind, id }) => (kind === 'fieldValue' ? [id] : []));

/** What the mutations of one push share while they run. */
async function runOf(
  tx: Tx,
  given: Pick<Run, 'input' | 'replica' | 'known'> & { rows: WorkingSet; jobs: Job[] },
): Promise<Run> {
  const { input, replica, known, rows, jobs } = given;
  const skewMs = skewOf(input.request.sentAt, input.receivedAt);
  const claimOf = (sent: SentMutation): ClaimedTime =>
    claimedTime(sent.at, skewMs, replica.drainedAt, input.receivedAt);
  const planned = jobs.flatMap((job) => (job.mutation ? [job.sent] : []));
  const atOf = (sent: SentMutation): number => claimOf(sent).atMs;
  const by = { personId: input.actor.id, replica: replica.ord, at: input.receivedAt };
  const numbering = await assignNumbers(tx, input.tenantId, by, planned, atOf);
  const refused = [...known.values()].filter((verdict) => verdict.r > 0 && verdict.status === 'refused');
  return {
    input,
    replica,
    skewMs,
    claimOf,
    known,
    refused: new Set(refused.map((verdict) => verdict.uid)),
    numbering,
    effects: {
      rows,
      touched: new Map(),
      conflicts: [],
      audit: [],
      verdicts: [],
      readdressed: [],
      usedNumbers: [],
    },
  };
}

interface Order {
  /** To run now, in order. */
  fresh: SentMutation[];
  /** To answer, fresh ones included, in the order they were sent. */
  answered: { sent: SentMutation }[];
  stop?: PushReply['stop'];
}

/**
 * SPEC O2: at or below the head the same uid is answered again, another means a fork; the next counter is taken only
 * after its own predecessor; a gap is answered with the counter expected and consumes nothing.
 */
async function inOrder(
  tx: Tx,
  mutations: SentMutation[],
  replica: ReplicaState,
  known: Map<string, StoredVerdict>,
): Promise<Order> {
  const below = mutations.filter((sent) => sent.n <= replica.lastN).map((sent) => sent.n);
  const readdressed = await readReaddressed(tx, replica.ord, below);
  const order: Order = { fresh: [], answered: [] };
  let head = replica.lastN;
  let lastUid = replica.lastUid;
  for (const sent of mutations) {
    if (sent.n <= head) {
      const verdict = known.get(sent.uid);
      const same =
        (verdict?.r === replica.ord && verdict.n === sent.n) || readdressed.get(sent.n) === sent.uid;
      if (!same) return { ...order, stop: { code: 'forked' } };
    } else if (sent.n > head + 1) {
      return { ...order, stop: { code: 'gap', expected: head + 1 } };
    } else if (sent.prev !== lastUid) {
      return { ...order, stop: { code: 'forked' } };
    } else {
      order.fresh.push(sent);
      head = sent.n;
      lastUid = sent.uid;
    }
    order.answered.push({ sent });
  }
  return order;
}

/** Arguments parse apart from the envelope: what is wrong with them is a refusal, and the queue goes on (SPEC V2). */
function toJob(sent: SentMutation): Job {
  const parsed = parseMutation(sent.name, sent.version, sent.args);
  if (parsed.refusal) return { sent, refusal: parsed.refusal };
  return { sent: { ...sent, args: parsed.args }, mutation: parsed.mutation };
}

interface Run {
  input: PushInput;
  replica: ReplicaState;
  skewMs: number;
  claimOf(sent: SentMutation): ClaimedTime;
  effects: Effects;
  known: Map<string, StoredVerdict>;
  refused: Set<string>;
  numbering: Numbering;
}

/** Runs one mutation and logs its verdict and who tried what; refused or not, it consumes its counter (SPEC O3). */
async function runJob(job: Job, run: Run): Promise<void> {
  const { sent } = job;
  const { replica, effects, known } = run;
  const earlier = known.get(sent.uid);
  replica.lastN = sent.n;
  replica.lastUid = sent.uid;
  if (earlier) {
    // A known uid under a new dot returns its first verdict.
    effects.readdressed.push({ n: sent.n, uid: sent.uid });
    if (earlier.r > 0 && earlier.r !== replica.ord) adopt(replica, earlier);
    return;
  }
  const outcome = job.refusal ?? dependsOnRefused(sent, run) ?? (await perform(job.mutation, sent, run));
  const verdict: StoredVerdict = {
    uid: sent.uid,
    r: replica.ord,
    n: sent.n,
    // A name nobody knows is anybody's text; the log keeps names only.
    name: /^[a-z.-]+$/.test(sent.name) ? sent.name : '?',
    status: 'refused',
    code: null,
    detail: null,
    wrote: null,
    s: null,
  };
  if ('code' in outcome) {
    const { code, message, details } = outcome;
    const claimed = run.claimOf(sent);
    effects.audit.push({
      ...attemptOf({ name: verdict.name, args: sent.args }, code, job.mutation?.reads(sent.args)),
      ...madeBy(run.input.actor, sent, claimed, replica.ord),
    });
    Object.assign(verdict, { code, detail: details ? { message, details } : { message } });
    run.refused.add(sent.uid);
  } else {
    Object.assign(verdict, outcome);
  }
  effects.verdicts.push(verdict);
  known.set(sent.uid, verdict);
}

/** What an earlier identity of this device had done counts as this one's own from now on (SPEC O4). */
function adopt(replica: ReplicaState, earlier: StoredVerdict): void {
  const others = replica.was.filter(([r, upTo]) => r !== earlier.r || upTo > earlier.n);
  if (!others.some(([r]) => r === earlier.r)) others.push([earlier.r, earlier.n]);
  replica.was = others.slice(-bounds.ancestors);
  replica.lastS = Math.max(replica.lastS, earlier.s ?? 0);
}

function dependsOnRefused(sent: SentMutation, run: Run): Refusal | undefined {
  if (!sent.needs.some((uid) => run.refused.has(uid))) return undefined;
  return refusal('depends-on-refused', 'It builds on a change of yours that was refused.');
}

/** Plans and settles; the plan is the very function the device ran, on the server's rows. */
async function perform(
  mutation: Mutation<unknown>,
  sent: SentMutation,
  run: Run,
): Promise<Refusal | Pick<StoredVerdict, 'status' | 'wrote' | 's'>> {
  const { input, replica, effects } = run;
  const claimed = run.claimOf(sent);
  const { rows } = effects;
  const plan = mutation.plan({
    rows,
    args: sent.args,
    actor: input.actor,
    atMs: claimed.atMs,
    uid: sent.uid,
  });
  if (plan.refusal) return plan.refusal;
  const writes: Write[] = [];
  for (const write of withReturn(rows, plan.writes, input.receivedAt))
    writes.push(await run.numbering.apply(write, sent.uid, effects.usedNumbers));
  const dot: Dot = [replica.ord, sent.n];
  const settled = settle(rows, writes, {
    dot,
    claimed: claimedStamp(sent.s, claimed, run.skewMs, input.receivedAt),
    lastStamp: replica.lastS,
    ancestors: replica.was,
    base: sent.base,
    echo: sent.echo,
    done: {
      at: claimed.atMs,
      receivedAt: input.isDatedHere ? null : arrival(claimed.atMs, input.receivedAt),
    },
    rules: mergeRulesIn((key) => rows.get(policyRef(key))?.value, fieldsIn(writes.map(({ ref }) => ref))),
  });
  replica.lastS = settled.stamp;
  for (const ref of settled.touched) effects.touched.set(rowKey(ref), { ref, dot });
  effects.conflicts.push(...settled.conflicts);
  const logged = mutation.logs?.(sent.args);
  const changes: AuditEntry['changes'] = logged ? [['', sent.name, null, logged]] : settled.changes;
  const tickets = ticketsOf(writes, rows, mutation.reads(sent.args));
  effects.audit.push(auditOf(sent, input.actor, claimed, { writes, tickets, changes, dot }));
  return {
    status: settled.conflicts.length ? 'conflict' : 'applied',
    wrote: settled.wrote,
    s: settled.stamp,
  };
}

function auditOf(
  sent: SentMutation,
  actor: Actor,
  claimed: ClaimedTime,
  { writes, tickets, changes, dot }: Pick<AuditEntry, 'tickets' | 'changes'> & { writes: Write[]; dot: Dot },
): AuditEntry {
  const ref: RowRef | undefined = writes[0]?.ref;
  return {
    ...madeBy(actor, sent, claimed, dot[0]),
    action: sent.name,
    subject: ref?.ticketId ? 'ticket' : (ref?.kind ?? 'nothing'),
    subjectId: ref?.ticketId ?? ref?.id ?? null,
    tickets,
    changes,
    refused: null,
    asked: null,
  };
}

function madeBy(
  actor: Actor,
  { at, n }: SentMutation,
  { atMs, clamped }: ClaimedTime,
  r: number,
): Pick<AuditEntry, 'actorId' | 'claimedAt' | 'claimedRaw' | 'clamped' | 'r' | 'n'> {
  return { actorId: actor.id, claimedAt: atMs, claimedRaw: at, clamped, r, n };
}
