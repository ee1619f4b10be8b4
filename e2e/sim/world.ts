import { Dexie } from 'dexie';
import { check } from '../../app/sync/check.ts';
import { archiveAll } from '../../sync-server/jobs/archive.ts';
import { closeAllResolved } from '../../sync-server/jobs/close-resolved.ts';
import { keepUp } from '../../sync-server/jobs/upkeep.ts';
import { Disk } from './browser-disk.ts';
import { START_MS, tokenOf, type Desk } from './base.ts';
import { Tab, type Person, type Profile, type Surroundings } from './device.ts';
import { inhabit } from './globals.ts';
import { Deeds } from './deeds.ts';
import { DeviceJudge, type Violation } from './judge.ts';
import { Mirror, wordsIn } from './mirror.ts';
import { calm, Network, type Weather } from './network.ts';
import { lostApp, type OldApp } from './old-app.ts';
import { streamOf, type Random } from './random.ts';
import { judgeAtRest, restless } from './rest.ts';
import { Scheduler } from './scheduler.ts';
import { Server } from './server.ts';
import { ServerJudge } from './server-judge.ts';
import { backupOf, restore, type Backup, type Store } from './store.ts';
import { viewOf } from './view.ts';

/** How long a healed world may take until everybody has everything, in virtual time. */
const REST_MS = 15 * 60_000;

/** The one row that says which life of the database this is. */
const newLife = (): string =>
  JSON.stringify([{ one: true, id: crypto.randomUUID(), since: new Date().toISOString() }]);

/** A tenant's whole world: one server, its database, and devices, under one scheduler, with judges over all of them. */
export class World {
  readonly scheduler: Scheduler;
  readonly desk: Desk;
  readonly disk: Disk;
  readonly mirror: Mirror;
  readonly network: Network;
  readonly profiles: Profile[] = [];
  readonly judges = new Map<string, DeviceJudge>();
  /** Chooses what an action leaves open. */
  readonly random: Random;
  tabs: Tab[] = [];
  /** What the network is like once everything is healed. */
  healed: Weather = calm;
  server: Server;
  violation: Violation | undefined;
  backup: Backup | undefined;
  mutations = 0;
  readonly #store: Store;
  readonly #deeds = new Deeds();
  readonly #serverJudge: ServerJudge;
  #numbers = 0;
  #unread = false;

  private constructor(store: Store, desk: Desk, seed: number, scheduler: Scheduler) {
    this.scheduler = scheduler;
    this.#store = store;
    this.desk = desk;
    this.random = streamOf(seed, 'choices');
    this.mirror = new Mirror(store);
    this.disk = new Disk(scheduler, (name) => this.#diskChanged(name));
    this.server = this.#boot();
    this.network = new Network(scheduler, seed, this.server, calm);
    this.#serverJudge = new ServerJudge({
      mirror: this.mirror,
      deeds: this.#deeds,
      fail: this.fail,
      inOrder: store.name === 'memory',
      nowMs: () => scheduler.nowMs,
    });
  }

  static async begin(store: Store, desk: Desk, seed: number): Promise<World> {
    const scheduler = new Scheduler(streamOf(seed, 'order'), START_MS);
    inhabit({ scheduler, random: streamOf(seed, 'ids') });
    await store.join(scheduler);
    // A life of its own for each world: the server keeps what it knows of a life beyond its own restarts.
    await restore(store, { ...desk.backup, incarnation: newLife() });
    const world = new World(store, desk, seed, scheduler);
    await world.mirror.startAgain();
    world.#serverJudge.startAgain();
    store.onCommit = async () => world.#serverJudge.look(await world.mirror.read());
    return world;
  }

  /** Lets everything go. */
  async end(): Promise<void> {
    for (const tab of this.tabs) tab.kill();
    this.scheduler.drop(this.server.owner);
    await this.#store.abandon(this.server.owner);
    // Dexie remembers every database that is open, and a killed tab never closed its own.
    (Dexie as unknown as { connections: Dexie[] }).connections.splice(0);
    inhabit(undefined);
  }

  readonly fail = (invariant: string, detail: string): void => {
    if (this.violation) return;
    this.violation = { invariant, detail };
    this.scheduler.note(`VIOLATED ${invariant}: ${detail}`);
  };

  /** A number that is used once in this world. */
  next(): number {
    return (this.#numbers += 1);
  }

  /** Lets time pass; answers false when something was violated meanwhile. */
  async pass(ms: number): Promise<boolean> {
    await this.scheduler.run(() => this.violation !== undefined, this.scheduler.nowMs + ms);
    await this.#readServer();
    if (this.server.parts.counters.differences > 0)
      this.fail('equal vectors are equal rows (C1)', 'the server was told of other rows than its own');
    return this.violation === undefined;
  }

  /** A new device of a person, with this or an earlier app; with `copied`, one whose browser profile is that copy. */
  addProfile(person: Person, copied?: object, app?: OldApp): Profile {
    const index = this.profiles.length;
    const name = `device ${index}`;
    const profile: Profile = {
      index,
      name,
      person,
      tenantId: this.desk.tenantId,
      online: true,
      clockOffMs: 0,
      app,
    };
    if (copied) this.disk.put(name, copied);
    this.profiles.push(profile);
    const judge = new DeviceJudge(profile, viewOf(this.disk, name), {
      mirror: this.mirror,
      deeds: this.#deeds,
      fail: this.fail,
    });
    judge.adopt(viewOf(this.disk, name));
    this.judges.set(name, judge);
    this.openTab(profile);
    return profile;
  }

  openTab(profile: Profile): Tab {
    const tab = new Tab(profile, `${profile.name} tab ${this.next()}`, this.#surroundings());
    this.tabs.push(tab);
    return tab;
  }

  kill(tab: Tab): void {
    tab.kill();
    this.tabs = this.tabs.filter((one) => one !== tab);
  }

  tabsOf(profile: Profile): Tab[] {
    return this.tabs.filter((tab) => tab.profile === profile);
  }

  /** The app of a profile is replaced by this build's: all of its tabs begin anew. */
  update(profile: Profile): void {
    if (!profile.app) return;
    for (const tab of this.tabsOf(profile)) this.kill(tab);
    Object.assign(profile, { app: undefined, isUpdated: true });
    this.openTab(profile);
  }

  /** Kills a profile's processes and puts another state on its disk, which the `app` there has left. */
  putProfile(profile: Profile, copy: object, app: OldApp | undefined): void {
    for (const tab of this.tabsOf(profile)) this.kill(tab);
    // Whoever puts the folder back has the app that is there now: an app is not older than it was.
    profile.isUpdated = app !== undefined && profile.app === undefined;
    this.disk.put(profile.name, copy);
    this.judges.get(profile.name)?.adopt(viewOf(this.disk, profile.name));
    this.openTab(profile);
  }

  /** The server process ends, and another begins: nothing of its memory lives on. */
  async restartServer(): Promise<void> {
    const { server } = this;
    this.scheduler.drop(server.owner);
    await this.#store.abandon(server.owner);
    this.server = this.#boot();
    this.network.server = this.server;
    this.network.cutOff(server);
  }

  /** The server's daily work, as if it were that many days later; it goes on beside everything else. */
  upkeep(days: number): void {
    const { server, desk, scheduler } = this;
    const now = scheduler.nowMs + days * 86_400_000;
    const work = (): void =>
      void keepUp(server.parts.sql, desk.tenantId, now, { limit: 3 }).then(
        async (kept) => {
          scheduler.note(`upkeep ${JSON.stringify(kept)}`);
          const { sql } = server.parts;
          await closeAllResolved(sql, desk.tenantId, now);
          // Later still: what this very run has closed goes to the archive, too.
          const archived = await archiveAll(sql, desk.tenantId, now + 40 * 86_400_000, { limit: 3 });
          scheduler.note(`archived ${archived}`);
        },
        (error: unknown) => this.fail('the server never stumbles (V2)', String(error)),
      );
    scheduler.soon(work, server.owner);
  }

  async takeBackup(): Promise<void> {
    await this.scheduler.run(() => this.#store.isFree, this.scheduler.nowMs + 60_000);
    this.backup = await backupOf(this.#store);
  }

  /** The database is put back to its backup, under a new incarnation, as docs/operating.md says. */
  async restoreServer(backup: Backup): Promise<void> {
    const { server } = this;
    this.scheduler.drop(server.owner);
    await this.#store.abandon(server.owner);
    await restore(this.#store, { ...backup, incarnation: newLife() });
    await this.mirror.startAgain();
    this.#serverJudge.startAgain();
    this.server = this.#boot();
    this.network.server = this.server;
    this.network.cutOff(server);
  }

  /** Heals everything and waits until everybody has come to rest; then judges what there is. */
  async rest(): Promise<void> {
    this.network.weather = this.healed;
    for (const profile of this.profiles) {
      profile.online = true;
      profile.clockOffMs = 0;
      if (this.tabsOf(profile).length === 0) this.openTab(profile);
    }
    for (const tab of this.tabs) {
      tab.show();
      tab.clockJumped();
    }
    // First those that an earlier app still serves, as far as it knows anything; then all of them with this one.
    if (!(await this.#settle()) || this.profiles.every(({ app }) => !app)) return;
    for (const profile of this.profiles) this.update(profile);
    await this.#settle();
  }

  async #settle(): Promise<boolean> {
    const judges = [...this.judges.values()].filter(({ profile }) => profile.app !== lostApp);
    const until = this.scheduler.nowMs + REST_MS;
    for (let first = true; this.scheduler.nowMs < until; first = false) {
      if (first) for (const tab of this.tabs) tab.kick();
      if (!(await this.pass(first ? 2_000 : 5_000))) return false;
      if (judges.every((judge) => restless(judge, this.mirror) === undefined)) break;
    }
    for (const judge of judges) {
      const why = restless(judge, this.mirror);
      if (why) this.fail('everybody comes to rest (D3, S4, S5)', `${judge.profile.name}: ${why}`);
    }
    if (this.violation) return false;
    for (const judge of judges) judgeAtRest(judge, this.mirror, this.fail);
    if (!this.violation) await this.#compare();
    return this.violation === undefined;
  }

  /** C1: at rest every device with this build's app compares itself with the server, and finds the same. */
  async #compare(): Promise<void> {
    const found = new Map<string, string | null>();
    const present = this.profiles.filter((profile) => !profile.app && this.tabsOf(profile).length > 0);
    const isWell = ({ name }: Profile): boolean => found.get(name) === 'same' || found.get(name) === 'healed';
    // Who has everything may not yet have heard of a new epoch, and is told "later" until then: a slow answer takes a while.
    for (let round = 0; round < 10; round += 1) {
      for (const profile of present.filter((one) => !isWell(one))) {
        const tab = this.tabsOf(profile)[0] as Tab;
        if (round === 1) tab.kick();
        const { signal } = new AbortController();
        const ask = (): void => void check(tab.replica, signal).then((what) => found.set(profile.name, what));
        this.scheduler.later(round && 5_000, ask, tab.owner);
      }
      if (!(await this.pass(10_000)) || present.every(isWell)) return;
    }
    for (const profile of present)
      if (!isWell(profile))
        this.fail('equal vectors are equal rows (C1)', `${profile.name}: ${found.get(profile.name)}`);
  }

  #boot(): Server {
    const life = this.next();
    return new Server(this.scheduler, this.#store, life, (error) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.fail('the server never stumbles (V2)', text);
    });
  }

  #surroundings(): Surroundings {
    const { scheduler, disk, network } = this;
    return {
      scheduler,
      disk,
      network,
      tokenFor: (person) => this.#tokenFor(person),
      onReply: (profile, path, text) => {
        const { id } = profile.person;
        // By the texts alone, whatever the rules of scopes say: a secret is nothing for whoever was never of the staff.
        if (!this.mirror.held.has(`${id} tenant`) && text.includes('SECRET'))
          this.fail('nothing from outside its scopes (S1, S2)', `${profile.name} received ${path}: ${text}`);
        // Over PostgreSQL the mirror is behind.
        if (!this.mirror.missesNothing) return;
        const mayRead = (word: string): boolean =>
          this.#deeds.ownWords.has(`${id} ${word}`) ||
          this.mirror.mayHaveRead(id, (scope) => this.mirror.words.get(word)?.get(scope));
        for (const word of wordsIn(text))
          if (!mayRead(word))
            this.fail(
              'nothing from outside its scopes (S1, S2)',
              `${profile.name} received ${path}: ${word}`,
            );
      },
    };
  }

  #tokens = new Map<string, { token: Promise<string>; until: number }>();

  #tokenFor(person: Person): Promise<string> {
    const known = this.#tokens.get(person.id);
    if (known && known.until > this.scheduler.nowMs) return known.token;
    // By the server's clock, whatever the device's says.
    const token = this.scheduler.as(this.server.owner, () => tokenOf(this.desk, this.server, person));
    this.#tokens.set(person.id, { token, until: this.scheduler.nowMs + 10 * 60_000 });
    return token;
  }

  #diskChanged(name: string): void {
    const judge = this.judges.get(name);
    if (!judge || this.violation) return;
    if (this.#store.name === 'memory') judge.look(viewOf(this.disk, name));
    else this.#unread = true;
  }

  /** A real database is read when nothing is under way: what devices hold is then judged by what it holds. */
  async #readServer(): Promise<void> {
    if (this.#store.name === 'memory' || !this.#unread) return;
    this.#unread = false;
    this.#serverJudge.look(await this.mirror.read());
    for (const [name, judge] of this.judges) judge.look(viewOf(this.disk, name));
  }
}
