import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { DeviceDatabase } from '../../app/store/database.ts';
import { enqueue } from '../../app/store/outbox.ts';
import { cycle } from '../../app/sync/cycle.ts';
import { takeNumber } from '../../app/sync/numbers.ts';
import type { Replica } from '../../app/sync/replica.ts';
import type { Actor } from '../../shared/mutations/plan.ts';
import type { Planned } from './mix.ts';

export interface DeviceOptions {
  origin: string;
  tenantId: string;
  actor: Actor;
  token: string;
  fetch?: typeof fetch;
}

/** The product's device code over an IndexedDB in memory, in Node. */
export function openDevice({ origin, tenantId, actor, token, fetch: send = fetch }: DeviceOptions): Replica {
  return {
    db: new DeviceDatabase(`device-${randomUUID()}`),
    accountKey: `${tenantId}:${actor.id}`,
    tenantId,
    actor,
    transport: { origin, fetch: send },
    token: () => Promise.resolve(token),
    forgetToken: () => undefined,
    now: Date.now,
    newId: randomUUID,
    random: Math.random,
    pace: { batch: 250 },
  };
}

/** One round with the server, all of it. */
export async function syncOnce(replica: Replica): Promise<void> {
  await cycle(replica, (work) => work(), new AbortController().signal);
}

/** Does what a screen does: new tickets take their number off the lease first. */
export async function make(replica: Replica, planned: Planned): Promise<void> {
  const { name, args } = await numbered(replica, planned);
  const made = await enqueue(replica.db, replica.actor, { name, args, newId: randomUUID, nowMs: Date.now() });
  if (made.refusal) throw new Error(`${name}: ${made.refusal.message}`);
}

async function numbered(replica: Replica, planned: Planned): Promise<Planned> {
  if (planned.name !== 'ticket.create') return planned;
  return { ...planned, args: { ...planned.args, number: await takeNumber(replica.db, Date.now()) } };
}
