import { EventSourceParserStream } from 'eventsource-parser/stream';
import { byeSchema, deltaSchema, helloSchema, type Hello } from '../../shared/protocol/stream.ts';
import { applyDelta } from './apply-pull.ts';
import { learnGrants } from './grants.ts';
import { remakeOffered } from './offered-again.ts';
import { readSync } from '../store/meta.ts';
import { PROTOCOL } from '../../shared/protocol/version.ts';
import { NetworkError, send } from './http.ts';
import type { Replica } from './replica.ts';
import { watchSilence } from './silence.ts';

/** The server says something at least this often; a longer silence is a dead connection. */
const SILENCE_MS = 40_000;

export interface StreamEvents {
  /** The server has begun to speak. */
  opened(): void;
  /** The device is behind, or an event could not be applied: pull. What it answers tells whether that has been done. */
  behind(): () => boolean;
  /** Runs `work` when no fill, push or pull is under way. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * Listens until the stream ends; the server ends it when the token it was opened with runs out. Answers how long to
 * wait before the next one. Deltas are applied when they follow on what is here, else they wake (SPEC S7).
 * @throws ServerError, NetworkError
 */
export async function listen(
  replica: Replica,
  signal: AbortSignal,
  events: StreamEvents,
): Promise<{ retryMs: number }> {
  const alive = watchSilence(SILENCE_MS);
  const both = AbortSignal.any([signal, alive.signal]);
  const token = await replica.token();
  const path = `/sync/stream?protocol=${PROTOCOL}`;
  const response = await send(replica.transport, { path, token, signal: both, open: true });
  if (!response.body) throw new NetworkError('the stream is empty');
  const reader = response.body
    .pipeThrough(alive.through)
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  let hello: Hello | undefined;
  let last = 0;
  // Whether the device has all that the stream's point before the next delta stands for.
  let hasCaughtUp = (): boolean => false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { retryMs: 250 };
      const data: unknown = JSON.parse(value.data);
      if (value.event === 'bye') return byeSchema.parse(data);
      if (value.event === 'hello') {
        hello = helloSchema.parse(data);
        if (hello.grants) await learnGrants(replica.db, hello.grants);
        events.opened();
        hasCaughtUp = (await isAt(replica, hello)) ? () => true : events.behind();
      } else if (value.event === 'delta' && hello) {
        const delta = deltaSchema.parse(data);
        // Events come in order; one that was skipped means that something was lost on the way.
        const inOrder = delta.seq > last && (last === 0 || delta.seq === last + 1);
        last = delta.seq;
        const of = hello;
        const apply = async (): Promise<boolean> => {
          // Rows are as new as the delta, not as its counters: on ground that has gaps, an earlier delta that comes to be
          // applied later, by another tab, would take them back.
          if (!hasCaughtUp()) return false;
          if (!(await applyDelta(replica.db, replica.actor, delta, of, replica.now()))) return false;
          await remakeOffered(replica);
          return true;
        };
        if (!inOrder || !(await events.exclusively(apply))) hasCaughtUp = events.behind();
      } else if (value.event === 'wake') {
        last = 0;
        hasCaughtUp = events.behind();
      }
    }
  } catch (error) {
    if (signal.aborted) return { retryMs: 0 };
    throw error instanceof NetworkError ? error : new NetworkError('the stream broke off');
  } finally {
    alive.stop();
    reader.cancel().catch(() => undefined);
  }
}

/** True when the device is exactly where the stream begins. */
async function isAt(replica: Replica, hello: Hello): Promise<boolean> {
  const sync = await readSync(replica.db);
  if (sync.incarnation !== hello.incarnation || sync.paging) return false;
  const states = Object.values(sync.scopes);
  const held = new Set(hello.held.map(([ord]) => ord));
  if (states.length !== held.size || !states.every((state) => held.has(state.scope))) return false;
  return states.length > 0 && states.every((state) => !state.fill && state.digest === hello.digest);
}
