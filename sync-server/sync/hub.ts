import { randomUUID } from 'node:crypto';
import type { Sql } from '../db/connect.ts';
import { WAKE_CHANNEL } from '../db/wakes.ts';
import { Fanout, type Opening } from './fanout.ts';
import type { KnownVectors } from './known-vectors.ts';
import type { Listener } from './listener.ts';

const POLL_MS = 15_000;
const COALESCE_MS = 25;

/**
 * Wakes the streams of every tenant: at once for what was committed here, by lossy hints for what other servers
 * committed, and by a slow poll beneath both (SPEC S7).
 */
export class Hub {
  #me = randomUUID();
  #sql: Sql;
  #vectors: KnownVectors;
  #fanouts = new Map<string, Fanout>();
  #hints = new Map<string, NodeJS.Timeout>();
  #timer: NodeJS.Timeout | undefined;
  #unlisten: Promise<() => Promise<void>>;
  #onError: (error: unknown) => void;

  constructor(sql: Sql, vectors: KnownVectors, onError: (error: unknown) => void) {
    this.#sql = sql;
    this.#vectors = vectors;
    this.#onError = onError;
    this.#timer = setInterval(() => this.#poll(), POLL_MS).unref();
    this.#unlisten = this.#listen();
  }

  /** Opens a stream that ends by itself after `lastsMs`, as the token it was opened with does. */
  async open(tenantId: string, who: Opening, lasts: { now: number; ms: number }): Promise<Listener> {
    const fanout =
      this.#fanouts.get(tenantId) ?? new Fanout(tenantId, this.#sql, this.#vectors, this.#onError);
    this.#fanouts.set(tenantId, fanout);
    const listener = await fanout.open(who, lasts);
    // What was committed between reading the point and listening must not wait for the poll.
    fanout.wake();
    return listener;
  }

  /** A transaction of this tenant has committed here. */
  committed(tenantId: string): void {
    this.#fanouts.get(tenantId)?.wake();
    if (this.#hints.has(tenantId)) return;
    const hint = setTimeout(() => {
      this.#hints.delete(tenantId);
      this.#sql.notify(WAKE_CHANNEL, `${this.#me} ${tenantId}`).catch(this.#onError);
    }, COALESCE_MS);
    this.#hints.set(tenantId, hint.unref());
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const hint of this.#hints.values()) clearTimeout(hint);
    for (const fanout of this.#fanouts.values()) fanout.close();
    this.#fanouts.clear();
    await (
      await this.#unlisten
    )();
  }

  /** postgres.js comes back by itself and says so: what was missed meanwhile is found by comparing heads. */
  async #listen(): Promise<() => Promise<void>> {
    try {
      const hinted = (payload: string) => this.#hinted(payload);
      const listening = await this.#sql.listen(WAKE_CHANNEL, hinted, () => this.#wakeAll());
      return () => listening.unlisten().catch(() => undefined);
    } catch (error) {
      this.#onError(error);
      return async () => {};
    }
  }

  #hinted(payload: string): void {
    const [from, tenantId] = payload.split(' ');
    if (from !== this.#me && tenantId) this.#fanouts.get(tenantId)?.wake();
  }

  #wakeAll(): void {
    for (const fanout of this.#fanouts.values()) fanout.wake();
  }

  #poll(): void {
    for (const [tenantId, fanout] of this.#fanouts) {
      if (fanout.isIdle) this.#fanouts.delete(tenantId);
      fanout.beat();
      fanout.wake();
      if (fanout.listeners) fanout.recheck(Date.now()).catch(this.#onError);
    }
  }
}
