import type { Role } from '../../../shared/model/directory.ts';
import { noticeKinds, type Notice, type NoticeKind } from '../../../shared/model/notice.ts';
import { may } from '../../../shared/rules/permissions.ts';
import { countWords } from './labels.ts';
import type { Names } from './names.ts';

type Worded = Pick<Notice, 'what' | 'byId' | 'count' | 'endedAt'>;

/** Whether what it tells of no longer holds. */
export const hasEnded = ({ endedAt }: Pick<Notice, 'endedAt'>): boolean => typeof endedAt === 'number';

/** What a person is told, before the name of its ticket: `Ana Kovač replied on`. */
export function noticeWords(notice: Worded, names: Names): string {
  const { what, byId, count } = notice;
  const who = names.person(byId);
  const over = hasEnded(notice) && endedWords[what]?.(who);
  if (over) return over;
  if (count > 1) return `${countWords(count, 'more ticket')} ${manyWords[what] ?? 'changed'}, among them`;
  switch (what) {
    case 'assigned':
      return `${who} gave you`;
    case 'mentioned':
      return `${who} mentioned you on`;
    case 'replied':
      return `${who} replied on`;
    case 'noted':
      return `${who} left a note on`;
    case 'escalated':
      return 'Overdue, and escalated:';
    case 'missed':
      return 'A reply is overdue on';
    case 'warned':
      return 'Due soon:';
    case 'asked':
      return `${who} asks for your approval on`;
    case 'answered':
      return `${who} decided what you asked for on`;
    case 'overtaken':
      return 'What you asked for was overtaken by a change on';
    case 'split':
      return `${who} made a message a ticket of its own:`;
    case 'redacted':
      return `${who} took back what you wrote on`;
    default:
      // A newer server tells of what this app does not know.
      return `Something happened on`;
  }
}

const takenBack = (who: string): string => `What ${who} wrote was taken back on`;

/** What has become of it, in place of what was told. */
const endedWords: Partial<Record<string, (who: string) => string>> = {
  escalated: () => 'Done in time after all, no longer escalated:',
  missed: () => 'Answered in time after all:',
  mentioned: (who) => `${who} no longer mentions you on`,
  replied: takenBack,
  noted: takenBack,
  asked: (who) => `What ${who} asked for needs no answer any more on`,
  overtaken: () => 'What you asked for waits for an admin again on',
};

const manyWords: Partial<Record<string, string>> = {
  escalated: 'are overdue',
  missed: 'wait for a reply too long',
  warned: 'are due soon',
};

/** Whether it presses: what was promised is late, or will be. */
export function isPressing(notice: Pick<Notice, 'what' | 'endedAt'>): boolean {
  return !hasEnded(notice) && (['escalated', 'missed', 'warned'] as Notice['what'][]).includes(notice.what);
}

/** A kind of notice, as a person chooses it. */
export const choiceWords: Readonly<Record<NoticeKind, string>> = {
  assigned: 'A ticket is given to you',
  mentioned: 'You are mentioned',
  replied: 'Somebody replies on your ticket',
  noted: 'A colleague leaves a note on your ticket',
  escalated: 'A ticket of yours or your team’s is overdue and escalated',
  missed: 'A promised reply is late',
  warned: 'A promise is due soon',
  asked: 'Somebody asks for your approval',
  answered: 'An admin decides what you asked for',
  overtaken: 'What you asked for is overtaken by another change',
  split: 'A message of yours, or on your ticket, is made a ticket of its own',
  redacted: 'An admin takes back what you wrote',
};

/**
 * A requester hears of replies, of what became of their words, and of a request: an urgent ticket waits for an admin's word
 * as well.
 */
const forRequesters: ReadonlySet<NoticeKind> = new Set([
  'replied', 'answered', 'overtaken', 'split', 'redacted',
]); // prettier-ignore

/** Of what somebody can be told, and may choose not to be. */
export function kindsFor(role: Role): readonly NoticeKind[] {
  if (role === 'user') return noticeKinds.filter((what) => forRequesters.has(what));
  return noticeKinds.filter((what) => what !== 'asked' || may(role, 'approvals:decide'));
}
