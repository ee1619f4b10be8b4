import { setTimeout as delay } from 'node:timers/promises';
import { connect, type Sql } from '../../sync-server/db/connect.ts';
import type { Office } from './office.ts';

/** Moments of the server's work on a push, found by looking at the database and not by luck. */
export class Moments {
  #sql: Sql;

  constructor(office: Office) {
    const url = new URL(office.postgres.running.superUrl);
    url.pathname = '/waypost';
    this.#sql = connect(url.href, { max: 2, name: 'faults' });
  }

  async verdicts(): Promise<number> {
    const [row] = await this.#sql<{ n: number }[]>`select count(*)::int as n from verdicts`;
    return row?.n ?? 0;
  }

  /** Resolves when a push has committed: its verdicts can be seen. */
  async afterCommit(before: number): Promise<void> {
    while ((await this.verdicts()) === before) await delay(1);
  }

  /**
   * Stops every push in the middle of its transaction, where it writes the audit log. `reached` waits until one is
   * there; `release` lets it go on, if anybody is left to.
   */
  async inTransaction(): Promise<{ reached: () => Promise<void>; release: () => Promise<void> }> {
    const lock = await this.#sql.reserve();
    await lock`begin`;
    await lock`lock table audit in exclusive mode`;
    const release = async (): Promise<void> => {
      await lock`rollback`;
      lock.release();
    };
    return { reached: () => this.#someoneWaits(), release };
  }

  async #someoneWaits(): Promise<void> {
    for (;;) {
      const waiting = await this.#sql`
        select 1 from pg_stat_activity where application_name = 'waypost server' and wait_event_type = 'Lock'`;
      if (waiting.length) return;
      await delay(2);
    }
  }

  /** Ends the server's connections that listen, or all of them; answers how many. */
  async terminate(which: 'listening' | 'all'): Promise<number> {
    const ended = await this.#sql`
      select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'waypost server'
      and (${which} = 'all' or query ilike 'listen%')`;
    return ended.length;
  }

  async close(): Promise<void> {
    await this.#sql.end({ timeout: 0 });
  }
}
