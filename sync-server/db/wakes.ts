import { Client } from 'pg';

/**
 * The channel on which servers and command-line tools hint to one another, outside of any writing transaction. The
 * payload is the sender's id, a space, and the tenant's.
 */
export const WAKE_CHANNEL = 'waypost_wake';
const AGAIN_MS = 2_000;

/** Hints from other servers that something of a tenant was committed there. Lossy by design (SPEC S7). */
export interface Wakes {
  stop(): Promise<void>;
}

/**
 * Listens on a connection of its own and comes back by itself when that is lost. `onHint` gets the payload of each hint,
 * `onReady` runs whenever listening has begun: what was missed meanwhile is found by comparing heads.
 *
 * By `pg` and not by postgres.js, whose listener ends the process with an uncaught EPIPE when its backend is terminated
 * (3.4.9, seen in `app.pg.test.ts`).
 */
export function listenForWakes(
  url: string,
  on: { hint(payload: string): void; ready(): void; error(error: unknown): void },
): Wakes {
  let stopped = false;
  let client: Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  const again = (): void => {
    client = undefined;
    if (!stopped) timer = setTimeout(() => void begin(), AGAIN_MS).unref();
  };
  const begin = async (): Promise<void> => {
    const mine = new Client({ connectionString: url, application_name: 'waypost wakes' });
    client = mine;
    let over = false;
    const lost = (error?: unknown): void => {
      if (over) return;
      over = true;
      if (error && !stopped) on.error(error);
      again();
    };
    mine.on('error', lost);
    mine.on('end', () => lost());
    mine.on('notification', ({ payload }) => {
      if (payload) on.hint(payload);
    });
    try {
      await mine.connect();
      await mine.query(`listen ${WAKE_CHANNEL}`);
      on.ready();
    } catch (error) {
      lost(error);
    }
  };
  void begin();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
