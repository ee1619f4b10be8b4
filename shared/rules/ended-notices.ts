import type { Notice, NoticeKind } from '../model/notice.ts';
import type { Breach, Ticket } from '../model/ticket.ts';
import { kindOfBreach } from './notices.ts';

/** That what people were told of a ticket no longer holds (SPEC S9). */
export interface Ending {
  ticketId: string;
  what: readonly NoticeKind[];
}

/** Whether something that was told, or is about to be, is ended by this. */
export const ends = ({ ticketId, what }: Ending, told: Pick<Notice, 'ticketId' | 'what'>): boolean =>
  told.ticketId === ticketId && what.includes(told.what);

/** What is told of has ended: nobody is to be called to it any more, and who opens it reads that. */
export const ended = (notice: Notice, atMs: number): Notice => ({
  ...notice,
  endedAt: atMs,
  readAt: notice.readAt ?? atMs,
});

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
