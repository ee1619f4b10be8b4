import { createHash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { ignoreTimers } from './globals.ts';
import type { Scheduler } from './scheduler.ts';
import type { Socket, Store } from './store.ts';
import { isStartup, lastValue, queryMessage, readAnswer, takeMessages, welcome } from './wire.ts';

const DB = join(import.meta.dirname, '../../sync-server/db');
const CACHE = join(import.meta.dirname, '../../node_modules/.cache/sim');
const APP = 'waypost_app';

/** A migrated, empty PostgreSQL in this process. Making one takes two seconds, so it is kept for the next time. */
async function migrated(): Promise<PGlite> {
  const names = (await readdir(join(DB, 'migrations'))).filter((name) => name.endsWith('.sql')).sort();
  const files = await Promise.all(names.map((name) => readFile(join(DB, 'migrations', name), 'utf8')));
  const grants = (await readFile(join(DB, 'grants.sql'), 'utf8')).replaceAll(':app', APP);
  const key = createHash('sha256')
    .update([...files, grants].join('\0'))
    .digest('hex')
    .slice(0, 16);
  const cached = join(CACHE, `${key}.tar`);
  if (existsSync(cached)) return await PGlite.create({ loadDataDir: new Blob([await readFile(cached)]) });
  const db = await PGlite.create();
  await db.exec(`create role waypost_owner; create role ${APP} login;
    grant all on schema public to waypost_owner; set role waypost_owner;`);
  for (const file of files) await db.exec(file.split('-- Down Migration')[0] ?? '');
  await db.exec(grants);
  await db.exec('reset role');
  await mkdir(CACHE, { recursive: true });
  await writeFile(cached, Buffer.from(await (await db.dumpDataDir('none')).arrayBuffer()));
  return db;
}

/**
 * PGlite has a single session. Connections share it a whole transaction at a time: who has begun one keeps it until
 * the database says that none is open any more.
 */
export class MemoryStore implements Store {
  readonly name = 'memory';
  readonly appUrl = `postgres://${APP}@sim.invalid/sim`;
  onCommit: (() => Promise<void>) | undefined;
  #db: PGlite;
  #scheduler: Scheduler | undefined;
  #holder: Connection | undefined;
  #waiting: Connection[] = [];
  #running = false;
  /** Names of the functions that ask what is asked again and again. */
  #looks = new Map<string, string>();
  #listening = new Set<Connection>();
  #open = new Set<Connection>();

  private constructor(db: PGlite) {
    this.#db = db;
  }

  static async create(): Promise<MemoryStore> {
    ignoreTimers(true);
    const db = await migrated().finally(() => ignoreTimers(false));
    const store = new MemoryStore(db);
    store.#send(queryMessage(`set session authorization ${APP}`));
    return store;
  }

  /** Whose macrotasks answers arrive in. Forgets everything of the world before. */
  async join(scheduler: Scheduler): Promise<void> {
    this.#scheduler = scheduler;
    this.onCommit = undefined;
    this.#holder = undefined;
    this.#waiting = [];
    this.#listening.clear();
    this.#open.clear();
    this.#running = false;
    this.#send(queryMessage('rollback; deallocate all; unlisten *'));
  }

  get isFree(): boolean {
    return this.#holder === undefined && !this.#running;
  }

  socket(): Socket {
    const scheduler = this.#scheduler as Scheduler;
    const connection = new Connection(scheduler, scheduler.owner, () => this.#want(connection));
    connection.onEnd = () => void this.#leave(connection);
    this.#open.add(connection);
    return connection;
  }

  async look(sql: string, since?: number): Promise<string | null> {
    // Called from within a commit it has the session already; else nobody else may have it meanwhile.
    if (this.#running) return this.#lookNow(sql, since);
    this.#running = true;
    try {
      return this.#lookNow(sql, since);
    } finally {
      this.#running = false;
      void this.#pump();
    }
  }

  #lookNow(sql: string, since?: number): string | null {
    if (since === undefined)
      return this.#ask(`set session authorization postgres; ${sql}; set session authorization ${APP}`);
    // What is asked after every commit is planned once: a function of the superuser's keeps its plan.
    const known = this.#looks.get(sql);
    const name = known ?? `look_${this.#looks.size}`;
    this.#looks.set(sql, name);
    if (!known)
      this
        .#lookNow(`create or replace function ${name}(since bigint) returns text language plpgsql security definer
        as $look$ begin return (${sql.replaceAll(':since', 'since')}); end $look$`);
    return this.#ask(`select ${name}(${since})`);
  }

  #ask(sql: string): string | null {
    const reply = this.#send(queryMessage(sql));
    return lastValue(takeMessages(reply).messages);
  }

  /** PostgreSQL sets timers of its own, for statistics, by the real time that has gone by: no two runs would be the same. */
  #send(message: Buffer): Buffer {
    ignoreTimers(true);
    try {
      return Buffer.from(this.#db.execProtocolRawSync(message));
    } finally {
      ignoreTimers(false);
    }
  }

  async abandon(owner: string): Promise<void> {
    for (const connection of [...this.#open]) if (connection.owner === owner) await this.#leave(connection);
  }

  async stop(): Promise<void> {
    await this.#db.close();
  }

  #want(connection: Connection): void {
    if (!this.#waiting.includes(connection)) this.#waiting.push(connection);
    void this.#pump();
  }

  async #pump(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    for (;;) {
      const next = this.#holder ? this.#waiting.find((one) => one === this.#holder) : this.#waiting[0];
      if (!next) break;
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
      this.#holder = next;
      // Asked before a batch is taken: one that follows the end of a transaction waits for its turn.
      while (this.#holder === next && next.hasMore) await this.#exec(next, next.takeBatch() as Buffer);
    }
    this.#running = false;
  }

  async #exec(connection: Connection, batch: Buffer): Promise<void> {
    if (/listen "/.test(batch.toString('latin1', 0, 60))) this.#listening.add(connection);
    const reply = this.#send(batch);
    const { messages } = takeMessages(reply);
    const { status, wrote } = readAnswer(messages);
    connection.wrote ||= wrote;
    const notes = messages.filter(({ type }) => type === 'A').map(({ bytes }) => bytes);
    const answer = messages.filter(({ type }) => type !== 'A').map(({ bytes }) => bytes);
    if (status === 'I') {
      if (connection.wrote) await this.onCommit?.();
      connection.wrote = false;
      if (this.#holder === connection) this.#holder = undefined;
      if (connection.hasMore) this.#waiting.push(connection);
    }
    connection.hear(Buffer.concat(answer));
    for (const one of this.#listening) if (notes.length) one.hear(Buffer.concat(notes));
  }

  async #leave(connection: Connection): Promise<void> {
    this.#open.delete(connection);
    this.#listening.delete(connection);
    this.#waiting = this.#waiting.filter((one) => one !== connection);
    if (this.#holder !== connection) return;
    this.#send(queryMessage('rollback'));
    this.#holder = undefined;
    await this.#pump();
  }
}

/** One connection as postgres.js sees it: bytes in, bytes out. */
class Connection extends EventEmitter implements Socket {
  readonly owner: string;
  readyState: 'open' | 'closed' = 'open';
  wrote = false;
  onEnd: () => void = () => undefined;
  #scheduler: Scheduler;
  #onBatch: () => void;
  #received: Buffer = Buffer.alloc(0);
  #greeted = false;
  #pending: Buffer[] = [];
  #batches: Buffer[] = [];
  #ended = false;

  constructor(scheduler: Scheduler, owner: string, onBatch: () => void) {
    super();
    this.#scheduler = scheduler;
    this.owner = owner;
    this.#onBatch = onBatch;
  }

  write(chunk: Buffer): boolean {
    this.#received = this.#received.length ? Buffer.concat([this.#received, chunk]) : chunk;
    if (!this.#greeted && isStartup(this.#received)) {
      this.#received = this.#received.subarray(this.#received.readInt32BE(0));
      this.#greeted = true;
      this.hear(welcome());
    }
    const { messages, rest } = takeMessages(this.#received);
    this.#received = Buffer.from(rest);
    for (const { type, bytes } of messages) {
      if (type === 'X') this.destroy();
      else this.#pending.push(Buffer.from(bytes));
      if (type !== 'S' && type !== 'Q' && type !== 'H') continue;
      this.#batches.push(Buffer.concat(this.#pending));
      this.#pending = [];
    }
    if (this.#batches.length) this.#onBatch();
    return true;
  }

  get hasMore(): boolean {
    return this.#batches.length > 0;
  }

  takeBatch(): Buffer | undefined {
    return this.#batches.shift();
  }

  hear(bytes: Buffer): void {
    if (bytes.length) this.#scheduler.soon(() => this.#ended || this.emit('data', bytes), this.owner);
  }

  end(): void {
    this.destroy();
  }

  destroy(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.readyState = 'closed';
    this.onEnd();
    this.#scheduler.soon(() => this.emit('close'), this.owner);
  }
}
