import {
  pushReplySchema,
  type PushReply,
  type PushRequest,
  type SentMutation,
} from '../../shared/protocol/push.ts';
import { bounds } from '../../shared/protocol/version.ts';
import type { OutboxEntry } from '../store/database.ts';
import { queued } from '../store/outbox.ts';
import { readReplica } from '../store/meta.ts';
import { applyVerdicts } from './apply-verdicts.ts';
import { call, NetworkError, ServerError } from './http.ts';
import { learnSkew } from './skew.ts';
import { ensureRegistered, fork, introduce, type Replica } from './replica.ts';
import { startAgain, type Asked } from './restored.ts';

/** A batch's arguments stay well below what the server takes in one body. */
const BATCH_CHARS = 1_000_000;

const SLOW_MS = 15_000;

/**
 * Sends everything queued, batch by batch, and marks the verdicts. Correct whoever else does it at the same time; the
 * lock around it only saves work. Answers how many were answered. @throws ServerError, NetworkError
 */
export async function flush(replica: Replica, signal: AbortSignal): Promise<number> {
  let answered = 0;
  for (let forks = 0; ;) {
    const me = await ensureRegistered(replica);
    const batch = fitting(await queued(replica.db, replica.pace.batch));
    if (!batch.length || signal.aborted) return answered;
    const { token, sender } = await introduce(replica);
    const body = { ...sender, left: Math.max(0, sender.left - batch.length), mutations: batch.map(sent) };
    const reply = await sendBatch(replica, body, { token, signal });
    const uids = new Map(batch.map((entry) => [entry.n, entry.uid]));
    // By the server's clock, because this device's may jump.
    await applyVerdicts(replica.db, replica.actor, reply, { from: me.id, uids }, reply.now);
    answered += reply.verdicts.length;
    if (!reply.stop) continue;
    // A device that must fork again and again is told by the error below rather than turning in circles.
    forks += 1;
    if (forks > 3) throw new Error('this device cannot find its place in the order of changes');
    await obey(replica, reply, sender);
  }
}

/** A batch that does not get through is tried smaller the next time; one that does lets the next be larger again. */
async function sendBatch(
  replica: Replica,
  body: PushRequest,
  by: { token: string; signal: AbortSignal },
): Promise<PushReply> {
  const { pace } = replica;
  const sentAt = replica.now();
  const request = { path: '/sync/push', body, ...by };
  try {
    const reply = await call(replica.transport, request, pushReplySchema);
    pace.batch = Math.min(bounds.pushMutations, pace.batch * 2);
    await learnSkew(replica, sentAt, reply.now);
    return reply;
  } catch (error) {
    // No network fails at once and says nothing of the size; a slow one fails after a while.
    const tooSlow = error instanceof NetworkError && replica.now() - sentAt > SLOW_MS;
    // Also where it is a proxy that takes no more.
    const tooLarge = (error instanceof ServerError || error instanceof NetworkError) && error.status === 413;
    if (tooSlow || tooLarge) pace.batch = Math.max(1, Math.floor(pace.batch / 2));
    throw error;
  }
}

/** Does what a stopped push asks for (SPEC O2, O3, I1). */
async function obey(replica: Replica, reply: PushReply, asked: Asked): Promise<void> {
  const me = await readReplica(replica.db);
  if (!reply.stop || me?.id !== asked.replica) return;
  const { stop } = reply;
  // A gap at or below what was answered: the server has lost work that it had acknowledged, so it lives another life.
  const lostWork = stop.code === 'gap' && stop.expected <= me.answered;
  if (stop.code === 'restored' || lostWork) return await startAgain(replica, asked, reply);
  await fork(replica, asked.replica);
}

function fitting(entries: OutboxEntry[]): OutboxEntry[] {
  let chars = 0;
  const end = entries.findIndex((entry) => (chars += JSON.stringify(entry.args).length) > BATCH_CHARS);
  return end === -1 ? entries : entries.slice(0, Math.max(1, end));
}

function sent(entry: OutboxEntry): SentMutation {
  const { n, uid, prev, name, version, args, at, s, base, needs, echo } = entry;
  return { n, uid, prev, name, version, args, at, s, base, needs, echo };
}
