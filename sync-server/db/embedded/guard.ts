import { setTimeout as delay } from 'node:timers/promises';
import { codeOf } from '../../cannot-start.ts';
import { connect, isAwayCode, type Sql } from '../connect.ts';

/**
 * Which process owns an embedded database: the one whose connection holds this advisory lock. PostgreSQL gives it
 * free at the very moment that process dies, however it dies; no pid file can promise that.
 */
const GUARD_LOCK = 928_374_650;

export type Guard = {
  mine: boolean;
  /** Who holds it, in words, where it is not mine. */
  holder: string;
  release(): Promise<void>;
};

/** Tries to become the owner. Undefined: nothing there answers to our password. */
export async function holdGuard(superUrl: string): Promise<Guard | undefined> {
  const sql = connect(superUrl, { max: 1, lifetimeSeconds: 0, name: `waypost, process ${process.pid}` });
  const release = () => sql.end({ timeout: 0 });
  try {
    const mine = await answerOf(sql);
    const holder = mine ? '' : await holderOf(sql);
    return { mine, holder, release };
  } catch (error) {
    await release();
    const refused = codeOf(error).startsWith('28');
    if (refused || isAwayCode(codeOf(error))) return undefined;
    throw error;
  }
}

/** A PostgreSQL whose owner was killed an instant ago may still be taking its connection down: asked for a second. */
async function answerOf(sql: Sql): Promise<boolean> {
  for (let tries = 0; tries < 10; tries += 1) {
    const [row] = await sql<[{ mine: boolean }]>`select pg_try_advisory_lock(${GUARD_LOCK}) as mine`;
    if (row.mine) return true;
    await delay(100);
  }
  return false;
}

async function holderOf(sql: Sql): Promise<string> {
  const [row] = await sql<{ name: string }[]>`
    select a.application_name as name from pg_locks l join pg_stat_activity a on a.pid = l.pid
    where l.locktype = 'advisory' and l.granted and l.objid = ${GUARD_LOCK}::bigint::oid`;
  return row?.name.replace(/^waypost, /, '') ?? 'unknown';
}
