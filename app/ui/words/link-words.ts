import type { TimelineEvent } from '../../../shared/model/conversation.ts';
import type { ChosenLinkKind, LinkKind } from '../../../shared/model/link.ts';
import { isActive, type Status, type Ticket } from '../../../shared/model/ticket.ts';
import { cleanLine } from './clean-text.ts';
import { linkLabels } from './labels.ts';
import type { Names } from './names.ts';

type Happening = Pick<TimelineEvent, 'what' | 'oldValue' | 'newValue'>;

function part(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

const linkedAs: Readonly<Record<ChosenLinkKind, string>> = {
  'parent-of': 'made this the parent of',
  'child-of': 'made this a part of',
  'duplicate-of': 'marked this as a duplicate of',
  'duplicated-by': 'marked this as what is duplicated by',
  follows: 'said that this follows',
  'followed-by': 'said that this is followed by',
  related: 'linked this to',
};

/** What somebody did to a ticket and another one, to be read between their name and that ticket's; null for other things. */
export function linkEventWords({ what, oldValue, newValue }: Happening): string | null {
  switch (what) {
    case 'follow-up':
      return 'opened another ticket that follows this one:';
    case 'linked':
      return linkedAs[part(newValue, 'what') as ChosenLinkKind] ?? 'linked this to';
    case 'unlinked': {
      const label = linkLabels[part(oldValue, 'what') as LinkKind];
      return label ? `took away the link “${label}” to` : 'took away the link to';
    }
    case 'merged':
      return part(newValue, 'from') ? 'merged into this' : 'merged this into';
    case 'unmerged':
      return part(newValue, 'from') ? 'took out of this again' : `undid the merge${leftWords(newValue)} into`;
    case 'merged-reply':
      return 'wrote on what was merged into this:';
    case 'split':
      return part(newValue, 'from') ? 'split this off from a message on' : 'split off a message as';
    default:
      return null;
  }
}

/** What the undoing left as it found it. */
function leftWords(newValue: unknown): string {
  const left = part(newValue, 'left');
  const words = (Array.isArray(left) ? left : []).flatMap((one) => leftLabels[String(one)] ?? []);
  return words.length ? ` (it left ${words.join(' and ')}, changed since)` : '';
}
const leftLabels: Readonly<Record<string, string>> = {
  status: 'the status',
  link: 'how the two were linked before',
};

/** The other ticket that a timeline entry is about. */
export function otherTicketOf({ what, oldValue, newValue }: Happening): string | null {
  if (what === 'follow-up') return text(newValue);
  if (what === 'unlinked') return text(part(oldValue, 'ticketId'));
  return (['ticketId', 'into', 'from'] as const).reduce<string | null>(
    (id, key) => id ?? text(part(newValue, key)),
    null,
  );
}

/** How far the parts of a ticket are: `3 of 5 resolved`, and how many of them nobody here knows about. */
export function progressWords(statuses: readonly (Status | null)[]): string {
  const known = statuses.filter((status) => status !== null);
  const done = known.filter((status) => !isActive(status)).length;
  const unknown = statuses.length - known.length;
  return `${done} of ${statuses.length} resolved${unknown ? `, ${unknown} not on this device` : ''}`;
}

type Merging = Pick<Ticket, 'requesterId' | 'teamId' | 'status'>;

/** What somebody should know before two tickets are merged, in sentences. `limited`: agents see their teams' tickets only. */
export function mergeWarnings(ticket: Merging, into: Merging, limited: boolean, names: Names): string[] {
  const warnings: string[] = [];
  if (ticket.requesterId !== into.requesterId) {
    const [own, other] = [names.person(ticket.requesterId), names.person(into.requesterId)];
    warnings.push(
      `The requesters differ. ${own} is not told where this went, and does not see what ${other} is answered: answer ${own} here first, or on this ticket later.`,
    );
  }
  if (limited && ticket.teamId !== into.teamId)
    warnings.push(
      `The teams differ. Who works for ${into.teamId === null ? 'no team' : names.team(into.teamId)} only does not see what was said here.`,
    );
  if (ticket.status === 'closed') warnings.push('This ticket is closed already, and stays so.');
  return warnings;
}

/** The first line of a message that says something, without the signs of Markdown, as a title. */
export function titleFrom(body: string, most: number): string {
  const lines = body
    .split('\n')
    .map((line) => cleanLine(line.replace(/^[\s>#*+-]*(\d+[.)]\s)?/, '').replace(/[*_`]{1,3}/g, '')));
  const first = lines.find((line) => /[\p{L}\p{N}]/u.test(line)) ?? '';
  return first.length <= most ? first : `${first.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
