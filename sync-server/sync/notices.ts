import type { Message, TimelineEvent } from '../../shared/model/conversation.ts';
import { idFrom } from '../../shared/model/derived-id.ts';
import { noticeRef, type Notice } from '../../shared/model/notice.ts';
import { rowKey } from '../../shared/model/rows.ts';
import type { Ticket } from '../../shared/model/ticket.ts';
import {
  holdersOf,
  isWanted,
  tellingsOfEdit,
  tellingsOfEvent,
  tellingsOfMessage,
  tellingsOfNew,
  tellingsOfRedaction,
  tellingsOfSplit,
  type Holders,
  type Telling,
} from '../../shared/rules/notices.ts';
import { isPassed } from '../../shared/rules/ended-notices.ts';
import { must } from '../../shared/lib/must.ts';
import { mergedInto } from '../../shared/mutations/merged.ts';
import { copyRef } from '../../shared/mutations/split.ts';
import { isStaff } from '../../shared/rules/permissions.ts';
import { worksOn, type Grants } from '../../shared/rules/scopes.ts';
import type { Tx } from '../db/connect.ts';
import { readGrants } from '../db/sync/grants.ts';
import { readAskers, readHolders, readUnwanted } from '../db/sync/notices.ts';
import type { FoundRow } from '../db/sync/read-rows.ts';
import { endedIn, endNotices } from './ended-notices.ts';
import type { RowEffects } from './push.ts';
import type { WorkingSet } from './working-set.ts';

/** How often people are told one by one in a run of the server's own work; all further tickets are one entry. */
const SINGLY = 10;

/** Whom a run has told how often so far, and the entry that stands for all that came after. */
export type ToldInRun = Map<string, { singly: number; rest?: Notice }>;

/**
 * Tells people of what was just done (rules/notices.ts): entries of their inboxes, under the dot of the mutation that did
 * it, and says of earlier ones that they have ended. A run of the server's own work notes whom it has told how often, so that
 * nobody drowns in what was missed over a night.
 *
 * @param by whose changes these are (null: the server's own), and the server's time
 */
export async function raiseNotices(
  tx: Tx,
  effects: RowEffects,
  by: { byId: string | null; atMs: number },
): Promise<void> {
  const { rows, touched, told } = effects;
  const { endings, tellings: ofEnds } = await endedIn(tx, rows, by);
  const found = rows
    .written()
    .flatMap((cause) => tellingsOf(cause, rows).map((telling) => ({ ...telling, cause })))
    // What ends in the transaction it begins in is told to nobody.
    .filter((telling) => !isPassed(endings, telling));
  found.push(...ofEnds);
  await endNotices(tx, effects, endings, by.atMs);
  if (!found.length) return;
  const tellings = await withAskers(tx, found);
  const [asked, reads] = [await readAnswering(tx, rows, tellings), await readersOf(tx, rows, tellings)];
  const entries = new Map<string, { telling: Telling; cause: FoundRow; personId: string }>();
  for (const { cause, ...telling } of tellings) {
    const people = peopleOf(telling, { ...asked, reads });
    // Of what was done in one go, the last stands for the same before it.
    for (const personId of people) entries.set(keyOf(telling, personId), { telling, cause, personId });
  }
  const people = [...new Set([...entries.values()].map(({ personId }) => personId))];
  const unwanted = await readUnwanted(tx, people);
  for (const [key, { telling, personId }] of entries)
    if (!isWanted(telling, unwanted.get(personId) ?? new Set())) entries.delete(key);
  for (const { telling, cause, personId } of entries.values()) {
    const calling = entries.get(keyOf({ ...telling, what: 'mentioned' }, personId));
    // Who is called by a message hears that, and not besides that there is one.
    if (calling && calling.telling !== telling && calling.telling.aboutId === telling.aboutId) continue;
    const { dot } = must(touched.get(rowKey(cause.ref)), 'what was written');
    const mark = { r: dot[0], n: dot[1], s: cause.row.s };
    const row = counted(noticeOf(telling, personId, mark), told);
    const ref = noticeRef(row.id);
    rows.put(ref, row);
    touched.set(rowKey(ref), { ref, dot });
  }
}

/** What is one entry of a person. Two requests are two things to decide. */
const keyOf = (
  { ticketId, what, aboutId }: Pick<Telling, 'ticketId' | 'what' | 'aboutId'>,
  personId: string,
): string => [ticketId, what, personId, ...(what === 'asked' ? [aboutId] : [])].join();

/** A telling whose people are known, or are those of a ticket or the admins. */
type Addressed = Omit<Telling, 'to'> & { to: Exclude<Telling['to'], { askersOf: string }> };
type Caused<T = Telling> = T & { cause: FoundRow };

/** Names those who have asked for what was decided, without whoever decided it. */
async function withAskers(tx: Tx, tellings: readonly Caused[]): Promise<Caused<Addressed>[]> {
  const requests = tellings.flatMap(({ ticketId, to }) =>
    typeof to === 'object' && 'askersOf' in to ? [{ ticketId, approvalId: to.askersOf }] : [],
  );
  const askers = requests.length ? await readAskers(tx, requests) : new Map<string, string[]>();
  return tellings.map(({ to, ...telling }) => {
    if (typeof to === 'string' || !('askersOf' in to)) return { ...telling, to };
    return { ...telling, to: (askers.get(to.askersOf) ?? []).filter((id) => id !== telling.byId) };
  });
}

interface Known {
  /** Who answers for each ticket. */
  holders: ReadonlyMap<string, Holders>;
  admins: readonly string[];
  reads: (personId: string, telling: Telling) => boolean;
}

function peopleOf(telling: Addressed, { holders, admins, reads }: Known): readonly string[] {
  const { to, ticketId, byId } = telling;
  if (to === 'deciders') return admins;
  // Whoever did it knows.
  if (to === 'holder' || to === 'holders')
    return must(holders.get(ticketId), 'holders')[to].filter((id) => id !== byId);
  return to.filter((id) => reads(id, telling));
}

/**
 * Whether somebody who is named may read what they would be told of: to all others the ticket does not exist. Only the
 * staff are called by name; to anybody else a name is a word.
 */
async function readersOf(
  tx: Tx,
  rows: WorkingSet,
  tellings: readonly Caused<Addressed>[],
): Promise<Known['reads']> {
  const people = [...new Set(tellings.flatMap(({ to }) => (typeof to === 'string' ? [] : to)))];
  if (!people.length) return () => false;
  const grants = await readGrants(tx, people);
  const internal = new Set(
    tellings.flatMap(({ cause, aboutId }) =>
      (cause.row as Message | TimelineEvent).internal ? aboutId : [],
    ),
  );
  return (personId, { what, ticketId, aboutId }) => {
    const held = grants.get(personId);
    if (!held || (what === 'mentioned' && !isStaff(held.role))) return false;
    const ticket = must(rows.get({ kind: 'ticket', id: ticketId }), 'ticket of an entry');
    return worksOn(held, ticket) || (ticket.requesterId === personId && !internal.has(aboutId));
  };
}

function tellingsOf({ ref, row }: FoundRow, rows: WorkingSet): Telling[] {
  const isNew = !rows.before(ref);
  if (!isNew) return [];
  if (ref.kind === 'ticket') return tellingsOfNew(row as Ticket);
  if (ref.kind === 'event') {
    const event = row as TimelineEvent;
    if (event.what === 'message-edited') return tellingsOfRewrite(event, rows);
    if (event.what === 'message-redacted') return tellingsOfRedaction(event, messageOf(event, rows));
    return tellingsOfEvent(event);
  }
  if (ref.kind !== 'message') return [];
  const ticketRef = { kind: 'ticket', id: must(ref.ticketId, 'ticket of a message') } as const;
  const ticket = must(rows.get(ticketRef), 'ticket of a message');
  // What comes with an import is no news.
  const isImported = ticket.externalSource !== null && !rows.before(ticketRef);
  if (isImported) return [];
  const split = splitInto(row as Message, rows);
  return split
    ? tellingsOfSplit(row as Message, ticket, split)
    : tellingsOfMessage(row as Message, ticket, mergedInto(rows, ticket));
}

/** The entry by which this message came into its ticket; undefined where it was written there. */
const splitInto = ({ ticketId, id }: Message, rows: WorkingSet): TimelineEvent | undefined =>
  rows.list('event', ticketId).find(({ what, newValue }) => {
    const { from, messageId } = (newValue ?? {}) as Partial<Record<string, string>>;
    return what === 'split' && !!from && !!messageId && copyRef(ticketId, messageId).id === id;
  });

function messageOf(event: TimelineEvent, rows: WorkingSet): Message {
  const { messageId } = event.newValue as { messageId: string };
  return must(rows.get({ kind: 'message', id: messageId, ticketId: event.ticketId }), 'message of an entry');
}

/** A message that is new itself tells of all that it calls. */
function tellingsOfRewrite(event: TimelineEvent, rows: WorkingSet): Telling[] {
  const after = messageOf(event, rows);
  const before = rows.before({ kind: 'message', id: after.id, ticketId: after.ticketId });
  return before ? tellingsOfEdit(event, before as Message, after) : [];
}

/** Who answers for the tickets that are told of (rules/notices.ts), and the admins. */
async function readAnswering(
  tx: Tx,
  rows: WorkingSet,
  tellings: readonly Addressed[],
): Promise<Pick<Known, 'holders' | 'admins'>> {
  const wanted = tellings.filter(({ to }) => to === 'holder' || to === 'holders');
  if (!wanted.length && !tellings.some(({ to }) => to === 'deciders'))
    return { holders: new Map(), admins: [] };
  const ids = [...new Set(wanted.map(({ ticketId }) => ticketId))];
  const tickets = ids.map((id) => must(rows.get({ kind: 'ticket', id }), 'ticket of an entry'));
  const teams = await readHolders(tx, [...new Set(tickets.flatMap(({ teamId }) => teamId ?? []))]);
  const assignees = [...new Set(tickets.flatMap(({ assigneeId }) => assigneeId ?? []))];
  const grants = assignees.length ? await readGrants(tx, assignees) : new Map<string, Grants>();
  const admins = teams.get('') ?? [];
  const holders = tickets.map((ticket): [string, Holders] => {
    const held = grants.get(ticket.assigneeId ?? '');
    const team = (ticket.teamId && teams.get(ticket.teamId)) || [];
    return [ticket.id, holdersOf(ticket.assigneeId, !!held && worksOn(held, ticket), { team, admins })];
  });
  return { holders: new Map(holders), admins };
}

function noticeOf(
  { what, ticketId, aboutId, causeId = aboutId, byId, at }: Telling,
  personId: string,
  mark: Pick<Notice, 'r' | 'n' | 's'>,
): Notice {
  // One a person and cause, so that the same is never told twice.
  const id = idFrom([causeId, personId]);
  const unread = { count: 1, readAt: null, aged: false, endedAt: null };
  return { id, personId, what, ticketId, aboutId, byId, at, ...unread, ...mark };
}

/** The entry itself, or that of all that are too many, which counts it. */
function counted(notice: Notice, told: ToldInRun | undefined): Notice {
  if (!told) return notice;
  const of = told.get(notice.personId) ?? { singly: 0 };
  told.set(notice.personId, of);
  if (of.singly < SINGLY) {
    of.singly += 1;
    return notice;
  }
  const { r, n, s } = notice;
  of.rest = of.rest ? { ...of.rest, count: of.rest.count + 1, r, n, s } : notice;
  return of.rest;
}
