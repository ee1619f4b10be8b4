import type { TargetKind } from '../../../shared/model/sla-policy.ts';
import type { Due } from '../../../shared/rules/sla/due.ts';
import type { Pressing } from '../../../shared/rules/sla/of-ticket.ts';
import { deadlineWords, fullTime, spanWords, type Urgency } from './time-words.ts';

/** What is promised, as a person says it. */
export const targetLabels: Readonly<Record<TargetKind, string>> = {
  firstResponse: 'First reply promised',
  nextResponse: 'Next reply promised',
  resolution: 'Resolution promised',
};

/** Before the words of a list, where there is more than one thing that may be due. */
const owed: Readonly<Record<TargetKind, string>> = {
  firstResponse: 'reply ',
  nextResponse: 'reply ',
  resolution: '',
};

/** `due in 3 h`, `reply due in 20 min`, `overdue 2 d`, `paused, 5 h left`. */
export function dueWords(
  { kind, due }: Pressing,
  now: number,
): { words: string; urgency: Urgency | 'paused' } {
  if (due.state === 'paused') return { words: pausedWords(due), urgency: 'paused' };
  const { words, urgency } = deadlineWords(due.dueAt, now);
  // The tenant says from when on it is pressing.
  const pressing = due.state === 'running' && now >= due.warnAt ? 'soon' : urgency;
  return { words: owed[kind] + words, urgency: pressing };
}

/** Where one promise stands, in full: `due Nov 24, 2026, 2:33 PM`, `kept`, `kept late`. Null where nothing is promised. */
export function promiseWords(due: Due): string | null {
  switch (due.state) {
    case 'none':
      return null;
    case 'met':
      return due.inTime ? 'kept' : 'kept late';
    case 'running':
      return `due ${fullTime(due.dueAt)}`;
    case 'paused':
      return pausedWords(due);
    case 'breached':
      return `missed, was due ${fullTime(due.dueAt)}`;
  }
}

function pausedWords({ remainingMs, business }: Extract<Due, { state: 'paused' }>): string {
  return `paused, ${spanWords(remainingMs)}${business ? ' of work' : ''} left`;
}
