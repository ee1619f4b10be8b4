import type { Approval } from '../model/approval.ts';
import type { Message, TimelineEvent } from '../model/conversation.ts';
import type { NoticeKind } from '../model/notice.ts';
import { aboutKind, aboutTicket } from '../model/preference.ts';
import type { Breach, Ticket } from '../model/ticket.ts';
import { mentionedIn } from './mentions.ts';

/** That somebody is to be told of something. */
export interface Telling {
  what: NoticeKind;
  ticketId: string;
  aboutId: string;
  /** What makes it another than what was told before of the same; absent: what it is about. */
  causeId?: string;
  byId: string | null;
  at: number;
  /**
   * People by id; `holder` and `holders`: of the ticket (`holdersOf`); `deciders`: the admins; `askersOf`: everybody who has
   * asked for what this request is about.
   */
  to: readonly string[] | 'holder' | 'holders' | 'deciders' | { askersOf: string };
}

/** Who answers for a ticket. */
export interface Holders {
  /** Who is told what is said to its assignee, and of what they are late with or soon will be. */
  holder: readonly string[];
  /** Who is told that it was escalated. */
  holders: readonly string[];
}

/**
 * Who answers for a ticket: its assignee and its team; where it has neither, the admins. An assignee who does not work on
 * it any more (has left, is a requester by now) counts as nobody, and what is said to them is said to the others.
 */
export function holdersOf(
  assigneeId: string | null,
  worksOnIt: boolean,
  { team, admins }: { team: readonly string[]; admins: readonly string[] },
): Holders {
  const own = assigneeId !== null && worksOnIt ? [assigneeId] : [];
  const others = own.length || team.length ? team : admins;
  return { holder: own.length ? own : others, holders: [...new Set([...own, ...others])] };
}

export type Said = Pick<
  Message,
  'id' | 'ticketId' | 'authorId' | 'body' | 'internal' | 'staff' | 'createdAt'
>;

/**
 * Who hears of a new message: those it is for and those it calls by name, never its author. `into`: the ticket that the one
 * it is written on was merged into, where it is read and worked on.
 */
export function tellingsOfMessage(
  message: Said,
  { assigneeId, requesterId }: Pick<Ticket, 'assigneeId' | 'requesterId'>,
  into?: Pick<Ticket, 'id' | 'assigneeId'>,
): Telling[] {
  const { id, ticketId, authorId, internal, createdAt } = message;
  const telling = { ticketId, aboutId: id, byId: authorId, at: createdAt };
  const said = { ...telling, what: internal ? 'noted' : 'replied' } as const;
  const called = calledBy(message);
  const held = into ?? { id: ticketId, assigneeId };
  const isForHolder = held.assigneeId !== null && held.assigneeId !== authorId;
  return [
    ...(isForHolder ? [{ ...said, ticketId: held.id, to: 'holder' } as const] : []),
    ...(!internal && requesterId !== authorId ? [{ ...said, to: [requesterId] }] : []),
    ...(called.length ? [{ ...telling, what: 'mentioned', to: called } as const] : []),
  ];
}

/** Only the staff call people: to others they are names. Whether those who are called may see it, the server asks. */
export const calledBy = ({
  staff,
  body,
  authorId,
}: Pick<Message, 'staff' | 'body' | 'authorId'>): string[] =>
  staff ? mentionedIn(body).filter((person) => person !== authorId) : [];

/** Who hears that a message says something else: those it has not called before. */
export function tellingsOfEdit(
  { id, ticketId, createdAt }: Pick<TimelineEvent, 'id' | 'ticketId' | 'createdAt'>,
  before: Said,
  after: Said,
): Telling[] {
  const known = new Set(calledBy(before));
  const to = calledBy(after).filter((person) => !known.has(person));
  const telling = { what: 'mentioned', ticketId, aboutId: after.id, causeId: id } as const;
  return to.length ? [{ ...telling, byId: after.authorId, at: createdAt, to }] : [];
}

/** Who hears that somebody has taken back what they wrote. */
export function tellingsOfRedaction(
  { id, ticketId, actorId, createdAt }: Pick<TimelineEvent, 'id' | 'ticketId' | 'actorId' | 'createdAt'>,
  message: Pick<Message, 'id' | 'authorId'>,
): Telling[] {
  if (message.authorId === actorId) return [];
  const telling = { what: 'redacted', ticketId, aboutId: message.id, causeId: id } as const;
  return [{ ...telling, byId: actorId, at: createdAt, to: [message.authorId] }];
}

/**
 * Who hears that a message was made a ticket: whoever wrote it, and where it was public whoever's the ticket is by now. They
 * are led to that one, and hear nothing where they would not see it. It is no reply there, and calls nobody anew.
 */
export function tellingsOfSplit(
  { id, ticketId, authorId, internal }: Said,
  { requesterId }: Pick<Ticket, 'requesterId'>,
  { actorId: byId, createdAt: at }: Pick<TimelineEvent, 'actorId' | 'createdAt'>,
): Telling[] {
  const to = [...new Set([authorId, ...(internal ? [] : [requesterId])])].filter((person) => person !== byId);
  return to.length ? [{ what: 'split', ticketId, aboutId: id, byId, at, to }] : [];
}

/**
 * Who hears of what happened to a ticket: whoever was given it; its assignee of what is late or soon will be; the team as
 * well once it is escalated.
 */
export function tellingsOfEvent(
  event: Pick<TimelineEvent, 'id' | 'ticketId' | 'actorId' | 'what' | 'newValue' | 'createdAt'>,
): Telling[] {
  const { id: aboutId, ticketId, actorId: byId, createdAt: at } = event;
  const telling = (what: NoticeKind, to: Telling['to']): Telling[] => [
    { what, ticketId, aboutId, byId, at, to },
  ];
  switch (event.what) {
    case 'assignee': {
      const given = (event.newValue as { assigneeId?: string | null } | null)?.assigneeId;
      return given && given !== byId ? telling('assigned', [given]) : [];
    }
    case 'breach': {
      const missed = (event.newValue as Pick<Breach, 'what'> | null)?.what;
      const what = kindOfBreach(missed);
      return telling(what, what === 'escalated' ? 'holders' : 'holder');
    }
    case 'warning':
      return telling('warned', 'holder');
    case 'approval': {
      const { approvalId, state, byId: askedBy } = event.newValue as Partial<Record<string, string>>;
      // Who joins in adds nothing that the admins do not know.
      if (approvalId === undefined) return [];
      if (state !== 'pending') return telling('answered', { askersOf: approvalId });
      if (askedBy !== byId) return [];
      return telling('asked', 'deciders').map((one) => ({ ...one, aboutId: approvalId, causeId: aboutId }));
    }
    default:
      return [];
  }
}

/** Who hears that what was asked for is not to be had any more: whoever asked. */
export const tellingOfPassedOver = (
  { ticketId, id }: Pick<Approval, 'ticketId' | 'id'>,
  byId: string | null,
  at: number,
): Telling => ({ what: 'overtaken', ticketId, aboutId: id, byId, at, to: { askersOf: id } });

/** What people are told of a breach: only that of the resolution escalates. */
export const kindOfBreach = (what: Breach['what'] | undefined): NoticeKind =>
  what === 'resolution' ? 'escalated' : 'missed';

/** Who is given a ticket as it is made. Imported ones are no news. */
export function tellingsOfNew(ticket: Ticket): Telling[] {
  const { id, assigneeId, createdBy, createdAt, externalSource } = ticket;
  if (assigneeId === null || assigneeId === createdBy || externalSource !== null) return [];
  return [{ what: 'assigned', ticketId: id, aboutId: id, byId: createdBy, at: createdAt, to: [assigneeId] }];
}

/** Whether somebody wants to be told, by what they said they do not want. Being called by name passes a muted ticket. */
export const isWanted = (
  { what, ticketId }: Pick<Telling, 'what' | 'ticketId'>,
  unwanted: ReadonlySet<string>,
): boolean =>
  !unwanted.has(aboutKind(what)) && (what === 'mentioned' || !unwanted.has(aboutTicket(ticketId)));
