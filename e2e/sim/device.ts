import type { Role } from '../../shared/model/directory.ts';
import { bounds } from '../../shared/protocol/version.ts';
import type { Change } from '../../shared/mutations/undo.ts';
import type { MutationArgs, MutationName } from '../../shared/mutations/registry.ts';
import { DeviceDatabase, type OutboxEntry } from '../../app/store/database.ts';
import { enqueue, queued, type Made } from '../../app/store/outbox.ts';
import { dropRefused, readRefused, retryRefused } from '../../app/store/refused.ts';
import { enqueueStep, undoStep } from '../../app/store/step.ts';
import { check } from '../../app/sync/check.ts';
import { NetworkError, ServerError } from '../../app/sync/http.ts';
import { Latch } from '../../app/sync/latch.ts';
import { runLoop } from '../../app/sync/loop.ts';
import { takeNumber } from '../../app/sync/numbers.ts';
import { introduce, type Replica } from '../../app/sync/replica.ts';
import type { Disk } from './browser-disk.ts';
import type { Network } from './network.ts';
import { asOldApp, leaveAsThen, type OldApp } from './old-app.ts';
import type { Owner, Scheduler } from './scheduler.ts';

export interface Person {
  id: string;
  name: string;
  role: Role;
}

/** A browser profile: what of an installation outlives every process that uses it. */
export interface Profile {
  /** Which device of the schedule uses it. */
  index: number;
  /** The database on the disk. */
  name: string;
  person: Person;
  tenantId: string;
  online: boolean;
  clockOffMs: number;
  /** The earlier app that is installed here; undefined for this build's. */
  app?: OldApp | undefined;
  /** An earlier app has left the disk as it is now. */
  isUpdated?: boolean;
}

/** What a device needs of the world around it. */
export interface Surroundings {
  scheduler: Scheduler;
  disk: Disk;
  network: Network;
  tokenFor(person: Person): Promise<string>;
  onReply(profile: Profile, path: string, text: string): void;
}

/** One tab or worker of a profile, running the app's own loop, until it is killed. */
export class Tab {
  readonly owner: Owner;
  readonly profile: Profile;
  readonly replica: Replica;
  readonly #db: DeviceDatabase;
  readonly #around: Surroundings;
  readonly #kick = new Latch();
  #isReady = false;
  #lastStep: number[] = [];

  constructor(profile: Profile, owner: Owner, around: Surroundings) {
    const { scheduler, network } = around;
    this.profile = profile;
    this.owner = owner;
    this.#around = around;
    const sender = {
      owner,
      isOnline: () => profile.online,
      onReply: (path: string, text: string) => around.onReply(profile, path, text),
    };
    scheduler.clockOffMs.set(owner, profile.clockOffMs);
    this.#db = new DeviceDatabase(profile.name);
    const carry: typeof fetch = (input, init) => network.fetch(sender, input as string, init ?? {});
    const { app } = profile;
    this.replica = {
      db: this.#db,
      accountKey: `${profile.tenantId}:${profile.person.id}`,
      tenantId: profile.tenantId,
      actor: { id: profile.person.id, role: profile.person.role },
      transport: {
        origin: 'http://sim.invalid',
        fetch: app ? asOldApp(this.#db, () => profile.app ?? app, carry) : carry,
      },
      token: () => around.tokenFor(profile.person),
      forgetToken: () => undefined,
      now: () => Date.now(),
      newId: () => crypto.randomUUID(),
      random: () => Math.random(),
      pace: { batch: bounds.pushMutations },
    };
    scheduler.soon(() => void this.#live(), owner);
  }

  /** Opens the database and keeps in step. The lock is never there: two tabs push at once, as SPEC D5 allows. */
  async #live(): Promise<void> {
    await this.#db.open();
    if (this.profile.isUpdated) await leaveAsThen(this.#db);
    this.profile.isUpdated = false;
    this.#isReady = true;
    await runLoop(this.replica, (work) => work(), this.#kick, new AbortController().signal);
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  kick(): void {
    this.#around.scheduler.soon(() => this.#kick.set(), this.owner);
  }

  clockJumped(): void {
    this.#around.scheduler.clockOffMs.set(this.owner, this.profile.clockOffMs);
  }

  /** A person does something in this tab; `then` hears what the app answered, if the tab lives to see it. */
  mutate<N extends MutationName>(name: N, args: MutationArgs<N>, then: (made: Made) => void): void {
    const { scheduler } = this.#around;
    scheduler.soon(() => {
      const newId = (): string => this.replica.newId();
      void enqueue(this.#db, this.replica.actor, { name, args, newId, nowMs: Date.now() }).then(then);
    }, this.owner);
  }

  /** Makes many changes in one step; `then` hears how many were made. */
  step(changes: Change[], then: (made: number) => void): void {
    this.#around.scheduler.soon(() => {
      void enqueueStep(this.#db, this.replica.actor, changes, this.#making()).then(({ seqs }) => {
        this.#lastStep = seqs;
        then(seqs.length);
      });
    }, this.owner);
  }

  /** Puts back what the last step in this tab did, once. */
  unstep(then: (made: number) => void): void {
    const seqs = this.#lastStep;
    this.#lastStep = [];
    this.#around.scheduler.soon(() => {
      void undoStep(this.#db, this.replica.actor, seqs, this.#making()).then((done) =>
        then(done.seqs.length),
      );
    }, this.owner);
  }

  /** A person takes up one of what was refused here, as edited; `about` hears which, just before. */
  retry(nth: number, edited: (entry: OutboxEntry) => unknown, about: (uid: string) => void): void {
    this.#dealWith(nth, about, (entry) =>
      retryRefused(this.#db, this.replica.actor, { seq: entry.seq, args: edited(entry), ...this.#making() }),
    );
  }

  /** Or lets go of it. */
  drop(nth: number, about: (uid: string) => void): void {
    this.#dealWith(nth, about, ({ seq }) => dropRefused(this.#db, this.replica.actor, seq));
  }

  #dealWith(nth: number, about: (uid: string) => void, work: (entry: OutboxEntry) => Promise<unknown>): void {
    this.#around.scheduler.soon(() => {
      void readRefused(this.#db).then((trees) => {
        const entry = trees[nth % Math.max(1, trees.length)]?.entry;
        if (!entry) return;
        about(entry.uid);
        void work(entry);
      });
    }, this.owner);
  }

  #making() {
    return { newId: () => this.replica.newId(), nowMs: Date.now() };
  }

  /** The next number of this device's lease, as the form of a new ticket takes it. */
  takeNumber(then: (number: string | null) => void): void {
    this.#around.scheduler.soon(() => void takeNumber(this.#db, Date.now()).then(then), this.owner);
  }

  /**
   * As an app would that waits for no answer: each unsent change in a request of its own, all of them at once, in
   * whatever order they arrive. Nobody hears the answers; the app itself asks again (SPEC O2). `as`: of which build.
   */
  sendInPieces(as: { protocol?: number; app?: string }): void {
    const { scheduler } = this.#around;
    scheduler.soon(() => void this.#sendInPieces(as).catch(() => undefined), this.owner);
  }

  async #sendInPieces(as: object): Promise<void> {
    const { transport } = this.replica;
    const [{ token, sender }, entries] = await Promise.all([
      introduce(this.replica),
      queued(this.#db, bounds.pushMutations),
    ]);
    for (const { n, uid, prev, name, version, args, at, s, base, needs, echo, ord } of entries) {
      if (ord < 0) continue;
      const body = {
        ...sender,
        ...as,
        mutations: [{ n, uid, prev, name, version, args, at, s, base, needs, echo }],
      };
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
      const init = { method: 'POST', headers, body: JSON.stringify(body) };
      void transport.fetch(`${transport.origin}/sync/push`, init).catch(() => undefined);
    }
  }

  /** Compares itself with the server at whatever moment: what cannot be compared now is not. */
  compare(): void {
    const { signal } = new AbortController();
    const quietly = (error: unknown): void => {
      if (!(error instanceof NetworkError) && !(error instanceof ServerError)) throw error;
    };
    this.#around.scheduler.soon(() => void check(this.replica, signal).catch(quietly), this.owner);
  }

  /** As an app of another version would have made it: the server does not know this kind of change. */
  disguise(uid: string): void {
    const { scheduler } = this.#around;
    scheduler.soon(() => void this.#db.outbox.where({ uid }).modify({ version: 99 }), this.owner);
  }

  /** Nobody looks at it any more, or somebody does again. */
  hide(): void {
    this.#around.scheduler.hide(this.owner);
  }

  /** Stands still, unless it is in the middle of something that a browser would let it finish. */
  freeze(): void {
    const { scheduler, disk } = this.#around;
    const tryIt = (tries: number): void => {
      if (tries === 0 || scheduler.isDead(this.owner) || !scheduler.isHidden(this.owner)) return;
      if (disk.isUsedBy(this.profile.name, this.owner)) scheduler.later(1, () => tryIt(tries - 1), 'world');
      else scheduler.freeze(this.owner);
    };
    tryIt(50);
  }

  show(): void {
    const { scheduler } = this.#around;
    if (!scheduler.isHidden(this.owner)) return;
    scheduler.show(this.owner);
    this.kick();
  }

  /** The process is gone from one moment to the next. */
  kill(): void {
    const { scheduler, disk } = this.#around;
    scheduler.drop(this.owner);
    disk.orphan(this.profile.name, this.#db.backendDB());
  }
}
