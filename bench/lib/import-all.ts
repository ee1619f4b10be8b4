import { randomUUID } from 'node:crypto';
import { must } from '../../shared/lib/must.ts';
import type { ImportArgs } from '../../shared/mutations/import.ts';
import { currentVersion } from '../../shared/mutations/registry.ts';
import type { SentMutation } from '../../shared/protocol/push.ts';
import { bounds, PROTOCOL } from '../../shared/protocol/version.ts';
import type { Sql } from '../../sync-server/db/connect.ts';
import { readIncarnation } from '../../sync-server/db/sync/replicas.ts';
import { push } from '../../sync-server/sync/push-batch.ts';
import { register } from '../../sync-server/sync/register.ts';
import type { Planned } from './mix.ts';

export interface Pusher {
  id: string;
  role: 'admin' | 'agent' | 'user';
}

/** Brings tickets in as any import does: `ticket.import` by an administrator's replica, pushed in full batches. */
export async function importAll(
  sql: Sql,
  tenantId: string,
  admin: Pusher,
  tickets: readonly ImportArgs[],
): Promise<void> {
  const imports = tickets.map((args) => ({ name: 'ticket.import', args }) as const);
  await pushAll(sql, tenantId, admin, imports);
}

/** Pushes changes from a new replica of somebody's, in full batches. @throws Error where one is not done */
export async function pushAll(
  sql: Sql,
  tenantId: string,
  person: Pusher,
  changes: readonly Planned[],
): Promise<void> {
  const incarnation = await readIncarnation(sql);
  const replica = randomUUID();
  const sender = (left: number) => ({
    protocol: PROTOCOL,
    tenant: tenantId,
    person: person.id,
    replica,
    incarnation,
    sentAt: Date.now(),
    left,
    app: 'bench',
  });
  const contact = () => ({ tenantId, actor: person, incarnation, receivedAt: Date.now() });
  await register(sql, contact(), { ...sender(0), was: null });
  const now = Date.now();
  let prev: string | null = null;
  const sent = changes.map(({ name, args }, i): SentMutation => {
    const uid = randomUUID();
    const mutation = { n: i + 1, uid, prev, name, version: currentVersion(name), args };
    prev = uid;
    // Each at a moment of its own: what is said stands in that order.
    const at = now - (changes.length - i);
    return { ...mutation, at, s: at * 1024, base: {}, needs: [], echo: '' };
  });
  for (let from = 0; from < sent.length; from += bounds.pushMutations) {
    const mutations = sent.slice(from, from + bounds.pushMutations);
    const request = { ...sender(sent.length - from - mutations.length), mutations };
    const reply = await push(sql, { ...contact(), request }, (error) => {
      throw error;
    });
    const bad = reply.verdicts.find(({ status }) => status !== 'applied');
    if (bad) throw new Error(`a change was refused: ${must(bad.code, 'code')} ${bad.message}`);
    if (reply.stop) throw new Error(`the push stopped: ${reply.stop.code}`);
  }
}
