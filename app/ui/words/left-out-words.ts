import type { Left, LeftOut } from '../../mutate-many.ts';
import type { MutationArgs } from '../../../shared/mutations/registry.ts';
import type { Change } from '../../../shared/mutations/undo.ts';
import type { undoable } from '../../../shared/mutations/undoable.ts';
import { countWords } from './labels.ts';

/** A ticket of a step that stays as it is, and why. */
export interface LeftTicket {
  /** Empty where it is no ticket but something of the tenant's lists. */
  ticketId: string;
  /** What that is. */
  what?: string;
  why: string;
}

/** What came of a step of which something is left: `3 tickets changed, 2 to be approved, 1 left`. */
export function leftTitle({
  done,
  asked,
  left,
  of,
}: Record<'done' | 'asked' | 'left', number> & { of: 'ticket' | 'change' }): string {
  const approved = asked ? `, ${asked.toLocaleString('en')} to be approved` : '';
  return of === 'ticket'
    ? `${countWords(done, 'ticket')} changed${approved}, ${left.toLocaleString('en')} left`
    : `${countWords(done, 'change')} made${approved}, not all of it`;
}

/** The ticket that a change is about; empty for a change of the tenant's lists. */
const ticketIn = ({ args }: Change): string => ('ticketId' in args ? args.ticketId : '');

/** What the rules refused on this device, by ticket: of several changes to one the first says why. */
export function leftOutOf(leftOut: readonly LeftOut[]): LeftTicket[] {
  return once(leftOut.map(({ change, refusal }) => ({ ticketId: ticketIn(change), why: refusal.message })));
}

/** What of a macro was not done, by ticket: each part of it by itself. */
export function leftPartsOf(
  cannot: readonly LeftTicket[],
  leftOut: readonly LeftOut[],
): { ticketId: string; why: string }[] {
  const byTicket = new Map<string, string[]>();
  const refused = leftOut.map(({ change, refusal }) => ({
    ticketId: ticketIn(change),
    why: refusal.message,
  }));
  for (const { ticketId, why } of [...cannot, ...refused])
    byTicket.set(ticketId, [...(byTicket.get(ticketId) ?? []), why]);
  return [...byTicket].map(([ticketId, whys]) => ({ ticketId, why: [...new Set(whys)].join(' ') }));
}

const reasons = {
  changed: 'It has been changed since. That stays.',
  gone: 'It is not on this device any more.',
} as const;

/** What can be undone and is of no ticket. */
type OfLists = {
  [N in (typeof undoable)[number]]: MutationArgs<N> extends { ticketId: string } ? never : N;
}[(typeof undoable)[number]];

/** What of the lists a change is about. */
const listWords: Readonly<Partial<Record<Change['name'], string>>> & Readonly<Record<OfLists, string>> = {
  'membership.set': 'Who is in a team',
  'person.set-role': 'Somebody’s role',
  'person.set-active': 'Whether somebody works here',
  'team.set': 'A team',
  'category.set': 'A category',
  'tag.set': 'A tag',
  'field.define': 'A custom field',
  'calendar.set': 'A calendar',
  'canned-reply.set': 'A canned reply',
  'sla-policy.set': 'A policy',
  'ticket-template.set': 'A ticket template',
  'macro.set': 'A macro',
  'policy.set': 'A rule for everybody',
};

/** What an undo has not put back, by ticket. */
export function leftByUndo(left: readonly Left[]): LeftTicket[] {
  return once(
    left.map(({ change, why }) => ({
      ticketId: ticketIn(change),
      ...(listWords[change.name] && { what: listWords[change.name] }),
      why: typeof why === 'string' ? reasons[why] : why.message,
    })),
  );
}

function once(left: readonly LeftTicket[]): LeftTicket[] {
  const byTicket = new Map<string, LeftTicket>();
  for (const one of left) if (!byTicket.has(one.ticketId)) byTicket.set(one.ticketId, one);
  return [...byTicket.values()];
}
