import { fingerprint } from '../../shared/lib/fingerprint.ts';
import { must } from '../../shared/lib/must.ts';
import { markOf } from '../../shared/model/versioned.ts';
import { checkPromises } from '../../shared/mutations/sla-work.ts';
import type { Rows } from '../../shared/mutations/plan.ts';
import { ticketRef } from '../../shared/mutations/ticket-access.ts';
import { promisesIn, type Promises } from '../../shared/rules/sla/of-ticket.ts';
import { givenTo, type PriorityEvent } from '../../shared/rules/sla/levels.ts';
import type { Seen } from '../../shared/rules/sla/look.ts';
import type { Sql, Tx } from '../db/connect.ts';
import { SERVER_REPLICA } from '../../shared/clock/dot.ts';
import {
  noteLooks,
  noteRules,
  readChecks,
  readDueLooks,
  readPriorities,
  readPromises,
  type SlaCheck,
} from '../db/sync/sla-checks.ts';
import { inTenant } from '../db/tenant.ts';
import { WAKE_CHANNEL } from '../db/wakes.ts';
import type { ToldInRun } from '../sync/notices.ts';
import { doOwnWork, type OwnWork } from '../sync/own-work.ts';

const BATCH = 100;

/** How many tickets were looked at, and for how many of them there was something to say. */
export interface Kept {
  looked: number;
  told: number;
}

/**
 * Looks at every ticket of a tenant that is due for it (product.md, Priority and SLA): notes breaches, escalates, warns,
 * and takes back what late work has shown to be in time. Many short transactions. Each plans under the tickets' locks
 * from what stands by then, and notes in the same transaction that it has looked: killed anywhere it is gone on with, and
 * any number of servers at it at once do everything once.
 *
 * @param now in milliseconds since 1970
 */
export async function keepPromises(
  sql: Sql,
  tenantId: string,
  now: number,
  { signal, limit = BATCH }: { signal?: AbortSignal; limit?: number } = {},
): Promise<Kept> {
  const kept: Kept = { looked: 0, told: 0 };
  const promises = await inTenant(sql, tenantId, (tx) => promisesOf(tx, tenantId));
  const people: ToldInRun = new Map();
  for (;;) {
    signal?.throwIfAborted();
    const batch = await inTenant(sql, tenantId, (tx) =>
      lookAtSome(tx, { tenantId, now, promises, limit, people }),
    );
    kept.looked += batch.looked;
    kept.told += batch.told;
    if (batch.told) await sql.notify(WAKE_CHANNEL, `upkeep ${tenantId}`);
    if (batch.looked < limit) return kept;
  }
}

async function promisesOf(tx: Tx, tenantId: string): Promise<Promises> {
  const settings = await readPromises(tx);
  const said = settings.map(({ id, what, value, archived }) => ({ id, what, value, archived }));
  await noteRules(tx, tenantId, fingerprint(said));
  return promisesIn(settings);
}

interface Run {
  tenantId: string;
  now: number;
  promises: Promises;
  limit: number;
  people: ToldInRun;
}

async function lookAtSome(tx: Tx, { tenantId, now, promises, limit, people }: Run): Promise<Kept> {
  const ticketIds = await readDueLooks(tx, now, limit);
  if (!ticketIds.length) return { looked: 0, told: 0 };
  const looked: { ticketId: string; lookAt: number | null; warned: string[] }[] = [];
  const told = await doOwnWork(
    tx,
    { tenantId, now, told: people },
    { ticketIds, lists: ['ticketTag'] },
    async (rows) => {
      const checks = await readChecks(tx, now, ticketIds);
      const events = await readPriorities(tx, ticketIds);
      return [...checks.values()].map((check): OwnWork => ({
        action: 'ticket.check-promises',
        ticketId: check.ticketId,
        plan: (input) => {
          const priorities = events.get(check.ticketId) ?? [];
          const seen = seenBy(rows, check, priorities, promises, now);
          const { writes, nextAt, warned } = checkPromises(input, seen, check.warned);
          looked.push({ ticketId: check.ticketId, lookAt: nextAt, warned });
          return { writes };
        },
      }));
    },
  );
  await noteLooks(tx, looked);
  return { looked: ticketIds.length, told };
}

function seenBy(
  rows: Rows,
  check: SlaCheck,
  priorities: readonly PriorityEvent[],
  promises: Promises,
  nowMs: number,
): Seen {
  const ticket = must(rows.get(ticketRef(check.ticketId)), 'ticket of a check');
  const tags = rows.list('ticketTag', ticket.id).filter(({ removed }) => !removed);
  return {
    ticket,
    tagIds: tags.map(({ id }) => id),
    promises,
    nowMs,
    lateAt: check.lateAt,
    since: check.since,
    given: givenTo(ticket, priorities),
    raisedByServer: markOf(ticket, 'priority')[0] === SERVER_REPLICA,
  };
}
