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

export interface Importer {
  id: string;
  role: 'admin' | 'agent' | 'user';
}

/** Brings tickets in as any import does: `ticket.import` by an administrator's replica, pushed in full batches. */
export async function importAll(
  sql: Sql,
  tenantId: string,
  admin: Importer,
  tickets: readonly ImportArgs[],
): Promise<void> {
  const incarnation = await readIncarnation(sql);
  const replica = randomUUID();
  const sender = (left: number) => ({
    protocol: PROTOCOL,
    tenant: tenantId,
    person: admin.id,
    replica,
    incarnation,
    sentAt: Date.now(),
    left,
    app: 'bench',
  });
  const contact = () => ({ tenantId, actor: admin, incarnation, receivedAt: Date.now() });
  await register(sql, contact(), { ...sender(0), was: null });
  let prev: string | null = null;
  const sent = tickets.map((args, i): SentMutation => {
    const uid = randomUUID();
    const mutation = {
      n: i + 1,
      uid,
      prev,
      name: 'ticket.import',
      version: currentVersion('ticket.import'),
      args,
    };
    prev = uid;
    const at = Date.now();
    return { ...mutation, at, s: at * 1024, base: {}, needs: [], echo: '' };
  });
  for (let from = 0; from < sent.length; from += bounds.pushMutations) {
    const mutations = sent.slice(from, from + bounds.pushMutations);
    const request = { ...sender(sent.length - from - mutations.length), mutations };
    const reply = await push(sql, { ...contact(), request }, (error) => {
      throw error;
    });
    const bad = reply.verdicts.find(({ status }) => status !== 'applied');
    if (bad) throw new Error(`an import was refused: ${must(bad.code, 'code')} ${bad.message}`);
    if (reply.stop) throw new Error(`the import stopped: ${reply.stop.code}`);
  }
}
