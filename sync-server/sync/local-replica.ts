import { randomUUID } from 'node:crypto';
import { tick } from '../../shared/clock/stamp.ts';
import { must } from '../../shared/lib/must.ts';
import { currentVersion, type MutationArgs, type MutationName } from '../../shared/mutations/registry.ts';
import type { Actor } from '../../shared/mutations/plan.ts';
import type { SentMutation, Verdict } from '../../shared/protocol/push.ts';
import { bounds, PROTOCOL } from '../../shared/protocol/version.ts';
import type { Sql } from '../db/connect.ts';
import { retireReplica } from '../db/sync/prune.ts';
import { readIncarnation } from '../db/sync/replicas.ts';
import { inTenant } from '../db/tenant.ts';
import { WAKE_CHANNEL } from '../db/wakes.ts';
import { push } from './push-batch.ts';
import { register } from './register.ts';

/** One piece of work to hand over. */
export type LocalMutation = {
  [N in MutationName]: {
    name: N;
    args: MutationArgs<N>;
    uid: string;
    /** When it was done, in milliseconds since 1970; by default now. */
    at?: number;
  };
}[MutationName];

export type LocalReplicaOptions = {
  tenantId: string;
  /** In whose name; what they may not do is refused, as on any device. */
  actor: Actor;
  /** What the register of devices shows for it. */
  app: string;
  /** The earliest time its work may claim, in milliseconds since 1970; by default now. */
  since?: number;
  now: () => number;
  onBug: (error: unknown) => void;
};

/**
 * A replica on the server's own side, for command-line work in somebody's name. It has no rows and no queue: it hands
 * over mutations through the same `push` as every device, so that there is no second way to write.
 */
export class LocalReplica {
  readonly #id = randomUUID();
  readonly #sql: Sql;
  readonly #options: LocalReplicaOptions;
  #incarnation: string | undefined;
  #n = 0;
  #lastUid: string | null = null;
  #lastStamp = 0;

  constructor(sql: Sql, options: LocalReplicaOptions) {
    this.#sql = sql;
    this.#options = options;
  }

  /**
   * Sends mutations in order, in batches of what one push may carry; each batch is one transaction, and wakes the
   * open screens of the tenant. Becomes known to the server with the first.
   *
   * @returns one verdict for each mutation, in order
   * @throws when the database is away: the batches before stand, the rest was not done
   */
  async submit(mutations: readonly LocalMutation[]): Promise<Verdict[]> {
    if (mutations.length === 0) return [];
    const incarnation = (this.#incarnation ??= await this.#register());
    const verdicts: Verdict[] = [];
    for (let from = 0; from < mutations.length; from += bounds.pushMutations) {
      const batch = mutations.slice(from, from + bounds.pushMutations);
      verdicts.push(...(await this.#push(incarnation, batch, mutations.length - from - batch.length)));
    }
    return verdicts;
  }

  /** The run has ended: this identity is never used again (SPEC E2). */
  async retire(): Promise<void> {
    if (this.#incarnation === undefined) return;
    const { tenantId, actor, now } = this.#options;
    await inTenant(this.#sql, tenantId, (tx) =>
      retireReplica(tx, { id: this.#id, personId: actor.id }, now()),
    );
  }

  async #register(): Promise<string> {
    const { tenantId, actor, since, now } = this.#options;
    const incarnation = await readIncarnation(this.#sql);
    // The server bounds claims by a replica's last contact: that is how far back this one may reach.
    const contact = { tenantId, actor, incarnation, receivedAt: since ?? now() };
    await register(this.#sql, contact, { ...this.#sender(incarnation, 0), was: null });
    return incarnation;
  }

  async #push(incarnation: string, batch: readonly LocalMutation[], left: number): Promise<Verdict[]> {
    const { tenantId, actor, onBug } = this.#options;
    const request = { ...this.#sender(incarnation, left), mutations: batch.map((one) => this.#sent(one)) };
    const input = {
      tenantId,
      actor,
      incarnation,
      request,
      receivedAt: request.sentAt,
      isDatedHere: true as const,
    };
    const reply = await push(this.#sql, input, onBug);
    if (reply.stop) throw new Error(`bug: a replica of the server's own was stopped (${reply.stop.code})`);
    for (const verdict of reply.verdicts) this.#lastStamp = Math.max(this.#lastStamp, verdict.s ?? 0);
    await this.#sql.notify(WAKE_CHANNEL, `${this.#id} ${tenantId}`);
    return batch.map((_, i) => must(reply.verdicts[i], 'verdict'));
  }

  #sender(incarnation: string, left: number) {
    const { tenantId, actor, app, now } = this.#options;
    const replica = this.#id;
    return {
      protocol: PROTOCOL,
      tenant: tenantId,
      person: actor.id,
      replica,
      incarnation,
      sentAt: now(),
      left,
      app,
    };
  }

  #sent({ name, args, uid, at }: LocalMutation): SentMutation {
    const nowMs = this.#options.now();
    this.#n += 1;
    this.#lastStamp = tick(this.#lastStamp, nowMs);
    const prev = this.#lastUid;
    this.#lastUid = uid;
    const version = currentVersion(name);
    // Nothing was planned here: no echo to compare with, and no value of others it had seen.
    return {
      n: this.#n,
      uid,
      prev,
      name,
      version,
      args,
      at: at ?? nowMs,
      s: this.#lastStamp,
      base: {},
      needs: [],
      echo: '',
    };
  }
}
