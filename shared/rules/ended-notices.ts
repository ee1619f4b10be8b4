import type { Approval } from '../model/approval.ts';
import { isRedacted } from '../model/conversation.ts';
import type { Notice, NoticeKind } from '../model/notice.ts';
import type { Breach, Ticket } from '../model/ticket.ts';
import { waitsForWord } from './approvals.ts';
import { calledBy, kindOfBreach, type Said } from './notices.ts';

/** That what people were told of a ticket no longer holds (SPEC S9), or does again. */
export interface Ending {
  ticketId: string;
  what: readonly NoticeKind[];
  /** What it is about; absent: whatever of these kinds the ticket has. */
  aboutId?: string;
  /** Whose it is that has ended; absent: everybody's. */
  personIds?: readonly string[];
  again?: true;
}

type Told = Pick<Notice, 'ticketId' | 'what' | 'aboutId'> & Partial<Pick<Notice, 'personId'>>;

/** Whether it is this that has ended. */
export const concerns = ({ ticketId, what, aboutId, personIds }: Ending, told: Told): boolean =>
  told.ticketId === ticketId &&
  what.includes(told.what) &&
  (aboutId === undefined || told.aboutId === aboutId) &&
  (personIds === undefined || (told.personId !== undefined && personIds.includes(told.personId)));

/** Whether something that is about to be told is ended before anybody hears of it. */
export const isPassed = (endings: readonly Ending[], telling: Told): boolean =>
  endings.some((one) => !one.again && concerns(one, telling));

/** Kinds that call somebody to a ticket: what has ended calls nobody. Of all else they hear what has become of it. */
const calls: ReadonlySet<NoticeKind> = new Set(['escalated', 'missed', 'asked']);

/** What an entry says once that has ended; undefined where it says so already. */
export function afterEnding(
  notice: Notice,
  { again }: Pick<Ending, 'again'>,
  atMs: number,
): Notice | undefined {
  const hasEnded = typeof notice.endedAt === 'number';
  if (hasEnded === !again) return undefined;
  if (again) return { ...notice, endedAt: null, readAt: null };
  const readAt = calls.has(notice.what) ? (notice.readAt ?? atMs) : notice.readAt;
  return { ...notice, endedAt: atMs, readAt };
}

/** Breaches were withdrawn: as long as another of the kind stands, the ticket is as late as people were told. */
export function endingsOfBreaches(
  before: Pick<Ticket, 'breaches'>,
  { id, breaches }: Pick<Ticket, 'id' | 'breaches'>,
): Ending[] {
  if (before.breaches === breaches) return [];
  const left = standingKinds(breaches);
  const what = [...standingKinds(before.breaches)].filter((kind) => !left.has(kind));
  return what.length ? [{ ticketId: id, what }] : [];
}

const standingKinds = (breaches: readonly Breach[]): Set<NoticeKind> =>
  new Set(breaches.flatMap(({ what, withdrawn }) => (withdrawn ? [] : [kindOfBreach(what)])));

/** A message says nothing any more, or calls fewer people than before; `before`: undefined where it is new. */
export function endingsOfMessage(before: Said | undefined, after: Said): Ending[] {
  const { ticketId, id: aboutId } = after;
  if (isRedacted(after)) {
    const isNews = !before || !isRedacted(before);
    return isNews ? [{ ticketId, what: ['replied', 'noted', 'mentioned'], aboutId }] : [];
  }
  const called = new Set(calledBy(after));
  const personIds = before ? calledBy(before).filter((person) => !called.has(person)) : [];
  return personIds.length ? [{ ticketId, what: ['mentioned'], aboutId, personIds }] : [];
}

/** A request and its ticket, as they were or as they are. */
export interface Request {
  asked: Approval;
  ticket: Pick<Ticket, 'priority' | 'status'>;
}

/** Whether a request can no longer be granted because of what has changed, with nobody having said anything of it. */
export const isPassedOver = (before: Request | undefined, { asked, ticket }: Request): boolean =>
  (!before || waitsForWord(before.asked, before.ticket)) &&
  !waitsForWord(asked, ticket) &&
  asked.decidedById === null;

/** Who was asked for a word need not give one any more, or once more; `before`: undefined where nobody had asked yet. */
export function endingsOfRequest(before: Request | undefined, after: Request): Ending[] {
  const { ticketId, id: aboutId } = after.asked;
  const [waited, waits] = [before, after].map((one) => !!one && waitsForWord(one.asked, one.ticket));
  if (!waits) return waited || !before ? [{ ticketId, what: ['asked'], aboutId }] : [];
  if (waited || !before) return [];
  return [
    { ticketId, what: ['asked'], aboutId, again: true },
    { ticketId, what: ['overtaken'], aboutId },
  ];
}
