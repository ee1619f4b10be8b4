import type { Refusal } from '../../shared/rules/refusal.ts';
import { newId } from '../mutate.ts';
import { askForBackgroundSync } from '../session/engine.ts';
import { currentAccount } from '../session/session.ts';
import { openDatabase, type DeviceDatabase, type OutboxEntry, type TicketRecord } from '../store/database.ts';
import { readClock } from '../store/meta.ts';
import { dropRefused, readRefused, retryRefused } from '../store/refused.ts';
import type { RefusedChange, RefusedWork } from './types.ts';
import { useLiveValue } from './use-live-value.ts';

/** What the office refused, with all that builds on it, oldest first, live; undefined until the device has been asked. */
export function useRefusals(): readonly RefusedWork[] | undefined {
  const { key } = currentAccount();
  return useLiveValue(() => readRefusals(openDatabase(key)), key);
}

async function readRefusals(db: DeviceDatabase): Promise<RefusedWork[]> {
  const [trees, { skewMs }] = await Promise.all([readRefused(db), readClock(db)]);
  const records = await db.tickets.bulkGet(trees.map(({ entry }) => entry.tickets[0] ?? ''));
  return trees.map(({ entry, dependants }, i): RefusedWork => {
    const record = records[i];
    return {
      change: changeOf(entry, record, skewMs),
      dependants: dependants.map((dependant) => changeOf(dependant, record, skewMs)),
      present: record && mayShow(entry) ? confirmedRows(record) : null,
    };
  });
}

function changeOf(entry: OutboxEntry, record: TicketRecord | undefined, skewMs: number): RefusedChange {
  const { seq, uid, name, args, at, verdict } = entry;
  return {
    seq,
    uid,
    name,
    args: args as Record<string, unknown>,
    ticketId: entry.tickets[0] ?? null,
    ticketTitle: record?.ticket.title ?? null,
    ticketNumber: record?.ticket.number ?? null,
    at: at + skewMs,
    reason: { code: verdict?.code ?? '', message: verdict?.message ?? '', details: verdict?.details ?? {} },
  };
}

/** A refusal for lost access shows own words only, also in the moment before the ticket has left this device. */
const mayShow = ({ verdict }: OutboxEntry): boolean => verdict?.code !== 'not-found';

function confirmedRows({ confirmed, ticket, tags, values }: TicketRecord): RefusedWork['present'] {
  return confirmed === undefined ? { ticket, tags, values } : confirmed;
}

/**
 * Makes a refused change anew with other arguments, and then what builds on it. Resolves to why it may not be done, or to
 * undefined when it is in the queue.
 */
export async function tryAgain(seq: number, args: Record<string, unknown>): Promise<Refusal | undefined> {
  const { key, person } = currentAccount();
  const actor = { id: person.id, role: person.role };
  const refusal = await retryRefused(openDatabase(key), actor, { seq, args, newId, nowMs: Date.now() });
  if (!refusal) askForBackgroundSync();
  return refusal;
}

/** Lets go of a refused change and of all that builds on it. */
export async function drop(seq: number): Promise<void> {
  const { key, person } = currentAccount();
  await dropRefused(openDatabase(key), { id: person.id, role: person.role }, seq);
}
