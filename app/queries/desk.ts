import { waitsForWord } from '../../shared/rules/approvals.ts';
import { lastActivity } from '../../shared/rules/derive.ts';
import { overConnection } from '../store/connection.ts';
import type { DeviceDatabase, TicketRecord } from '../store/database.ts';
import type { Shown } from '../store/outbox.ts';
import { follow } from './live.ts';
import type { TicketSummary } from './types.ts';

/** After a read that failed, everything is read again. */
const AGAIN_MS = 1_000;
const SETTLE_MS = 300;

/**
 * Every ticket of the device in memory, kept up by the log of changes: the view cache under lists, filters and counts.
 * Reading 10,000 records once is cheap; reading them again at every change is not (facts.md, Browser).
 */
export class Desk {
  /** Changes with every update; screens compare it. */
  version = 0;
  ready = false;
  readonly tickets = new Map<string, TicketSummary>();
  #db: DeviceDatabase;
  #listeners = new Set<() => void>();
  #seen = 0;
  /** Ends the following of the log. */
  #end: (() => void) | undefined;
  #started = false;
  /** Reads under way: what they bring may be older than what is shown meanwhile. */
  #reads = 0;
  #reloading: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(db: DeviceDatabase) {
    this.#db = db;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (!this.#started) void this.#reload();
    this.#started = true;
    return () => this.#listeners.delete(listener);
  };

  /** The tickets as of a version: the desk is one object that changes inside, and the version stands for what is in it. */
  at(_version: number): Iterable<TicketSummary> {
    return this.tickets.values();
  }

  /**
   * What this tab itself has just written, at once: the log would bring the same two reads later. Where it does not
   * follow what is known, or something is being read, it is left to the log.
   */
  show({ rev, tickets }: Shown): void {
    if (!this.ready || this.#reads > 0 || rev !== this.#seen + 1) return;
    this.#seen = rev;
    for (const record of tickets) this.tickets.set(record.id, summaryOf(record));
    this.#changed();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#reloading);
    this.#end?.();
  }

  /** Reads everything, and follows the log from there on. Where it cannot be read, it is read again in a while. */
  async #reload(): Promise<void> {
    const isRead = await this.#reading(async () => {
      const [last, records] = await overConnection(this.#db, () => this.#readAll());
      this.#seen = last?.rev ?? 0;
      this.tickets.clear();
      // In the order in which lists mostly want them: sorting what is almost sorted costs next to nothing.
      const summaries = records.map(summaryOf).sort((a, b) => b.activityAt - a.activityAt);
      for (const summary of summaries) this.tickets.set(summary.id, summary);
    });
    if (!isRead || this.#closed) return;
    const since = () => this.#db.changes.where('rev').above(this.#seen).toArray();
    this.#end ??= follow(this.#db, since, (found) => void this.#follow(found));
    this.#changed();
  }

  async #readAll() {
    const { changes, tickets } = this.#db;
    return await this.#db.transaction('r', [changes, tickets], () =>
      Promise.all([changes.orderBy('rev').last(), tickets.toArray()]),
    );
  }

  async #follow(changes: { rev: number; tickets: string[] | null }[]): Promise<void> {
    const fresh = changes.filter((change) => change.rev > this.#seen);
    if (!fresh.length) return;
    const first = fresh[0]?.rev ?? 0;
    // The log is short: when its beginning was cut off before it was read, everything is read again.
    const complete = first === this.#seen + 1 && fresh.every((change) => change.tickets !== null);
    if (!complete) return this.#reloadSoon(fresh.at(-1)?.rev ?? 0);
    this.#seen = fresh.at(-1)?.rev ?? this.#seen;
    const ids = [...new Set(fresh.flatMap((change) => change.tickets ?? []))];
    const isRead = await this.#reading(async () => {
      const records = await this.#db.tickets.bulkGet(ids);
      ids.forEach((id, i) => {
        const record = records[i];
        if (record) this.tickets.set(id, summaryOf(record));
        else this.tickets.delete(id);
      });
    });
    if (isRead) this.#changed();
  }

  /** Answers whether it could be read. What could not is not told by the log again: everything is read in a while. */
  async #reading(read: () => Promise<void>): Promise<boolean> {
    this.#reads += 1;
    try {
      await read();
      return true;
    } catch {
      this.#reloadIn(AGAIN_MS);
      return false;
    } finally {
      this.#reads -= 1;
    }
  }

  /** Pages of a fill come many in a row: everything is read once, when they have stopped coming. */
  #reloadSoon(rev: number): void {
    this.#seen = Math.max(this.#seen, rev);
    this.#reloadIn(SETTLE_MS);
  }

  #reloadIn(ms: number): void {
    clearTimeout(this.#reloading);
    this.#reloading = setTimeout(() => void (this.#closed || this.#reload()), ms);
  }

  #changed(): void {
    this.ready = true;
    this.version += 1;
    for (const listener of this.#listeners) listener();
  }
}

export function summaryOf(record: TicketRecord): TicketSummary {
  const tagIds = record.tags.filter((tag) => !tag.removed).map((tag) => tag.id);
  const { ticket, values, waiting = 0, refused = 0 } = record;
  const asked = (record.more?.approval ?? []).filter((one) => waitsForWord(one, ticket)).length;
  return { ...ticket, tagIds, values, activityAt: lastActivity(ticket), waiting, refused, asked };
}

const desks = new Map<string, Desk>();

/** The one desk of a database in this tab. */
export function deskOf(db: DeviceDatabase): Desk {
  const known = desks.get(db.name);
  if (known) return known;
  const desk = new Desk(db);
  desks.set(db.name, desk);
  return desk;
}

export function closeDesk(db: DeviceDatabase): void {
  desks.get(db.name)?.close();
  desks.delete(db.name);
}
