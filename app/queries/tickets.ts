import { useMemo, useSyncExternalStore } from 'react';
import type { Field } from '../../shared/model/directory.ts';
import { currentAccount } from '../session/session.ts';
import { openDatabase } from '../store/database.ts';
import { readSync } from '../store/meta.ts';
import { isFilling } from '../store/repaint.ts';
import { deskOf } from './desk.ts';
import { promisesOf, useDirectory } from './directory.ts';
import { choicesHeld } from './field-filter.ts';
import { filterTickets, findTickets } from './filter.ts';
import { readDetail } from './ticket-detail.ts';
import { dueAtBy } from './due-at.ts';
import { useLiveQuery } from './use-live-query.ts';
import { sharedLiveValue } from './shared-live-value.ts';
import type { TicketDetail, TicketList, TicketQuery, TicketSummary } from './types.ts';

const useFilling = sharedLiveValue(async (db) => isFilling(await readSync(db)));

/** A live, filtered, sorted list out of everything on the device. */
export function useTicketList(query: TicketQuery): TicketList {
  const { key } = currentAccount();
  const db = openDatabase(key);
  const desk = deskOf(db);
  const version = useSyncExternalStore(desk.subscribe, () => desk.version);
  const filling = useFilling() ?? false;
  const directory = useDirectory();
  const { people } = directory;
  const promises = promisesOf(directory);
  const filtered = useMemo(
    () => filterTickets(desk.at(version), query, (id) => people.get(id)?.name ?? '', dueAtBy(promises)),
    [desk, version, query, people, promises],
  );
  return { ...filtered, ready: desk.ready, filling, total: desk.tickets.size };
}

/** One ticket with its thread; undefined while it is looked up, null when it is not on this device. */
export function useTicket(id: string): TicketDetail | null | undefined {
  const { key } = currentAccount();
  return useLiveQuery(() => readDetail(openDatabase(key), id), [key, id]);
}

/** Tickets of this device by id, as lists show them; those that are not here are left out. */
export function useTicketsById(ids: readonly string[]): readonly TicketSummary[] {
  const desk = deskOf(openDatabase(currentAccount().key));
  const version = useSyncExternalStore(desk.subscribe, () => desk.version);
  const joined = ids.join();
  return useMemo(
    () => joined.split(',').flatMap((id) => (version >= 0 ? (desk.tickets.get(id) ?? []) : [])),
    [desk, version, joined],
  );
}

/** The best few tickets of this device for what is sought; with nothing sought, others of the same requester. */
export function useFoundTickets(
  sought: string,
  beside: TicketSummary,
  max: number,
): readonly TicketSummary[] {
  const desk = deskOf(openDatabase(currentAccount().key));
  const version = useSyncExternalStore(desk.subscribe, () => desk.version);
  const { people } = useDirectory();
  return useMemo(
    () => findTickets(desk.at(version), sought, beside, { max, nameOf: (id) => people.get(id)?.name ?? '' }),
    [desk, version, sought, beside, max, people],
  );
}

/** What the tickets of this device say in these fields (`choicesHeld`). */
export function useChoicesHeld(fields: readonly Field[]): ReadonlyMap<string, ReadonlySet<string>> {
  const desk = deskOf(openDatabase(currentAccount().key));
  const version = useSyncExternalStore(desk.subscribe, () => desk.version);
  return useMemo(() => choicesHeld(desk.at(version), fields), [desk, version, fields]);
}
