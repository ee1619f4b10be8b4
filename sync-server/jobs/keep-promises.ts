import { must } from '../../shared/lib/must.ts';
import { markOf } from '../../shared/model/versioned.ts';
import { checkPromises } from '../../shared/mutations/sla-work.ts';
import type { Rows } from '../../shared/mutations/plan.ts';
import { ticketRef } from '../../shared/mutations/ticket-access.ts';
import { promisesIn } from '../../shared/rules/sla/of-ticket.ts';
import { givenTo } from '../../shared/rules/sla/levels.ts';
import type { Seen } from '../../shared/rules/sla/look.ts';
import { placesOf, type Era } from '../../shared/rules/sla/stretches.ts';
import type { Sql, Tx } from '../db/connect.ts';
import { SERVER_REPLICA } from '../../shared/clock/dot.ts';
import {
  noteLooks,
  noteRules,
  readChecks,
  readDueLooks,
  readCourses,
  readEras,
  readPromises,
  type CourseEvent,
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
  await inTenant(sql, tenantId, (tx) => notePromises(tx, { tenantId, now }));
  const run: Run = { tenantId, now, limit, people: new Map() };
  for (;;) {
    signal?.throwIfAborted();
    const batch = await inTenant(sql, tenantId, (tx) => lookAtSome(tx, run));
    kept.looked += batch.looked;
    kept.told += batch.told;
    if (batch.told) await sql.notify(WAKE_CHANNEL, `upkeep ${tenantId}`);
    if (batch.looked < limit) return kept;
  }
}

/** Notes what the tenant promises by now, where that is new. */
async function notePromises(tx: Tx, of: { tenantId: string; now: number }): Promise<void> {
  const settings = await readPromises(tx);
  await noteRules(
    tx,
    of,
    settings.map(({ id, what, value, archived }) => ({ id, what, value, archived })),
  );
}

/** What the tenant has promised since when; what it promises now is the last. */
async function erasOf(tx: Tx): Promise<Era[]> {
  const eras = await readEras(tx);
  return eras.map(({ since, promises }) => ({ since, promises: promisesIn(promises) }));
}

interface Run {
  tenantId: string;
  now: number;
  limit: number;
  people: ToldInRun;
  /** Read once there is something to look at: most runs have nothing. */
  eras?: readonly Era[];
}

async function lookAtSome(tx: Tx, run: Run): Promise<Kept> {
  const { tenantId, now, limit, people } = run;
  const ticketIds = await readDueLooks(tx, now, limit);
  if (!ticketIds.length) return { looked: 0, told: 0 };
  const eras = (run.eras ??= await erasOf(tx));
  const looked: { ticketId: string; lookAt: number | null; warned: string[] }[] = [];
  const told = await doOwnWork(
    tx,
    { tenantId, now, told: people, isLook: true },
    { ticketIds, lists: ['ticketTag'] },
    async (rows) => {
      const checks = await readChecks(tx, now, ticketIds);
      const courses = await readCourses(tx, ticketIds);
      return [...checks.values()].map((check): OwnWork => ({
        action: 'ticket.check-promises',
        ticketId: check.ticketId,
        plan: (input) => {
          const seen = seenBy(rows, check, courses.get(check.ticketId) ?? [], eras, now);
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
  course: readonly CourseEvent[],
  eras: readonly Era[],
  nowMs: number,
): Seen {
  const ticket = must(rows.get(ticketRef(check.ticketId)), 'ticket of a check');
  const tags = rows.list('ticketTag', ticket.id).filter(({ removed }) => !removed);
  const tagIds = tags.map(({ id }) => id);
  return {
    ticket,
    tagIds,
    promises: must(eras.at(-1), 'what is promised now').promises,
    eras,
    places: placesOf(ticket, tagIds, course),
    nowMs,
    lateAt: check.lateAt,
    since: check.since,
    given: givenTo(
      ticket,
      course.filter(({ what }) => what === 'priority'),
    ),
    raisedByServer: markOf(ticket, 'priority')[0] === SERVER_REPLICA,
  };
}
