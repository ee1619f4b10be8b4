import { liveQuery } from 'dexie';
import { noteError } from '../store/error-log.ts';
import { dropFiles, readyFiles, strayCopies, unsentFiles } from '../store/files.ts';
import { readSync } from '../store/meta.ts';
import { backoffMs } from './backoff.ts';
import type { PushLock } from './cycle.ts';
import { Latch } from './latch.ts';
import { heedPause, notePause, waitOut } from './pause.ts';
import type { Replica } from './replica.ts';
import { sendFiles } from './send-files.ts';

/** However still it is: a file in trouble may have its time by now. */
const POLL_MS = 10 * 60_000;

/**
 * The lane of own files beside the loop of words (SPEC F1), and beside that of what is fetched (`fetch-lane.ts`): sends whenever a file's row is at the office and there is a
 * network, until `signal` aborts. Its failures are its own; a wait that the server asks for holds for all (SPEC R1).
 */
export async function runFileLane(replica: Replica, lock: PushLock, signal: AbortSignal): Promise<void> {
  const kick = new Latch();
  const stop = watchFiles(replica, kick);
  const stopSweeping = sweepCopies(replica);
  try {
    for (let failures = 0; !signal.aborted;) {
      await waitOut(replica, signal);
      try {
        if ((await readyFiles(replica.db, replica.now())).length)
          await lock(() => sendFiles(replica, signal));
        failures = 0;
        await kick.wait(POLL_MS, signal);
      } catch (error) {
        if (signal.aborted) return;
        await noteError(replica.db, 'files', error, replica.now());
        const noted = await notePause(replica, error, failures).catch(() => false);
        if (!noted) await kick.wait(backoffMs(failures, replica.random()), signal);
        failures += 1;
      }
    }
  } finally {
    stop();
    stopSweeping();
  }
}

/** Sets the latch when other files are ready than before, or the network is back. */
function watchFiles(replica: Replica, kick: Latch): () => void {
  let before = '';
  const look = async (): Promise<string> => {
    const [{ offlineSince }, ready] = await Promise.all([
      readSync(replica.db),
      readyFiles(replica.db, Number.MAX_SAFE_INTEGER),
    ]);
    return `${offlineSince === null} ${ready.map(({ file }) => `${file.id}${file.problem === null}`).join()}`;
  };
  const subscription = liveQuery(look).subscribe({
    next: (now) => {
      if (now !== before) kick.set();
      before = now;
    },
    error: () => kick.set(),
  });
  return () => subscription.unsubscribe();
}

/** Lets go of copies as soon as their ticket has left the device (SPEC S1). */
function sweepCopies({ db }: Replica): () => void {
  const subscription = liveQuery(() => strayCopies(db)).subscribe({
    next: (ids) => void (ids.length && dropFiles(db, ids).catch(() => undefined)),
    // Looked at again when the lane next begins.
    error: () => undefined,
  });
  return () => subscription.unsubscribe();
}

/**
 * Sends files where no lane runs: in the service worker, for as long as a browser lets it.
 * @throws what failed, also where time ran out, so that the browser wakes the worker again
 */
export async function sendFilesAlone(replica: Replica, lock: PushLock, signal: AbortSignal): Promise<void> {
  if (!(await readyFiles(replica.db, replica.now())).length) return;
  await heedPause(replica, () => lock(() => sendFiles(replica, signal)));
  const left = (await unsentFiles(replica.db)).filter(
    ({ state, problem }) => state === 'queued' && problem === null,
  );
  if (left.length && signal.aborted) throw new Error('there was no time for all files');
}
