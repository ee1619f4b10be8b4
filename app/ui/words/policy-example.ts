import type { BusinessCalendar } from '../../../shared/model/business-calendar.ts';
import { targetKinds, type TargetKind } from '../../../shared/model/sla-policy.ts';
import type { Priority } from '../../../shared/model/ticket.ts';
import { dueOf, type Due } from '../../../shared/rules/sla/due.ts';
import type { Promised } from '../../../shared/rules/sla/targets.ts';
import { promiseWords } from './due-words.ts';
import { priorityLabels } from './labels.ts';
import { byUrgency } from './sla-words.ts';
import { fullTime } from './time-words.ts';

export interface Example {
  priority: Priority;
  words: string;
}

type Calendars = ReadonlyMap<string, BusinessCalendar>;

/**
 * What a policy would mean for a ticket created now, for each of these priorities (none given: all) for which it promises
 * something: `An urgent ticket created now: first reply due …; resolution due … (warned from …).` By the rules that
 * tickets themselves go by.
 */
export function examplesOf(
  promised: Promised,
  calendars: Calendars,
  priorities: readonly Priority[],
  nowMs: number,
): Example[] {
  return byUrgency
    .filter((priority) => priorities.length === 0 || priorities.includes(priority))
    .map((priority) => {
      const owed = targetKinds.filter((kind) => promised.targets[priority]?.[kind]);
      const parts = owed.map((kind) => {
        return `${nouns[kind]} ${dueNowWords(dueNow(promised, calendars, priority, kind, nowMs))}`;
      });
      const article = priority === 'urgent' ? 'An' : 'A';
      const ticket = `${article} ${priorityLabels[priority].toLowerCase()} ticket created now`;
      return { priority, words: parts.length ? `${ticket}: ${parts.join('; ')}.` : '' };
    })
    .filter(({ words }) => words !== '');
}

const nouns: Readonly<Record<TargetKind, string>> = {
  firstResponse: 'first reply',
  nextResponse: 'next reply (if asked for now)',
  resolution: 'resolution',
};

function dueNow(
  promised: Promised,
  calendars: Calendars,
  priority: Priority,
  kind: TargetKind,
  nowMs: number,
): Due {
  // A next reply is owed once the first was given and something was asked since.
  const later = kind === 'nextResponse';
  const status = later ? 'open' : 'new';
  const facts = {
    createdAt: nowMs,
    priority,
    status,
    firstResponseAt: later ? nowMs : null,
    resolvedAt: null,
    history: [[nowMs, status]],
    askedAt: later ? nowMs : null,
    breaches: [],
  } as const;
  return dueOf(facts, promised, calendars, nowMs)[kind];
}

function dueNowWords(due: Due): string {
  const words = promiseWords(due) ?? 'never due: there is not so much working time';
  return due.state === 'running' ? `${words} (warned from ${fullTime(due.warnAt)})` : words;
}
