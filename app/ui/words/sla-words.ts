import { targetKinds, type SlaPolicy, type TargetKind } from '../../../shared/model/sla-policy.ts';
import { priorities, type Priority } from '../../../shared/model/ticket.ts';
import type { Promised } from '../../../shared/rules/sla/targets.ts';
import { priorityLabels, statusLabels } from './labels.ts';
import type { Names } from './names.ts';
import { targetWords } from './target-words.ts';

/** What may be promised, as a form calls it. */
export const kindLabels: Readonly<Record<TargetKind, string>> = {
  firstResponse: 'First reply',
  nextResponse: 'Next reply',
  resolution: 'Resolution',
};

/** The most pressing first. */
export const byUrgency: readonly Priority[] = priorities.toReversed();

const orWords = (words: readonly string[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

/** Which tickets a policy is for: `Urgent or High · team North · tag gold`. */
export function conditionWords(conditions: SlaPolicy['conditions'], names: Names): string {
  const { priorities: listed, categoryIds, teamIds, tagIds } = conditions;
  const named = (kind: string, of: (id: string) => string, ids?: readonly string[]) =>
    ids ? [`${kind} ${orWords(ids.map(of))}`] : [];
  const parts = [
    ...(listed
      ? [orWords(byUrgency.filter((one) => listed.includes(one)).map((one) => priorityLabels[one]))]
      : []),
    ...named('category', names.category, categoryIds),
    ...named('team', names.team, teamIds),
    ...named('tag', names.tag, tagIds),
  ];
  return parts.join(' · ') || 'Every ticket';
}

/** What a policy promises, each kind in a line: `Resolution` – `Urgent 4 hours, High 1 day`. */
export function promiseLines({ targets }: Pick<Promised, 'targets'>): [label: string, words: string][] {
  return targetKinds.flatMap((kind): [string, string][] => {
    const words = byUrgency.flatMap((priority) => {
      const target = targets[priority]?.[kind];
      return target ? [`${priorityLabels[priority]} ${targetWords(target)}`] : [];
    });
    return words.length ? [[kindLabels[kind], words.join(', ')]] : [];
  });
}

/** How time is measured: `Stands still while pending. Warns at 75 %.` */
export function measureWords({
  pausedIn,
  warnAtPercent,
}: Pick<Promised, 'pausedIn' | 'warnAtPercent'>): string {
  const stands = pausedIn.map((status) => statusLabels[status].toLowerCase());
  const pause = stands.length
    ? `The time to a resolution stands still while ${orWords(stands)}.`
    : 'The time to a resolution never stands still.';
  return `${pause} Warns when ${warnAtPercent} % of the time is used.`;
}
