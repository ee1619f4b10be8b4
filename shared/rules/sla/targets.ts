import type { SlaPolicy, Target, TargetKind } from '../../model/sla-policy.ts';
import type { Priority, Ticket } from '../../model/ticket.ts';
import { resolutionTargetMs } from '../sla.ts';

/** What of a ticket decides which policy holds. */
export interface PolicyFacts extends Pick<Ticket, 'priority' | 'categoryId' | 'teamId'> {
  tagIds: readonly string[];
}

/** What is promised, and how it is measured. */
export type Promised = Pick<SlaPolicy, 'targets' | 'calendarId' | 'pausedIn' | 'warnAtPercent'>;

const resolveIn = (priority: Priority) => ({
  resolution: { targetMs: resolutionTargetMs[priority], business: false },
});

/** What holds where no policy fits: a resolution, by the clock. */
export const defaultPolicy: Promised = {
  targets: {
    low: resolveIn('low'),
    medium: resolveIn('medium'),
    high: resolveIn('high'),
    urgent: resolveIn('urgent'),
  },
  calendarId: null,
  pausedIn: ['pending'],
  warnAtPercent: 75,
};

export function targetOf(policy: Promised, priority: Priority, kind: TargetKind): Target | undefined {
  return policy.targets[priority]?.[kind];
}

/** Where a policy stands; its identity decides where two have the same place. */
export interface Place extends Pick<SlaPolicy, 'order'> {
  id: string;
}
type Ordered = Place & Pick<SlaPolicy, 'conditions'>;

/** The policy that holds for a ticket: the first that fits, by order and then by id, so that all sides agree. */
export function bestMatch<P extends Ordered>(policies: Iterable<P>, ticket: PolicyFacts): P | undefined {
  let best: P | undefined;
  for (const policy of policies) {
    if (best && !isBefore(policy, best)) continue;
    if (fits(policy.conditions, ticket)) best = policy;
  }
  return best;
}

/** Whether one policy is asked before another. */
export const isBefore = (a: Place, b: Place): boolean =>
  a.order !== b.order ? a.order < b.order : a.id < b.id;

function fits(conditions: SlaPolicy['conditions'], ticket: PolicyFacts): boolean {
  const { priorities, categoryIds, teamIds, tagIds } = conditions;
  return (
    holds(priorities, ticket.priority) &&
    holds(categoryIds, ticket.categoryId) &&
    holds(teamIds, ticket.teamId) &&
    (tagIds === undefined || ticket.tagIds.some((id) => tagIds.includes(id)))
  );
}

const holds = <T>(listed: readonly T[] | undefined, value: T | null): boolean =>
  listed === undefined || (value !== null && listed.includes(value));
