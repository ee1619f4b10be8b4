import { setTimeout as delay } from 'node:timers/promises';
import type { Sql } from '../db/connect.ts';
import { noteLife, readLife, type Life } from '../db/life.ts';
import type { Log } from '../log.ts';
import { endOf, type Seen } from './judge.ts';
import { readSeen, writeSeen } from './seen-file.ts';

/** What was committed in between is not known to be lost, should the database be put back just then. */
const LOOK_MS = 2_000;

export interface WatchOptions {
  sql: Sql;
  log: Log;
  /** Where to keep what was seen, outside of the database; undefined: only while this server runs. */
  file: string | undefined;
  /** How far the log was before this start wrote anything itself. */
  position: number | undefined;
}

/**
 * Notices that the database is an earlier one than this server has seen, or a copy, and begins a new life of it, so that
 * devices are told (SPEC I1, I2). Looks once before it answers, then every two seconds.
 *
 * @returns ends it, with a last look
 */
export async function watchLife(options: WatchOptions): Promise<() => Promise<void>> {
  const { sql, log, file } = options;
  let seen = file === undefined ? undefined : await readSeen(file);
  const stopped = new AbortController();

  const look = async (position?: number): Promise<boolean> => {
    const found = await readLife(sql);
    if (!found) return false;
    const life: Life = { ...found, position: position ?? found.position };
    const end = endOf(life, seen);
    let { id } = life;
    if (end !== undefined || life.began === null) id = await noteLife(sql, life.place, end ? life.id : null);
    if (end !== undefined)
      log.warn({ end }, 'this database is an earlier one or a copy: devices offer their work again');
    const earlier = id === life.id ? life.earlier : [life.id, ...life.earlier];
    const now: Seen = { id, place: life.place, position: found.position, earlier };
    if (seen?.id === now.id && seen.place === now.place && seen.position === now.position) return true;
    seen = now;
    if (file !== undefined) await keep(file, now);
    return true;
  };

  let complained = false;
  const keep = async (to: string, now: Seen): Promise<void> => {
    try {
      await writeSeen(to, now);
    } catch (error) {
      if (!complained)
        log.warn({ err: error }, 'a database that is put back while no server runs goes unnoticed');
      complained = true;
    }
  };

  if (!(await look(options.position)))
    log.warn('this PostgreSQL does not tell where it is: one that is put back goes unnoticed');
  const looking = (async () => {
    while (!stopped.signal.aborted) {
      await delay(LOOK_MS, undefined, { signal: stopped.signal, ref: false }).catch(() => undefined);
      // A database that is away is somebody else's to tell of.
      await look().catch(() => undefined);
    }
  })();
  return async () => {
    stopped.abort();
    await looking;
  };
}
