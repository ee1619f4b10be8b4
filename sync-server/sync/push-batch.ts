import type { PushReply, SentMutation } from '../../shared/protocol/push.ts';
import { refusal, type Refusal } from '../../shared/rules/refusal.ts';
import type { Sql } from '../db/connect.ts';
import { isRepeatable, retryTransient, sqlState } from '../db/retry.ts';
import { inTenant } from '../db/tenant.ts';
import { pushInTransaction, type PushInput } from './push.ts';

/**
 * A whole push. Many mutations share one transaction; when that transaction fails for a reason that would come again,
 * they are done singly, so that only the one at fault is refused (SPEC L1, V2). Trouble with the database is thrown:
 * nothing was consumed, and the device tries again.
 */
export async function push(sql: Sql, input: PushInput, onBug: (error: unknown) => void): Promise<PushReply> {
  const run = (some: PushInput) => {
    const alsoLock = new Set<string>();
    return retryTransient(() =>
      inTenant(sql, some.tenantId, (tx) => pushInTransaction(tx, { ...some, alsoLock })),
    );
  };
  try {
    return await run(input);
  } catch (error) {
    if (!isRepeatable(error)) throw error;
    if (input.request.mutations.length === 1) return await refuseOne(run, input, error, onBug);
  }
  const verdicts: PushReply['verdicts'] = [];
  for (const sent of input.request.mutations) {
    const reply = await push(sql, withOnly(input, sent), onBug);
    verdicts.push(...reply.verdicts);
    if (reply.stop) return { ...reply, verdicts };
  }
  return { incarnation: input.incarnation, now: input.receivedAt, verdicts };
}

function withOnly(input: PushInput, sent: SentMutation): PushInput {
  const last = input.request.mutations.at(-1)?.uid === sent.uid;
  const left = last ? input.request.left : Math.max(1, input.request.left);
  return { ...input, request: { ...input.request, left, mutations: [sent] } };
}

/** Logs the verdict of a mutation that cannot be done here, under its own counter. */
async function refuseOne(
  run: (input: PushInput) => Promise<PushReply>,
  input: PushInput,
  error: unknown,
  onBug: (error: unknown) => void,
): Promise<PushReply> {
  const reason = reasonOf(error);
  if (reason.code === 'internal-error') onBug(error);
  return await run({ ...input, refuseWith: reason });
}

function reasonOf(error: unknown): Refusal {
  switch (sqlState(error)) {
    case '23505':
      return refusal('already-exists', 'Something with this name or identity already exists.');
    case '23503':
      return refusal('not-found', 'It names something that does not exist here.');
    case '23514':
    case '22P05':
    case '22021':
    case '22001':
      return refusal('bad-value', 'Some of what was entered cannot be stored.');
    default:
      return refusal(
        'internal-error',
        'The server could not do this; the fault is on its side and was recorded.',
      );
  }
}
