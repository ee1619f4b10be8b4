import { readSync, readWatch, type WatchMeta } from '../store/meta.ts';
import type { Replica } from './replica.ts';
import { isPaused } from './timer.ts';
import { within } from './within.ts';

/** So long may the oldest unsent change stay where it is although the server can be reached. */
export const STUCK_MS = 5 * 60_000;
/** So long may the device's own storage keep silent. */
export const SILENT_MS = 60_000;
/** A look that comes later than this says that the machine slept, not that something was stuck. */
const LOOK_MS_MAX = 60_000;
const ANSWER_MS = 10_000;

/** What is known of the outbox between two looks. Time is counted only while nothing explains the wait. */
export interface Watch {
  /** The uid of the oldest unsent change; null when nothing waits. */
  oldest: string | null;
  stuckMs: number;
  silentMs: number;
  /** How often something was done about it. */
  tries: number;
}

export const calm: Watch = { oldest: null, stuckMs: 0, silentMs: 0, tries: 0 };

/** One look. `oldest` is undefined when the storage did not answer. */
export interface Look {
  oldest: string | null | undefined;
  /** The server answers, the person is signed in, and nobody asked this device to wait. */
  free: boolean;
  elapsedMs: number;
}

export type Finding = 'calm' | 'waiting' | 'stuck' | 'silent' | 'moving-again';

/** What a look means (SPEC D7). Progress of any kind starts the count anew; being offline counts for nothing. */
export function judge(before: Watch, look: Look): { watch: Watch; finding: Finding } {
  const elapsedMs = Math.min(look.elapsedMs, LOOK_MS_MAX);
  if (look.oldest === undefined) {
    const silentMs = before.silentMs + elapsedMs;
    if (silentMs < SILENT_MS) return { watch: { ...before, silentMs }, finding: 'waiting' };
    return { watch: { ...before, silentMs: 0, tries: before.tries + 1 }, finding: 'silent' };
  }
  if (look.oldest === null || look.oldest !== before.oldest) {
    const watch = { ...calm, oldest: look.oldest };
    if (before.tries > 0) return { watch, finding: 'moving-again' };
    return { watch, finding: look.oldest === null ? 'calm' : 'waiting' };
  }
  const stuckMs = before.stuckMs + (look.free ? elapsedMs : 0);
  const watch = { ...before, stuckMs, silentMs: 0 };
  if (stuckMs < STUCK_MS * (before.tries + 1)) return { watch, finding: 'waiting' };
  return { watch: { ...watch, tries: before.tries + 1 }, finding: 'stuck' };
}

/** What is done about a finding. */
export interface Remedies {
  stuck(watch: Watch): Promise<void>;
  silent(watch: Watch): Promise<void>;
  movingAgain(): Promise<void>;
}

/** Looks after a replica whose loop may hang in any way a loop can: it shares nothing with it but the database. */
export class Watchdog {
  #replica: Replica;
  #remedies: Remedies;
  #answerMs: number;
  #watch: Watch = calm;
  /** Whether the storage has said where an earlier page has stopped counting. */
  #goesOn = false;
  /** Whether the storage answered the last look. */
  hears = true;

  /** `answerMs`: how long storage and server may take for an answer. */
  constructor(replica: Replica, remedies: Remedies, answerMs = ANSWER_MS) {
    this.#replica = replica;
    this.#remedies = remedies;
    this.#answerMs = answerMs;
  }

  /** One look, `elapsedMs` after the last by a monotonic clock. */
  async look(elapsedMs: number): Promise<Finding> {
    const read = await within(this.#answerMs, this.#read());
    this.hears = read !== undefined;
    // The server is asked only where something has not moved since the last look.
    const before = read?.kept && !this.#goesOn ? watchOf(read.kept) : this.#watch;
    this.#goesOn ||= read !== undefined;
    const suspect = read !== undefined && read.oldest !== null && read.oldest === before.oldest;
    const free = suspect && read.mayGo && (await this.#reaches());
    const { watch, finding } = judge(before, { oldest: read?.oldest, free, elapsedMs });
    this.#watch = watch;
    if (read && !isSame(watch, read.kept)) await within(this.#answerMs, this.#keep(watch));
    if (finding === 'stuck') await this.#remedies.stuck(watch);
    if (finding === 'silent') await this.#remedies.silent(watch);
    if (finding === 'moving-again') await this.#remedies.movingAgain();
    return finding;
  }

  async #read(): Promise<{ oldest: string | null; mayGo: boolean; kept: WatchMeta | undefined }> {
    const { db } = this.#replica;
    const [sync, kept, first] = await Promise.all([
      readSync(db),
      readWatch(db),
      db.outbox.where('state').equals('queued').first(),
    ]);
    const mayGo = !sync.needsSignIn && !isPaused(sync, this.#replica.now());
    return { oldest: first?.uid ?? null, mayGo, kept };
  }

  /** What has been counted outlives this page. Tabs count beside each other: the longest count is kept, no sum of them. */
  async #keep({ oldest, stuckMs, tries }: Watch): Promise<void> {
    const { db } = this.#replica;
    await db.transaction('rw', db.meta, async () => {
      const kept = await readWatch(db);
      const counted = kept?.oldest === oldest ? kept : { stuckMs: 0, tries: 0 };
      const most = {
        stuckMs: Math.max(stuckMs, counted.stuckMs),
        tries: Math.max(tries, counted.tries),
      };
      if (oldest === null || most.stuckMs + most.tries === 0) await db.meta.delete('watch');
      else await db.meta.put({ key: 'watch', oldest, ...most });
    });
  }

  async #reaches(): Promise<boolean> {
    const { transport } = this.#replica;
    const ask = async (): Promise<boolean> => {
      const signal = AbortSignal.timeout(this.#answerMs);
      return (await transport.fetch(`${transport.origin}/health`, { cache: 'no-store', signal })).ok;
    };
    return (await within(this.#answerMs, ask())) ?? false;
  }
}

const watchOf = ({ oldest, stuckMs, tries }: WatchMeta): Watch => ({ ...calm, oldest, stuckMs, tries });

/** Whether what is kept says as much; of a change that has just become the oldest there is nothing to keep. */
function isSame(watch: Watch, kept: WatchMeta | undefined): boolean {
  if (!kept) return watch.stuckMs === 0 && watch.tries === 0;
  return kept.oldest === watch.oldest && kept.stuckMs >= watch.stuckMs && kept.tries >= watch.tries;
}
