import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '../../shared/model/directory.ts';
import type { MutationArgs, MutationName } from '../../shared/mutations/registry.ts';
import { DeviceDatabase } from '../../app/store/database.ts';
import { enqueue, type Made } from '../../app/store/outbox.ts';
import { cycle } from '../../app/sync/cycle.ts';
import type { Replica } from '../../app/sync/replica.ts';
import { accessTokenFor } from '../support/tokens.ts';
import { connect, type Sql } from '../../sync-server/db/connect.ts';
import { inTenant } from '../../sync-server/db/tenant.ts';
import { testDatabase, type TestDatabase } from '../../sync-server/db/testing/database.ts';
import { readEnv } from '../../sync-server/env.ts';
import { createLog } from '../../sync-server/log.ts';
import { startServer, type RunningServer } from '../../sync-server/server.ts';
import type { NewPerson } from '../../sync-server/tenants/people.ts';
import { provisionTenant } from '../../sync-server/tenants/provision.ts';

/** A tenant for tests, with one of everything. */
export interface TestTenant {
  id: string;
  slug: string;
  people: Record<'admin' | 'ana' | 'ben' | 'rita' | 'rolf', NewPerson>;
  teamId: string;
  otherTeamId: string;
  categoryId: string;
  tagId: string;
  fieldId: string;
  secretFieldId: string;
}

const person = (name: string, role: Role): NewPerson => ({
  id: randomUUID(),
  name,
  email: `${name.toLowerCase()}@desk.example`,
  role,
});

export async function addTenant(sql: Sql, slug = `t-${randomUUID().slice(0, 8)}`): Promise<TestTenant> {
  const people = {
    admin: person('Admin', 'admin'),
    ana: person('Ana', 'agent'),
    ben: person('Ben', 'agent'),
    rita: person('Rita', 'user'),
    rolf: person('Rolf', 'user'),
  };
  const [id, teamId, otherTeamId, categoryId, tagId, fieldId, secretFieldId] = Array.from({ length: 7 }, () => randomUUID()) as [
    string, string, string, string, string, string, string,
  ]; // prettier-ignore
  await inTenant(sql, id, (tx) =>
    provisionTenant(
      tx,
      {
        id,
        slug,
        name: slug,
        people: Object.values(people),
        teams: [
          { id: teamId, name: 'North crew' },
          { id: otherTeamId, name: 'South crew' },
        ],
        memberships: [{ teamId, personId: people.ana.id }],
        categories: [{ id: categoryId, name: 'Pumps' }],
        tags: [{ id: tagId, name: 'safety' }],
        fields: [
          { id: fieldId, key: 'asset', label: 'Asset', type: 'text', public: true },
          { id: secretFieldId, key: 'cost', label: 'Cost', type: 'number' },
        ],
      },
      Date.now() - 1_000,
    ),
  );
  return { id, slug, people, teamId, otherTeamId, categoryId, tagId, fieldId, secretFieldId };
}

/** A real server over a real database, in this process, on a port of its own. */
export interface Fleet {
  server: RunningServer;
  database: TestDatabase;
  sql: Sql;
  tenant: TestTenant;
  device(who: NewPerson, options?: DeviceOptions): Promise<Device>;
  stop(): Promise<void>;
}

export interface DeviceOptions {
  /** The device's clock minus the right time. */
  clockOffMs?: number;
  tenant?: TestTenant;
}

export async function startFleet(): Promise<Fleet> {
  const database = await testDatabase();
  const filesDir = join(tmpdir(), `waypost-files-${randomUUID()}`);
  const env = readEnv({
    PORT: '0',
    DATABASE_URL: database.appUrl,
    WAYPOST_SECRET: 'x'.repeat(40),
    DEMO: 'off',
    FILES_DIR: filesDir,
  });
  const server = await startServer({ env, appUrl: database.appUrl, log: createLog('silent'), jobs: false });
  const sql = connect(database.appUrl, { max: 4 });
  const tenant = await addTenant(sql);
  const devices: Device[] = [];
  return {
    server,
    database,
    sql,
    tenant,
    async device(who, options = {}) {
      const device = new Device(server, options.tenant ?? tenant, who, options.clockOffMs ?? 0);
      await device.signIn(sql);
      devices.push(device);
      return device;
    },
    async stop() {
      for (const device of devices) device.db.close();
      await sql.end({ timeout: 5 });
      await server.stop();
      await database.stop();
      await rm(filesDir, { recursive: true, force: true });
    },
  };
}

/** One installation: the real device code over an IndexedDB of its own, talking real HTTP. */
export class Device {
  readonly db: DeviceDatabase;
  readonly replica: Replica;
  readonly who: NewPerson;
  /** Decides for each request whether it is sent, and whether its reply arrives. */
  faults: (path: string) => 'none' | 'lose-request' | 'lose-reply' = () => 'none';
  /** Every reply's body, as it came over the wire. */
  readonly wire: string[] = [];
  /** The device's clock minus the right time; may jump at any moment. */
  clockOffMs: number;
  #token = '';
  #tenant: TestTenant;
  #server: RunningServer;

  constructor(server: RunningServer, tenant: TestTenant, who: NewPerson, clockOffMs: number) {
    this.who = who;
    this.clockOffMs = clockOffMs;
    this.#tenant = tenant;
    this.#server = server;
    this.db = new DeviceDatabase(`device-${randomUUID()}`);
    this.replica = {
      db: this.db,
      accountKey: `${tenant.id}:${who.id}`,
      tenantId: tenant.id,
      actor: { id: who.id, role: who.role },
      transport: { origin: server.url, fetch: (input, init) => this.#fetch(input as string, init) },
      token: async () => this.#token,
      forgetToken: () => undefined,
      now: () => Date.now() + this.clockOffMs,
      newId: randomUUID,
      random: Math.random,
      pace: { batch: 250 },
    };
  }

  async signIn(sql: Sql): Promise<void> {
    this.#token = await accessTokenFor(sql, this.#server.parts, this.#tenant.id, this.who);
  }

  get token(): string {
    return this.#token;
  }

  async #fetch(url: string, init?: RequestInit): Promise<Response> {
    const fate = this.faults(new URL(url).pathname);
    if (fate === 'lose-request') throw new TypeError('the network is gone');
    const response = await fetch(url, init);
    if (fate === 'lose-reply') throw new TypeError('the network went away');
    if (!response.body || response.headers.get('content-type')?.startsWith('text/event-stream'))
      return response;
    // The bytes of a file are no text.
    if (response.headers.has('content-disposition')) return response;
    const text = await response.text();
    this.wire.push(text);
    return new Response(text, response);
  }

  /** One round with the server. */
  async sync(): Promise<void> {
    await cycle(this.replica, (work) => work(), new AbortController().signal);
  }

  async mutate<N extends MutationName>(name: N, args: MutationArgs<N>): Promise<Made> {
    return await enqueue(this.db, this.replica.actor, {
      name,
      args,
      newId: randomUUID,
      nowMs: this.replica.now(),
    });
  }

  /** Files a ticket for somebody, by default for oneself. */
  async file(title: string, requester = this.who): Promise<string> {
    const id = randomUUID();
    const made = await this.mutate('ticket.create', {
      id,
      number: null,
      title,
      description: '',
      priority: 'medium',
      categoryId: null,
      requesterId: requester.id,
      assigneeId: null,
      teamId: null,
      place: null,
    });
    if (made.refusal) throw new Error(made.refusal.message);
    return id;
  }
}
