import { EventEmitter } from 'node:events';
import { connect as open, type Socket as NetSocket } from 'node:net';
import { connect, type Sql } from '../../sync-server/db/connect.ts';
import { outside } from './globals.ts';
import type { Scheduler } from './scheduler.ts';
import type { Socket, Store } from './store.ts';
import { readAnswer, takeMessages } from './wire.ts';

/**
 * A real PostgreSQL: transactions run side by side and wait for each other's locks. Virtual time stands still while it
 * is being asked; in which order its answers come is up to it, so a run is not the same twice.
 */
export class PostgresStore implements Store {
  readonly name = 'postgres';
  readonly appUrl: string;
  onCommit: (() => Promise<void>) | undefined;
  #super: Sql;
  #scheduler: Scheduler | undefined;
  #open = new Set<Connection>();

  constructor(urls: { appUrl: string; superUrl: string }) {
    this.appUrl = urls.appUrl;
    this.#super = connect(urls.superUrl, { max: 1 });
  }

  async join(scheduler: Scheduler): Promise<void> {
    await this.#closeAll([...this.#open]);
    this.#scheduler = scheduler;
    this.onCommit = undefined;
  }

  get isFree(): boolean {
    return [...this.#open].every((connection) => !connection.isInTransaction);
  }

  socket(): Socket {
    const connection = new Connection(this.#scheduler as Scheduler, new URL(this.appUrl), () =>
      this.#open.delete(connection),
    );
    this.#open.add(connection);
    return connection;
  }

  async look(sql: string, since?: number): Promise<string | null> {
    // Not through the world's timers: the world is not what asks here.
    return await outside(async () => {
      const rows = await this.#super.unsafe(sql.replaceAll(':since', String(since))).simple();
      const last = (Array.isArray(rows[0]) ? rows.at(-1) : rows) as
        Record<string, string | null>[] | undefined;
      const row = last?.[0];
      return row ? (Object.values(row)[0] ?? null) : null;
    });
  }

  async abandon(owner: string): Promise<void> {
    await this.#closeAll([...this.#open].filter((connection) => connection.owner === owner));
  }

  async stop(): Promise<void> {
    await this.#closeAll([...this.#open]);
    await this.#super.end();
  }

  async #closeAll(connections: Connection[]): Promise<void> {
    for (const connection of connections) connection.destroy();
    if (connections.length === 0) return;
    // A connection that is gone holds its locks until the database has noticed.
    for (;;) {
      const text = await this.look(
        `select count(*)::text from pg_stat_activity
         where datname = current_database() and usename = '${new URL(this.appUrl).username}'`,
      );
      if (Number(text) <= this.#open.size) return;
    }
  }
}

/** One real socket, of which the world hears in its own time. */
class Connection extends EventEmitter implements Socket {
  readonly owner: string;
  readyState: 'open' | 'closed' = 'open';
  isInTransaction = false;
  #scheduler: Scheduler;
  #socket: NetSocket;
  /** Answers that are still to come: to whole exchanges, and to descriptions asked for in between. */
  #exchanges = 1;
  #descriptions = 0;
  #in: Buffer = Buffer.alloc(0);
  #out: Buffer = Buffer.alloc(0);
  #greeted = false;
  #onGone: () => void;

  constructor(scheduler: Scheduler, url: URL, onGone: () => void) {
    super();
    this.#scheduler = scheduler;
    this.owner = scheduler.owner;
    this.#onGone = onGone;
    scheduler.wait();
    this.#socket = open({ host: url.hostname, port: Number(url.port) });
    this.#socket.setNoDelay(true);
    this.#socket.on('data', (bytes: Buffer) => this.#hear(bytes));
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', () => this.destroy());
  }

  write(chunk: Buffer): boolean {
    this.#out = Buffer.concat([this.#out, chunk]);
    if (!this.#greeted && this.#out.length >= 8) {
      this.#out = this.#out.subarray(this.#out.readInt32BE(0));
      this.#greeted = true;
    }
    const { messages, rest } = takeMessages(this.#out);
    this.#out = Buffer.from(rest);
    for (const { type } of messages) {
      if (type === 'S' || type === 'Q') this.#expect(1, 0);
      if (type === 'H') this.#expect(0, 1);
    }
    if (this.readyState === 'open') this.#socket.write(chunk);
    return true;
  }

  #expect(exchanges: number, descriptions: number): void {
    const wasIdle = this.#isIdle;
    this.#exchanges = Math.max(0, this.#exchanges + exchanges);
    this.#descriptions = Math.max(0, this.#descriptions + descriptions);
    if (wasIdle && !this.#isIdle) this.#scheduler.wait();
    if (!wasIdle && this.#isIdle) this.#scheduler.heard();
  }

  get #isIdle(): boolean {
    return this.readyState === 'closed' || this.#exchanges + this.#descriptions === 0;
  }

  #hear(bytes: Buffer): void {
    this.#in = Buffer.concat([this.#in, bytes]);
    const { messages, rest } = takeMessages(this.#in);
    this.#in = Buffer.from(rest);
    const { status } = readAnswer(messages);
    if (status) this.isInTransaction = status !== 'I';
    const chunk = Buffer.from(bytes);
    this.#scheduler.soon(() => this.readyState === 'open' && this.emit('data', chunk), this.owner);
    for (const { type } of messages) {
      if (type === 'Z') this.#expect(-1, 0);
      if (type === 'T' || type === 'n' || type === 'E') this.#expect(0, -1);
    }
  }

  end(): void {
    this.#socket.end();
    this.destroy();
  }

  destroy(): void {
    if (this.readyState === 'closed') return;
    const wasIdle = this.#isIdle;
    this.readyState = 'closed';
    if (!wasIdle) this.#scheduler.heard();
    this.#socket.destroy();
    this.#onGone();
    this.#scheduler.soon(() => this.emit('close'), this.owner);
  }
}
