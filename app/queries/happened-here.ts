import { useSyncExternalStore } from 'react';
import type { TimelineEvent } from '../../shared/model/conversation.ts';
import { currentAccount } from '../session/session.ts';
import { openDatabase, type ThreadRecord } from '../store/database.ts';
import type { AuditQuery } from './audit.ts';
import { deskOf } from './desk.ts';
import { useLiveValue } from './use-live-value.ts';
import type { TicketSummary } from './types.ts';

/** Something that was done to a ticket of this device, as far as the device can tell. */
export interface Happened {
  id: string;
  /** When it was done, in server time. */
  at: number;
  actorId: string | null;
  ticket: { id: string; number: string | null; title: string };
  what: { kind: 'made' } | { kind: 'said'; internal: boolean } | { kind: 'event'; event: TimelineEvent };
}

/** What a device can look for: it knows neither what an action was called, nor what was refused of others. */
export type WantedHere = Pick<AuditQuery, 'personId' | 'ticket' | 'from' | 'until'>;

/** How many are shown, and how many threads are read at a time to find them. */
const MOST = 100;
const AT_A_TIME = 50;

/**
 * The last that happened to tickets, newest first. Threads are read from the ticket with the latest activity on, only
 * until no other can have anything newer: a desk has thousands of them.
 */
export async function happenedTo(
  tickets: Iterable<TicketSummary>,
  threadsOf: (ids: string[]) => Promise<(ThreadRecord | undefined)[]>,
  { personId, ticket, from, until }: WantedHere,
): Promise<Happened[]> {
  const inTime = (at: number) => (from === null || at >= from) && (until === null || at < until);
  const looked = [...tickets]
    .filter(({ number, createdAt, activityAt }) => {
      if (ticket !== null && number !== ticket) return false;
      return (from === null || activityAt >= from) && (until === null || createdAt < until);
    })
    .sort((a, b) => b.activityAt - a.activityAt);
  let found: Happened[] = [];
  for (let at = 0; at < looked.length; at += AT_A_TIME) {
    const last = found[MOST - 1];
    if (last && last.at >= (looked[at]?.activityAt ?? 0)) break;
    const part = looked.slice(at, at + AT_A_TIME);
    const threads = await threadsOf(part.map(({ id }) => id));
    const more = part.flatMap((one, i) => happenedOn(one, threads[i]));
    found = [...found, ...more.filter((one) => inTime(one.at) && (!personId || one.actorId === personId))]
      .sort((a, b) => b.at - a.at)
      .slice(0, MOST);
  }
  return found;
}

function happenedOn(summary: TicketSummary, thread: ThreadRecord | undefined): Happened[] {
  const ticket = { id: summary.id, number: summary.number, title: summary.title };
  const made = { id: summary.id, at: summary.createdAt, actorId: summary.createdBy };
  return [
    { ...made, ticket, what: { kind: 'made' } },
    ...(thread?.messages ?? []).map(({ id, createdAt, authorId, internal }): Happened => {
      return { id, at: createdAt, actorId: authorId, ticket, what: { kind: 'said', internal } };
    }),
    ...(thread?.events ?? []).map((event): Happened => {
      const { id, createdAt, actorId } = event;
      return { id, at: createdAt, actorId, ticket, what: { kind: 'event', event } };
    }),
  ];
}

/** The last that happened to this device's tickets, live; undefined until it was looked up. */
export function useHappenedHere(wanted: WantedHere): readonly Happened[] | undefined {
  const db = openDatabase(currentAccount().key);
  const desk = deskOf(db);
  const ready = useSyncExternalStore(desk.subscribe, () => desk.ready);
  return useLiveValue(
    () => happenedTo(desk.tickets.values(), async (ids) => await db.threads.bulkGet(ids), wanted),
    `${ready} ${JSON.stringify(wanted)}`,
  );
}
