import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoEmails } from '../../sync-server/demo/seed.ts';
import { migrate } from '../../sync-server/db/migrate.ts';
import { Gate } from './gate.ts';
import { Ledger } from './ledger.ts';
import { Person } from './person.ts';
import { Postgres } from './postgres.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';

/** Everything of one fault's run: a database, servers in processes of their own, a gate before each, and people. */
export class Office {
  readonly folder: string;
  readonly postgres: Postgres;
  readonly ledger = new Ledger();
  readonly servers: ServerProcess[] = [];
  readonly gates: Gate[] = [];
  readonly people: Person[] = [];
  /** When the fault of this round was over: everything can be reached again, and nobody has helped beyond that. */
  healedAt: number | undefined;
  /** What a fault measured beside losses, by name. */
  readonly measured = new Map<string, number[]>();
  #dist: string;
  /** The server has a PostgreSQL of its own, which it starts itself. */
  #embedded: boolean;
  #profiles = 0;
  #secret = randomUUID() + randomUUID();

  private constructor(folder: string, dist: string, embedded: boolean) {
    this.folder = folder;
    this.#dist = dist;
    this.#embedded = embedded;
    this.postgres = new Postgres(join(folder, 'data'));
  }

  /** `dist`: the built app with the runner's handle. */
  static async open(dist: string, { servers = 1, embedded = false } = {}): Promise<Office> {
    const folder = await mkdtemp(join(tmpdir(), 'waypost-faults-'));
    await chmod(folder, 0o755); // as root, PostgreSQL runs as another account, which must get in
    const office = new Office(folder, dist, embedded);
    try {
      if (!embedded) await office.postgres.start();
      if (!embedded) await migrate(office.postgres.running.ownerUrl, office.postgres.running.appUrl);
      for (let i = 0; i < servers; i += 1) {
        const server = await office.#startOn(0);
        office.servers.push(server);
        await office.addGate(server);
      }
      if (embedded) await office.postgres.find();
    } catch (error) {
      await office.close();
      throw error;
    }
    return office;
  }

  get gate(): Gate {
    return this.#first(this.gates);
  }

  get server(): ServerProcess {
    return this.#first(this.servers);
  }

  /** Another way to a server, which may break by itself. */
  async addGate(server = this.server): Promise<Gate> {
    const gate = await new Gate(server.port).open();
    this.gates.push(gate);
    return gate;
  }

  /** Starts a server again where it was; the gate before it stays open. */
  async restartServer(index = 0): Promise<void> {
    const old = this.servers[index];
    if (old?.alive()) await old.stop();
    this.servers[index] = await this.#startOn(old?.port ?? 0);
  }

  /** Somebody who enters the demo's desk with a browser profile of their own. */
  async enter(who: keyof typeof demoEmails, gate = this.gate): Promise<Person> {
    const profile = join(this.folder, `profile-${(this.#profiles += 1)}`);
    const person = new Person({ ledger: this.ledger, url: gate.url, profile, email: demoEmails[who] });
    this.people.push(person);
    await person.open();
    return person;
  }

  /** Whoever has a copy of a closed browser's profile; not yet open. */
  async twinOf(person: Person): Promise<Person> {
    const profile = join(this.folder, `profile-${(this.#profiles += 1)}`);
    await person.copyProfile(profile);
    const twin = new Person({ ledger: this.ledger, url: person.url, profile, email: person.email });
    this.people.push(twin);
    return twin;
  }

  /** Somebody goes home for good: their browser closes, and they are no longer waited for. */
  async leave(person: Person): Promise<void> {
    await person.close();
    this.people.splice(this.people.indexOf(person), 1);
    await rm(person.profile, { recursive: true, force: true, maxRetries: 5 });
  }

  /** The end of a fault: from here on it is counted how long recovery takes. */
  healed(): void {
    this.healedAt = Date.now();
  }

  measure(name: string, value: number): void {
    this.measured.set(name, [...(this.measured.get(name) ?? []), value]);
  }

  /** Ends every process and removes every file of this run, whatever state it is in. */
  async close(): Promise<void> {
    for (const person of this.people) await person.close().catch(() => undefined);
    for (const gate of this.gates) await gate.close();
    // Shot, it would leave its own PostgreSQL behind.
    for (const server of this.servers)
      if (server.alive()) await (this.#embedded ? server.stop() : server.kill());
    await this.postgres.stop();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #startOn(port: number): Promise<ServerProcess> {
    return startServerProcess({
      PORT: String(port),
      ...this.#database(),
      WAYPOST_SECRET: this.#secret,
      DEMO: 'on',
      LOG_LEVEL: 'error',
      FAULTS_DIST: this.#dist,
    });
  }

  #database(): Record<string, string> {
    if (this.#embedded) return { DATA_DIR: this.postgres.folder };
    const { ownerUrl, appUrl } = this.postgres.running;
    return { DATABASE_URL: appUrl, DATABASE_OWNER_URL: ownerUrl, DATA_DIR: join(this.folder, 'server') };
  }

  #first<T>([first]: T[]): T {
    if (first === undefined) throw new Error('bug: the office is not open');
    return first;
  }
}
