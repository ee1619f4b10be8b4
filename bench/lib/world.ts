import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashPassword } from '../../sync-server/auth/passwords.ts';
import { connect, type Sql } from '../../sync-server/db/connect.ts';
import { type Embedded, startEmbedded } from '../../sync-server/db/embedded/start.ts';
import { migrate } from '../../sync-server/db/migrate.ts';
import { inTenant } from '../../sync-server/db/tenant.ts';
import { readEnv } from '../../sync-server/env.ts';
import { createLog } from '../../sync-server/log.ts';
import { type RunningServer, startServer } from '../../sync-server/server.ts';
import { provisionTenant } from '../../sync-server/tenants/provision.ts';
import { type DeskData, makeDesk } from '../data.ts';
import { importAll } from './import-all.ts';

/** How much is measured; `--smoke` makes all of it tiny. */
export interface Sizes {
  tickets: number;
  /** Repetitions of what takes long. */
  runs: number;
  /** Mutations of a flush, and the tickets they are on. */
  mutations: number;
  mutatedTickets: number;
  /** Devices that listen, and commits they hear. */
  listeners: number;
  commits: number;
  /** Devices of the tenant that have pushed, and the pulls that are timed. */
  devices: number;
  pulls: number;
  writes: number;
  /** Tickets that are changed in one step. */
  stepTickets: number;
  /** Streams of a crowd, and how many of them never read; what is said to it aloud. */
  crowd: number;
  stalled: number;
  bursts: number;
  /** Tickets that changed while a device was away. */
  changed: number;
  /** Messages of a ticket that has been talked about for years. */
  threadMessages: number;
}

export const fullSizes: Sizes = {
  tickets: 10_000,
  runs: 5,
  mutations: 1_000,
  mutatedTickets: 250,
  listeners: 100,
  commits: 60,
  devices: 1_000,
  pulls: 1_000,
  writes: 100,
  stepTickets: 500,
  crowd: 500,
  stalled: 50,
  bursts: 400,
  changed: 5_000,
  threadMessages: 2_000,
};

export const smokeSizes: Sizes = {
  tickets: 60,
  runs: 1,
  mutations: 40,
  mutatedTickets: 12,
  listeners: 3,
  commits: 3,
  devices: 5,
  pulls: 10,
  writes: 3,
  stepTickets: 5,
  crowd: 6,
  stalled: 1,
  bursts: 400,
  changed: 50,
  threadMessages: 60,
};

export const PASSWORD = 'an easy word to remember 7';
export const SECRET = 'b'.repeat(40);
const TEMPLATE = 'bench_desk';

export type Desk = DeskData['tenant'];
export type Person = Desk['people'][number];

/** A database of one's own, filled like all others. */
export interface Copy {
  appUrl: string;
  sql: Sql;
  drop: () => Promise<void>;
}

/** What every benchmark stands on: PostgreSQL as the product starts it, and a filled database to copy. */
export interface World {
  sizes: Sizes;
  desk: Desk;
  /** Another tenant of the same database, small enough to be held a hundred times in memory. */
  smallDesk: Desk;
  /** An agent who can sign in with `PASSWORD`. */
  agent: Person;
  folder: string;
  copy(): Promise<Copy>;
  /** A server on a copy of its own. */
  serve(options?: {
    dist?: string;
    copy?: Copy;
  }): Promise<{ server: RunningServer; copy: Copy; stop: () => Promise<void> }>;
  say(line: string): void;
  close(): Promise<void>;
}

export async function openWorld(sizes: Sizes, say: (line: string) => void): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'waypost-bench-'));
  await chmod(folder, 0o755); // as root, PostgreSQL runs as another account, which must get in
  const embedded = await startEmbedded(join(folder, 'data'));
  const close = async () => {
    await embedded.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    return { ...(await fill(embedded, sizes, say)), sizes, folder, say, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Makes the database that all others are copies of. */
async function fill(
  embedded: Embedded,
  sizes: Sizes,
  say: (line: string) => void,
): Promise<Omit<World, 'sizes' | 'folder' | 'say' | 'close'>> {
  const { tenant: desk, tickets } = makeDesk({ tickets: sizes.tickets, people: 60, slug: 'nordlicht' });
  const small = makeDesk({ tickets: Math.min(200, sizes.tickets), people: 60, slug: 'suedlicht', seed: 8 });
  const agent = desk.people.find(({ role }) => role === 'agent');
  if (!agent) throw new Error('the desk has no agent');

  const startedAt = performance.now();
  await asSuper(embedded, [`create database ${TEMPLATE} owner waypost_owner`]);
  const url = (from: string) => onDatabase(from, TEMPLATE);
  await migrate(url(embedded.ownerUrl), url(embedded.appUrl));
  const sql = connect(url(embedded.appUrl), { max: 4 });
  const passwordHash = await hashPassword(PASSWORD);
  const people = desk.people.map((person) => (person === agent ? { ...person, passwordHash } : person));
  await inTenant(sql, desk.id, (tx) => provisionTenant(tx, { ...desk, people }, Date.now() - 1_000));
  await importAll(sql, desk.id, adminOf(desk), tickets);
  await inTenant(sql, small.tenant.id, (tx) => provisionTenant(tx, small.tenant, Date.now() - 1_000));
  await importAll(sql, small.tenant.id, adminOf(small.tenant), small.tickets);
  await sql.end();
  // What autovacuum does within a minute after such an import; a copy needs a quiet original.
  const owner = connect(url(embedded.superUrl), { max: 1 });
  await owner.unsafe('vacuum (analyze)');
  await owner.unsafe('checkpoint');
  await owner.end();
  say(`${tickets.length} tickets imported in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);

  const copy = () => copyOf(embedded);
  return {
    desk,
    smallDesk: small.tenant,
    agent,
    copy,
    async serve({ dist, copy: given } = {}) {
      const used = given ?? (await copy());
      const env = readEnv({ PORT: '0', DATABASE_URL: used.appUrl, WAYPOST_SECRET: SECRET, DEMO: 'off' });
      const options = {
        env,
        appUrl: used.appUrl,
        log: createLog('error'),
        jobs: false,
        ...(dist !== undefined && { dist }),
      };
      const server = await startServer(options);
      return {
        server,
        copy: used,
        async stop() {
          await server.stop();
          if (!given) await used.drop();
        },
      };
    },
  };
}

/** Whoever may bring tickets in. */
export function adminOf(desk: Desk): Person {
  const admin = desk.people.find(({ role }) => role === 'admin');
  if (!admin) throw new Error('the desk has no administrator');
  return admin;
}

async function copyOf(embedded: Embedded): Promise<Copy> {
  const name = `bench_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  await asSuper(embedded, [`create database ${name} template ${TEMPLATE} owner waypost_owner`]);
  const appUrl = onDatabase(embedded.appUrl, name);
  const sql = connect(appUrl, { max: 16 });
  return {
    appUrl,
    sql,
    async drop() {
      await sql.end({ timeout: 5 });
      await asSuper(embedded, [`drop database if exists ${name} with (force)`]);
    },
  };
}

/** The same role and server, another database. */
function onDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

async function asSuper({ superUrl }: Embedded, statements: string[]): Promise<void> {
  const sql = connect(superUrl, { max: 1 });
  try {
    for (const statement of statements) await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}
